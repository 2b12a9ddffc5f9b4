"""Published progress entries, for everybody."""

from datetime import date, datetime

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from niukou.figures.duties.kinds import DutyKind
from niukou.figures.models import Duty
from niukou.figures.queries.duties import entries_of
from niukou.people.tokens import OPEN
from niukou.programmes.models import Programme

router = Router()


class NoteOut(Schema):
    text: str
    decided_at: datetime


class EntryOut(Schema):
    """A published text: it never changes. What was wrong in it follows as ``notes``."""

    kind: DutyKind
    start_on: date
    end_on: date
    deadline_on: date
    published_on: date
    published_url: str
    text: str
    notes: list[NoteOut]

    @staticmethod
    def resolve_notes(duty: Duty) -> list[object]:
        return list(duty.printed_notes)  # type: ignore[attr-defined]  # prefetched


@router.get("/progress", response=list[EntryOut], auth=OPEN)
def progress(request: HttpRequest, programme: str) -> list[Duty]:
    """List the published entries of a programme (its address), the newest period first."""
    found = get_object_or_404(Programme.objects.visible_to(request.user), slug=programme)
    return entries_of(found, request.user)
