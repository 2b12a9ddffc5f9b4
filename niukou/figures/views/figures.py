"""The indicator book and the page that proves a figure: open to everybody."""

from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from niukou.core.htmx import SignedInRequest
from niukou.core.http import export_tables, workbook
from niukou.core.public import kept_for_strangers, public_page
from niukou.figures.days import AsOfForm
from niukou.figures.definitions import BOOK
from niukou.figures.exports.book import book_tables
from niukou.figures.exports.evidence import write_evidence
from niukou.figures.forms.figures import FigureForm
from niukou.figures.indicators import Scope
from niukou.figures.queries.figures import scope_links, scope_of
from niukou.figures.queries.kept import kept_figure
from niukou.figures.queries.known import as_known_on
from niukou.figures.queries.proofs import book_entries, book_page, proof_of


def asked_scope(request: HttpRequest) -> Scope | None:
    """Return the scope the address names; 404 for one that is not there for this reader."""
    named = {name: request.GET.get(name, "") for name in ("programme", "branch")}
    scope = scope_of(request.user, **named)
    if scope is None and any(named.values()):
        raise Http404
    return scope


@login_not_required
@require_GET
@kept_for_strangers
def indicator_list(request: HttpRequest) -> HttpResponse:
    """Show every indicator with its definition and, for a scope, its value."""
    scope, form = asked_scope(request), AsOfForm(request.GET)
    context = {
        "form": form,
        "scope": scope,
        "as_of": form.day,
        "entries": book_page(scope, form.day, request.GET.get("page")),
        "scopes": scope_links(scope, request.user) if scope else [],
    }
    status = 200 if form.is_valid() else 422
    return public_page(request, "figures/indicator_list.html", context, status=status)


@require_GET
def indicator_export(request: SignedInRequest) -> FileResponse:
    """Hand out the whole book for the scope and day of the page; to who is signed in alone."""
    scope, form = asked_scope(request), AsOfForm(request.GET)
    if not form.is_valid():
        raise Http404
    tables = book_tables(scope, form.day, book_entries(scope, form.day))
    name = scope.subject.slug if scope else _("Indicators")
    return export_tables(tables, filename=f"{name}-{form.day.isoformat()}")


@login_not_required
@require_GET
@kept_for_strangers
def figure_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Show a figure with the records behind it."""
    indicator, scope, form = BOOK.get(code), asked_scope(request), FigureForm(request.GET)
    if indicator is None or scope is None:
        raise Http404
    figure = kept_figure(indicator, scope, form.day, known_on=form.known_by)
    group, number = request.GET.get("group", ""), request.GET.get("page")
    proof = proof_of(figure, request.user, group=group, number=number)
    context = {"form": form, "proof": proof, "figure": figure}
    status = 200 if form.is_valid() else 422
    return public_page(request, "figures/figure_detail.html", context, status=status)


@login_not_required
@require_GET
def evidence_export(request: HttpRequest, code: str) -> FileResponse:
    """Hand out the records behind a figure that the reader may see, as a workbook."""
    indicator, scope, form = BOOK.get(code), asked_scope(request), FigureForm(request.GET)
    if indicator is None or scope is None or not form.is_valid() or not indicator.is_recorded:
        raise Http404
    figure = kept_figure(indicator, scope, form.day, known_on=form.known_by)
    shown = indicator.narrows(indicator.evidence(scope, form.day), request.user)
    with as_known_on(form.known_by):
        return workbook(
            lambda to: write_evidence(to, figure, shown),
            filename=f"{code}-{scope.subject.slug}-{form.day.isoformat()}",
        )
