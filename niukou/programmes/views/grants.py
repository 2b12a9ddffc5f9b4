"""Pages of the grants of a site: its money, drafts, budgets, plans, commitments."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.core.money import in_capitals
from niukou.core.tabs import tabs_of
from niukou.programmes.actions.grants import (
    cancel_grant,
    commit_grant,
    draft_grant,
    plan_tranches,
    set_budget,
)
from niukou.programmes.exports.grants import grant_tables
from niukou.programmes.forms.grants import (
    CancelGrantForm,
    CommitGrantForm,
    DraftGrantForm,
    PlanTranchesForm,
    SetBudgetForm,
)
from niukou.programmes.models import Grant
from niukou.programmes.queries.grants import grants_of, payee_of, shown_grant, with_plan
from niukou.programmes.queries.money import Sums, sites_with_money
from niukou.programmes.rules import Can


@require_GET
def site_money(request: SignedInRequest, number: str) -> HttpResponse:
    sites = sites_with_money(request.user).select_related("hospital", "branch__programme")
    site = get_object_or_404(sites, number=number)
    context = {
        "site": site,
        "tabs": tabs_of(site, request.user, "money"),
        "grants": grants_of(site, request.user),
        "payee": payee_of(site, request.user),
        "today": timezone.localdate(),
    }
    return page(request, "programmes/site_money.html", context)


@require_GET
def site_money_export(request: SignedInRequest, number: str) -> FileResponse:
    sites = sites_with_money(request.user).select_related("hospital", "branch__programme")
    site = get_object_or_404(sites, number=number)
    tables = grant_tables(partial(grants_of, site, request.user))
    return export_tables(tables, filename=f"{_('Money')}-{site.number}-{timezone.localdate()}")


@require_http_methods(["GET", "POST"])
def grant_draft(request: SignedInRequest, number: str) -> HttpResponse:
    sites = sites_with_money(request.user).select_related("hospital", "branch__programme")
    site = get_object_or_404(sites, number=number)
    authorize(request.user, Can.DRAFT_GRANT, site)
    form = DraftGrantForm(request.POST or None, site=site, by=request.user)
    if form.submit(partial(draft_grant, site, by=request.user)):
        messages.success(request, _("Grant %s is drafted. Set its budget.") % form.result)
        return go(request, reverse("programmes:grant-budget", args=[form.result.number]))
    status = 422 if form.is_bound else 200
    return page(request, "programmes/grant_draft.html", {"site": site, "form": form}, status=status)


@require_http_methods(["GET", "POST"])
def grant_budget(request: SignedInRequest, number: str) -> HttpResponse:
    grant = _grant(request, number)
    authorize(request.user, Can.EDIT_GRANT, grant)
    form = SetBudgetForm(request.POST or None, grant=grant, by=request.user)
    if form.submit(partial(set_budget, grant, by=request.user)):
        messages.success(request, _("The budget is set. Plan in which tranches it is paid."))
        return go(request, reverse("programmes:grant-tranches", args=[grant.number]))
    context = {"grant": grant, "site": grant.site, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/grant_budget.html", context, status=status)


@require_http_methods(["GET", "POST"])
def grant_tranches(request: SignedInRequest, number: str) -> HttpResponse:
    grant = _grant(request, number)
    authorize(request.user, Can.EDIT_GRANT, grant)
    shown = shown_grant(grant, Sums())
    context = {"grant": grant, "site": grant.site, "shown": shown}
    if "another" in request.POST:
        form = PlanTranchesForm.with_another_tranche(request.POST, grant=grant, by=request.user)
        return page(request, "programmes/grant_tranches.html", context | {"form": form})
    form = PlanTranchesForm(request.POST or None, grant=grant, by=request.user)
    if form.submit(partial(plan_tranches, grant, by=request.user)):
        messages.success(request, _("The tranches are planned."))
        return go(request, grant)
    status = 422 if form.is_bound else 200
    context |= {"form": form}
    return page(request, "programmes/grant_tranches.html", context, status=status)


@require_http_methods(["GET", "POST"])
def grant_commit(request: SignedInRequest, number: str) -> HttpResponse:
    grant = _grant(request, number)
    authorize(request.user, Can.COMMIT_GRANT, grant)
    form = CommitGrantForm(request.POST or None, grant=grant, by=request.user)
    if form.submit(partial(commit_grant, grant, by=request.user)):
        messages.success(request, _("Grant %s is committed.") % grant)
        return go(request, grant)
    shown = shown_grant(grant, Sums())
    context = {"grant": grant, "site": grant.site, "form": form, "shown": shown}
    context["capitals"] = in_capitals(shown.budget)
    status = 422 if form.is_bound else 200
    return page(request, "programmes/grant_commit.html", context, status=status)


@require_http_methods(["GET", "POST"])
def grant_cancel(request: SignedInRequest, number: str) -> HttpResponse:
    grant = _grant(request, number)
    authorize(request.user, Can.CANCEL_GRANT, grant)
    form = CancelGrantForm(request.POST or None, grant=grant, by=request.user)
    if form.submit(partial(cancel_grant, grant, by=request.user)):
        messages.success(request, _("Grant %s is cancelled.") % grant)
        return go(request, grant)
    context = {"grant": grant, "site": grant.site, "form": form}
    status = 422 if form.is_bound else 200
    return page(request, "programmes/grant_cancel.html", context, status=status)


def _grant(request: SignedInRequest, number: str) -> Grant:
    grants = Grant.objects.visible_to(request.user)
    grants = grants.select_related("site__hospital", "site__branch__programme", "donation")
    return get_object_or_404(with_plan(grants), number=number)
