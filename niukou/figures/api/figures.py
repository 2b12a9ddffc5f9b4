"""Figures and their proof, spoken in JSON: public ones need no token."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest
from ninja import Query, Router, Schema
from ninja.errors import HttpError

from niukou.core.pages import paged
from niukou.core.quantities import Qualifier, Unit
from niukou.figures.days import DayNotKnown, known_by, known_day
from niukou.figures.definitions import BOOK, IndicatorUnknown, find_indicator
from niukou.figures.indicators import Indicator, Scope
from niukou.figures.models import Publication
from niukou.figures.queries.figures import Figure, scope_of
from niukou.figures.queries.kept import kept_figure
from niukou.figures.queries.known import as_known_on
from niukou.figures.queries.publications import with_corrections
from niukou.figures.told import as_data, as_published, described
from niukou.people.tokens import OPEN

router = Router(auth=OPEN)


class Refused(Schema):
    detail: str


class ScopeOut(Schema):
    programme: str
    branch: str | None
    label: str


class FigureOut(Schema):
    """``value`` null: nothing to measure, which is not 0. ``known_on`` null: as known now."""

    code: str
    label: str
    value: int | Decimal | None
    unit: Unit
    qualifier: Qualifier | None
    as_of: date
    known_on: date | None
    scope: ScopeOut
    evidence_count: int
    evidence_url: str
    digest: str


class EvidenceRowOut(Schema):
    """``line`` goes into the digest: all lines, sorted, joined by line feeds, SHA-256."""

    reference: str
    hospital: str
    site: str
    on: date
    group: int | None
    detail: str
    line: str


class EvidenceOut(Schema):
    figure: FigureOut
    not_public_count: int
    page: int
    pages: int
    items: list[EvidenceRowOut]


class IndicatorOut(Schema):
    code: str
    label: str
    unit: Unit
    source: str
    counts: str
    none_means: str
    is_recorded: bool


class FigureQuery(Schema):
    programme: str = ""
    branch: str = ""
    as_of: date | None = None
    known_on: date | None = None


class CorrectionOut(Schema):
    """What followed a publication. ``value`` null: nothing was left to measure."""

    value: int | Decimal | None
    evidence_count: int
    digest: str
    reason: str
    approved_by: str
    approved_at: datetime


class PublicationOut(Schema):
    """A figure as it was published: it never changes. Corrections stand beside it, oldest first."""

    number: str
    code: str
    label: str
    value: int | Decimal | None
    unit: Unit
    qualifier: Qualifier
    as_of: date
    scope: ScopeOut
    definition_version: int
    evidence_count: int
    digest: str
    published_on: date
    published_by: str
    verification_code: str
    url: str
    corrections: list[CorrectionOut]


class PublicationsOut(Schema):
    page: int
    pages: int
    items: list[PublicationOut]


class PublicationQuery(Schema):
    programme: str = ""
    branch: str = ""
    indicator: str = ""
    page: int = 1


Asked = tuple[Indicator, Scope, date, date | None]


def _asked(request: HttpRequest, code: str, query: FigureQuery) -> Asked:
    scope = scope_of(request.user, programme=query.programme, branch=query.branch)
    if scope is None:
        raise Http404
    try:
        indicator, as_of = find_indicator(code), known_day(query.as_of)
        return indicator, scope, as_of, known_by(query.known_on, as_of=as_of)
    except IndicatorUnknown as unknown:
        raise HttpError(404, unknown.message) from unknown
    except DayNotKnown as refusal:
        raise HttpError(422, refusal.message) from refusal


def _told(request: HttpRequest, figure: Figure) -> dict[str, Any]:
    data = as_data(figure)
    return data | {"evidence_url": request.build_absolute_uri(str(data["evidence_url"]))}


@router.get("/figures", response=list[IndicatorOut])
def indicators(request: HttpRequest) -> list[dict[str, Any]]:
    """List the indicator book."""
    return [described(indicator) for indicator in BOOK.values()]


@router.get(
    "/figures/{code}",
    response={200: FigureOut, 404: Refused, 422: Refused},
    url_name="figure",
)
def figure(request: HttpRequest, code: str, query: Query[FigureQuery]) -> dict[str, Any]:
    """Return one figure. Without a branch or programme: of the first public programme."""
    indicator, scope, as_of, known_on = _asked(request, code, query)
    return _told(request, kept_figure(indicator, scope, as_of, known_on=known_on))


@router.get(
    "/figures/{code}/evidence",
    response={200: EvidenceOut, 404: Refused, 422: Refused},
    url_name="figure-evidence",
)
def evidence(
    request: HttpRequest, code: str, query: Query[FigureQuery], page: int = 1
) -> dict[str, Any]:
    """Return the records behind a figure that the reader may see, 25 on a page."""
    indicator, scope, as_of, known_on = _asked(request, code, query)
    found = kept_figure(indicator, scope, as_of, known_on=known_on)
    shown = indicator.narrows(indicator.evidence(scope, as_of), request.user)
    with as_known_on(known_on):
        rows = paged(shown, str(page))
        return {
            "figure": _told(request, found),
            "not_public_count": found.evidence_count - shown.count(),
            "page": rows.number,
            "pages": rows.paginator.num_pages,
            "items": [indicator.row(record) for record in rows],
        }


@router.get("/publications", response=PublicationsOut, url_name="publications")
def publications(request: HttpRequest, query: Query[PublicationQuery]) -> dict[str, Any]:
    """List what was published, the newest first, 25 on a page."""
    found = Publication.objects.visible_to(request.user).with_scope().with_approved()
    asked = {
        "programme__slug": query.programme,
        "branch__slug": query.branch,
        "indicator": query.indicator,
    }
    narrowed = found.filter(**{path: named for path, named in asked.items() if named})
    rows = paged(narrowed.order_by("-pk"), str(query.page))
    items = [as_published(one) for one in with_corrections(rows)]
    return {"page": rows.number, "pages": rows.paginator.num_pages, "items": items}


@router.get(
    "/publications/{number}",
    response={200: PublicationOut, 404: Refused},
    url_name="publication",
)
def publication(request: HttpRequest, number: str) -> dict[str, Any]:
    """Return one published figure with its corrections."""
    found = Publication.objects.visible_to(request.user).with_scope().with_approved()
    one = found.filter(number=number).first()
    if one is None:
        raise Http404
    return as_published(with_corrections([one])[0])
