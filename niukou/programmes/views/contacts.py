"""Pages on which contacts and files of a site are kept."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.programmes.actions.sites import attach_file, end_contact, name_contact
from niukou.programmes.forms.sites import AttachFileForm, NameContactForm
from niukou.programmes.forms.terms import EndForm
from niukou.programmes.models import Site, SiteContact
from niukou.programmes.rules import Can


@require_http_methods(["GET", "POST"])
def contact_name(request: SignedInRequest, number: str) -> HttpResponse:
    sites = Site.objects.visible_to(request.user).select_related("hospital")
    site = get_object_or_404(sites, number=number)
    authorize(request.user, Can.EDIT_SITE, site)
    form = NameContactForm(request.POST or None, by=request.user)
    if form.submit(partial(name_contact, site, by=request.user)):
        messages.success(request, _("The contact is named."))
        return go(request, site)
    status = 422 if form.is_bound else 200
    context = {"site": site, "form": form}
    return page(request, "programmes/contact_name.html", context, status=status)


@require_http_methods(["GET", "POST"])
def contact_end(request: SignedInRequest, number: str, pk: int) -> HttpResponse:
    contacts = SiteContact.objects.visible_to(request.user)
    contact = get_object_or_404(
        contacts.select_related("person", "site__hospital"), pk=pk, site__number=number
    )
    authorize(request.user, Can.EDIT_SITE, contact.site)
    form = EndForm(request.POST or None, by=request.user)
    if form.submit(partial(end_contact, contact, by=request.user)):
        messages.success(request, _("The contact is ended."))
        return go(request, contact.site)
    status = 422 if form.is_bound else 200
    context = {"site": contact.site, "contact": contact, "form": form}
    return page(request, "programmes/contact_end.html", context, status=status)


@require_http_methods(["GET", "POST"])
def file_attach(request: SignedInRequest, number: str) -> HttpResponse:
    sites = Site.objects.visible_to(request.user).select_related("hospital")
    site = get_object_or_404(sites, number=number)
    authorize(request.user, Can.EDIT_SITE, site)
    form = AttachFileForm(request.POST or None, request.FILES or None, by=request.user)
    if form.submit(partial(attach_file, site, by=request.user)):
        messages.success(request, _("The file is kept."))
        return go(request, site)
    status = 422 if form.is_bound else 200
    context = {"site": site, "form": form, "most_bytes": settings.NIUKOU_UPLOAD_LIMIT_BYTES}
    return page(request, "programmes/file_attach.html", context, status=status)
