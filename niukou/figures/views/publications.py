"""Published figures: how one is published, and the pages that everybody may read."""

from functools import partial
from io import BytesIO

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from niukou.core.access import authorize
from niukou.core.htmx import SignedInRequest, go, page
from niukou.core.http import export_tables
from niukou.core.pages import paged
from niukou.core.public import kept_for_strangers, public_page
from niukou.figures.actions.publications import publish_figure
from niukou.figures.days import AsOfForm
from niukou.figures.definitions import BOOK
from niukou.figures.exports.publications import publication_tables, publications_tables
from niukou.figures.forms.figures import PublishForm
from niukou.figures.models import Publication
from niukou.figures.papers import publication_pdf
from niukou.figures.queries.figures import prove
from niukou.figures.queries.publications import (
    drift_of,
    named,
    undecided_of,
    with_corrections,
)
from niukou.figures.rules import Can
from niukou.figures.views.figures import asked_scope


@login_not_required
@require_GET
@kept_for_strangers
def publication_list(request: HttpRequest) -> HttpResponse:
    """List what was published, the newest first."""
    found = Publication.objects.visible_to(request.user).with_scope().with_approved()
    rows = paged(found.order_by("-pk"), request.GET.get("page"))
    context = {"rows": rows, "published": with_corrections(rows)}
    partials = {"publication-rows"}
    return public_page(request, "figures/publication_list.html", context, partials=partials)


@login_not_required
@require_GET
def publications_export(request: HttpRequest) -> FileResponse:
    """Hand out what was published, with what follows it and what the last check found."""
    found = Publication.objects.visible_to(request.user).with_scope().with_approved()
    rows = with_corrections(found.with_last_check().order_by("-pk"))
    name = f"{_('Published figures')}-{timezone.localdate()}"
    return export_tables(publications_tables(rows), filename=name)


@login_not_required
@require_GET
@kept_for_strangers
def publication_detail(request: HttpRequest, number: str) -> HttpResponse:
    """Show a published figure, the corrections that follow it, and whether it still holds."""
    found = Publication.objects.visible_to(request.user).with_scope().with_approved()
    publication = get_object_or_404(found, number=number)
    drift = drift_of(publication)
    shown = named(drift, request.user) if drift else []
    undecided = undecided_of(publication, request.user)
    context = {
        "publication": publication,
        "figure_url": _figure_url(publication),
        "corrections": with_corrections([publication])[0].corrections,
        "undecided": undecided,
        "waiting": next((one for one in undecided if one.correction.is_waiting), None),
        "drift": drift,
        "differences": shown,
        "hidden_count": len(drift.differences) - len(shown) if drift else 0,
    }
    return public_page(request, "figures/publication_detail.html", context)


@login_not_required
@require_GET
def publication_export(request: HttpRequest, number: str) -> FileResponse:
    """Hand out a publication and, record by record, how what it counted has changed since."""
    found = Publication.objects.visible_to(request.user).with_scope().with_approved()
    publication = get_object_or_404(found.with_last_check(), number=number)
    drift = drift_of(publication)
    shown = named(drift, request.user) if drift else []
    tables = publication_tables(with_corrections([publication])[0], drift, shown)
    return export_tables(tables, filename=f"{publication.number}-{timezone.localdate()}")


@login_not_required
@require_GET
def publication_paper(request: HttpRequest, number: str) -> FileResponse:
    """Hand out the publication with its approved corrections as PDF."""
    found = Publication.objects.visible_to(request.user).with_scope().with_approved()
    publication = get_object_or_404(found, number=number)
    pdf = publication_pdf(with_corrections([publication])[0], on=timezone.localdate())
    response = FileResponse(
        BytesIO(pdf), filename=f"{publication.number}.pdf", content_type="application/pdf"
    )
    response["Cache-Control"] = "private, no-store"
    return response


@require_http_methods(["GET", "POST"])
def figure_publish(request: SignedInRequest, code: str) -> HttpResponse:
    """Show what will become public, then publish it."""
    scope, indicator, day = asked_scope(request), BOOK.get(code), AsOfForm(request.GET)
    if scope is None or indicator is None or not day.is_valid():
        raise Http404
    authorize(request.user, Can.PUBLISH_FIGURE, scope.subject)
    figure = prove(indicator, scope, day.day)
    form = PublishForm(request.POST or None, initial={"seen_digest": figure.digest})
    act = partial(publish_figure, scope, indicator, as_of=day.day, by=request.user)
    if form.submit(act):
        messages.success(request, _("The figure is published as %s.") % form.result)
        return go(request, form.result)
    context = {"form": form, "figure": figure, "scope": scope}
    status = 422 if form.is_bound else 200
    return page(request, "figures/figure_publish.html", context, status=status)


def _figure_url(publication: Publication) -> str:
    """Return where the figure stands today; "" once its indicator left the book."""
    indicator = BOOK.get(publication.indicator)
    return indicator.url(publication.scope, publication.as_of) if indicator else ""
