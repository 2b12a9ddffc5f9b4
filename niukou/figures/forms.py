"""Input about figures, cleaned."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm, DayField
from niukou.core.quantities import Qualifier, Unit
from niukou.figures.days import DayNotKnown, known_day


class AsOfForm(forms.Form):
    """The day a page speaks of; today when none is named."""

    as_of = DayField(label=_("As of"))

    def __init__(self, data: Mapping[str, Any]) -> None:
        today = timezone.localdate()
        super().__init__({"as_of": data.get("as_of") or today.isoformat()})
        self.fields["as_of"].widget.attrs["max"] = today.isoformat()

    def clean_as_of(self) -> date:
        try:
            return known_day(self.cleaned_data["as_of"])
        except DayNotKnown as refusal:
            raise forms.ValidationError(refusal.message) from refusal

    @property
    def day(self) -> date:
        """The day asked about; today where what was typed is no day."""
        return self.cleaned_data["as_of"] if self.is_valid() else timezone.localdate()


class RecordReadingForm(ActionForm):
    value = forms.IntegerField(label=_("Value"), min_value=0, max_value=1_000_000_000)
    unit = forms.TypedChoiceField(label=_("Unit"), choices=Unit.choices, coerce=Unit)
    qualifier = forms.TypedChoiceField(
        label=_("Qualifier"),
        choices=[choice for choice in Qualifier.choices if choice[0] != Qualifier.PLANNED],
        coerce=Qualifier,
        help_text=_("As the source says it: exactly, about, more than …"),
    )
    reads = forms.CharField(
        label=_("How the source puts it"),
        max_length=80,
        help_text=_("Its own words, short. For example: 四批共22家."),
    )
    as_of = DayField(label=_("As of"), help_text=_("The day the source counts."))
    source = forms.CharField(
        label=_("Source"), max_length=200, help_text=_("Who printed it, where, on which page.")
    )
    source_url = forms.URLField(
        label=_("Address of the source"), required=False, assume_scheme="https"
    )
    published_on = DayField(label=_("Published on"))
