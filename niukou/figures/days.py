"""The day a figure speaks of, and how pages ask for it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.errors import DomainError
from niukou.core.forms import DayField

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


class AsOfForm(forms.Form):
    """The day a page speaks of; today when none is named."""

    as_of = DayField(label=gettext_lazy("As of"))

    def __init__(self, data: Mapping[str, Any]) -> None:
        today = timezone.localdate()
        asked = {name: data.get(name, "") for name in self.base_fields}
        super().__init__(asked | {"as_of": data.get("as_of") or today.isoformat()})
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
