"""Input about the months of posts and what is paid for them."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.errors import DomainError
from niukou.core.files import PAPERS, SHEETS
from niukou.core.forms import ActionForm, DayField, EditForm
from niukou.core.money import MoneyFormField
from niukou.programmes.actions.post_months import MonthChanged
from niukou.programmes.models import Branch, PartMonths, PostKind, Programme

PART_MONTHS_HELP = _(
    "For the days held: amount × days held ÷ days of the month. "
    "The whole month: one day in the post is enough."
)


class MonthField(forms.DateField):
    """A month, picked or typed like 2025-03; cleans to its first day."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%Y-%m", attrs={"type": "month"}))
        super().__init__(input_formats=["%Y-%m", "%Y-%m-%d"], **options)

    def clean(self, value: Any) -> date | None:
        day = super().clean(value)
        return day.replace(day=1) if day else None


class ProveMonthForm(ActionForm):
    file = forms.FileField(
        label=_("Attendance sheet or payslip"),
        help_text=_("PDF, JPEG, PNG or Excel (xlsx)."),
        widget=forms.FileInput(attrs={"accept": ",".join(sorted(PAPERS | SHEETS))}),
    )


class ReturnMonthForm(ActionForm):
    why = forms.CharField(
        label=_("What is missing or wrong"),
        max_length=200,
        help_text=_("Seen by those who hand in the proof."),
    )


class PayMonthForm(ActionForm):
    version = forms.IntegerField(widget=forms.HiddenInput)
    on = DayField(label=_("Paid on"), initial=timezone.localdate)
    reference = forms.CharField(label=_("Bank reference"), max_length=60, required=False)


class CheckMonthsForm(ActionForm):
    """All months that wait; ``seen`` says which ones the page showed."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=20)

    def refuse(self, refusal: DomainError) -> None:
        super().refuse(refusal)
        if isinstance(refusal, MonthChanged):
            # The page shows those of now, so the next try is about them.
            typed = {name: self.data[name] for name in self.data}
            self.data = typed | {"seen": self.initial["seen"]}


class PayMonthsForm(CheckMonthsForm):
    on = DayField(label=_("Paid on"), initial=timezone.localdate)
    reference = forms.CharField(label=_("Bank reference"), max_length=60, required=False)


class SettleMonthForm(ActionForm):
    on = DayField(label=_("Settled on"), initial=timezone.localdate)
    why = forms.CharField(
        label=_("Why"), max_length=200, help_text=_("Kept with the entry, for the accountant.")
    )


class SetRateForm(ActionForm):
    branch: Any = forms.ModelChoiceField(
        label=_("Branch"),
        queryset=Branch.objects.none(),
        required=False,
        empty_label=_("The whole programme"),
        help_text=_("A branch's own amount goes before that of the programme."),
    )
    kind = forms.ChoiceField(
        label=_("Kind of post"), choices=PostKind.choices, widget=forms.RadioSelect
    )
    is_full_time = forms.BooleanField(
        label=_("Full time"),
        required=False,
        initial=True,
        help_text=_("Part-time posts have an amount of their own."),
    )
    monthly = MoneyFormField(
        label=_("Amount for a month"), help_text=_("In yuan, for example 1234.50.")
    )
    part_months = forms.ChoiceField(
        label=_("Months held in part"),
        choices=PartMonths.choices,
        widget=forms.RadioSelect,
        initial=PartMonths.BY_DAY,
        help_text=PART_MONTHS_HELP,
    )
    from_on = MonthField(
        label=_("First month"), help_text=_("The amount that holds now ends before it.")
    )
    source = forms.CharField(
        label=_("Where it was decided"), max_length=200, help_text=_("The paper that says so.")
    )

    def __init__(self, data: Any = None, *, programme: Programme, by: Viewer) -> None:
        super().__init__(data, by=by)
        branches = Branch.objects.visible_to(by).filter(programme=programme)
        self.fields["branch"].queryset = branches.order_by("launched_on", "pk")  # type: ignore[attr-defined]  # a model choice field


class CorrectRateForm(EditForm):
    monthly = MoneyFormField(label=_("Amount for a month"), help_text=_("In yuan."))
    part_months = forms.ChoiceField(
        label=_("Months held in part"),
        choices=PartMonths.choices,
        widget=forms.RadioSelect,
        help_text=PART_MONTHS_HELP,
    )
    source = forms.CharField(label=_("Where it was decided"), max_length=200)
