"""What is due about reminders themselves."""

from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from niukou.core.due import Due, DueRow, Rows, add_due
from niukou.desk.models import ReminderSetting
from niukou.desk.queries.reminders import SILENT_AFTER


def reminders_lost(user: Any, on: date) -> Rows:
    """Channels by which one wants to be reminded, and messages do not arrive."""
    own = ReminderSetting.objects.visible_to(user)
    return own.filter(is_on=True, failures__gte=SILENT_AFTER).order_by("pk")


def _lost(row: DueRow) -> Due:
    return Due(_("Your reminders do not arrive."), reverse("desk:reminders"), "bell")


add_due(reminders_lost, _lost)
