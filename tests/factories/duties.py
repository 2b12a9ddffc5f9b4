"""Duties of a programme in each state."""

from datetime import date

from django.utils import timezone

from niukou.figures.actions.duties import (
    approve_duty,
    draft_duty,
    keep_calendar,
    publish_duty,
)
from niukou.figures.models import Duty
from niukou.people.models import Account
from niukou.programmes.models import Programme
from tests.factories import ProgrammeFactory, officer_of_all

LAUNCH = date(2024, 1, 1)
KEPT_FROM = date(2026, 1, 1)
TODAY = date(2026, 2, 1)
FIRST_DUE = date(2026, 4, 1)  # after KEPT_FROM itself, which is due on that very day
ADDRESS = "https://example.org/progress"
TEXT = "本期开展了个案与小组服务。"


def kept(programme: Programme | None = None, *, on: date = TODAY) -> Programme:
    """Return a programme whose calendar is kept from the beginning of 2026."""
    programme = programme or ProgrammeFactory.create(launched_on=LAUNCH)
    keep_calendar(programme, from_on=KEPT_FROM, on=on, by=officer_of_all(programme))
    return programme


def open_duty(programme: Programme | None = None) -> Duty:
    """Return the first progress entry that is to come."""
    programme = programme or kept()
    return Duty.objects.select_related("programme").get(
        programme=programme, kind="PROGRESS", deadline_on=FIRST_DUE
    )


def drafted(duty: Duty | None = None, *, text: str = TEXT, by: Account | None = None) -> Duty:
    duty = duty or open_duty()
    by = by or officer_of_all(duty.programme)
    return draft_duty(duty, version=duty.version, text=text, by=by)


def approved(duty: Duty | None = None) -> Duty:
    duty = drafted(duty)
    return approve_duty(duty, version=duty.version, by=officer_of_all(duty.programme))


def published(duty: Duty | None = None) -> Duty:
    """Return a duty whose text was published today."""
    duty, today = approved(duty), timezone.localdate()
    by = officer_of_all(duty.programme)
    return publish_duty(duty, on=today, url=ADDRESS, today=today, by=by)
