"""Opening hours in words: days with the same hours are named together."""

from collections.abc import Iterable
from datetime import time
from itertools import groupby
from typing import TypeAlias

from django.utils.translation import gettext as _

from niukou.programmes.models import OpeningHours, Weekday

Stretches: TypeAlias = tuple[tuple[time, time], ...]


def hours_in_words(hours: Iterable[OpeningHours]) -> list[tuple[str, str]]:
    """Return pairs of days and hours: ("Monday to Friday", "08:00–12:00, 13:30–17:00").

    Days on which it is closed are left out.
    """
    week = by_weekday(hours)
    runs: list[tuple[list[Weekday], Stretches]] = []
    for stretches, days in groupby(Weekday, key=lambda day: week.get(day, ())):
        if stretches:
            runs.append((list(days), stretches))
    return [(_days(days), _said(stretches)) for days, stretches in runs]


def by_weekday(hours: Iterable[OpeningHours]) -> dict[Weekday, Stretches]:
    """Return the stretches of each weekday in their order."""
    found: dict[Weekday, list[tuple[time, time]]] = {}
    for one in hours:
        found.setdefault(Weekday(one.weekday), []).append((one.opens_at, one.closes_at))
    return {day: tuple(sorted(stretches)) for day, stretches in found.items()}


def _days(days: list[Weekday]) -> str:
    first, last = str(days[0].label), str(days[-1].label)
    if len(days) == 1:
        return first
    return _("%(first)s to %(last)s") % {"first": first, "last": last}


def _said(stretches: Stretches) -> str:
    said = [f"{opens:%H:%M}–{closes:%H:%M}" for opens, closes in stretches]
    return _(", ").join(said)
