"""Input about how a station operates: pauses, and how it ends."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.programmes.lifecycle import OperatingStatus

ENDS = (
    (
        OperatingStatus.HANDED_OVER.value,
        _("Handed over: the hospital runs it by itself from then on"),
    ),
    (OperatingStatus.CLOSED.value, _("Closed: nobody runs it any more")),
)


class PauseStationForm(ActionForm):
    on = DayField(
        label=_("Paused from"),
        initial=timezone.localdate,
        help_text=_("The first day on which nobody is received."),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Seen by those who work on it.")
    )


class ReopenStationForm(ActionForm):
    on = DayField(
        label=_("Open again from"),
        initial=timezone.localdate,
        help_text=_("The first day on which people are received again."),
    )
    reason = forms.CharField(label=_("Why it opened again"), max_length=200)


class EndStationForm(ActionForm):
    to = forms.TypedChoiceField(
        label=_("How it ends"), choices=ENDS, coerce=OperatingStatus, widget=forms.RadioSelect
    )
    on = DayField(
        label=_("From"),
        initial=timezone.localdate,
        help_text=_("The first day on which it is no longer a station of the programme."),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Seen by those who work on it.")
    )


class CorrectSpellForm(EditForm):
    from_on = DayField(label=_("From"))
    until_on = DayField(label=_("Open again from"), required=False)
    reason = forms.CharField(label=_("Why"), max_length=200)

    def __init__(self, data: Any = None, *, subject: Any, by: Any) -> None:
        super().__init__(data, subject=subject, by=by)
        if subject.until_on is None:
            del self.fields["until_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned.setdefault("until_on", None)
        return cleaned

    def _differences(self, theirs: dict[str, Any]) -> Any:
        asked = {name: value for name, value in theirs.items() if name in self.fields}
        return super()._differences(asked)
