"""Pages of the register of organisations."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.changes import changes_of
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import workbook
from niukou.core.pages import paged
from niukou.core.sections import sections_of
from niukou.network.actions.organisations import (
    add_campus,
    edit_campus,
    edit_organisation,
    register_organisation,
)
from niukou.network.exports import export_organisations
from niukou.network.filters import OrganisationFilter
from niukou.network.forms.organisations import (
    AddCampusForm,
    EditCampusForm,
    EditOrganisationForm,
    RegisterOrganisationForm,
)
from niukou.network.models import Agreement, AgreementParty, Campus, Office, Organisation, Role
from niukou.network.rules import Can
from niukou.people.queries import names_of

SHOWN = 25


@require_GET
def organisation_list(request: SignedInRequest) -> HttpResponse:
    organisations = Organisation.objects.visible_to(request.user)
    filters = OrganisationFilter(
        request.GET, organisations.select_related("region").order_by("pinyin_key", "pk")
    )
    rows = paged(filters.qs, request.GET.get("page"))
    return page(
        request,
        "network/organisation_list.html",
        {"filters": filters, "rows": rows},
        partials={"organisation-rows"},
    )


@require_GET
def organisation_export(request: SignedInRequest) -> FileResponse:
    organisations = Organisation.objects.visible_to(request.user).order_by("pinyin_key", "pk")
    filtered = OrganisationFilter(request.GET, organisations).qs
    name = f"{_('Organisations')}-{timezone.localdate()}"
    return workbook(partial(export_organisations, filtered), filename=name)


@require_GET
def organisation_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    user, organisations = request.user, Organisation.objects.visible_to(request.user)
    organisation = get_object_or_404(
        organisations.select_related("region__parent", "supervised_by"), pk=pk
    )
    signed = AgreementParty.objects.visible_to(user).filter(organisation=organisation)
    agreements = Agreement.objects.visible_to(user).filter(pk__in=signed.values("agreement"))
    offices = Office.objects.visible_to(user).filter(organisation=organisation)
    roles = Role.objects.visible_to(user).filter(organisation=organisation)
    context = {
        "organisation": organisation,
        "campuses": organisation.campuses.select_related("region").order_by("name"),
        "agreements": agreements.order_by("-signed_on", "pk")[:SHOWN],
        "offices": offices.select_related("person").order_by("-from_on", "pk")[:SHOWN],
        "roles": roles.current(on=timezone.localdate())
        .select_related("account__person")
        .order_by("kind", "pk")[:SHOWN],
        "changes": changes_of(organisation, names=names_of),
        "sections": sections_of(organisation, user),
    }
    return page(request, "network/organisation_detail.html", context)


@require_http_methods(["GET", "POST"])
def organisation_register(request: SignedInRequest) -> HttpResponse:
    authorize(request.user, Can.REGISTER_ORGANISATION, Organisation)
    form = RegisterOrganisationForm(request.POST or None, by=request.user)
    if form.submit(partial(register_organisation, by=request.user)):
        messages.success(request, _("The organisation is registered."))
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    return page(request, "network/organisation_register.html", {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def organisation_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.EDIT_ORGANISATION, organisation)
    form = EditOrganisationForm(request.POST or None, subject=organisation, by=request.user)
    if form.submit(partial(edit_organisation, organisation, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, organisation)
    context = {"organisation": organisation, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "network/organisation_edit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def campus_add(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.EDIT_ORGANISATION, organisation)
    form = AddCampusForm(request.POST or None, by=request.user)
    if form.submit(partial(add_campus, organisation, by=request.user)):
        messages.success(request, _("The campus is added."))
        return go(request, organisation)
    context = {"organisation": organisation, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "network/campus_add.html", context, status=status)


@require_http_methods(["GET", "POST"])
def campus_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    campuses = Campus.objects.visible_to(request.user).select_related("organisation", "region")
    campus = get_object_or_404(campuses, pk=pk)
    authorize(request.user, Can.EDIT_ORGANISATION, campus.organisation)
    saved = {"name": campus.name, "region": campus.region, "address": campus.address}
    form = EditCampusForm(request.POST or None, by=request.user, initial=saved)
    if form.submit(partial(edit_campus, campus, by=request.user)):
        messages.success(request, _("Your changes are saved."))
        return go(request, campus.organisation)
    context = {"campus": campus, "organisation": campus.organisation, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "network/campus_edit.html", context, status=status)
