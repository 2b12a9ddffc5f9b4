"""Input about the agenda of a gathering."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niukou.core.lookups import RecordField
from niukou.core.rows import RowsForm, Said
from niukou.gatherings.actions.agenda import Part
from niukou.gatherings.fields import MomentField
from niukou.people.models import Person

NEEDED = ("starts_at", "ends_at", "title")


class SpeakerField(RecordField):
    """A person of the register where one is meant, else the words as they were typed."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except ValidationError as refusal:
            if refusal.code == "several" or not isinstance(value, str) or "#" in value:
                raise
            return value.strip()


class SetAgendaForm(RowsForm):
    """What happens when; rows without anything in them are left out."""

    asks_why_at_first = False

    def row_fields(self, place: int) -> dict[str, forms.Field]:
        return {
            "starts_at": MomentField(label=_("Starts"), required=False),
            "ends_at": MomentField(label=_("Ends"), required=False),
            "class_minutes": forms.IntegerField(
                label=_("Class minutes"), min_value=0, max_value=1440, required=False
            ),
            "title": forms.CharField(label=_("Title"), max_length=120, required=False),
            "speaker": SpeakerField("people", label=_("Speaker"), max_length=120, required=False),
        }

    def rows_of(self, subject: Any) -> list[Said]:
        parts = subject.agenda.select_related("speaker_person").order_by("starts_at", "pk")
        return [
            {
                "starts_at": part.starts_at,
                "ends_at": part.ends_at,
                "title": part.title,
                "speaker": part.speaker_person or part.speaker,
                "class_minutes": part.class_minutes,
            }
            for part in parts
        ]

    def told(self, rows: list[Said]) -> str:
        return "、".join(f"{row['starts_at']:%m-%d %H:%M} {row['title']}" for row in rows)

    def check_row(self, place: int, said: Said) -> None:
        for name in NEEDED:
            self.need(said, name, place, _now("Fill this in, or empty the row."))


def parts_from(rows: list[Said]) -> list[Part]:
    """Return the parts of an agenda a form gathered."""
    return [_part(**row) for row in rows]


def _part(*, speaker: Any, class_minutes: int | None, **said: Any) -> Part:
    is_known = isinstance(speaker, Person)
    return Part(
        speaker_person=speaker if is_known else None,
        speaker="" if is_known else speaker or "",
        class_minutes=class_minutes or 0,
        **said,
    )
