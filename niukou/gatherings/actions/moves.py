"""The steps of a gathering's life: open, close, held, cancelled, and back from a mistake."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.history import because
from niukou.core.normalise import clean_text
from niukou.gatherings.events import GatheringCancelled, GatheringHeld
from niukou.gatherings.lifecycle import GatheringStatus, MoveNotAllowed, ensure_move
from niukou.gatherings.minutes import minutes_from
from niukou.gatherings.models import Attendance, Gathering
from niukou.gatherings.rules import Can
from niukou.people.models import Account

BATCH_ROWS = 1000


class NotBegunYet(DomainError):
    """What has not begun was not held."""


class OverAlready(DomainError):
    """Nobody registers for what is over."""


class ReasonMissing(DomainError):
    """Who registered wants to know why."""

    field = "why"


@transaction.atomic
def open_registration(gathering: Gathering, *, at: datetime, by: Account) -> Gathering:
    """Let everybody who may see ``gathering`` register for it.

    Raises:
        PermissionDenied: ``by`` does not run it.
        MoveNotAllowed: it is open, held or cancelled.
        OverAlready: it has ended, or its registration would be closed at once.
    """
    authorize(by, Can.OPEN_REGISTRATION, gathering)

    gathering = _locked(gathering)
    ensure_move(gathering.status, GatheringStatus.OPEN)
    if at >= (gathering.registration_closes_at or gathering.ends_at):
        raise OverAlready(_("Registration would be closed already: look at its times."))

    return _moved(gathering, GatheringStatus.OPEN)


@transaction.atomic
def close_registration(gathering: Gathering, *, by: Account) -> Gathering:
    """Take no more registrations; those there are stay.

    Raises:
        PermissionDenied: ``by`` does not run it.
        MoveNotAllowed: it is not open.
    """
    authorize(by, Can.OPEN_REGISTRATION, gathering)

    gathering = _locked(gathering)
    if gathering.status != GatheringStatus.OPEN:
        raise MoveNotAllowed(_("It is not open for registration."))

    return _moved(gathering, GatheringStatus.PLANNED)


@transaction.atomic
def mark_held(gathering: Gathering, *, at: datetime, by: Account) -> Gathering:
    """Record that ``gathering`` took place: from its last day on it counts in figures.

    Class minutes of those present, where nobody measured them, are counted from their
    check-in to the end; whoever came from a list was there for all of it.

    Raises:
        PermissionDenied: ``by`` does not run it.
        MoveNotAllowed: it is held already, or cancelled.
        NotBegunYet: it starts later.
    """
    authorize(by, Can.MARK_HELD, gathering)

    gathering = _locked(gathering)
    ensure_move(gathering.status, GatheringStatus.HELD)
    if at < gathering.starts_at:
        raise NotBegunYet(_("It has not begun yet."))

    _moved(gathering, GatheringStatus.HELD)
    _measure(gathering)

    publish(GatheringHeld(gathering_id=gathering.pk))
    return gathering


@transaction.atomic
def reopen_gathering(gathering: Gathering, *, why: str, by: Account) -> Gathering:
    """Take back that ``gathering`` was held, because that was a mistake; nothing else changes.

    Raises:
        PermissionDenied: ``by`` does not run it.
        MoveNotAllowed: it is not held.
        ReasonMissing: no reason is given.
    """
    authorize(by, Can.MARK_HELD, gathering)
    why = _reason(why)

    gathering = _locked(gathering)
    if gathering.status != GatheringStatus.HELD:
        raise MoveNotAllowed(_("It was not marked as held."))

    with because(why):
        return _moved(gathering, GatheringStatus.PLANNED)


@transaction.atomic
def cancel_gathering(gathering: Gathering, *, why: str, by: Account) -> Gathering:
    """Call ``gathering`` off; who registered reads why.

    Raises:
        PermissionDenied: ``by`` does not run it.
        MoveNotAllowed: it is held, or cancelled already.
        ReasonMissing: no reason is given.
        Whatever an app above refuses: something was done there on its day.
    """
    authorize(by, Can.CANCEL_GATHERING, gathering)
    why = _reason(why)

    gathering = _locked(gathering)
    ensure_move(gathering.status, GatheringStatus.CANCELLED)

    gathering.cancelled_because = why
    with because(why):
        _moved(gathering, GatheringStatus.CANCELLED)

    publish(GatheringCancelled(gathering_id=gathering.pk))
    return gathering


def _locked(gathering: Gathering) -> Gathering:
    return Gathering.objects.select_for_update().get(pk=gathering.pk)


def _moved(gathering: Gathering, to: GatheringStatus) -> Gathering:
    gathering.status = to
    gathering.version += 1
    gathering.save(update_fields=["status", "cancelled_because", "version", "updated_at"])
    return gathering


def _measure(gathering: Gathering) -> None:
    agenda = list(gathering.agenda.all())
    unmeasured = list(gathering.attendances.filter(minutes_present=None))
    for attendance in unmeasured:
        attendance.minutes_present = minutes_from(agenda, attendance.checked_in_at)
    measured = [one for one in unmeasured if one.minutes_present is not None]
    Attendance.objects.bulk_update(measured, ["minutes_present"], batch_size=BATCH_ROWS)


def _reason(why: str) -> str:
    why = clean_text(why)
    if not why:
        raise ReasonMissing(_("Say why."))
    return why
