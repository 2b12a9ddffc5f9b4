"""Which periods a plan asks for, and by when."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.periods import Period, add_months, month_of, quarter_of
from niukou.core.workdays import calendar

QUARTER_MONTHS = 3


class Rhythm(TextChoices):
    MONTHLY = "MONTHLY", gettext_lazy("Monthly")
    QUARTERLY = "QUARTERLY", gettext_lazy("Quarterly")

    def period_of(self, on: date) -> Period:
        """Return the calendar month or quarter of ``on``."""
        return month_of(on) if self == Rhythm.MONTHLY else quarter_of(on)


def finished_periods(
    rhythm: Rhythm, *, from_on: date, until_on: date | None, by: date
) -> Iterator[Period]:
    """Yield the periods that begin from ``from_on`` on, before ``until_on``, and are over by ``by``.

    A period is over from its end on: October from 1 November.
    """
    period = rhythm.period_of(from_on)
    while True:
        start, end = period.borders()
        if end > by or (until_on and start >= until_on):
            return
        if start >= from_on:
            yield period
        period = rhythm.period_of(end)


def due_day(end: date, workdays: int) -> date:
    """Return the last day to hand in: so many working days after the period's last day.

    Raises:
        YearNotFilled: the way leads through a year whose holidays are not known.
    """
    return calendar().add_workdays(end - timedelta(days=1), workdays)


def period_name(start: date, end: date) -> str:
    """Return a period as people call it: October 2026, or the third quarter of 2026."""
    if add_months(start, 1) == end:
        return str(date_format(start, "YEAR_MONTH_FORMAT"))
    quarter = {"year": start.year, "number": (start.month - 1) // QUARTER_MONTHS + 1}
    return _("Quarter %(number)s of %(year)s") % quarter
