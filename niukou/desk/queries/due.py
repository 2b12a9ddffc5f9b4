"""What is due, by how soon: the desk's first answer to "what do I do now"."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from niukou.core.due import Due

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class DueGroup:
    """Things equally soon; ``tone`` is the badge of their days."""

    label: str | Promise
    tone: str
    things: list[Due]


def grouped(things: Iterable[Due], *, on: date) -> list[DueGroup]:
    """Sort ``things`` into overdue, within a week of ``on``, later, and without a date.

    A thing is overdue from the day after its own. Groups without things are left out.
    """
    groups = (
        DueGroup(_("Overdue"), "bad", []),
        DueGroup(_("Within seven days"), "wait", []),
        DueGroup(_("Without a date"), "plain", []),
        DueGroup(_("Later"), "plain", []),
    )
    late, soon, dateless, later = groups
    for thing in things:
        if thing.on is None:
            dateless.things.append(thing)
        elif thing.on < on:
            late.things.append(thing)
        else:
            (soon if thing.on < on + WEEK else later).things.append(thing)
    return [group for group in groups if group.things]
