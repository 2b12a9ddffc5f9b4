"""Taking a signed list of participants in, in a handful of queries for any number of rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.codes import IdNumber
from niukou.core.errors import DomainError
from niukou.core.imports import WHOLE_ROW, Outcome
from niukou.core.pinyin import pinyin_key
from niukou.gatherings.actions.attendance_known import Known, RowFacts, load_known
from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.minutes import minutes_from
from niukou.gatherings.models import AgendaItem, Attendance, CheckedIn, Gathering
from niukou.gatherings.rules import Can
from niukou.people.identity import read_id, read_phone
from niukou.people.models import Account, Person
from niukou.people.rules import Can as CanInPeople

BATCH_ROWS = 1000


class RowRefused(DomainError):
    """The row cannot be taken as it is; ``field`` is the column to blame."""


class NothingToList(DomainError):
    """Nobody was there yet, or ever will be."""

    field = "file"


@dataclass(slots=True)
class Decision:
    """What one row brings. ``person`` is unsaved when it is new."""

    facts: RowFacts
    outcome: Outcome = Outcome.UNCHANGED
    problems: dict[str, str] = field(default_factory=dict)
    person: Person | None = None
    attendance: Attendance | None = None


@transaction.atomic
def import_attendance(
    gathering: Gathering, rows: Sequence[RowFacts], *, at: datetime, by: Account
) -> list[Decision]:
    """Record who stands on a list as having been at ``gathering``; once each, run twice or not.

    A person is known by ID number, by name and telephone, or by name and unit where ``by`` may
    see them. Who is not known is registered, if a telephone or ID number tells them apart.

    Raises:
        PermissionDenied: ``by`` does not run the gathering, or may not register persons.
        NothingToList: it has not begun, or is off.
    """
    authorize(by, Can.IMPORT_ATTENDANCE, gathering)

    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if gathering.status == GatheringStatus.CANCELLED or at < gathering.starts_at:
        raise NothingToList(_("It has not begun, or it is cancelled: nobody was there."))
    agenda = list(gathering.agenda.all())
    known = load_known(gathering, rows, by=by)
    decisions = _decide_all(rows, known, agenda)

    _write(gathering, decisions, agenda, by)
    return decisions


def _decide_all(
    rows: Sequence[RowFacts], known: Known, agenda: Sequence[AgendaItem]
) -> list[Decision]:
    most = sum(item.class_minutes for item in agenda)
    taken: dict[object, RowFacts] = {}
    decisions = []
    for facts in rows:
        decision = Decision(facts)
        try:
            _decide(decision, known, most, taken)
        except DomainError as refusal:
            decision.outcome = Outcome.REFUSED
            decision.problems = {refusal.field or WHOLE_ROW: refusal.message}
        decisions.append(decision)
    return decisions


def _decide(decision: Decision, known: Known, most: int, taken: dict[object, RowFacts]) -> None:
    facts = decision.facts
    if facts.minutes is not None and not 0 <= facts.minutes <= most:
        message = _("The agenda has %s class minutes in all.") % most
        raise RowRefused(message, field="minutes")
    number, phone = read_id(facts.id_number), read_phone(facts.phone)
    person = known.person(facts, number, phone)
    token: object = person.pk if person else (facts.name, number.code if number else phone)
    earlier = taken.setdefault(token, facts)
    if earlier is not facts:
        if facts.minutes in {None, earlier.minutes}:
            return
        message = _("Row %s is the same person, with other minutes.") % earlier.row
        raise RowRefused(message, field="minutes")
    if person is None:
        decision.person = _new_person(facts, number, phone)
        decision.outcome = Outcome.CREATED
        return
    decision.person, decision.attendance = person, known.attendances.get(person.pk)
    if decision.attendance is None or _completes(decision.attendance, facts):
        decision.outcome = Outcome.MATCHED


def _completes(attendance: Attendance, facts: RowFacts) -> bool:
    """Tell whether the row adds the minutes nobody measured.

    Raises:
        RowRefused: other minutes are on record: correct them by hand, with a reason.
    """
    if facts.minutes is None or facts.minutes == attendance.minutes_present:
        return False
    if attendance.minutes_present is not None:
        message = _("%s minutes are on record. Correct them by hand.") % attendance.minutes_present
        raise RowRefused(message, field="minutes")
    return True


def _new_person(facts: RowFacts, number: IdNumber | None, phone: str) -> Person:
    if not phone and number is None:
        message = _(
            "Nobody you may see is known by this name and unit. Add a telephone or ID number: "
            "without it people of the same name cannot be told apart."
        )
        raise RowRefused(message, field="phone")
    person = Person(official_name=facts.name)
    person.pinyin_key = pinyin_key(facts.name, is_person=True)
    if phone:
        person.phone = phone
    if number:
        person.id_number, person.birth_on = number.code, number.born_on.isoformat()
    return person


def _write(
    gathering: Gathering,
    decisions: Sequence[Decision],
    agenda: Sequence[AgendaItem],
    by: Account,
) -> None:
    new = [one.person for one in decisions if one.outcome == Outcome.CREATED and one.person]
    if new:
        authorize(by, CanInPeople.REGISTER_PERSON, Person)
        for person in new:
            person.registered_by = by
        Person.objects.bulk_create(new, batch_size=BATCH_ROWS)
    is_held = gathering.status == GatheringStatus.HELD
    counted = minutes_from(agenda, None) if is_held else None
    entering, completing = [], []
    for decision in decisions:
        if decision.outcome not in {Outcome.CREATED, Outcome.MATCHED}:
            continue
        said = decision.facts.minutes
        if decision.attendance is None:
            minutes = counted if said is None else said
            entering.append(_attendance(gathering, decision, minutes_present=minutes, by=by))
        else:
            decision.attendance.minutes_present = said
            decision.attendance.version += 1
            completing.append(decision.attendance)
    Attendance.objects.bulk_create(entering, batch_size=BATCH_ROWS, ignore_conflicts=True)
    Attendance.objects.bulk_update(
        completing, ["minutes_present", "version"], batch_size=BATCH_ROWS
    )


def _attendance(gathering: Gathering, decision: Decision, **said: Any) -> Attendance:
    by = said.pop("by")
    return Attendance(
        gathering=gathering,
        person=decision.person,
        unit=decision.facts.unit,
        how=CheckedIn.IMPORT,
        recorded_by=by,
        **said,
    )
