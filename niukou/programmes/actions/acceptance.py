"""The acceptance of a station: inspected by the programme, signed by both sides."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.files import PAPERS, Upload, keep
from niukou.core.numbering import next_number
from niukou.people.models import Account
from niukou.programmes.actions.checks import (
    Found,
    checked_items,
    checklist_for,
    has_failures,
    keep_answers,
    open_defects,
)
from niukou.programmes.actions.operation import ensure_in_programme
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.events import AcceptanceSigned
from niukou.programmes.models import Acceptance, ChecklistKind, ServiceStation, Side, Verdict
from niukou.programmes.rules import Can


class AcceptanceWaits(DomainError):
    """An earlier sheet is neither signed by both sides nor withdrawn."""


class VerdictTooGood(DomainError):
    """Something is not in order, and the result says that everything is."""

    field = "verdict"


class DueBeforeInspection(DomainError):
    """What the inspection found is mended after it."""

    field = "due_on"


class SignedAlready(DomainError):
    """This side has signed."""


class SignedForTheOther(DomainError):
    """Four eyes: one person does not sign for both sides."""


class Withdrawn(DomainError):
    """The sheet was withdrawn."""


class BeforeInspection(DomainError):
    """What is signed was inspected before."""

    field = "on"


class SignedByBoth(DomainError):
    """What both sides signed is not taken back."""


@transaction.atomic
def record_acceptance(
    station: ServiceStation,
    *,
    on: date,
    answers: Mapping[int, Found],
    verdict: Verdict,
    note: str,
    by: Account,
    due_on: date | None = None,
) -> Acceptance:
    """Record an inspection; what is not in order becomes a defect, to be mended by ``due_on``.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        StationHasEnded, SiteHasEnded: it had left the programme by then, or its hospital had.
        AcceptanceWaits: an earlier sheet waits for a signature.
        NoChecklist, AnswersIncomplete, NoteNeeded: see ``record_self_check``.
        VerdictTooGood: something is not in order, and the result is “accepted”.
        DueBeforeInspection, DayToCome: ``due_on`` is earlier, or ``on`` is in the future.
    """
    authorize(by, Can.RECORD_ACCEPTANCE, station)
    ensure_past(on)

    ServiceStation.objects.select_for_update().get(pk=station.pk)
    ensure_in_programme(station, on=on)
    waiting = station.acceptances.standing()
    if waiting.exclude(pk__in=waiting.signed().values("pk")).exists():
        raise AcceptanceWaits(_("An acceptance sheet of this station waits to be signed."))
    checklist = checklist_for(station, ChecklistKind.ACCEPTANCE, on=on)
    items = checked_items(checklist, answers)
    if verdict == Verdict.PASSED and has_failures(answers):
        message = _("Something is not in order: accept it with defects, or not at all.")
        raise VerdictTooGood(message)
    if due_on and due_on < on:
        raise DueBeforeInspection(_("Defects are mended after the inspection."))

    sheet = Acceptance.objects.create(
        number=next_number("acceptance", year=on.year, pattern="ACC-{year}-{number:04d}"),
        station=station,
        checklist=checklist,
        inspected_on=on,
        verdict=verdict,
        note=note,
        recorded_by=by,
    )
    keep_answers(items, answers, check=sheet)
    open_defects(items, answers, check=sheet, due_on=due_on, by=by)
    return sheet


@transaction.atomic
def sign_for_hospital(sheet: Acceptance, *, on: date, by: Account) -> Acceptance:
    """Sign an acceptance sheet for the hospital.

    Raises:
        PermissionDenied: ``by`` does not speak for the station's hospital.
        SignedAlready, SignedForTheOther: the hospital has signed, or ``by`` for the programme.
        Withdrawn: the sheet does not stand any more.
        BeforeInspection, DayToCome: the day is before the inspection, or in the future.
    """
    authorize(by, Can.SIGN_FOR_HOSPITAL, sheet.station)
    return _sign(sheet, Side.HOSPITAL, on=on, by=by)


@transaction.atomic
def sign_for_programme(sheet: Acceptance, *, on: date, by: Account) -> Acceptance:
    """Sign an acceptance sheet for the programme.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        SignedAlready, SignedForTheOther: the programme has signed, or ``by`` for the hospital.
        Withdrawn: the sheet does not stand any more.
        BeforeInspection, DayToCome: the day is before the inspection, or in the future.
    """
    authorize(by, Can.SIGN_FOR_PROGRAMME, sheet.station)
    return _sign(sheet, Side.PROGRAMME, on=on, by=by)


@transaction.atomic
def withdraw_acceptance(sheet: Acceptance, *, on: date, reason: str, by: Account) -> Acceptance:
    """Take back a sheet that was recorded wrongly; its defects stay and are dealt with one by one.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        SignedByBoth: both sides have signed it.
        Withdrawn: it was withdrawn before.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.RECORD_ACCEPTANCE, sheet.station)
    ensure_past(on)

    sheet = _lock(sheet)
    if sheet.signed_on:
        raise SignedByBoth(_("Both sides have signed this sheet: it is not taken back."))

    sheet.withdrawn_on, sheet.withdrawn_because = on, reason
    sheet.save(update_fields=["withdrawn_on", "withdrawn_because"])
    return sheet


@transaction.atomic
def attach_sheet(sheet: Acceptance, *, file: Upload, by: Account) -> Acceptance:
    """Keep the scanned paper of an acceptance, when it was signed by hand.

    Raises:
        PermissionDenied: ``by`` neither runs the station nor speaks for its hospital.
        Withdrawn: the sheet does not stand any more.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
    """
    authorize(by, Can.ATTACH_SHEET, sheet.station)

    sheet = _lock(sheet)

    sheet.scan = keep(file, kinds=PAPERS, by=by)
    sheet.save(update_fields=["scan"])
    return sheet


def _sign(sheet: Acceptance, side: Side, *, on: date, by: Account) -> Acceptance:
    ensure_past(on)

    sheet = _lock(sheet)
    mine, other = ("hospital", "programme") if side == Side.HOSPITAL else ("programme", "hospital")
    if getattr(sheet, f"{mine}_signed_on"):
        raise SignedAlready(_("This side has signed already."))
    if getattr(sheet, f"{other}_signed_by_id") == by.pk:
        raise SignedForTheOther(_("You signed for the other side: somebody else signs here."))
    if on < sheet.inspected_on:
        raise BeforeInspection(_("The inspection was later."))

    setattr(sheet, f"{mine}_signed_on", on)
    setattr(sheet, f"{mine}_signed_by", by)
    sheet.save(update_fields=[f"{mine}_signed_on", f"{mine}_signed_by"])

    if sheet.signed_on:
        site = sheet.station.site_id
        publish(AcceptanceSigned(acceptance_id=sheet.pk, site_id=site, on=sheet.signed_on))
    return sheet


def _lock(sheet: Acceptance) -> Acceptance:
    rows = Acceptance.objects.select_for_update(of=["self"]).select_related("station")
    sheet = rows.get(pk=sheet.pk)
    if sheet.withdrawn_on:
        raise Withdrawn(_("This sheet was withdrawn."))
    return sheet
