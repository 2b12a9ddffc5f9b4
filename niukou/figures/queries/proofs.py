"""What the page of one figure shows, and the indicator book for one scope."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page
from django.urls import reverse
from django.utils import timezone

from niukou.core.access import Viewer
from niukou.core.pages import paged
from niukou.core.quantities import Quantity
from niukou.figures.definitions import BOOK
from niukou.figures.indicators import EvidenceRow, Indicator, Scope
from niukou.figures.models import Reading
from niukou.figures.queries.figures import (
    Figure,
    Group,
    ScopeLink,
    counted,
    groups_of,
    in_group,
    openable,
    prove,
    readings_of,
    scope_links,
    shown_to,
)

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

    @property
    def listed_count(self) -> int:
        """How many records there are to list: of the chosen group, or all."""
        return self.group.count if self.group else self.figure.evidence_count

    @property
    def day_before(self) -> str:
        return self._on(-ONE_DAY)

    @property
    def day_after(self) -> str:
        """The address of the next day; "" today: tomorrow is not known."""
        return self._on(ONE_DAY) if self.figure.as_of < timezone.localdate() else ""

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
        return self.figure.scope.query | {"as_of": self.figure.as_of.isoformat()}

    def _on(self, step: timedelta) -> str:
        figure = self.figure
        return figure.indicator.url(figure.scope, figure.as_of + step)


def proof_of(
    indicator: Indicator, scope: Scope, user: Viewer, *, as_of: date, group: str, number: str | None
) -> Proof:
    """Return the figure, one page of the records ``user`` may see, and how many they may not."""
    figure = prove(indicator, scope, as_of)
    groups = groups_of(indicator, scope, as_of)
    chosen = next((one for one in groups if one.key == group), None)
    evidence = in_group(indicator, indicator.evidence(scope, as_of), chosen.key if chosen else "")
    shown = shown_to(evidence, user)
    page = paged(shown, number)
    is_capped = page.paginator.is_capped  # type: ignore[attr-defined]  # ours, see core/pages.py
    shown_count = shown.count() if is_capped else page.paginator.count
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
        scopes=[(link, indicator.url(link.scope, as_of)) for link in scope_links(scope, user)],
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator in the book, with its value for a scope; None: see what none means."""

    indicator: Indicator
    value: Quantity | None
    url: str


def book_for(scope: Scope | None, as_of: date) -> list[Entry]:
    """Return the whole indicator book; without a scope, the definitions alone."""
    if scope is None:
        return [Entry(indicator, None, "") for indicator in BOOK.values()]
    counts = counted([(indicator, scope, as_of) for indicator in BOOK.values()])
    entries = []
    for indicator in BOOK.values():
        count = counts.get((indicator, scope, as_of))
        value = indicator.value(scope, as_of) if count is None else indicator.quantity(count)
        entries.append(Entry(indicator, value, indicator.url(scope, as_of)))
    return entries
