"""What the system knows of a site and a period before anybody fills in a return.

One function for each line that it can know. Each reads what is recorded, counts nothing anew, and
returns None where nothing is known: that is not 0.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from niukou.core.periods import Period, merge
from niukou.core.workdays import YearNotFilled, calendar
from niukou.network.models import Agreement
from niukou.programmes.models import (
    PostHolding,
    ServiceStation,
    Site,
    SiteAgreement,
    StationSpell,
)

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Known:
    """A value with the lines of its records; an amount is in fen."""

    value: Decimal
    records: tuple[str, ...]

    @property
    def lines(self) -> str:
        return "\n".join(sorted(self.records))

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.lines.encode()).hexdigest()


def agreements_in_force(site: Site, period: Period) -> Known:
    """The site's agreements in force at the end of the period's last day."""
    _start, end = period.borders()
    in_force = Agreement.objects.in_force(on=end - ONE_DAY).values("pk")
    links = SiteAgreement.objects.filter(site=site, agreement__in=in_force)
    rows = links.values_list("agreement__number", "agreement__signed_on")
    records = tuple(f"{number} {site.number} {signed_on}" for number, signed_on in rows)
    return Known(Decimal(len(records)), records)


def stations_open(site: Site, period: Period) -> Known:
    """The site's stations that had opened by the end of the period's last day."""
    _start, end = period.borders()
    records = tuple(f"{pk} {site.number} {on}" for pk, on in _opened(site, before=end))
    return Known(Decimal(len(records)), records)


def days_open(site: Site, period: Period) -> Known | None:
    """The working days of the period on which a station of the site was open.

    Open is a station from its opening on, but for its spells. None where the holidays of the
    year are not known.
    """
    _start, end = period.borders()
    opened = _opened(site, before=end)
    records = tuple(f"{pk} {site.number} {on}" for pk, on in opened)
    if not opened:
        return Known(Decimal(0), ())
    stretches = [stretch for pk, on in opened for stretch in _open_stretches(pk, on)]
    within = [found for one in stretches if (found := one.intersect(period))]
    try:
        count = sum(calendar().workdays_between(one) for one in merge(within))
    except YearNotFilled:
        return None
    return Known(Decimal(count), records)


def _open_stretches(station: int, opened_on: date) -> Iterator[Period]:
    """Yield the stretches of days on which a station was open, between its spells."""
    start: date | None = opened_on
    spells = StationSpell.objects.filter(station=station).order_by("from_on")
    for from_on, until_on in spells.values_list("from_on", "until_on"):
        if start and from_on > start:
            yield Period(start, from_on)
        start = max(start or opened_on, until_on) if until_on else None
    if start:
        yield Period(start)


def posts_held(site: Site, period: Period) -> Known:
    """The site's posts that somebody held at the end of the period's last day."""
    _start, end = period.borders()
    holdings = PostHolding.objects.filter(post__site=site).in_force(on=end - ONE_DAY)
    rows = holdings.values_list("post__number", "from_on")
    records = tuple(f"{number} {site.number} {from_on}" for number, from_on in rows)
    return Known(Decimal(len(records)), records)


def post_months(site: Site, period: Period) -> Known:
    """The months of posts in which a post of the site was held on a day at least."""
    records: list[str] = []
    for month in period.months():
        start, end = month.borders()
        held = PostHolding.objects.filter(post__site=site).within(start, end)
        numbers = sorted(set(held.values_list("post__number", flat=True)))
        records += [f"{number} {site.number} {start}" for number in numbers]
    return Known(Decimal(len(records)), tuple(records))


def _opened(site: Site, *, before: date) -> list[tuple[int, date]]:
    stations = ServiceStation.objects.filter(site=site, opened_on__lt=before)
    return [(pk, on) for pk, on in stations.order_by("pk").values_list("pk", "opened_on") if on]
