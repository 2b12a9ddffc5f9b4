"""Pages of who runs a programme."""

from functools import partial

from django.contrib import messages
from django.db.models import QuerySet
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export
from niukou.programmes.actions.officers import appoint_officer, end_office
from niukou.programmes.exports.programmes import OFFICERS
from niukou.programmes.forms.programmes import AppointOfficerForm
from niukou.programmes.forms.terms import EndForm
from niukou.programmes.models import Programme, ProgrammeOfficer
from niukou.programmes.rules import Can


@require_GET
def officer_list(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    context = {
        "programme": programme,
        "officers": _officers(request, programme),
        "today": timezone.localdate(),
    }
    return page(request, "programmes/officer_list.html", context)


@require_GET
def officer_export(request: SignedInRequest, slug: str) -> FileResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    return export(request, _officers(request, programme), OFFICERS, filename=_("Officers"))


@require_http_methods(["GET", "POST"])
def officer_appoint(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.APPOINT_OFFICER, programme)
    form = AppointOfficerForm(request.POST or None, programme=programme, by=request.user)
    if form.submit(partial(appoint_officer, programme, by=request.user)):
        messages.success(request, _("The officer is appointed."))
        return go(request, form.result)
    context = {"programme": programme, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/officer_appoint.html", context, status=status)


@require_http_methods(["GET", "POST"])
def officer_end(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    officers = ProgrammeOfficer.objects.visible_to(request.user)
    officers = officers.select_related("account", "programme", "branch")
    officer = get_object_or_404(officers, pk=pk, programme__slug=slug)
    authorize(request.user, Can.APPOINT_OFFICER, officer.programme)
    form = EndForm(request.POST or None, by=request.user)
    if form.submit(partial(end_office, officer, by=request.user)):
        messages.success(request, _("The office is ended."))
        return go(request, officer)
    context = {"programme": officer.programme, "officer": officer, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/officer_end.html", context, status=status)


def _officers(request: SignedInRequest, programme: Programme) -> QuerySet[ProgrammeOfficer]:
    officers = ProgrammeOfficer.objects.visible_to(request.user).filter(programme=programme)
    named = officers.select_related("account__person", "branch")
    return named.order_by("branch__launched_on", "from_on", "pk")
