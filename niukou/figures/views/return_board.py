"""The returns of a branch for its officers: the board, the rhythm, accepting many at once."""

from functools import partial

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.core.tabs import tabs_of
from niukou.figures.actions.return_plans import open_returns, set_return_plan
from niukou.figures.actions.returns import accept_clean_returns
from niukou.figures.exports.returns import board_tables
from niukou.figures.forms.returns import AcceptCleanForm, ReturnPlanForm
from niukou.figures.models import ReturnPlan
from niukou.figures.queries.returns import board_of, clean_of, plans_of
from niukou.figures.rules import Can
from niukou.programmes.models import Branch, Programme
from niukou.programmes.rules import runs_branch


@require_GET
def branch_returns(request: SignedInRequest, slug: str) -> HttpResponse:
    """Show the sites of a branch by periods, late ones first."""
    branch, today = _branch(request, slug), timezone.localdate()
    now, later = plans_of(branch, on=today)
    board = board_of(branch, request.user, on=today)
    clean = clean_of(branch, request.user) if board.has_submitted else []
    context = {
        "branch": branch,
        "tabs": tabs_of(branch, request.user, "returns"),
        "board": board,
        "plan": now,
        "later_plan": later,
        "clean_count": len(clean) if runs_branch(request.user, branch) else 0,
    }
    return page(request, "figures/branch_returns.html", context)


@require_GET
def branch_returns_export(request: SignedInRequest, slug: str) -> FileResponse:
    branch, today = _branch(request, slug), timezone.localdate()
    tables = board_tables(board_of(branch, request.user, on=today))
    return export_tables(tables, filename=f"{_('Returns')}-{slug}-{today}")


@require_http_methods(["GET", "POST"])
def branch_return_plan(request: SignedInRequest, slug: str) -> HttpResponse:
    branch = _branch(request, slug)
    return _set_plan(request, branch, back=reverse("figures:branch-returns", args=[slug]))


@require_http_methods(["GET", "POST"])
def programme_return_plan(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    return _set_plan(request, programme, back=programme.get_absolute_url())


@require_POST
def returns_open(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask now for what the nightly job would ask for."""
    branch = _branch(request, slug)
    try:
        opened = open_returns(branch, on=timezone.localdate(), by=request.user)
        said = ngettext("%(count)s return is open.", "%(count)s returns are open.", len(opened))
        messages.success(request, said % {"count": len(opened)})
    except DomainError as refusal:
        messages.error(request, refusal.message)
    return go(request, reverse("figures:branch-returns", args=[slug]))


@require_http_methods(["GET", "POST"])
def returns_accept_clean(request: SignedInRequest, slug: str) -> HttpResponse:
    """List the returns in which nothing was asked about, then accept them all."""
    branch = _branch(request, slug)
    authorize(request.user, Can.OPEN_RETURNS, branch)
    clean = clean_of(branch, request.user)
    form = AcceptCleanForm(request.POST or None, clean=clean, by=request.user)
    act = partial(accept_clean_returns, branch, on=timezone.localdate(), by=request.user)
    if form.submit(act):
        count = len(form.result)
        said = ngettext("%(count)s return is accepted.", "%(count)s returns are accepted.", count)
        messages.success(request, said % {"count": count})
        return go(request, reverse("figures:branch-returns", args=[slug]))
    context = {"branch": branch, "form": form, "clean": clean}
    status = 422 if form.is_bound else 200
    return page(request, "figures/returns_accept_clean.html", context, status=status)


def _branch(request: SignedInRequest, slug: str) -> Branch:
    branches = Branch.objects.visible_to(request.user).select_related("programme", "region")
    return get_object_or_404(branches, slug=slug)


def _set_plan(request: SignedInRequest, subject: Branch | Programme, *, back: str) -> HttpResponse:
    authorize(request.user, Can.SET_RETURN_PLAN, subject)
    form = ReturnPlanForm(request.POST or None, by=request.user)
    if form.submit(partial(set_return_plan, subject, by=request.user)):
        messages.success(request, _("The rhythm of returns is set."))
        return go(request, back)
    branch = subject if isinstance(subject, Branch) else None
    programme = subject.programme if isinstance(subject, Branch) else subject
    plans = ReturnPlan.objects.visible_to(request.user)
    own = plans.filter(programme=programme, branch=branch).order_by("-from_on")
    context = {"subject": subject, "form": form, "plans": own, "back": back}
    status = 422 if form.is_bound else 200
    return page(request, "figures/return_plan.html", context, status=status)
