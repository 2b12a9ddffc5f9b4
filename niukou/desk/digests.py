"""What one message says: the things that are new, soon due or overdue, each once at each urgency."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.due import Due
from niukou.core.workdays import SATURDAY, WorkCalendar, YearNotFilled
from niukou.desk.models import ReminderSetting, Urgency

URGENCIES = (Urgency.NEW, Urgency.SOON, Urgency.LATE)
CHAT_BYTES = 1_800  # WeCom takes 2,048 in one message
Told = tuple[str, date | None, str]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing as a message says it: its words, its day, where to do it."""

    label: str
    url: str
    on: date | None


@dataclass(frozen=True, slots=True)
class Digest:
    """What a message tells: lines by urgency, the most urgent first, and how many things it leaves out.

    ``told`` is what is recorded once the message has left.
    """

    groups: list[tuple[Urgency, list[Line]]]
    others: int
    told: list[Told]

    @property
    def count(self) -> int:
        return sum(len(lines) for _stage, lines in self.groups)


def is_time(setting: ReminderSetting, *, at: datetime, calendar: WorkCalendar) -> bool:
    """Say whether the digest of that local day should be composed and sent at ``at``."""
    return (
        setting.is_on
        and setting.looked_on != at.date()
        and setting.digest_at <= at.time()
        and not setting.is_quiet(at.time())
        and (not setting.workdays_only or _is_workday(calendar, at.date()))
        and (setting.tried_at is None or setting.tried_at + setting.pause <= at)
    )


def _is_workday(calendar: WorkCalendar, on: date) -> bool:
    """Follow the week where the year's holidays are not entered: late is worse than on a holiday."""
    try:
        return calendar.is_workday(on)
    except YearNotFilled:
        return on.weekday() < SATURDAY


def urgency_of(due: Due, *, on: date, days_before: int) -> Urgency:
    """Return how near a thing is on that day; it is overdue from the day after its own."""
    if due.on is None:
        return Urgency.NEW
    if due.on < on:
        return Urgency.LATE
    return Urgency.SOON if due.on - timedelta(days=days_before) <= on else Urgency.NEW


def compose(things: Iterable[Due], told: set[Told], *, on: date, days_before: int) -> Digest:
    """Return what has to be told on that day of ``things``, given what was told before."""
    fresh: dict[Urgency, list[Due]] = {urgency: [] for urgency in reversed(URGENCIES)}
    recorded: list[Told] = []
    others = 0
    for due in things:
        urgency = urgency_of(due, on=on, days_before=days_before)
        if (due.key, due.on, urgency) in told:
            others += 1
            continue
        fresh[urgency].append(due)
        reached = URGENCIES[: URGENCIES.index(urgency) + 1]
        recorded += [(due.key, due.on, one) for one in reached]
    groups = [(urgency, [_line(due) for due in dues]) for urgency, dues in fresh.items() if dues]
    return Digest(groups, others, [one for one in dict.fromkeys(recorded) if one not in told])


def _line(due: Due) -> Line:
    label = _("Something that concerns a person.") if due.names_somebody else due.label
    return Line(label, f"{settings.NIUKOU_PUBLIC_URL}{due.url}", due.on)


def title_of(digest: Digest) -> str:
    text = ngettext(
        "Niukou: %(count)d thing needs you", "Niukou: %(count)d things need you", digest.count
    )
    return text % {"count": digest.count}


def chat_text(digest: Digest, *, desk: str) -> str:
    """Return the message for a chat: as many lines as it takes, and how many more there are."""
    end = f"{_('Your desk:')} {desk}"
    text = render_to_string("desk/mail/lines.txt", {"digest": digest}).strip()
    lines, room = [], CHAT_BYTES - len(end.encode())
    for line in text.splitlines():
        room -= len(line.encode()) + 1
        if room < 0:
            lines.append("…")
            break
        lines.append(line)
    return "\n".join([*lines, "", end])
