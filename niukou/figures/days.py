"""The day a figure speaks of."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError

FIRST_YEAR = 1900


class DayNotKnown(DomainError):
    """Nothing can be said of this day."""

    field = "as_of"


def known_day(asked: date | None) -> date:
    """Return the day asked about; today where none is.

    Raises:
        DayNotKnown: it has not come yet, or lies before 1900.
    """
    today = timezone.localdate()
    if asked and asked > today:
        raise DayNotKnown(_("That day has not come yet: nothing is known of it."))
    if asked and asked.year < FIRST_YEAR:
        raise DayNotKnown(_("That day is too long ago: nothing is recorded of it."))
    return asked or today


def known_by(asked: date | None, *, as_of: date) -> date | None:
    """Return the day by whose knowledge ``as_of`` is told; None: by what is known now.

    Raises:
        DayNotKnown: it has not come yet, lies before 1900 or before ``as_of``.
    """
    if asked is None:
        return None
    try:
        known_day(asked)
    except DayNotKnown as refusal:
        raise DayNotKnown(refusal.message, field="known_on") from refusal
    if asked < as_of:
        raise DayNotKnown(
            _("On that day nobody knew the day asked about: it had still to come."),
            field="known_on",
        )
    return asked
