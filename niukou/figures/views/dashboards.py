"""The overview of a programme and the board of a branch, for those who are signed in."""

from datetime import date

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from niukou.core.htmx import SignedInRequest, page
from niukou.core.http import export_tables
from niukou.core.tabs import tabs_of
from niukou.figures.days import AsOfForm
from niukou.figures.exports.dashboards import branch_tables, programme_tables
from niukou.figures.queries.dashboards import branch_summary, programme_summary
from niukou.programmes.models import Branch, Programme, Workstream
from niukou.programmes.queries.board import board

CARDS = 10  # in a column of the board


@require_GET
def programme_overview(request: SignedInRequest, slug: str) -> HttpResponse:
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    form = AsOfForm(request.GET)
    initiators = programme.initiators.select_related("organisation").order_by("position")
    context = {
        "programme": programme,
        "tabs": tabs_of(programme, request.user, "overview"),
        "form": form,
        "initiators": initiators,
        "workstreams": [Workstream(one).label for one in programme.workstreams],
        "summary": programme_summary(programme, request.user, as_of=form.day),
    }
    status = 200 if form.is_valid() else 422
    return page(request, "figures/programme_overview.html", context, status=status)


@require_GET
def programme_export(request: SignedInRequest, slug: str) -> FileResponse:
    """Hand out the tables of the overview as of one day, a sheet for each."""
    programme = get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)
    day = asked_day(request)
    summary = programme_summary(programme, request.user, as_of=day)
    return export_tables(programme_tables(summary), filename=f"{programme.slug}-{day.isoformat()}")


@require_GET
def branch_board(request: SignedInRequest, slug: str) -> HttpResponse:
    branch = _branch(request, slug)
    form = AsOfForm(request.GET)
    context = {
        "branch": branch,
        "tabs": tabs_of(branch, request.user, "overview"),
        "form": form,
        "summary": branch_summary(branch, request.user, as_of=form.day),
        "columns": board(branch, request.user, most=CARDS),
    }
    status = 200 if form.is_valid() else 422
    return page(request, "figures/branch_board.html", context, status=status)


@require_GET
def branch_export(request: SignedInRequest, slug: str) -> FileResponse:
    """Hand out the tables of the board as of one day, a sheet for each; its stages are today's."""
    branch, day = _branch(request, slug), asked_day(request)
    summary = branch_summary(branch, request.user, as_of=day, most=None)
    tables = branch_tables(summary, board(branch, request.user))
    return export_tables(tables, filename=f"{branch.slug}-{day.isoformat()}")


def asked_day(request: SignedInRequest) -> date:
    """Return the day the address names, today without one; 404 where nothing is known of it."""
    form = AsOfForm(request.GET)
    if not form.is_valid():
        raise Http404
    return form.day


def _branch(request: SignedInRequest, slug: str) -> Branch:
    branches = Branch.objects.visible_to(request.user).select_related("programme", "region")
    return get_object_or_404(branches, slug=slug)
