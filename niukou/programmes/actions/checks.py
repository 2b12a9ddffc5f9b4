"""Checklists, and what was found by them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.people.models import Account
from niukou.programmes.actions.operation import ensure_in_programme
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.models import (
    Acceptance,
    Answer,
    CheckAnswer,
    Checklist,
    ChecklistItem,
    ChecklistKind,
    Defect,
    Programme,
    SelfCheck,
    ServiceStation,
    Severity,
)
from niukou.programmes.rules import Can


@dataclass(frozen=True, slots=True)
class Found:
    """What was found at one item; ``note`` says what is not in order."""

    answer: Answer
    note: str = ""


class EmptyChecklist(DomainError):
    """A checklist has items."""

    field = "must_pass"


class ItemTwice(DomainError):
    """An item stands once in a checklist."""

    field = "others"


class BeforeEarlierVersion(DomainError):
    """A version is used after the one before it."""

    field = "from_on"


class NoChecklist(DomainError):
    """The programme has not said what is looked at."""


class AnswersIncomplete(DomainError):
    """Each item of the list is answered."""


class NoteNeeded(DomainError):
    """What is not in order is said in words."""


@transaction.atomic
def write_checklist(
    programme: Programme,
    *,
    kind: ChecklistKind,
    from_on: date,
    must_pass: Sequence[str],
    others: Sequence[str],
    by: Account,
) -> Checklist:
    """Write the next version of a checklist; what was checked before keeps its own.

    Raises:
        PermissionDenied: ``by`` does not run the whole programme.
        EmptyChecklist, ItemTwice: it has no items, or one of them twice.
        BeforeEarlierVersion: the version before is used from a later day.
    """
    authorize(by, Can.WRITE_CHECKLIST, programme)

    Programme.objects.select_for_update().get(pk=programme.pk)
    if not must_pass and not others:
        raise EmptyChecklist(_("Write at least one item."))
    if len({*must_pass, *others}) < len(must_pass) + len(others):
        raise ItemTwice(_("An item stands in both lists."))
    last = programme.checklists.filter(kind=kind).order_by("-number").first()
    if last and from_on < last.from_on:
        message = _("The version before is used from %s on: choose that day or a later one.")
        raise BeforeEarlierVersion(message % date_format(last.from_on))

    number = last.number + 1 if last else 1
    checklist = Checklist.objects.create(
        programme=programme, kind=kind, number=number, from_on=from_on, written_by=by
    )
    lines = [(text, True) for text in must_pass] + [(text, False) for text in others]
    ChecklistItem.objects.bulk_create(
        ChecklistItem(checklist=checklist, position=place, text=text, is_blocking=is_blocking)
        for place, (text, is_blocking) in enumerate(lines, start=1)
    )
    return checklist


@transaction.atomic
def record_self_check(
    station: ServiceStation,
    *,
    on: date,
    answers: Mapping[int, Found],
    note: str,
    by: Account,
) -> SelfCheck:
    """Record the hospital's self-check; what is not in order becomes a defect to be mended.

    ``answers`` are by the key of the checklist's item.

    Raises:
        PermissionDenied: ``by`` does not speak for the station's hospital.
        StationHasEnded, SiteHasEnded: it had left the programme by then, or its hospital had.
        NoChecklist: the programme had none for that day.
        AnswersIncomplete, NoteNeeded: an item has no answer, or one out of order no words.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.RECORD_SELF_CHECK, station)
    ensure_past(on)

    ServiceStation.objects.select_for_update().get(pk=station.pk)
    ensure_in_programme(station, on=on)
    checklist = checklist_for(station, ChecklistKind.SELF_CHECK, on=on)
    items = checked_items(checklist, answers)

    check = SelfCheck.objects.create(
        station=station,
        checklist=checklist,
        checked_on=on,
        is_passed=not has_failures(answers),
        note=note,
        recorded_by=by,
    )
    keep_answers(items, answers, check=check)
    open_defects(items, answers, check=check, due_on=None, by=by)
    return check


def checklist_for(station: ServiceStation, kind: ChecklistKind, *, on: date) -> Checklist:
    """Return the version to be used on that day.

    Raises:
        NoChecklist: the programme had none for that day.
    """
    lists = Checklist.objects.filter(programme=station.site.branch.programme_id, kind=kind)
    found = lists.in_force(on=on).first()
    if found is None:
        raise NoChecklist(_("The programme had no checklist for this on that day."))
    return found


def checked_items(checklist: Checklist, answers: Mapping[int, Found]) -> list[ChecklistItem]:
    """Return the items in their order, each of which has its answer.

    Raises:
        AnswersIncomplete, NoteNeeded: an item has no answer, or one out of order no words.
    """
    items = list(checklist.items.order_by("position"))
    if {item.pk for item in items} != set(answers):
        raise AnswersIncomplete(_("Answer each item of the checklist that holds on that day."))
    for item in items:
        found = answers[item.pk]
        if found.answer == Answer.FAIL and not found.note:
            message = _("Say in words what is not in order: “%s”.") % item.text
            raise NoteNeeded(message, field=f"note_{item.pk}")
    return items


def has_failures(answers: Mapping[int, Found]) -> bool:
    return any(found.answer == Answer.FAIL for found in answers.values())


def keep_answers(
    items: Sequence[ChecklistItem],
    answers: Mapping[int, Found],
    *,
    check: SelfCheck | Acceptance,
) -> None:
    CheckAnswer.objects.bulk_create(
        CheckAnswer(
            item=item,
            answer=answers[item.pk].answer,
            note=answers[item.pk].note,
            **_of(check),
        )
        for item in items
    )


def open_defects(
    items: Sequence[ChecklistItem],
    answers: Mapping[int, Found],
    *,
    check: SelfCheck | Acceptance,
    due_on: date | None,
    by: Account,
) -> None:
    """Open a defect for each failure, unless the same one is open already."""
    station = check.station
    known = set(station.defects.still_open().values_list("words", flat=True))
    found_on = check.checked_on if isinstance(check, SelfCheck) else check.inspected_on
    for item in items:
        found = answers[item.pk]
        words = f"{item.text}：{found.note}"
        if found.answer != Answer.FAIL or words in known:
            continue
        Defect.objects.create(
            station=station,
            words=words,
            severity=Severity.BLOCKING if item.is_blocking else Severity.MINOR,
            found_on=found_on,
            due_on=due_on,
            reported_by=by,
            **_of(check),
        )


def _of(check: SelfCheck | Acceptance) -> dict[str, SelfCheck | Acceptance]:
    return {"self_check" if isinstance(check, SelfCheck) else "acceptance": check}
