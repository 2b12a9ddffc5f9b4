"""The overview of a programme and the board of a branch, for those who are signed in."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from niukou.core.htmx import SignedInRequest, page
from niukou.core.tabs import tabs_of
from niukou.figures.days import AsOfForm
from niukou.figures.queries.dashboards import branch_summary, happenings, programme_summary
from niukou.programmes.models import Branch, Programme, Workstream
from niukou.programmes.queries.board import board


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
        "happenings": happenings(programme, request.user, as_of=form.day),
    }
    status = 200 if form.is_valid() else 422
    return page(request, "figures/programme_overview.html", context, status=status)


@require_GET
def branch_board(request: SignedInRequest, slug: str) -> HttpResponse:
    branches = Branch.objects.visible_to(request.user).select_related("programme", "region")
    branch = get_object_or_404(branches, slug=slug)
    form = AsOfForm(request.GET)
    context = {
        "branch": branch,
        "tabs": tabs_of(branch, request.user, "overview"),
        "form": form,
        "summary": branch_summary(branch, request.user, as_of=form.day),
        "columns": board(branch, request.user),
    }
    status = 200 if form.is_valid() else 422
    return page(request, "figures/branch_board.html", context, status=status)
