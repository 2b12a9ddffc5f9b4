"""Pages that give and end roles and offices."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.network.actions.roles import appoint, bring_in, end_office, end_role, grant_role
from niukou.network.forms.roles import AppointForm, BringInForm, EndForm, GrantRoleForm
from niukou.network.models import Office, Organisation, Role
from niukou.network.rules import Can
from niukou.people.models import Account, Person


@require_http_methods(["GET", "POST"])
def role_grant(request: SignedInRequest, pk: int) -> HttpResponse:
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.GRANT_ROLE, Role)
    form = GrantRoleForm(request.POST or None, by=request.user)
    if form.submit(partial(grant_role, account, by=request.user)):
        messages.success(request, _("The role is given."))
        return go(request, account)
    context = {"account": account, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "network/role_grant.html", context, status=status)


@require_http_methods(["GET", "POST"])
def role_end(request: SignedInRequest, pk: int) -> HttpResponse:
    roles = Role.objects.visible_to(request.user).select_related("account", "organisation")
    role = get_object_or_404(roles, pk=pk)
    authorize(request.user, Can.GRANT_ROLE, role)
    form = EndForm(request.POST or None, by=request.user)
    if form.submit(partial(end_role, role, by=request.user)):
        messages.success(request, _("The role ends."))
        return go(request, role)
    context = {"role": role, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "network/role_end.html", context, status=status)


@require_http_methods(["GET", "POST"])
def office_appoint(request: SignedInRequest, pk: UUID) -> HttpResponse:
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.APPOINT, Organisation)
    form = AppointForm(request.POST or None, by=request.user)
    if form.submit(partial(appoint, person, by=request.user)):
        messages.success(request, _("The office is recorded."))
        return go(request, person)
    context = {"person": person, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "network/office_appoint.html", context, status=status)


@require_http_methods(["GET", "POST"])
def office_end(request: SignedInRequest, pk: int) -> HttpResponse:
    offices = Office.objects.visible_to(request.user).select_related("person", "organisation")
    office = get_object_or_404(offices, pk=pk)
    authorize(request.user, Can.APPOINT, office.organisation)
    form = EndForm(request.POST or None, by=request.user)
    if form.submit(partial(end_office, office, by=request.user)):
        messages.success(request, _("The office ends."))
        return go(request, office.person)
    context = {"office": office, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "network/office_end.html", context, status=status)


@require_http_methods(["GET", "POST"])
def person_bring_in(request: SignedInRequest, pk: int) -> HttpResponse:
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), pk=pk)
    authorize(request.user, Can.APPOINT, organisation)
    form = BringInForm(request.POST or None, by=request.user)
    if form.submit(partial(bring_in, organisation, by=request.user)):
        messages.success(request, _("The person is registered with their office."))
        return go(request, form.result.person)
    context = {"organisation": organisation, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "network/person_bring_in.html", context, status=status)
