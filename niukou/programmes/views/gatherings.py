"""Pages of the gatherings of a branch or a programme."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.pages import paged
from niukou.core.tabs import tabs_of
from niukou.gatherings.fields import facts_from
from niukou.gatherings.models import Gathering, HostingCapacity
from niukou.gatherings.queries.lines import lines_of
from niukou.network.models import Organisation
from niukou.programmes.actions.gatherings import (
    edit_programme_gathering,
    plan_in_branch,
    plan_in_programme,
)
from niukou.programmes.forms.gatherings import EditProgrammeGatheringForm, PlanInProgrammeForm
from niukou.programmes.models import Branch, Programme, ProgrammeGathering
from niukou.programmes.rules import Can

NOT_FACTS = ("workstream", "is_for_workers", "completion_share")


@require_GET
def branch_gatherings(request: SignedInRequest, slug: str) -> HttpResponse:
    branches = Branch.objects.visible_to(request.user).select_related("programme", "region")
    branch = get_object_or_404(branches, slug=slug)
    context = _listed(request, branch=branch)
    context |= {"branch": branch, "tabs": tabs_of(branch, request.user, "gatherings")}
    return page(request, "programmes/branch_gatherings.html", context)


@require_GET
def programme_gatherings(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    context = _listed(request, programme=programme)
    context |= {"programme": programme, "tabs": tabs_of(programme, request.user, "gatherings")}
    return page(request, "programmes/programme_gatherings.html", context)


@require_http_methods(["GET", "POST"])
def branch_gathering_plan(request: SignedInRequest, slug: str) -> HttpResponse:
    branches = Branch.objects.visible_to(request.user).select_related("programme")
    branch = get_object_or_404(branches, slug=slug)
    authorize(request.user, Can.PLAN_BRANCH_GATHERING, branch)
    form = PlanInProgrammeForm(request.POST or None, programme=branch.programme, by=request.user)

    def plan(**said: Any) -> ProgrammeGathering:
        return plan_in_branch(branch, **_said(said), by=request.user)

    if form.submit(plan):
        messages.success(request, _("It is planned. Next: who else hosts it, and its agenda."))
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    context = {"subject": branch, "form": form}
    return page(request, "programmes/gathering_plan.html", context, status=status)


@require_http_methods(["GET", "POST"])
def programme_gathering_plan(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    authorize(request.user, Can.PLAN_PROGRAMME_GATHERING, programme)
    form = PlanInProgrammeForm(request.POST or None, programme=programme, by=request.user)

    def plan(**said: Any) -> ProgrammeGathering:
        return plan_in_programme(programme, **_said(said), by=request.user)

    if form.submit(plan):
        messages.success(request, _("It is planned. Next: who else hosts it, and its agenda."))
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    context = {"subject": programme, "form": form}
    return page(request, "programmes/gathering_plan.html", context, status=status)


@require_http_methods(["GET", "POST"])
def programme_gathering_edit(request: SignedInRequest, number: str) -> HttpResponse:
    links = ProgrammeGathering.objects.visible_to(request.user)
    link = get_object_or_404(
        links.select_related("gathering", "programme", "branch"), gathering__number=number
    )
    authorize(request.user, Can.EDIT_PROGRAMME_GATHERING, link)
    form = EditProgrammeGatheringForm(request.POST or None, subject=link, by=request.user)

    def edit(**said: Any) -> ProgrammeGathering:
        return edit_programme_gathering(link, **said, by=request.user)

    if form.submit(edit):
        messages.success(request, _("Your changes are saved."))
        return go(request, link)
    status = 422 if form.is_bound else 200
    context = {"link": link, "form": form}
    return page(request, "programmes/programme_gathering_edit.html", context, status=status)


def _listed(request: SignedInRequest, **of: Branch | Programme) -> dict[str, Any]:
    links = ProgrammeGathering.objects.visible_to(request.user).filter(**of)
    gatherings = Gathering.objects.visible_to(request.user).filter(pk__in=links.values("gathering"))
    in_order = gatherings.select_related("campus__organisation").order_by("-starts_at", "-pk")
    rows = paged(in_order, request.GET.get("page"))
    return {"rows": rows, "lines": lines_of(rows)}


def _said(said: dict[str, Any]) -> dict[str, Any]:
    """Return what a form gathered as the arguments of planning."""
    host: Organisation = said.pop("host")
    counting = {name: said.pop(name) for name in NOT_FACTS}
    return {"facts": facts_from(said), "hosts": [(host, HostingCapacity.HOST)], **counting}
