"""What a donor reads of a programme: sums, targets, trends. Never a record, never a name below."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from niukou.core.quantities import Quantity, Unit
from niukou.figures.definitions import (
    BOOK,
    DAYS_SIGNING_TO_OPENING,
    HOSPITALS_SIGNED,
    HOSPITALS_WITH_STATION,
)
from niukou.figures.indicators import Indicator, Scope
from niukou.figures.masking import ABOUT_PEOPLE, LEAST, Masked, masked, masked_count
from niukou.figures.queries.dashboards import Point, chart, month_ends, tiles_of
from niukou.figures.queries.figures import Comparison, compared, counted
from niukou.programmes.models import Branch, Programme, Target

BY_BRANCH = (HOSPITALS_SIGNED, HOSPITALS_WITH_STATION)
# What donors are told, in this order, as far as it is counted. A new number is told to nobody
# outside until it is named here: what an officer works by is no business of a donor.
TOLD = (
    "hospitals-signed",
    "hospitals-with-station",
    "stations-operating",
    "posts-funded",
    "posts-filled",
    "hospitals-with-worker",
    "persons-in-posts",
    "post-months-paid",
    "trainings-held",
    "workers-trained",
)
# Told beside them: sums of the whole programme, never one gift or one payment.
MONEY = ("donations-received", "amount-committed", "amount-paid")


@dataclass(frozen=True, slots=True)
class ToldFigure:
    """A number as a donor reads it. ``quantity`` None: hidden if ``is_masked``, else nothing to measure."""

    indicator: Indicator
    as_of: date
    quantity: Quantity | None
    is_masked: bool


@dataclass(frozen=True, slots=True)
class BranchCells:
    """A published branch and its part of each number by branch; None is hidden."""

    branch: Branch
    cells: list[int | None]


@dataclass(frozen=True, slots=True)
class GivingSummary:
    """Everything a donor reads of a programme, as of one day; about people, of the last full month."""

    programme: Programme
    as_of: date
    figures: list[ToldFigure]
    money: list[ToldFigure]
    comparisons: list[Comparison]
    by_branch: tuple[Indicator, ...]
    branches: list[BranchCells]
    trend: list[Point]
    least: int = LEAST

    @property
    def hidden(self) -> set[str]:
        """The codes of the numbers that are too small to be told."""
        return {one.indicator.code for one in self.figures if one.is_masked}

    @property
    def chart(self) -> dict[str, Any]:
        return chart(HOSPITALS_SIGNED, self.trend)

    @property
    def tiles(self) -> dict[str, dict[str, Any]]:
        """The values of the tile-grid map, without a way to their records."""
        parts = ((line.branch.region.code, line.cells[0], "") for line in self.branches)
        return tiles_of(parts)


def people_day(as_of: date) -> date:
    """Return the day of which numbers about people are told to outsiders: the end of a month.

    Told for any day, two of them would betray who came in between.
    """
    return as_of.replace(day=1) - timedelta(days=1)


def giving_summary(programme: Programme, *, as_of: date) -> GivingSummary:
    """Return what a donor of ``programme`` reads: the same for each, whatever else they may see."""
    scope = Scope(programme)
    parts = {
        branch: Scope(programme, branch)
        for branch in Branch.objects.filter(programme=programme, is_public=True)
        .select_related("region")
        .order_by("launched_on", "pk")
    }
    days = month_ends(programme.launched_on, as_of)
    targets = _targets(programme, as_of)
    codes = dict.fromkeys([*TOLD, *(target.indicator for target in targets)])
    told = [BOOK[code] for code in codes if code in BOOK and BOOK[code].is_count]
    whole = [(one, scope, _day(one, as_of)) for one in told]
    by_branch = [(one, part, _day(one, as_of)) for one in BY_BRANCH for part in parts.values()]
    trend = [(HOSPITALS_SIGNED, scope, day) for day in days]
    counts = counted(list(dict.fromkeys(whole + by_branch + trend)))
    figures = [_told(one, day, counts[one, scope, day]) for one, _scope, day in whole]
    figures.append(_measured(DAYS_SIGNING_TO_OPENING, scope, as_of))
    results = {one.indicator.code: one.quantity for one in figures}
    return GivingSummary(
        programme=programme,
        as_of=as_of,
        figures=figures,
        money=[_measured(BOOK[code], scope, as_of) for code in MONEY],
        comparisons=list(_unlinked(compared(targets, scope, as_of, results))),
        by_branch=BY_BRANCH,
        branches=_branches(parts, counts, as_of),
        trend=[Point(day, f"{day:%Y-%m}", counts[HOSPITALS_SIGNED, scope, day]) for day in days],
    )


def _day(indicator: Indicator, as_of: date) -> date:
    return people_day(as_of) if indicator.unit in ABOUT_PEOPLE else as_of


def _told(indicator: Indicator, day: date, count: int) -> ToldFigure:
    shown = masked_count(count, Unit(indicator.unit))
    return ToldFigure(indicator, day, indicator.quantity(shown), shown is None)


def _measured(indicator: Indicator, scope: Scope, as_of: date) -> ToldFigure:
    return ToldFigure(indicator, as_of, indicator.value(scope, as_of), is_masked=False)


def _targets(programme: Programme, as_of: date) -> list[Target]:
    """Return the targets of the programme: its donors read them, published or not."""
    targets = Target.objects.in_force(on=as_of).filter(programme=programme, branch=None)
    return list(targets.order_by("pk"))


def _unlinked(comparisons: list[Comparison]) -> Iterator[Comparison]:
    """Leave out the addresses of records; name the day each result is told for."""
    for one in comparisons:
        day = _day(one.indicator, one.as_of) if one.indicator else one.as_of
        yield replace(one, url="", as_of=day)


def _branches(parts: dict[Branch, Scope], counts: dict[Any, int], as_of: date) -> list[BranchCells]:
    columns: list[Masked[Branch]] = [
        masked(
            {branch: counts[one, part, _day(one, as_of)] for branch, part in parts.items()},
            Unit(one.unit),
        )
        for one in BY_BRANCH
    ]
    return [BranchCells(branch, [column.cells[branch] for column in columns]) for branch in parts]
