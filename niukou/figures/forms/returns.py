"""Input about returns: their rhythm, their lines, their remarks and notes."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import ActionForm, DayField, Difference, EditForm
from niukou.core.money import FEN_PER_YUAN, Money, MoneyFormField
from niukou.core.quantities import Unit
from niukou.figures.actions.returns import Entry
from niukou.figures.models import Asked, ReturnLine, SiteReturn
from niukou.figures.models.returns import MOST_WORKDAYS
from niukou.figures.queries.returns import ShownSection, typed
from niukou.figures.returns.lines import LINES, WHOLE, label_of_line
from niukou.figures.returns.periods import Rhythm

MOST = 999_999_999
SAYING = {"autocomplete": "off", "placeholder": _("Remark")}


class ReturnPlanForm(ActionForm):
    rhythm = forms.TypedChoiceField(
        label=_("How often"), choices=Rhythm.choices, coerce=Rhythm, widget=forms.RadioSelect
    )
    asked = forms.TypedChoiceField(
        label=_("Who reports"), choices=Asked.choices, coerce=Asked, widget=forms.RadioSelect
    )
    due_workdays = forms.IntegerField(
        label=_("Working days to hand in"),
        min_value=1,
        max_value=MOST_WORKDAYS,
        help_text=_("Counted from the day after the period's last day. Holidays do not count."),
    )
    from_on = DayField(
        label=_("From"),
        help_text=_("The first day of a month or a quarter. The plan before ends with it."),
    )


class FillReturnForm(EditForm):
    """A number and a remark for each line of a return."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        subject: SiteReturn,
        lines: Sequence[ReturnLine],
        by: Viewer,
    ) -> None:
        self.lines = lines
        super().__init__(data, subject=subject, by=by)
        del self.fields["why"]
        for line in lines:
            self.fields[f"value_{line.code}"] = value_field(line.unit, label_of_line(line.code))
            self.fields[f"remark_{line.code}"] = forms.CharField(
                label=_("Remark on “%(line)s”") % {"line": label_of_line(line.code)},
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs=SAYING),
            )
            self.initial[f"value_{line.code}"] = typed(line.unit, line.stated_value)
            self.initial[f"remark_{line.code}"] = line.remark
        for name, field in self.fields.items():
            if name != "version":
                field.widget.attrs["aria-label"] = str(field.label)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["entries"] = {
            line.code: Entry(
                number(line.unit, cleaned.pop(f"value_{line.code}", None)),
                cleaned.pop(f"remark_{line.code}", ""),
            )
            for line in self.lines
        }
        return cleaned

    def values_of(self, subject: Any) -> dict[str, Any]:
        return {"lines": {line.code: line for line in subject.lines.all()}} if self.lines else {}

    def _differences(self, theirs: dict[str, Any]) -> list[Difference]:
        found = []
        for code, entry in self.cleaned_data["entries"].items():
            saved = theirs["lines"].get(code)
            if saved and (saved.stated_value, saved.remark) != (entry.value, entry.remark):
                label = label_of_line(code)
                both = [
                    " · ".join(filter(None, (typed(saved.unit, value), remark))) or "—"
                    for value, remark in (
                        (saved.stated_value, saved.remark),
                        (entry.value, entry.remark),
                    )
                ]
                found.append(Difference(label, *both))
        return found

    def beside(self, sections: Sequence[ShownSection]) -> list[tuple[ShownSection, list[Any]]]:
        """Return each section with its lines, and beside each line its two fields."""
        return [
            (
                section,
                [
                    (row, self[f"value_{row.line.code}"], self[f"remark_{row.line.code}"])
                    for row in section.lines
                ],
            )
            for section in sections
        ]


class AmountField(MoneyFormField):
    """An amount of a return: not below 0, and not more than a column of lines holds."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not 0 <= value.fen <= MOST * FEN_PER_YUAN:
            raise forms.ValidationError(_("An amount lies between 0 and 999,999,999 yuan."))


def value_field(unit: str, label: Any) -> forms.Field:
    """Return a field for numbers of that unit; amounts are asked in yuan."""
    if unit == Unit.FEN:
        return AmountField(label=label, required=False, widget=forms.TextInput(attrs=NUMERIC))
    said: dict[str, Any] = {
        "label": label,
        "required": False,
        "min_value": 0,
        "max_value": MOST,
        "widget": forms.NumberInput(attrs=NUMERIC),
    }
    if Unit(unit) in WHOLE:
        return forms.IntegerField(**said)
    return forms.DecimalField(decimal_places=2, max_digits=11, **said)


NUMERIC = {"inputmode": "decimal", "autocomplete": "off"}


def number(unit: str, value: Any) -> Decimal | None:
    """Return what was typed as a line keeps it: amounts in fen."""
    if value is None:
        return None
    return Decimal(value.fen if isinstance(value, Money) else value)


class SubmitReturnForm(ActionForm):
    """Nothing to fill in: what is handed in stands above the button."""


class AcceptReturnForm(ActionForm):
    """Nothing to fill in: what is accepted stands above the button."""


class AcceptCleanForm(ActionForm):
    """The returns the officer saw in the list."""

    returns: Any = forms.ModelMultipleChoiceField(
        queryset=SiteReturn.objects.none(), widget=forms.MultipleHiddenInput
    )

    def __init__(self, data: Any = None, *, clean: Sequence[SiteReturn], by: Viewer) -> None:
        super().__init__(data, by=by, initial={"returns": [one.pk for one in clean]})
        seen = SiteReturn.objects.visible_to(by)
        self.fields["returns"].queryset = seen  # type: ignore[attr-defined]  # a model choice field


class SendBackForm(ActionForm):
    """What is to be mended: on the whole, and line by line."""

    remark = forms.CharField(
        label=_("What is to be mended"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("On the whole. Beside a line you can say more below."),
    )

    def __init__(self, data: Any = None, *, lines: Sequence[ReturnLine], by: Viewer) -> None:
        super().__init__(data, by=by)
        self.lines = lines
        for line in lines:
            label = _("Remark on “%(line)s”") % {"line": label_of_line(line.code)}
            self.fields[f"line_{line.code}"] = forms.CharField(
                label=label,
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs=SAYING | {"aria-label": label}),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        cleaned["lines"] = {line.code: cleaned.pop(f"line_{line.code}", "") for line in self.lines}
        return cleaned

    def beside(self, sections: Sequence[ShownSection]) -> list[tuple[ShownSection, list[Any]]]:
        """Return each section with its lines, and beside each line the field for its remark."""
        return [
            (section, [(row, self[f"line_{row.line.code}"]) for row in section.lines])
            for section in sections
        ]


class NoteCorrectionForm(ActionForm):
    """What a line of a locked return should say."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("How the mistake was found. Name no person."),
    )

    def __init__(self, data: Any = None, *, line: ReturnLine, by: Viewer) -> None:
        super().__init__(data, by=by)
        self.line = line
        field = value_field(line.unit, _("What it should say"))
        field.required = True
        field.help_text = str(LINES[line.code].counts) if line.code in LINES else ""
        self.fields["says_value"] = field
        self.order_fields(["says_value", "reason"])

    def clean_says_value(self) -> Decimal | None:
        return number(self.line.unit, self.cleaned_data["says_value"])


class ApproveNoteForm(ActionForm):
    """Nothing to fill in: what is approved stands above the button."""


class RejectNoteForm(ActionForm):
    why_not = forms.CharField(
        label=_("Why not"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Read by who wrote the note."),
    )
