"""The history of a record, told: who changed what, when and why."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Field, ForeignKey, Model
from django.utils.formats import localize
from django.utils.translation import gettext as _

from niukou.core.sealing import Sealed, SearchHashField

UNTOLD = frozenset({"id", "version", "created_at", "updated_at", "search", "pinyin_key"})
LATEST = 50

Names = Callable[[Collection[Any]], Mapping[Any, str]]


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after; both empty when only the fact of the change may be told."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One save of a record; ``who`` is empty when a command or an import did it."""

    at: datetime
    who: str
    why: str
    is_first: bool
    fields: tuple[FieldChange, ...]


def changes_of(record: Any, *, names: Names, sealed: Collection[str] = ()) -> list[Change]:
    """Return the last fifty changes of a tracked record, newest first; saves that changed nothing are left out.

    ``names`` turns the keys of accounts into what they are called; of ``sealed`` fields only
    the fact that they changed is told. Four queries at most, besides one per kind of record
    that a changed field points to.
    """
    events = list(record.events.select_related("pgh_context").order_by("-pgh_id")[: LATEST + 1])
    told = [_metadata(event) for event in events]
    who = names({meta["user"] for meta in told if meta.get("user")})
    fields = [
        field
        for field in record._meta.concrete_fields  # Django's public name for it
        if field.name not in UNTOLD
        and hasattr(record.events.model, field.attname)  # some are left out of the history
        and not isinstance(field, SearchHashField)
    ]
    shown = _Shown(events, fields, sealed)
    found = []
    for place, (event, meta) in enumerate(zip(events, told, strict=True)):
        earlier = events[place + 1] if place + 1 < len(events) else None
        differences = shown.between(earlier, event) if earlier else ()
        is_first = event.pgh_label == "insert"
        if is_first or differences:
            actor, why = str(who.get(meta.get("user"), "")), str(meta.get("why", ""))
            found.append(Change(event.pgh_created_at, actor, why, is_first, differences))
    return found[:LATEST]


def _metadata(event: Any) -> dict[str, Any]:
    return event.pgh_context.metadata if event.pgh_context else {}


def _plain(value: Any) -> Any:
    """Return what to compare: a value sealed anew with another key has not changed."""
    return value.reveal() if isinstance(value, Sealed) else value


class _Shown:
    """The values of a record's events in words; what they point to is read once per kind."""

    def __init__(
        self, events: list[Any], fields: list["Field[Any, Any]"], sealed: Collection[str]
    ) -> None:
        self.fields, self.sealed = fields, sealed
        self.pointed = {
            field.name: self._named(field, {getattr(event, field.attname) for event in events})
            for field in fields
            if isinstance(field, ForeignKey)
        }

    def between(self, earlier: Any, later: Any) -> tuple[FieldChange, ...]:
        return tuple(
            FieldChange(str(field.verbose_name), *self._told(field, earlier, later))
            for field in self.fields
            if _plain(getattr(earlier, field.attname)) != _plain(getattr(later, field.attname))
        )

    def _told(self, field: "Field[Any, Any]", earlier: Any, later: Any) -> tuple[str, str]:
        if field.name in self.sealed:
            return "", ""
        return self._words(field, earlier), self._words(field, later)

    def _words(self, field: "Field[Any, Any]", event: Any) -> str:
        value = getattr(event, field.attname)
        if field.name in self.pointed:
            value = self.pointed[field.name].get(value)
        elif isinstance(value, list):
            value = "、".join(map(str, value))
        elif isinstance(value, bool):
            value = _("yes") if value else _("no")
        elif field.choices:
            value = dict(field.flatchoices).get(value, value)
        return "—" if value in (None, "") else str(localize(value))

    @staticmethod
    def _named(field: "ForeignKey[Any, Any]", keys: set[Any]) -> dict[Any, str]:
        if len(keys) < 2:  # noqa: PLR2004  # it never changed: nothing to name
            return {}
        target: type[Model] = field.related_model  # type: ignore[assignment]  # resolved by now
        found = target._default_manager.filter(pk__in=keys - {None})  # Django's public name for it
        return {record.pk: str(record) for record in found}
