"""Input about the design of a station."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.files import PAPERS
from niukou.core.forms import ActionForm, DayField
from niukou.programmes.models import DesignStatus

DECISIONS = (
    (DesignStatus.AGREED.value, _("Agree: the hospital may build like this")),
    (DesignStatus.RETURNED.value, _("Return: something has to be changed")),
)


class SubmitDesignForm(ActionForm):
    description = forms.CharField(
        label=_("What is to be built"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Rooms, their use, what is rebuilt, what stays."),
    )
    floor_plan = forms.FileField(
        label=_("Floor plan"),
        required=False,
        help_text=_("PDF, JPEG or PNG."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(PAPERS))}),
    )
    budget = forms.CharField(
        label=_("Budget in words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    on = DayField(label=_("Submitted on"), initial=timezone.localdate)


class DecideDesignForm(ActionForm):
    decision = forms.TypedChoiceField(
        label=_("Decision"), choices=DECISIONS, coerce=DesignStatus, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Note on the decision"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("When it is returned: what the hospital has to change."),
    )
    on = DayField(label=_("Decided on"), initial=timezone.localdate)
