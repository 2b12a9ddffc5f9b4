"""Who hosts a gathering, and what happens when."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from niukou.core.htmx import SignedInRequest, go, page
from niukou.gatherings.actions.agenda import set_agenda
from niukou.gatherings.actions.gatherings import name_hosts
from niukou.gatherings.forms.agenda import SetAgendaForm, parts_from
from niukou.gatherings.forms.gatherings import NameHostsForm
from niukou.gatherings.models import Gathering
from niukou.gatherings.rules import Can
from niukou.gatherings.views.found import find_gathering


@require_http_methods(["GET", "POST"])
def hosts_name(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.NAME_HOSTS)
    context: dict[str, Any] = {"gathering": gathering}
    if "another" in request.POST:
        form = NameHostsForm.with_another_row(request.POST, subject=gathering, by=request.user)
        return page(request, "gatherings/hosts_name.html", context | {"form": form})
    form = NameHostsForm(request.POST or None, subject=gathering, by=request.user)

    def name(*, version: int, why: str, listed: list[dict[str, Any]]) -> Gathering:
        hosts = [(row["organisation"], row["capacity"]) for row in listed]
        return name_hosts(gathering, version=version, hosts=hosts, why=why, by=request.user)

    if form.submit(name):
        messages.success(request, _("Your changes are saved."))
        return go(request, gathering)
    status = 422 if form.is_bound else 200
    return page(request, "gatherings/hosts_name.html", context | {"form": form}, status=status)


@require_http_methods(["GET", "POST"])
def agenda_set(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.SET_AGENDA)
    context: dict[str, Any] = {"gathering": gathering}
    if "another" in request.POST:
        form = SetAgendaForm.with_another_row(request.POST, subject=gathering, by=request.user)
        return page(request, "gatherings/agenda_set.html", context | {"form": form})
    form = SetAgendaForm(request.POST or None, subject=gathering, by=request.user)

    def write(*, version: int, why: str, listed: list[dict[str, Any]]) -> Gathering:
        parts = parts_from(listed)
        return set_agenda(gathering, version=version, parts=parts, why=why, by=request.user)

    if form.submit(write):
        messages.success(request, _("Your changes are saved."))
        return go(request, gathering)
    status = 422 if form.is_bound else 200
    return page(request, "gatherings/agenda_set.html", context | {"form": form}, status=status)
