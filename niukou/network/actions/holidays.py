"""What can be done to the calendar of holidays and shifted working days."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.models import Holiday
from niukou.network.rules import Can
from niukou.people.models import Account


class DayTaken(DomainError):
    """The calendar says something about this day already."""

    field = "on"


@transaction.atomic
def add_holiday(*, on: date, name: str, is_workday: bool, by: Account) -> Holiday:
    """Add a day that differs from the week's pattern.

    Raises:
        PermissionDenied: ``by`` may not edit the calendar.
        DayTaken: the calendar has this day.
    """
    authorize(by, Can.EDIT_HOLIDAYS, Holiday)
    _ensure_free(on)

    return Holiday.objects.create(on=on, name=name, is_workday=is_workday)


@transaction.atomic
def edit_holiday(
    holiday: Holiday, *, on: date, name: str, is_workday: bool, by: Account
) -> Holiday:
    """Change what the calendar says of a day.

    Raises:
        PermissionDenied: ``by`` may not edit the calendar.
        DayTaken: the calendar has the other day, too.
    """
    authorize(by, Can.EDIT_HOLIDAYS, holiday)

    holiday = Holiday.objects.select_for_update().get(pk=holiday.pk)
    _ensure_free(on, but=holiday)

    holiday.on, holiday.name, holiday.is_workday = on, name, is_workday
    holiday.save(update_fields=["on", "name", "is_workday"])
    return holiday


@transaction.atomic
def remove_holiday(holiday: Holiday, *, by: Account) -> None:
    """Let the day follow the week's pattern again.

    Raises:
        PermissionDenied: ``by`` may not edit the calendar.
    """
    authorize(by, Can.EDIT_HOLIDAYS, holiday)

    Holiday.objects.filter(pk=holiday.pk).delete()


def _ensure_free(on: date, *, but: Holiday | None = None) -> None:
    same = Holiday.objects.filter(on=on).first()
    if same and same != but:
        raise DayTaken(_("The calendar has %s already.") % date_format(on))
