"""What is due for somebody on a day: each app tells what it knows, computed from its states."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeAlias

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


Source: TypeAlias = Callable[[Any, date], Iterable[Due]]

_sources: list[Source] = []


def add_due(source: Source) -> None:
    """Let ``source(user, on)`` add to what is due for ``user`` on that day.

    It asks only for records the user may read, and a few of each kind at most.
    """
    _sources.append(source)


def due_for(user: Any, *, on: date) -> list[Due]:
    """Return what ``user`` should look at on that day: dated things first, the earliest on top."""
    found = [due for source in _sources for due in source(user, on)]
    return sorted(found, key=lambda due: (due.on is None, due.on or date.max))


def imports_waiting(user: Any, on: date) -> Iterator[Due]:
    """Imports that were previewed and wait for their go-ahead."""
    waiting = ImportRun.objects.visible_to(user).filter(status=ImportStatus.PREVIEWED)
    for run in waiting.select_related("file").order_by("-started_at")[:FEW]:
        label = _("The import of “%s” waits for your go-ahead.") % run.file.name
        yield Due(label, run.get_absolute_url(), "file-spreadsheet")


add_due(imports_waiting)
