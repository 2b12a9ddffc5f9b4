"""How many class minutes somebody was there for, from the moment they checked in."""

from collections.abc import Sequence
from datetime import datetime

from niukou.gatherings.models import AgendaItem

MINUTE_SECONDS = 60


def minutes_from(agenda: Sequence[AgendaItem], checked_in_at: datetime | None) -> int | None:
    """Return the class minutes from ``checked_in_at`` to the end; None: the agenda has none.

    Of a part that had begun, the share that was left counts, rounded down. A list does not say
    when somebody came (``checked_in_at`` None): it says they were there, for all of it.
    """
    if not any(item.class_minutes for item in agenda):
        return None
    return sum(_left(item, checked_in_at) for item in agenda)


def _left(item: AgendaItem, checked_in_at: datetime | None) -> int:
    if checked_in_at is None or checked_in_at <= item.starts_at:
        return item.class_minutes
    lasts = int((item.ends_at - item.starts_at).total_seconds())
    left = max(0, int((item.ends_at - checked_in_at).total_seconds()))
    return item.class_minutes * left // lasts
