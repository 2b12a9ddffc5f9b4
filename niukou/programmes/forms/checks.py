"""Input about checklists, self-checks, acceptances and defects."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.files import PAPERS
from niukou.core.forms import ActionForm, DayField, LinesField
from niukou.programmes.actions.checks import Found
from niukou.programmes.models import Answer, ChecklistItem, ChecklistKind, Severity, Verdict

LONGEST_ITEM = 120
MOST_ITEMS = 60


class WriteChecklistForm(ActionForm):
    kind = forms.TypedChoiceField(
        label=_("For"),
        choices=ChecklistKind.choices,
        coerce=ChecklistKind,
        widget=forms.RadioSelect,
    )
    must_pass = LinesField(
        label=_("What must be in order"),
        required=False,
        max_length=LONGEST_ITEM,
        max_lines=MOST_ITEMS,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One per line. What fails here blocks the last payment until it is mended."),
    )
    others = LinesField(
        label=_("What is looked at besides"),
        required=False,
        max_length=LONGEST_ITEM,
        max_lines=MOST_ITEMS,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("One per line. What fails here is to be mended, and blocks nothing."),
    )
    from_on = DayField(label=_("Used from"), initial=timezone.localdate)


class AnswersForm(ActionForm):
    """One answer and one note for each item of a checklist."""

    def __init__(self, data: Any = None, *, items: Sequence[ChecklistItem], by: Viewer) -> None:
        super().__init__(data, by=by)
        self.items = list(items)
        for item in self.items:
            self.fields[f"answer_{item.pk}"] = forms.TypedChoiceField(
                label=item.text, choices=Answer.choices, coerce=Answer, widget=forms.RadioSelect
            )
            self.fields[f"note_{item.pk}"] = forms.CharField(
                label=_("What is not in order"), max_length=200, required=False
            )
        own = [name for name in self.base_fields if name != "on"]
        self.order_fields(["on", *(name for name in self.fields if name not in own), *own])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        answers = {}
        for item in self.items:
            answer = cleaned.pop(f"answer_{item.pk}", None)
            note = cleaned.pop(f"note_{item.pk}", "")
            if answer:
                answers[item.pk] = Found(answer, note)
        cleaned["answers"] = answers
        return cleaned


class SelfCheckForm(AnswersForm):
    on = DayField(label=_("Checked on"), initial=timezone.localdate)
    note = forms.CharField(label=_("Note"), max_length=400, required=False)


class AcceptanceForm(AnswersForm):
    on = DayField(label=_("Inspected on"), initial=timezone.localdate)
    verdict = forms.TypedChoiceField(
        label=_("Result"), choices=Verdict.choices, coerce=Verdict, widget=forms.RadioSelect
    )
    due_on = DayField(
        label=_("Defects are to be mended by"),
        required=False,
        help_text=_("Each item that is not in order becomes a defect with this date."),
    )
    note = forms.CharField(label=_("Note"), max_length=400, required=False)


class SignForm(ActionForm):
    on = DayField(label=_("Day of the signature"), initial=timezone.localdate)


class WithdrawForm(ActionForm):
    on = DayField(label=_("Withdrawn on"), initial=timezone.localdate)
    reason = forms.CharField(label=_("Why"), max_length=200)


class AttachSheetForm(ActionForm):
    file = forms.FileField(
        label=_("Scanned copy"),
        help_text=_("The sheet as it was signed by hand: PDF, JPEG or PNG."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(PAPERS))}),
    )


class ReportDefectForm(ActionForm):
    words = forms.CharField(
        label=_("What is wrong"), max_length=320, widget=forms.Textarea(attrs={"rows": 3})
    )
    severity = forms.TypedChoiceField(
        label=_("How serious"),
        choices=Severity.choices,
        coerce=Severity,
        initial=Severity.MINOR,
        widget=forms.RadioSelect,
    )
    on = DayField(label=_("Found on"), initial=timezone.localdate)
    due_on = DayField(label=_("To be mended by"), required=False)


class MendDefectForm(ActionForm):
    mending = forms.CharField(label=_("How it was mended"), max_length=200)
    on = DayField(label=_("Mended on"), initial=timezone.localdate)
    evidence = forms.FileField(
        label=_("Evidence"),
        required=False,
        help_text=_("A picture or paper that shows it: PDF, JPEG or PNG."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(PAPERS))}),
    )


class ConfirmDefectForm(ActionForm):
    on = DayField(label=_("Confirmed on"), initial=timezone.localdate)


class SendBackForm(ActionForm):
    reason = forms.CharField(label=_("Why it is not mended"), max_length=200)
