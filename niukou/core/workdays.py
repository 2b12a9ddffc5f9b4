"""Working days in China: the week's pattern, and the days that differ from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple, Self

from django.db.models import BigIntegerField, DateField, Func, Sum
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.core.models import Holiday
from niukou.core.periods import Period

DAY = timedelta(days=1)
SATURDAY = 5


class YearNotFilled(DomainError):
    """The holidays of that year are not in the calendar yet; nobody guesses them."""


class SpecialDay(NamedTuple):
    """A day that differs from the week's pattern."""

    on: date
    name: str
    is_workday: bool


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """Monday to Friday, but for the special days of the years it knows."""

    special: Mapping[date, SpecialDay]
    years: frozenset[int]

    @classmethod
    def of(cls, days: Iterable[SpecialDay]) -> Self:
        """Return the calendar of these days; a year is known when one of its days is given."""
        special = {day.on: day for day in days}
        return cls(special, frozenset(on.year for on in special))

    def is_workday(self, on: date) -> bool:
        """Say whether people work on that day.

        Raises:
            YearNotFilled: the holidays of its year are not in the calendar.
        """
        if on.year not in self.years:
            message = _(
                "The holidays of %(year)s are not in the calendar yet. "
                "A platform administrator can enter them under Holidays."
            )
            raise YearNotFilled(message % {"year": on.year})
        day = self.special.get(on)
        return day.is_workday if day else on.weekday() < SATURDAY

    def add_workdays(self, start: date, count: int) -> date:
        """Return the ``count``-th working day after ``start``, before it when negative.

        The day of ``start`` does not count; 0 is ``start`` itself, working day or not.

        Raises:
            YearNotFilled: the way leads through a year whose holidays are not known.

        Source: 《民法典》第二百零一条 (the first day does not count).
        """
        step = DAY if count > 0 else -DAY
        on, left = start, abs(count)
        while left:
            on += step
            left -= self.is_workday(on)
        return on

    def workdays_between(self, period: Period) -> int:
        """Return the number of working days in ``period``, its first day counted, its end not.

        Raises:
            YearNotFilled: a day lies in a year whose holidays are not known.
            PeriodIsOpen: the period has no beginning or no end.
        """
        start, end = period.borders()
        return sum(self.is_workday(start + step * DAY) for step in range((end - start).days))

    def next_workday(self, on: date) -> date:
        """Return ``on`` if people work then, else the first working day after it.

        Raises:
            YearNotFilled: the way leads through a year whose holidays are not known.

        Source: 《民法典》第二百零三条 (a term that ends on a holiday ends after it).
        """
        while not self.is_workday(on):
            on += DAY
        return on


class WorkdayAfter(Func):
    """``add_workdays(start, count)`` of each row, for a ``count`` of one and more, inside a query.

    NULL where one of the two is, and where a year on the way is not in the calendar.
    """

    function = "core_workday_after"
    output_field = DateField(null=True)


def calendar() -> WorkCalendar:
    """Return the calendar as the table has it now; read again only after an edit."""
    # Any edit by any process changes the sum; adding up some 800 rows takes well under 1 ms.
    row = RawSQL("hashtextextended(core_holiday::text, 0)", (), output_field=BigIntegerField())
    return _calendar_of(Holiday.objects.aggregate(state=Sum(row))["state"])


@lru_cache(maxsize=1)
def _calendar_of(state: int | None) -> WorkCalendar:
    days = Holiday.objects.values_list("on", "name", "is_workday")
    return WorkCalendar.of(SpecialDay(*day) for day in days)
