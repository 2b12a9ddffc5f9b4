"""Checking in: by the code on the screen, with an account or without, or by hand."""

import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import Viewer, authorize
from niukou.core.errors import DomainError
from niukou.core.normalise import clean_text
from niukou.gatherings.codes import Proof, check, code_at, seconds_left, shown, step_at, ticket_at
from niukou.gatherings.lifecycle import (
    AHEAD,
    GatheringStatus,
    RegistrationStatus,
    ensure_not_cancelled,
)
from niukou.gatherings.minutes import minutes_from
from niukou.gatherings.models import (
    Attendance,
    CheckedIn,
    CheckInKey,
    Gathering,
    Registration,
)
from niukou.gatherings.queries.screens import ShownCode
from niukou.gatherings.queries.units import unit_of
from niukou.gatherings.rules import Can
from niukou.people.models import Account, Person

SECRET_BYTES = 32
LAST = 4


class NoCheckInNow(DomainError):
    """Too early, too late, or the gathering is off."""


class CodeWrong(DomainError):
    """It is not the code on this gathering's screen."""

    field = "code"


class CodeOld(DomainError):
    """The code stood on the screen a while ago."""

    field = "code"


class NotFound(DomainError):
    """No registration has this name and telephone."""

    field = "name"


@transaction.atomic
def show_code(gathering: Gathering, *, at: datetime, by: Account) -> ShownCode:
    """Return the code to put on the screen now; the first time makes the gathering's secret.

    Raises:
        PermissionDenied: ``by`` does not run it.
        IsCancelled: it was called off.
    """
    authorize(by, Can.SHOW_CODE, gathering)
    ensure_not_cancelled(gathering.status)

    key, _made = CheckInKey.objects.get_or_create(
        gathering=gathering, defaults={"secret": secrets.token_hex(SECRET_BYTES)}
    )
    code = code_at(_plain(key), step_at(at))
    return ShownCode(code=code, shown=shown(code), seconds_left=seconds_left(at))


def take_ticket(gathering: Gathering, *, code: str, at: datetime) -> str:
    """Return what stands for ``code`` for ten minutes: time to sign in, or to type a name.

    Raises:
        CodeWrong, CodeOld: it is not the code on the screen, or not any more.
        NoCheckInNow: too early, too late, or it is off.
    """
    secret = _ensure_proved(gathering, code, at)
    ensure_open(gathering, at=at)
    return ticket_at(secret, at)


@transaction.atomic
def check_in(gathering: Gathering, *, code: str, at: datetime, by: Account) -> Attendance:
    """Record that ``by`` is there: they hold the code on the screen, or the ticket for it.

    Somebody who checked in before stays as recorded then.

    Raises:
        PermissionDenied: the account belongs to no person.
        NoCheckInNow: too early, too late, or it is off.
        CodeWrong, CodeOld: it is not the code on the screen, or not any more.
    """
    authorize(by, Can.REGISTER, gathering)
    _ensure_proved(gathering, code, at)
    ensure_open(gathering, at=at)

    person = Person.objects.get(account=by)
    return _attend(gathering, person, how=CheckedIn.QR, at=at, by=by)


@transaction.atomic
def check_in_by_name(
    gathering: Gathering, *, code: str, name: str, last_four: str, at: datetime, by: Viewer
) -> Attendance:
    """Record that somebody registered is there: they hold the code, and say who they are.

    The name must be exact, and the last four figures those of the telephone on record: the
    telephones of those few are compared here and shown to nobody.

    Raises:
        NoCheckInNow: too early, too late, or it is off.
        CodeWrong, CodeOld: it is not the code on the screen, or not any more.
        NotFound: nobody registered has this name and telephone, or more than one has.
    """
    authorize(by, Can.CHECK_IN, gathering)
    _ensure_proved(gathering, code, at)
    ensure_open(gathering, at=at)
    known = _registered_as(gathering, clean_text(name), clean_text(last_four))
    if len(known) != 1:
        message = _("Nobody registered has this name and telephone. Ask at the desk.")
        raise NotFound(message)

    return _attend(gathering, known[0].person, how=CheckedIn.QR, at=at, by=None, unit=known[0].unit)


