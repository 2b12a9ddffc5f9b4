"""What the overview of a programme and the board of a branch show, signed in or not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from niukou.core.access import Viewer
from niukou.core.quantities import Quantity, Unit
from niukou.figures.definitions import (
    BOOK,
    DAYS_SIGNING_TO_OPENING,
    HOSPITALS_SIGNED,
    HOSPITALS_WITH_STATION,
    STATIONS_OPENED,
)
from niukou.figures.definitions.money import AMOUNT_COMMITTED, AMOUNT_PAID, AMOUNT_RETURNED
from niukou.figures.definitions.post_months import POST_MONTHS_PAID, POST_SUBSIDIES_PAID
from niukou.figures.definitions.posts import HOSPITALS_WITH_FILLED_POST, POSTS_FILLED
from niukou.figures.indicators import EvidenceRow, Indicator, Scope
from niukou.figures.models import Reading
from niukou.figures.queries.figures import (
    Comparison,
    Figure,
    Group,
    compared,
    groups_of,
    readings_of,
    targets_of,
)
from niukou.figures.queries.happenings import Happening, happenings, lot_of_happenings
from niukou.figures.queries.kept import Ask, Results, What, results
from niukou.network.models import Region
from niukou.programmes.models import Branch, Programme, Target

MONTHS = 36
POSTS = (POSTS_FILLED, HOSPITALS_WITH_FILLED_POST, POST_MONTHS_PAID)
MONEY = (AMOUNT_COMMITTED, AMOUNT_PAID, AMOUNT_RETURNED, POST_SUBSIDIES_PAID)
BRANCH_RESULTS = (
    HOSPITALS_SIGNED,
    HOSPITALS_WITH_STATION,
    STATIONS_OPENED,
    DAYS_SIGNING_TO_OPENING,
    *POSTS,
    *MONEY,
)
PROGRAMME_RESULTS = (HOSPITALS_SIGNED, HOSPITALS_WITH_STATION, *POSTS, *MONEY)
STATIONS = 30
SHADES = 4


@dataclass(frozen=True, slots=True)
class Point:
    """One month of a trend: its last day, or the day asked about; what was true then."""

    day: date
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class BranchLine:
    """A branch in the list of a programme; ``count`` None: not part of the public number."""

    branch: Branch
    count: int | None
    url: str


@dataclass(frozen=True, slots=True)
class Told:
    """A result that stands beside others, without its records; ``quantity`` None: nothing to tell."""

    indicator: Indicator
    quantity: Quantity | None
    url: str


@dataclass(frozen=True, slots=True)
class BranchSummary:
    """Everything a page about one branch says, as of one day."""

    scope: Scope
    as_of: date
    signed: Figure
    groups: list[Group]
    with_station: Figure
    waiting: Figure
    stations: list[EvidenceRow]
    comparisons: list[Comparison]
    readings: list[list[Reading]]
    trend: list[Point]
    posts: list[Told]
    money: list[Told]

    @property
    def all_stations_url(self) -> str:
        """Where all stations are listed; "" when ``stations`` are all, or may not be read."""
        is_cut = len(self.stations) == STATIONS < self.waiting.evidence_count
        return STATIONS_OPENED.url(self.scope, self.as_of) if is_cut else ""

    @property
    def chart(self) -> dict[str, Any]:
        return chart(HOSPITALS_SIGNED, self.trend)


@dataclass(frozen=True, slots=True)
class ProgrammeSummary:
    """Everything a page about a programme says, as of one day."""

    scope: Scope
    as_of: date
    signed: Figure
    comparisons: list[Comparison]
    branches: list[BranchLine]
    readings: list[list[Reading]]
    posts: list[Told]
    money: list[Told]
    happenings: list[Happening]

    @property
    def tiles(self) -> dict[str, dict[str, Any]]:
        """The values of the tile-grid map, by the first two digits of the province's code."""
        return _tiles(self.branches)


