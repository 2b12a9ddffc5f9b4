"""Input about who comes and who was there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.forms import ActionForm, EditForm
from niukou.core.lookups import RecordField
from niukou.core.quantities import Qualifier

COUNTED = [(one.value, one.label) for one in Qualifier if one != Qualifier.PLANNED]


class ReasonForm(ActionForm):
    """Nothing but why."""

    why = forms.CharField(label=_("Why"), max_length=200, help_text=_("Kept in the history."))


class CancelGatheringForm(ActionForm):
    why = forms.CharField(
        label=_("Why it is cancelled"),
        max_length=200,
        help_text=_("Everybody who sees the gathering reads it."),
    )


class ParticipantForm(ActionForm):
    """Somebody who is registered, or checked in, by who runs the gathering."""

    person = RecordField("people", label=pgettext_lazy("person", "Name"))
    unit = forms.CharField(
        label=_("Unit"),
        max_length=120,
        required=False,
        help_text=_("Empty: the organisation of their office."),
    )


class CorrectAttendanceForm(EditForm):
    minutes_present = forms.IntegerField(
        label=_("Minutes present"),
        min_value=0,
        max_value=100_000,
        required=False,
        help_text=_("Of the class minutes. Empty: not measured."),
    )
    unit = forms.CharField(label=_("Unit"), max_length=120, required=False)


class HeadCountFields(forms.Form):
    group = forms.CharField(
        label=_("Who was counted"),
        max_length=60,
        help_text=_("Such as: families, passers-by, students."),
    )
    value = forms.IntegerField(label=_("How many"), min_value=0, max_value=100_000_000)
    qualifier = forms.TypedChoiceField(
        label=_("Qualifier"),
        choices=COUNTED,
        coerce=Qualifier,
        help_text=_("As the source says it: exact, about, more than, at least."),
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=120,
        help_text=_("Who counted, or what says so: the sheet at the door, the organiser's notice."),
    )


class RecordHeadCountForm(HeadCountFields, ActionForm):
    pass


class CorrectHeadCountForm(HeadCountFields, EditForm):
    def values_of(self, subject: Any) -> dict[str, Any]:
        return super().values_of(subject) | {"qualifier": Qualifier(subject.qualifier)}


class CodeForm(forms.Form):
    """The code on the screen, typed by who cannot scan it."""

    code = forms.CharField(
        label=_("The code on the screen"),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class CheckInByNameForm(ActionForm):
    name = forms.CharField(
        label=pgettext_lazy("person", "Name"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    last_four = forms.CharField(
        label=_("Last four figures of your telephone"),
        min_length=4,
        max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Of the telephone you registered with."),
    )
