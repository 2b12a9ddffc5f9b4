"""What is due for somebody on a day: each app tells what it knows, one question asks for all of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

from django.db.models import DateField, F, IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils.translation import gettext as _

from niukou.core.models import ImportRun, ImportStatus

SOON = timedelta(days=60)
FEW = 5


@dataclass(frozen=True, slots=True)
class Due:
    """One thing that waits: what, where to do it, by when (None: no date).

    ``names_somebody``: the label names a person; a message that leaves the house does not say it.
    """

    label: str
    url: str
    icon: str
    on: date | None = None
    names_somebody: bool = False

    @property
    def key(self) -> str:
        """What stays the same in every language and for any count: the kind of thing, its place."""
        return f"{self.icon} {self.url}"


@dataclass(frozen=True, slots=True)
class DueRow:
    """What the database says of one thing that waits; texts are empty where a source gives none."""

    what: str
    more: str
    where: str
    on: date | None
    count: int


Rows: TypeAlias = "QuerySet[Any, Any] | None"


@dataclass(frozen=True, slots=True)
class Source:
    """Where due things come from: rows for somebody on a day, and how one of them is told."""

    rows: Callable[[Any, date], Rows]
    tell: Callable[[DueRow], Due]


_sources: list[Source] = []
_GIVEN = {
    "due_what": Value("", TextField()),
    "due_more": Value("", TextField()),
    "due_where": Value("", TextField()),
    "due_on": Cast(Value(None), DateField()),
    "due_count": Value(1, IntegerField()),
}


def add_due(rows: Callable[[Any, date], Rows], tell: Callable[[DueRow], Due]) -> None:
    """Let what ``rows(user, on)`` finds be due for ``user`` on that day, each told by ``tell``.

    The rows are ones ``user`` may read, a few at most, annotated with what the sentence
    needs: ``due_what``, ``due_more`` (texts), ``due_where`` (what the address is made of),
    ``due_on`` (a day), ``due_count``. None: nothing of the kind can be due for this user.
    All sources together are one question to the database, so ``rows`` must ask none itself.
    """
    _sources.append(Source(rows, tell))


def due_for(user: Any, *, on: date) -> list[Due]:
    """Return what ``user`` should look at on that day: dated things first, the earliest on top."""
    parts = []
    for place, source in enumerate(_sources):
        rows = source.rows(user, on)
        if rows is not None:
            parts.append(_columns(rows, place))
    if not parts:
        return []
    first, *rest = parts
    found = sorted(first.union(*rest, all=True) if rest else first, key=lambda row: row[0])
    due = [_sources[place].tell(DueRow(*row)) for place, *row in found]
    return sorted(due, key=lambda one: (one.on is None, one.on or date.max))


def _columns(rows: Any, place: int) -> Any:
    """Return ``rows`` as the columns that every source has alike."""
    lacking = {name: value for name, value in _GIVEN.items() if name not in rows.query.annotations}
    return (
        rows.annotate(**lacking)
        .annotate(
            due_place=Value(place, IntegerField()),
            due_text=Cast(F("due_what"), TextField()),
            due_text_more=Cast(F("due_more"), TextField()),
            due_key=Cast(F("due_where"), TextField()),
        )
        .values_list("due_place", "due_text", "due_text_more", "due_key", "due_on", "due_count")
    )


def imports_waiting(user: Any, on: date) -> Rows:
    """Imports that were previewed and wait for their go-ahead."""
    waiting = ImportRun.objects.visible_to(user).filter(status=ImportStatus.PREVIEWED)
    in_order = waiting.order_by("-started_at")[:FEW]
    return in_order.annotate(due_what=F("file__name"), due_where=F("pk"))


def _import(row: DueRow) -> Due:
    label = _("The import of “%s” waits for your go-ahead.") % row.what
    return Due(label, reverse("core:import-detail", args=[row.where]), "file-spreadsheet")


add_due(imports_waiting, _import)
