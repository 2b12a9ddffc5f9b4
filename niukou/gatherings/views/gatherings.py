"""Pages of gatherings: list, plan, page, edit."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.core.pages import paged
from niukou.core.sections import sections_of
from niukou.gatherings.actions.gatherings import edit_gathering, plan_gathering
from niukou.gatherings.belonging import plan_at
from niukou.gatherings.exports import gatherings_table
from niukou.gatherings.fields import facts_from
from niukou.gatherings.filters import GatheringFilter
from niukou.gatherings.forms.gatherings import EditGatheringForm, PlanGatheringForm
from niukou.gatherings.models import Gathering
from niukou.gatherings.queries.lines import lines_of
from niukou.gatherings.queries.overview import overview
from niukou.gatherings.queries.told import when_of, where_of
from niukou.gatherings.rules import Can
from niukou.gatherings.views.found import find_gathering
from niukou.network.models import Organisation


@require_GET
def gathering_list(request: SignedInRequest) -> HttpResponse:
    filters = _listed(request)
    rows = paged(filters.qs, request.GET.get("page"))
    context = {
        "filters": filters,
        "rows": rows,
        "lines": lines_of(rows),
        "plan_at": plan_at(request.user),
        "may_plan": request.user.has_perm(Can.PLAN_GATHERING, Organisation),
    }
    return page(request, "gatherings/gathering_list.html", context, partials={"gathering-rows"})


@require_GET
def gathering_export(request: SignedInRequest) -> FileResponse:
    name = f"{_('Gatherings')}-{timezone.localdate()}"
    return export_tables([gatherings_table(_listed(request).qs)], filename=name)


@require_http_methods(["GET", "POST"])
def gathering_plan(request: SignedInRequest) -> HttpResponse:
    authorize(request.user, Can.PLAN_GATHERING, Organisation)
    form = PlanGatheringForm(request.POST or None, by=request.user)

    def plan(*, host: Organisation, **said: Any) -> Gathering:
        return plan_gathering(host, facts_from(said), by=request.user)

    if form.submit(plan):
        messages.success(request, _("It is planned. Next: who else hosts it, and its agenda."))
        return go(request, form.result)
    status = 422 if form.is_bound else 200
    return page(request, "gatherings/gathering_plan.html", {"form": form}, status=status)


@require_GET
def gathering_detail(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number)
    context = {
        "gathering": gathering,
        "when": when_of(gathering),
        "where": where_of(gathering),
        "known": overview(gathering, request.user, at=timezone.now()),
        "may_run": (may_run := request.user.has_perm(Can.EDIT_GATHERING, gathering)),
        "may_read": may_run or request.user.has_perm(Can.READ_PARTICIPANTS, gathering),
        "sections": sections_of(gathering, request.user),
    }
    return page(request, "gatherings/gathering_detail.html", context)


@require_http_methods(["GET", "POST"])
def gathering_edit(request: SignedInRequest, number: str) -> HttpResponse:
    gathering = find_gathering(request, number, Can.EDIT_GATHERING)
    form = EditGatheringForm(request.POST or None, subject=gathering, by=request.user)

    def edit(*, version: int, why: str, **said: Any) -> Gathering:
        facts = facts_from(said)
        return edit_gathering(gathering, facts, version=version, why=why, by=request.user)

    if form.submit(edit):
        messages.success(request, _("Your changes are saved."))
        return go(request, gathering)
    status = 422 if form.is_bound else 200
    context = {"gathering": gathering, "form": form}
    return page(request, "gatherings/gathering_edit.html", context, status=status)


def _listed(request: SignedInRequest) -> GatheringFilter:
    gatherings = Gathering.objects.visible_to(request.user)
    in_order = gatherings.select_related("campus__organisation").order_by("-starts_at", "-pk")
    return GatheringFilter(request.GET, in_order, by=request.user)