@transaction.atomic
def check_in_by_hand(
    gathering: Gathering, *, person: Person, at: datetime, by: Account, unit: str = ""
) -> Attendance:
    """Record that ``person`` is, or was, there, on the word of who runs the gathering.

    Raises:
        PermissionDenied: ``by`` does not run it.
        NoCheckInNow: it has not begun by an hour, or is off.
    """
    authorize(by, Can.CHECK_IN_BY_HAND, gathering)
    if gathering.status == GatheringStatus.CANCELLED:
        raise NoCheckInNow(_("This gathering is cancelled."))
    _ensure_begun(gathering, at)

    moment = at if at < gathering.ends_at else None  # afterwards nobody knows when they came
    return _attend(gathering, person, how=CheckedIn.HAND, at=moment, by=by, unit=unit)


def ensure_open(gathering: Gathering, *, at: datetime) -> None:
    """Raise ``NoCheckInNow`` unless people may check in by code at that moment."""
    if gathering.status == GatheringStatus.CANCELLED:
        raise NoCheckInNow(_("This gathering is cancelled."))
    if gathering.status not in AHEAD:
        raise NoCheckInNow(_("Check-in is closed. Were you there? Ask the organisers."))
    _ensure_begun(gathering, at)
    if at > gathering.ends_at + timedelta(minutes=settings.NIUKOU_CHECK_IN_AFTER_MINUTES):
        raise NoCheckInNow(_("It is over, and check-in is closed. Ask the organisers."))


def _ensure_begun(gathering: Gathering, at: datetime) -> None:
    opens_at = gathering.starts_at - timedelta(minutes=settings.NIUKOU_CHECK_IN_BEFORE_MINUTES)
    if at < opens_at:
        moment = date_format(timezone.localtime(opens_at), "DATETIME_FORMAT")
        raise NoCheckInNow(_("You are early: check-in opens at %s.") % moment)


def _ensure_proved(gathering: Gathering, code: str, at: datetime) -> str:
    """Return the gathering's secret, of which ``code`` was made."""
    key = CheckInKey.objects.filter(gathering=gathering.pk).first()
    proof = check(_plain(key), code, at=at) if key else Proof.WRONG
    if proof == Proof.OLD:
        raise CodeOld(_("This code is old. Scan the one that is on the screen now."))
    if key is None or proof == Proof.WRONG:
        raise CodeWrong(_("This is not the code on this gathering's screen. Look again."))
    return _plain(key)


def _plain(key: CheckInKey) -> str:
    sealed = key.secret
    return sealed.reveal() if sealed else ""


def _registered_as(gathering: Gathering, name: str, last_four: str) -> Sequence[Registration]:
    if len(last_four) != LAST:
        return []
    rows = gathering.registrations.exclude(status=RegistrationStatus.WITHDRAWN)
    named = rows.filter(person__official_name=name).select_related("person")
    return [one for one in named if _ends_with(one.person, last_four)]


def _ends_with(person: Person, last_four: str) -> bool:
    phone = person.phone.reveal() if person.phone else ""
    return hmac.compare_digest(phone[-LAST:].encode(), last_four.encode())


def _attend(
    gathering: Gathering,
    person: Person,
    *,
    how: CheckedIn,
    at: datetime | None,
    by: Account | None,
    unit: str = "",
) -> Attendance:
    """Write one attendance, whoever else writes the same at this moment; return the one there is."""
    known = Attendance.objects.filter(gathering=gathering, person=person)
    if found := known.first():
        return found
    is_held = gathering.status == GatheringStatus.HELD
    agenda = list(gathering.agenda.all()) if is_held else []
    new = Attendance(
        gathering=gathering,
        person=person,
        unit=clean_text(unit) or unit_of(person),
        how=how,
        checked_in_at=at,
        minutes_present=minutes_from(agenda, at),
        recorded_by=by,
    )
    Attendance.objects.bulk_create([new], ignore_conflicts=True)
    return known.get()
