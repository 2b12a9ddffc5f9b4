"""The figures of one hospital in a programme: its own part of each number, over time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import IntegerField, Value

from niukou.figures.definitions import BOOK
from niukou.figures.indicators import Evidence, Indicator, Scope
from niukou.figures.queries.dashboards import Point, chart, month_ends
from niukou.programmes.models import Site

COUNTS = tuple(one for one in BOOK.values() if one.is_count)
PATHS = ("site", "post__site", "grant__site", "station__site")  # from a record to its site


@dataclass(frozen=True, slots=True)
class SiteFigure:
    """A number of one site: now, and a year before; ``is_shown`` marks the one that is drawn."""

    indicator: Indicator
    count: int
    year_ago: int
    is_shown: bool


@dataclass(frozen=True, slots=True)
class SiteSummary:
    """Everything the figures of a site say, as of one day."""

    as_of: date
    shown: Indicator
    figures: list[SiteFigure]
    trend: list[Point]

    @property
    def chart(self) -> dict[str, Any]:
        return chart(self.shown, self.trend)


def site_summary(site: Site, *, as_of: date, code: str = "") -> SiteSummary:
    """Return the figures of ``site``, whose branch and programme are fetched with it.

    ``code`` names the number whose months are drawn; another than those there are: the first.
    """
    own = [one for one in COUNTS if _path(one, site)]
    shown = next((one for one in own if one.code == code), own[0])
    before = _year_before(as_of)
    days = month_ends(site.branch.launched_on, as_of)
    asked = [(one, day) for one in own for day in (as_of, before)]
    counts = _counted(site, list(dict.fromkeys(asked + [(shown, day) for day in days])))
    return SiteSummary(
        as_of=as_of,
        shown=shown,
        figures=[
            SiteFigure(one, counts[one, as_of], counts[one, before], one is shown) for one in own
        ],
        trend=[Point(day, f"{day:%Y-%m}", counts[shown, day]) for day in days],
    )


def _scope(site: Site) -> Scope:
    return Scope(site.branch.programme, site.branch)


def _path(indicator: Indicator, site: Site) -> str:
    """Return how a record of ``indicator`` leads to its site; empty where it belongs to none."""
    model = indicator.evidence(_scope(site), site.branch.launched_on).model
    names = {field.name for field in model._meta.get_fields()}
    return next((path for path in PATHS if path.partition("__")[0] in names), "")


def _year_before(day: date) -> date:
    """Return the same day of the year before; of a leap day, the one before it."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def _counted(site: Site, asked: list[tuple[Indicator, date]]) -> dict[tuple[Indicator, date], int]:
    """Return many counts of one site with one question, each by its own definition."""
    parts: list[Evidence] = []
    for place, (indicator, day) in enumerate(asked):
        rows = indicator.tallied_rows(_scope(site), day)
        own = rows.filter(**{_path(indicator, site): site})
        placed = own.annotate(place=Value(place, output_field=IntegerField()))
        counted = placed.values("place").annotate(count=indicator.tally.exact)
        parts.append(counted.values_list("place", "count"))
    first, *rest = parts
    found = dict(first.union(*rest, all=True))
    return {one: int(found.get(place, 0)) for place, one in enumerate(asked)}