def branch_summary(
    branch: Branch, user: Viewer, *, as_of: date, most: int | None = STATIONS
) -> BranchSummary:
    """Return what ``user`` may read of ``branch``, whose programme is fetched with it.

    ``most``: only so many stations, the newest; None: all.
    """
    scope = Scope(branch.programme, branch)
    days = month_ends(branch.launched_on, as_of)
    targets = targets_of(scope, user, as_of=as_of)
    told = dict.fromkeys((*BRANCH_RESULTS, *aimed_at(targets)))
    found = results(
        [Ask(What.TALLY, HOSPITALS_SIGNED, scope, day) for day in days]
        + [Ask(What.TALLY, one, scope, as_of) for one in told]
        + [Ask(What.GROUPS, HOSPITALS_SIGNED, scope, as_of)]
        + [Ask(What.RECORDS, DAYS_SIGNING_TO_OPENING, scope, as_of)]
    )
    quantities = {one.code: one.quantity(found.tally(one, scope, as_of)) for one in told}
    signed = _figure(HOSPITALS_SIGNED, scope, as_of, found)
    groups = found.groups(HOSPITALS_SIGNED, scope, as_of)
    return BranchSummary(
        scope=scope,
        as_of=as_of,
        signed=signed,
        groups=groups_of(replace(signed, grouped=groups)),
        with_station=_figure(HOSPITALS_WITH_STATION, scope, as_of, found),
        waiting=_waiting(scope, as_of, found),
        stations=_newest_stations(scope, user, as_of, most),
        comparisons=compared(targets, scope, as_of, quantities),
        readings=side_by_side(readings_of(scope, user, as_of=as_of)),
        trend=[
            Point(day, f"{day:%Y-%m}", int(found.tally(HOSPITALS_SIGNED, scope, day) or 0))
            for day in days
        ],
        posts=_told(POSTS, scope, as_of, found),
        money=_told(MONEY, scope, as_of, found),
    )


def _figure(indicator: Indicator, scope: Scope, as_of: date, found: Results) -> Figure:
    """Return a count among what was found, with as many records behind it."""
    count = int(found.tally(indicator, scope, as_of) or 0)
    return Figure(indicator, scope, as_of, indicator.quantity(count), count)


def _told(indicators: Iterable[Indicator], scope: Scope, as_of: date, found: Results) -> list[Told]:
    return [
        Told(one, one.quantity(found.tally(one, scope, as_of)), one.url(scope, as_of))
        for one in indicators
    ]


def aimed_at(targets: Iterable[Target]) -> list[Indicator]:
    """Return the indicators that ``targets`` are measured by, to be asked with the others."""
    named = {target.indicator: BOOK.get(target.indicator) for target in targets}
    return [one for one in named.values() if one is not None and one.is_tallied]


def _waiting(scope: Scope, as_of: date, found: Results) -> Figure:
    """Return the days from signing to opening."""
    indicator = DAYS_SIGNING_TO_OPENING
    quantity = indicator.quantity(found.tally(indicator, scope, as_of))
    count = found.count(indicator, scope, as_of)
    return Figure(indicator, scope, as_of, quantity, count)


def _newest_stations(
    scope: Scope, user: Viewer, as_of: date, most: int | None
) -> list[EvidenceRow]:
    indicator = DAYS_SIGNING_TO_OPENING
    shown = indicator.narrows(indicator.evidence(scope, as_of), user)
    newest = shown.order_by("-opened_on", "-pk")[:most]
    return [indicator.row(record) for record in newest][::-1]


