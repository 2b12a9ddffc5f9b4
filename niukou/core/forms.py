"""One form, one verb; one edit form, two people."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.errors import DomainError, EditConflict
from niukou.core.lookups import RecordField
from niukou.core.normalise import YEARS


class ActionForm(forms.Form):
    """A form that hands its clean data to exactly one action; ``result`` is what that returned."""

    result: Any = None

    required_css_class = "required"

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        by: Viewer | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}))
        for field in self.fields.values():
            if isinstance(field, RecordField):
                field.by = by

    def submit(self, action: Callable[..., object]) -> bool:
        """Run ``action`` with the clean data; show a refusal beside its field."""
        if not self.is_valid():
            return False
        try:
            self.result = action(**self.cleaned_data)
        except DomainError as refusal:
            self.refuse(refusal)
            return False
        return True

    def refuse(self, refusal: DomainError) -> None:
        self.add_error(self._blamed(refusal), refusal.message)

    def _blamed(self, refusal: DomainError) -> str | None:
        """Return the field to blame; a file is blamed under whatever name the form asks for one."""
        if refusal.field in self.fields:
            return refusal.field
        if refusal.field == "file":
            names = (name for name, field in self.fields.items() if is_file(field))
            return next(names, None)
        return None


def is_file(field: forms.Field) -> bool:
    return isinstance(field, forms.FileField)


class LinesField(forms.CharField):
    """Several short texts, one per line; cleans to a list without blanks and repeats.

    ``max_length`` is the number of characters of one line.
    """

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, max_length: int = 120, max_lines: int = 20, **options: Any) -> None:
        super().__init__(**options)
        self.line_length, self.max_lines = max_length, max_lines

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        typed = str(super().clean(value)).splitlines()
        lines = list(dict.fromkeys(line.strip() for line in typed if line.strip()))
        if len(lines) > self.max_lines:
            counts = {"count": len(lines), "most": self.max_lines}
            message = _("These are %(count)s lines; at most %(most)s are kept.")
            raise ValidationError(message, params=counts)
        for line in lines:
            if len(line) > self.line_length:
                said = {"line": line[:20], "length": len(line), "most": self.line_length}
                message = _("“%(line)s…” has %(length)s characters; a line has at most %(most)s.")
                raise ValidationError(message, params=said)
        return lines


class DayField(forms.DateField):
    """A date of the years 1900 to 2100, picked or typed."""

    def __init__(self, **options: Any) -> None:
        picker = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        super().__init__(**{"widget": picker} | options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value.year not in YEARS:
            message = _("Is the year %(year)s right? It has to be between 1900 and 2100.")
            raise ValidationError(message, params={"year": value.year})


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which two people made different things."""

    label: str
    theirs: str
    yours: str


class EditForm(ActionForm):
    """A form that changes a record with ``version_field()``.

    After an edit conflict it keeps what was typed, lists the ``differences`` from what
    the other person saved, and a second submit overrides knowingly.
    """

    version = forms.IntegerField(widget=forms.HiddenInput)

    why = forms.CharField(
        label=_("Why you change it"), max_length=200, help_text=_("Kept in the history.")
    )
    about_the_edit: tuple[str, ...] = ("version", "why")

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, subject: Model, by: Viewer
    ) -> None:
        self.differences: list[Difference] = []
        version = {"version": subject.version}  # type: ignore[attr-defined]  # every record with version_field()
        super().__init__(data, by=by, initial=self.values_of(subject) | version)
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])

    def values_of(self, subject: Any) -> dict[str, Any]:
        """Return what the record says now, by field name."""
        return {
            name: getattr(subject, name)
            for name in self.base_fields
            if name not in self.about_the_edit
        }

    def refuse(self, refusal: DomainError) -> None:
        super().refuse(refusal)
        if isinstance(refusal, EditConflict):
            self.differences = self._differences(self.values_of(refusal.current))
            newest = str(refusal.current.version)  # type: ignore[attr-defined]  # it has version_field()
            self.data = self.data.copy()  # type: ignore[attr-defined]  # a posted form is a QueryDict
            self.data["version"] = newest  # type: ignore[index]

    def _differences(self, theirs: dict[str, Any]) -> list[Difference]:
        found = []
        for name, saved in theirs.items():
            field, typed = self.fields[name], self.cleaned_data[name]
            if (saved or None) != (typed or None):
                shown = self._shown(field, saved), self._shown(field, typed)
                found.append(Difference(str(field.label or name), *shown))
        return found

    @staticmethod
    def _shown(field: forms.Field, value: Any) -> str:
        values = value if isinstance(value, list | tuple) else [value]
        is_choice = all(isinstance(one, str) for one in values)
        choices = dict(getattr(field, "choices", ())) if is_choice else {}
        shown = "、".join(str(choices.get(one, one)) for one in values if one is not None)
        return shown or "—"
