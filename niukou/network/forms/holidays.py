"""Input about holidays."""

from django import forms
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm, DayField


class HolidayForm(ActionForm):
    on = DayField(label=_("Date"))
    name = forms.CharField(label=_("Name"), max_length=60)
    is_workday = forms.BooleanField(
        label=_("People work on this day"),
        required=False,
        help_text=_("Tick it for a weekend that is worked to make up for a holiday."),
    )


class RemoveHolidayForm(ActionForm):
    """Nothing to fill in: the button is the answer."""