def programme_summary(programme: Programme, user: Viewer, *, as_of: date) -> ProgrammeSummary:
    """Return what ``user`` may read of ``programme``."""
    scope = Scope(programme)
    visible = Branch.objects.visible_to(user).filter(programme=programme)
    branches = list(visible.select_related("region").order_by("launched_on", "pk"))
    parts = {branch: Scope(programme, branch) for branch in branches}
    targets = targets_of(scope, user, as_of=as_of)
    told = dict.fromkeys((*PROGRAMME_RESULTS, *aimed_at(targets)))
    happened = lot_of_happenings(programme, user, as_of=as_of)
    found = results(
        [Ask(What.TALLY, one, scope, as_of) for one in told]
        + [Ask(What.TALLY, HOSPITALS_SIGNED, part, as_of) for part in parts.values()],
        happened,
    )
    quantities = {one.code: one.quantity(found.tally(one, scope, as_of)) for one in told}
    return ProgrammeSummary(
        scope=scope,
        as_of=as_of,
        signed=_figure(HOSPITALS_SIGNED, scope, as_of, found),
        comparisons=compared(targets, scope, as_of, quantities),
        branches=[
            BranchLine(
                branch,
                int(found.tally(HOSPITALS_SIGNED, part, as_of) or 0) if branch.is_public else None,
                HOSPITALS_SIGNED.url(part, as_of),
            )
            for branch, part in parts.items()
        ],
        readings=_readings_that_differ(programme, user, as_of),
        posts=_told(POSTS, scope, as_of, found),
        money=_told(MONEY, scope, as_of, found),
        happenings=happenings(found.told[happened.questions[0]]),
    )


def _tiles(branches: list[BranchLine]) -> dict[str, dict[str, Any]]:
    return tiles_of((line.branch.region.code, line.count, line.url) for line in branches)


def tiles_of(parts: Iterable[tuple[str, int | None, str]]) -> dict[str, dict[str, Any]]:
    """Return value, shade and link by province; several parts of one add up.

    A part is the code of its region, its value and its link; None and "" where there is none.
    """
    values: dict[str, int] = {}
    links: dict[str, str] = {}
    for region, value, url in parts:
        if value is not None:
            province = region[:2]
            values[province] = values.get(province, 0) + value
            links.setdefault(province, url)
    most = max(values.values(), default=0)
    return {
        province: {
            "value": value,
            "level": -(-value * SHADES // most) if most else 0,
            "href": links[province],
        }
        for province, value in values.items()
    }


def province_names(provinces: Iterable[str]) -> dict[str, str]:
    """Return the names of provinces by the first two digits of their codes."""
    codes = [f"{province}0000" for province in provinces]
    found = Region.objects.filter(code__in=codes, until_year=None)
    return {code[:2]: name for code, name in found.values_list("code", "name")}


def _readings_that_differ(programme: Programme, user: Viewer, as_of: date) -> list[list[Reading]]:
    readings = (
        Reading.objects.visible_to(user)
        .filter(programme=programme, as_of__lte=as_of)
        .select_related("branch", "programme")
        .order_by("branch", "indicator", "as_of", "published_on", "pk")
    )
    return [group for group in side_by_side(readings) if len({_said(one) for one in group}) > 1]


def _said(reading: Reading) -> tuple[int, str, str, str]:
    return reading.value, reading.unit, reading.qualifier, reading.reads


def side_by_side(readings: Any) -> list[list[Reading]]:
    """Put together what sources say about the same number on the same day; merge nothing."""
    groups: dict[tuple[Any, ...], list[Reading]] = {}
    for reading in readings:
        key = reading.branch_id, reading.indicator, reading.as_of
        groups.setdefault(key, []).append(reading)
    return list(groups.values())


def month_ends(launched_on: date, as_of: date) -> list[date]:
    """Return the last days of up to three years of months until ``as_of``, which ends the list.

    The first is of the month before the launch, so that the line begins where nothing was.
    """
    days = [as_of]
    first = launched_on.replace(day=1) - timedelta(days=1)
    last = as_of.replace(day=1) - timedelta(days=1)
    while last >= first and len(days) <= MONTHS:
        days.append(last)
        last = last.replace(day=1) - timedelta(days=1)
    return days[::-1]


def chart(indicator: Indicator, points: list[Point]) -> dict[str, Any]:
    """Return a trend as the chart of the kit takes it."""
    series = {
        "name": str(indicator.label),
        "kind": "result",
        "values": [point.count for point in points],
    }
    return {
        "categories": [point.label for point in points],
        "unit": str(Unit(indicator.unit).label),
        "series": [series],
    }
