"""A form with a growing number of like rows: a button adds one more."""

from collections.abc import Mapping
from typing import Any, Self

from django import forms
from django.db.models import Model
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from niukou.core.access import Viewer
from niukou.core.forms import Difference, EditForm
from niukou.core.lookups import RecordField

Said = dict[str, Any]


class RowsForm(EditForm):
    """Changes what a record has several of: the action is given ``listed``, row by row.

    Rows left empty are left out. A page has a button named ``another`` for one more row, and
    answers it with ``with_another_row``.
    """

    template_name = "django/forms/rows.html"
    fewest_rows, most_rows, spare_rows = 1, 40, 0
    asks_why_at_first = True
    list_label: str | Promise = _("The list")

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
        known = len(listed) + self.spare_rows
        self.row_count = self._row_count((data or typed or {}).get("rows", known))
        for place in range(1, self.row_count + 1):
            for name, field in self.row_fields(place).items():
                if isinstance(field, RecordField):
                    field.by = by
                self.fields[f"{name}_{place}"] = field
        self.fields["why"].required = self.asks_why_at_first or bool(listed)
        self.order_fields([*(name for name in self.fields if name != "why"), "why"])
        for place, said in enumerate(listed, start=1):
            self.initial.update({f"{name}_{place}": value for name, value in said.items()})
        self.initial.update({**(typed or {}), "rows": self.row_count})

    @classmethod
    def with_another_row(cls, data: Mapping[str, Any], *, subject: Model, by: Viewer) -> Self:
        """Return the form as it was filled in, with one more row."""
        typed = {name: data[name] for name in data}
        more = {"rows": cls._row_count(data.get("rows")) + 1}
        return cls(subject=subject, by=by, typed=typed | more)

    def row_fields(self, place: int) -> dict[str, forms.Field]:
        """Return the fields of the row at that place, the first being 1."""
        raise NotImplementedError

    def rows_of(self, subject: Any) -> list[Said]:
        """Return what the record says now, row by row."""
        raise NotImplementedError

    def told(self, rows: list[Said]) -> str:
        """Return rows in words, to compare what two people made."""
        raise NotImplementedError

    def is_filled(self, said: Said) -> bool:
        """Return whether a row says anything."""
        return any(said.values())

    def check_row(self, place: int, said: Said) -> None:
        """Name, by ``need``, what a filled row lacks."""

    def need(self, said: Said, name: str, place: int, message: str) -> None:
        """Ask for what is not in the row at that place, unless something is wrong with it anyway."""
        if not said[name] and f"{name}_{place}" not in self.errors:
            self.add_error(f"{name}_{place}", message)

    @property
    def row_groups(self) -> list[list[BoundField]]:
        places = range(1, self.row_count + 1)
        return [[self[f"{name}_{place}"] for name in self.row_fields(place)] for place in places]

    def values_of(self, subject: Any) -> Said:
        return {"listed": self.rows_of(subject)}

    def clean(self) -> Said:
        cleaned = super().clean() or self.cleaned_data
        cleaned.pop("rows", None)
        listed = []
        for place in range(1, self.row_count + 1):
            names = self.row_fields(place)
            said = {name: cleaned.pop(f"{name}_{place}", None) for name in names}
            if self.is_filled(said):
                self.check_row(place, said)
                listed.append(said)
        cleaned["listed"] = listed
        return cleaned

    def _differences(self, theirs: Said) -> list[Difference]:
        texts = self.told(theirs["listed"]), self.told(self.cleaned_data["listed"])
        if texts[0] == texts[1]:
            return []
        return [Difference(str(self.list_label), *(text or "—" for text in texts))]

    @classmethod
    def _row_count(cls, text: Any) -> int:
        wanted = int(text) if str(text).isdecimal() else cls.fewest_rows
        return min(max(wanted, cls.fewest_rows), cls.most_rows)
