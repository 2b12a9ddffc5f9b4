"""Input about what holds for a time."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm, DayField

ONE_DAY = timedelta(days=1)


class LastDayField(DayField):
    """Shows and takes the last day that counts; cleans to the day after it, as periods want."""

    def prepare_value(self, value: Any) -> Any:
        return value - ONE_DAY if isinstance(value, date) else value

    def clean(self, value: Any) -> Any:
        last = super().clean(value)
        return last + ONE_DAY if last else None


class EndForm(ActionForm):
    """Ends a contact or an office."""

    on = DayField(
        label=_("No longer from"),
        initial=timezone.localdate,
        help_text=_("The first day it does not hold."),
    )
