"""Stretches of days: the first day counts, the last named one no longer does."""

import calendar
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.core.normalise import clean_text

MONTHS_PER_YEAR = 12
MONTHS_PER_QUARTER = 3
CALENDAR_PERIOD = re.compile(
    r"(\d{4})年?(?:-?Q([1-4])|第?([一二三四1-4])季度|(?:-|(?<=年))(\d{1,2})月?)?"
)
QUARTER_WORDS = {"一": 1, "二": 2, "三": 3, "四": 4}


class PeriodEndsBeforeItBegins(DomainError):
    """A period has at least one day."""

    field = "end"


class PeriodIsOpen(DomainError):
    """The question needs a period with both a first day and an end."""


class UnreadablePeriod(DomainError):
    """The text names no year, quarter or month."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days from ``start`` on and before ``end``: half-open, [start, end).

    ``start`` None: since ever. ``end`` None: until further notice. A period has at least a day.

    Raises:
        PeriodEndsBeforeItBegins: ``end`` is not after ``start``.
    """

    start: date | None = None
    end: date | None = None

    def __post_init__(self) -> None:
        if isinstance(self.start, datetime) or isinstance(self.end, datetime):
            message = "a period is made of days, not of moments"
            raise TypeError(message)
        if self.start and self.end and self.end <= self.start:
            raise PeriodEndsBeforeItBegins(_("The end must be after the beginning."))

    def __str__(self) -> str:
        """ISO 8601, with its open ends: 2024-01-01/2025-01-01, 2024-01-01/.."""
        return f"{self.start or '..'}/{self.end or '..'}"

    def __contains__(self, on: date) -> bool:
        return (self.start or date.min) <= on and (self.end is None or on < self.end)

    @property
    def days(self) -> int:
        """The number of days.

        Raises:
            PeriodIsOpen: it has no beginning or no end.
        """
        start, end = self.borders()
        return (end - start).days

    def borders(self) -> tuple[date, date]:
        """Return the first day and the day after the last.

        Raises:
            PeriodIsOpen: it has no beginning or no end.
        """
        if self.start is None or self.end is None:
            raise PeriodIsOpen(_("This period has no beginning or no end."))
        return self.start, self.end

    def overlaps(self, other: "Period") -> bool:
        """Say whether a day lies in both. Periods that only touch do not overlap."""
        return self.intersect(other) is not None

    def intersect(self, other: "Period") -> "Period | None":
        """Return the days that lie in both, None when there is no such day."""
        start = max(filter(None, (self.start, other.start)), default=None)
        end = min(filter(None, (self.end, other.end)), default=None)
        return None if start and end and end <= start else Period(start, end)

    def months(self) -> Iterator["Period"]:
        """Yield the period cut at the first of each month; only whole months are whole.

        Raises:
            PeriodIsOpen: it has no beginning or no end.
        """
        start, end = self.borders()
        while start < end:
            until = min(end, add_months(start.replace(day=1), 1))
            yield Period(start, until)
            start = until


def month_of(on: date) -> Period:
    """Return the calendar month of ``on``."""
    first = on.replace(day=1)
    return Period(first, add_months(first, 1))


def quarter_of(on: date) -> Period:
    """Return the calendar quarter of ``on``."""
    month = on.month - (on.month - 1) % MONTHS_PER_QUARTER
    first = on.replace(month=month, day=1)
    return Period(first, add_months(first, MONTHS_PER_QUARTER))


def year_of(on: date) -> Period:
    """Return the calendar year of ``on``."""
    return Period(date(on.year, 1, 1), date(on.year + 1, 1, 1))


def merge(periods: Iterable[Period]) -> list[Period]:
    """Return the same days in as few periods as possible, the earliest first.

    Periods that overlap or touch become one: use it to count no day twice.
    """
    merged: list[Period] = []
    for period in sorted(periods, key=lambda one: one.start or date.min):
        last = merged[-1] if merged else None
        if last and (last.end is None or (period.start or date.min) <= last.end):
            ends = (last.end, period.end)
            end = None if None in ends else max(filter(None, ends))
            merged[-1] = Period(last.start, end)
        else:
            merged.append(period)
    return merged


def parse_period(text: str) -> Period:
    """Return the calendar year, quarter or month that ``text`` names.

    Reads 2024, 2024-11, 2024Q4, 2024年, 2024年11月, 2024年第四季度.

    Raises:
        UnreadablePeriod: anything else.
    """
    found = CALENDAR_PERIOD.fullmatch(clean_text(text).replace(" ", "").upper())
    if not found:
        message = _("“%(text)s” is no period. Write it like 2024, 2024Q4 or 2024-11.")
        raise UnreadablePeriod(message % {"text": text})
    year, figure, word, month = found.groups()
    try:
        if quarter := figure or word:
            number = QUARTER_WORDS.get(quarter) or int(quarter)
            return quarter_of(date(int(year), number * MONTHS_PER_QUARTER, 1))
        first = date(int(year), int(month or 1), 1)
        return month_of(first) if month else year_of(first)
    except (ValueError, OverflowError) as error:
        message = _("There is no such period as “%(text)s”.")
        raise UnreadablePeriod(message % {"text": text}) from error


def add_months(on: date, months: int) -> date:
    """Return the same day ``months`` later, or the last of that month when it has no such day.

    31 January and a month is 28 or 29 February. Two steps of a month are not one of two: for
    a chain, always count from its first day, as ``monthly`` does.

    Source: 《民法典》第二百零二条.
    """
    years, month = divmod(on.month - 1 + months, MONTHS_PER_YEAR)
    year = on.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(on.day, last))


def monthly(start: date, *, every: int = 1) -> Iterator[date]:
    """Yield ``start`` and the same day every so many months, without end.

    The day of ``start`` is kept: 31 January, 29 February, 31 March.
    """
    return (add_months(start, step * every) for step in itertools.count())


def days_between(start: date, end: date) -> int:
    """Return how many days ``end`` lies after ``start``; the day of ``start`` does not count."""
    return (end - start).days
