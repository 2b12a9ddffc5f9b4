"""What pages show of the disclosure calendar."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet

from niukou.core.access import Viewer
from niukou.figures.duties.kinds import SHOWN
from niukou.figures.lifecycle import DutyStatus
from niukou.figures.models import DisclosureCalendar, Duty, DutyNote
from niukou.programmes.models import Programme

SOON = timedelta(days=30)
DONE_SHOWN = 25


@dataclass(frozen=True, slots=True)
class ListedDuty:
    """A duty in the calendar, seen on a day."""

    duty: Duty
    is_overdue: bool
    is_soon: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The duties of a programme as far as somebody may read them: overdue ones on top."""

    kept_from_on: date | None
    waiting: list[ListedDuty]
    done: list[Duty]

    @property
    def overdue_count(self) -> int:
        return sum(one.is_overdue for one in self.waiting)


def calendar_of(programme: Programme, user: Viewer, *, on: date) -> Calendar:
    """Return what is to be published, by its last day, and what was, the newest first."""
    kept = DisclosureCalendar.objects.filter(programme=programme).first()
    duties = Duty.objects.visible_to(user).filter(programme=programme)
    waiting = [
        ListedDuty(one, one.is_overdue(on), on <= one.deadline_on <= on + SOON)
        for one in duties.unpublished().order_by("deadline_on", "pk")
    ]
    done = duties.filter(status=DutyStatus.PUBLISHED).order_by("-published_on", "-pk")
    return Calendar(
        kept_from_on=kept.kept_from_on if kept else None,
        waiting=waiting,
        done=list(done[:DONE_SHOWN]),
    )


def duties_of(programme: Programme, user: Viewer) -> QuerySet[Duty]:
    """Return all that is to be published or was, by its last day; what lapsed is left out."""
    duties = Duty.objects.visible_to(user).filter(programme=programme)
    return duties.exclude(status=DutyStatus.LAPSED).order_by("deadline_on", "pk")


def entries_of(programme: Programme, user: Viewer) -> "list[Duty]":
    """Return the published entries everybody may read, each with its approved notes."""
    notes = DutyNote.objects.visible_to(user).approved().order_by("decided_at", "pk")
    entries = Duty.objects.visible_to(user).filter(
        programme=programme, status=DutyStatus.PUBLISHED, kind__in=SHOWN
    )
    with_notes = entries.prefetch_related(Prefetch("notes", notes, to_attr="printed_notes"))
    return list(with_notes.order_by("-end_on", "-published_on", "pk"))
