"""A form with a growing number of like rows: a button adds one more."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from niukou.core.access import Viewer
from niukou.core.forms import Difference, EditForm
from niukou.core.lookups import RecordField

MOST_ROWS = 40
Said = dict[str, Any]


class RowsForm(EditForm):
    """Changes what a record has several of; rows left empty are left out."""

    template_name = "gatherings/includes/rows_form.html"
    rows = forms.IntegerField(widget=forms.HiddenInput, required=False)
    about_the_edit = (*EditForm.about_the_edit, "rows")

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        subject: Model,
        by: Viewer,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, subject=subject, by=by)
        listed = self.initial.pop("listed")
        self.row_count = _row_count((data or typed or {}).get("rows", len(listed)))
        for place in range(1, self.row_count + 1):
            for name, field in self.row_fields().items():
                if isinstance(field, RecordField):
                    field.by = by
                self.fields[f"{name}_{place}"] = field
        self.fields["why"].required = bool(listed)  # what is said the first time needs no reason
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])
        for place, said in enumerate(listed, start=1):
            self.initial.update({f"{name}_{place}": value for name, value in said.items()})
        self.initial.update({**(typed or {}), "rows": self.row_count})

    @classmethod
    def with_another_row(cls, data: Mapping[str, Any], *, subject: Model, by: Viewer) -> Self:
        """Return the form as it was filled in, with one more row."""
        typed = {name: data[name] for name in data}
        more = {"rows": _row_count(data.get("rows")) + 1}
        return cls(subject=subject, by=by, typed=typed | more)

    def row_fields(self) -> dict[str, forms.Field]:
        """Return the fields of one row, none of them required by itself."""
        raise NotImplementedError

    def rows_of(self, subject: Any) -> list[Said]:
        """Return what the record says now, row by row."""
        raise NotImplementedError

    def told(self, rows: list[Said]) -> str:
        """Return rows in words, to compare what two people made."""
        raise NotImplementedError

    @property
    def row_groups(self) -> list[list[BoundField]]:
        names = list(self.row_fields())
        places = range(1, self.row_count + 1)
        return [[self[f"{name}_{place}"] for name in names] for place in places]

    def values_of(self, subject: Any) -> Said:
        return {"listed": self.rows_of(subject)}

    def typed_rows(self, cleaned: Said) -> dict[int, Said]:
        """Take the rows out of ``cleaned``; those that are empty are left out."""
        cleaned.pop("rows", None)
        found = {}
        for place in range(1, self.row_count + 1):
            said = {name: cleaned.pop(f"{name}_{place}", None) for name in self.row_fields()}
            if any(said.values()):
                found[place] = said
        return found

    def _differences(self, theirs: Said) -> list[Difference]:
        texts = self.told(theirs["listed"]), self.told(self.cleaned_data["listed"])
        if texts[0] == texts[1]:
            return []
        return [Difference(_("The list"), *(text or "—" for text in texts))]


def _row_count(text: Any) -> int:
    wanted = int(text) if str(text).isdecimal() else 1
    return min(max(wanted, 1), MOST_ROWS)
