"""Input about a formal check: a finding for each answer, and how the check ends."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.errors import DomainError, EditConflict
from niukou.core.forms import ActionForm, DayField
from niukou.programmes.actions.formal_checks import Finding
from niukou.programmes.forms.terms import LastDayField
from niukou.programmes.models import CheckItem, Fault, FormalCheck, FormField

IN_ORDER = "IN_ORDER"
STATES = [
    ("", _("Not looked at")),
    (IN_ORDER, pgettext_lazy("finding", "In order")),
    *Fault.choices,
]


class FindingsForm(forms.Form):
    """A choice and a remark for each answer; those not looked at yet stay so, or are in order."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        check: FormalCheck,
        questions: Iterable[FormField],
        noted: Mapping[int, CheckItem],
    ) -> None:
        super().__init__(data, initial={"version": check.version})
        self.questions = {question.name: question for question in questions}
        for name, question in self.questions.items():
            item = noted.get(question.pk)
            self.fields[name] = forms.ChoiceField(
                label=question.label,
                choices=STATES,
                required=False,
                initial=(item.fault or IN_ORDER) if item else "",
            )
            self.fields[f"{name}-remark"] = forms.CharField(
                label=_("Remark"),
                max_length=300,
                required=False,
                initial=item.remark if item else "",
                widget=forms.TextInput(
                    attrs={"placeholder": _("Remark"), "aria-label": question.label}
                ),
            )

    def findings(self, *, rest_in_order: bool) -> dict[FormField, Finding]:
        """Return what was found; ``rest_in_order``: what is not looked at is taken as in order."""
        found = {}
        for name, question in self.questions.items():
            state = self.cleaned_data[name] or (IN_ORDER if rest_in_order else "")
            if state:
                fault = None if state == IN_ORDER else Fault(state)
                found[question] = Finding(fault, self.cleaned_data[f"{name}-remark"])
        return found

    def refuse(self, refusal: DomainError) -> None:
        name = f"{refusal.field}-remark"
        self.add_error(name if name in self.fields else None, refusal.message)
        if isinstance(refusal, EditConflict):
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a posted form is a QueryDict
            self.data["version"] = str(refusal.current.version)  # type: ignore[attr-defined, index]


class PassForm(ActionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label=_("Date"), initial=timezone.localdate)


class ReturnForm(PassForm):
    until_on = LastDayField(
        label=_("To be handed in again until and including"),
        help_text=_("Also after the call has closed."),
    )
    reason = forms.CharField(
        label=_("Words to the hospital"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It reads each finding as well."),
    )


class RejectForm(PassForm):
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The hospital reads it."),
    )
