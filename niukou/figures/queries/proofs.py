"""What the page of one figure shows, and the indicator book for one scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.urls import reverse
from django.utils import timezone

from niukou.core.access import Viewer
from niukou.core.kept import Lot, Question, answers, question_of
from niukou.core.pages import COUNTED, ROWS, CappedPaginator, paged
from niukou.core.quantities import Quantity
from niukou.figures.definitions import BOOK
from niukou.figures.indicators import Evidence, EvidenceRow, Indicator, Scope
from niukou.figures.models import Reading
from niukou.figures.queries.figures import (
    Figure,
    Group,
    ScopeLink,
    by_knowledge,
    groups_of,
    in_group,
    measured,
    openable,
    readings_of,
    scope_links,
)
from niukou.figures.queries.known import as_known_on
from niukou.figures.queries.publications import Published, published_of

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Proof:
    """A figure with one page of its records, as one reader may see them."""

    figure: Figure
    groups: list[Group]
    group: Group | None
    page: Page[Any]
    rows: list[EvidenceRow]
    hidden_count: int
    openable: set[str]
    readings: list[Reading]
    scopes: list[tuple[ScopeLink, str]]
    published: list[Published]

    @property
    def listed_count(self) -> int:
        """How many records there are to list: of the chosen group, or all."""
        return self.group.count if self.group else self.figure.evidence_count

    @property
    def day_before(self) -> str:
        return self._on(-ONE_DAY)

    @property
    def day_after(self) -> str:
        """The address of the next day; "" on the last day that is, or was, known."""
        last = self.figure.known_on or timezone.localdate()
        return self._on(ONE_DAY) if self.figure.as_of < last else ""

    @property
    def is_published(self) -> bool:
        """True when this very day was published."""
        return any(one.publication.as_of == self.figure.as_of for one in self.published)

    @property
    def publish_url(self) -> str:
        """Where this figure can be published; "" when there is nothing new to publish."""
        figure = self.figure
        if figure.quantity is None or figure.known_on or self.is_published:
            return ""
        address = reverse("figures:figure-publish", args=[figure.indicator.code])
        return f"{address}?{urlencode(self._query)}"

    @property
    def export_url(self) -> str:
        address = reverse("figures:evidence-export", args=[self.figure.indicator.code])
        return f"{address}?{urlencode(self._query)}"

    @property
    def reading_url(self) -> str:
        address = reverse("figures:reading-record", args=[self.figure.indicator.code])
        return f"{address}?{urlencode(self.figure.scope.query)}"

    @property
    def api_url(self) -> str:
        address = reverse("api-1:figure", args=[self.figure.indicator.code])
        return f"{address}?{urlencode(self._query)}"

    @property
    def _query(self) -> dict[str, str]:
        figure = self.figure
        day = {"as_of": figure.as_of.isoformat()}
        return figure.scope.query | day | by_knowledge(figure.known_on)

    def _on(self, step: timedelta) -> str:
        figure = self.figure
        day = figure.as_of + step
        return figure.indicator.url(figure.scope, day, **by_knowledge(figure.known_on))


def proof_of(figure: Figure, user: Viewer, *, group: str = "", number: str | None = None) -> Proof:
    """Return one page of the records ``user`` may see, and how many they may not."""
    indicator, scope, as_of = figure.indicator, figure.scope, figure.as_of
    groups = groups_of(figure)
    chosen = next((one for one in groups if one.key == group), None)
    evidence = in_group(indicator, indicator.evidence(scope, as_of), chosen.key if chosen else "")
    shown = indicator.narrows(evidence, user)
    with as_known_on(figure.known_on):
        if figure.evidence_count > COUNTED and not figure.known_on:
            page, shown_count = _page_of_many(shown, number)
        else:
            page, shown_count = _page_of_few(shown, number)
        rows = [indicator.row(record) for record in page]
    return Proof(
        figure=figure,
        groups=groups,
        group=chosen,
        page=page,
        rows=rows,
        hidden_count=(chosen.count if chosen else figure.evidence_count) - shown_count,
        openable=openable(rows, user),
        readings=readings_of(scope, user, as_of=as_of, indicator=indicator.code),
        scopes=[
            (link, indicator.url(link.scope, as_of, **by_knowledge(figure.known_on)))
            for link in scope_links(scope, user)
        ],
        published=published_of(indicator, scope, user, by=as_of),
    )


def _page_of_few(shown: Evidence, number: str | None) -> tuple[Page[Any], int]:
    page = paged(shown, number) if number else first_page(shown)
    is_capped = page.paginator.is_capped  # type: ignore[attr-defined]  # ours, see core/pages.py
    return page, shown.count() if is_capped else page.paginator.count


def _page_of_many(shown: Evidence, number: str | None) -> tuple[Page[Any], int]:
    """Return a page of more than ten thousand records: which come first, and how many, is kept."""
    first, count = question_of(shown, "first"), question_of(shown, "count")

    def work_out(missing: Sequence[Question]) -> dict[Question, Any]:
        keys = shown.values_list("pk", flat=True)[:ROWS]
        told: dict[Question, Any] = {first: [str(key) for key in keys], count: shown.count()}
        return {one: told[one] for one in missing}

    found = answers(Lot([first, count], work_out))
    if number:
        return paged(shown, number), found[count]
    paginator = CappedPaginator(shown, ROWS)
    paginator.count = min(found[count], COUNTED + 1)  # a cached property: told, not asked
    return Page(list(shown.filter(pk__in=found[first])), 1, paginator), found[count]


def first_page(rows: Evidence) -> Page[Any]:
    """Return the first page; rows that fit on it are not counted by a query of their own."""
    paginator = CappedPaginator(rows, ROWS)
    found = list(rows[: ROWS + 1])
    if len(found) <= ROWS:
        paginator.count = len(found)  # a cached property: told, not asked
    return Page(found[:ROWS], 1, paginator)


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator in the book, with its value for a scope; None: see what none means."""

    indicator: Indicator
    value: Quantity | None
    url: str


def book_page(scope: Scope | None, as_of: date, number: str | None) -> Page[Any]:
    """Return one page of the indicator book, ``Entry`` by entry; without a scope, the definitions alone."""
    paginator = Paginator(list(BOOK.values()), ROWS)
    page = paginator.get_page(number)
    return Page(_entries(list(page), scope, as_of), page.number, paginator)


def book_entries(scope: Scope | None, as_of: date) -> list[Entry]:
    """Return the whole indicator book, as ``book_page`` does page by page."""
    return _entries(list(BOOK.values()), scope, as_of)


def _entries(indicators: Sequence[Indicator], scope: Scope | None, as_of: date) -> list[Entry]:
    if scope is None:
        return [Entry(indicator, None, "") for indicator in indicators]
    found = measured([(indicator, scope, as_of) for indicator in indicators])
    entries = []
    for indicator in indicators:
        asked = (indicator, scope, as_of)
        value = (
            indicator.quantity(found[asked]) if asked in found else indicator.value(scope, as_of)
        )
        entries.append(Entry(indicator, value, indicator.url(scope, as_of)))
    return entries
