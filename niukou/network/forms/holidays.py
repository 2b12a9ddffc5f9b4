"""Input about holidays."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm, DayField

FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2099, 12, 31)


class HolidayForm(ActionForm):
    on = DayField(
        label=_("Date"), validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)]
    )
    name = forms.CharField(label=_("Name"), max_length=60)
    is_workday = forms.BooleanField(
        label=_("People work on this day"),
        required=False,
        help_text=_("Tick it for a weekend that is worked to make up for a holiday."),
    )


class RemoveHolidayForm(ActionForm):
    """Nothing to fill in: the button is the answer."""
