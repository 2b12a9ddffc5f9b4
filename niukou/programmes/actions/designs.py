"""How a design is submitted, and agreed to or returned by somebody else."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.files import PAPERS, Upload, keep
from niukou.people.models import Account
from niukou.programmes.actions.operation import ensure_in_programme
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.models import Design, DesignStatus, ServiceStation
from niukou.programmes.rules import Can


class DesignWaits(DomainError):
    """An earlier design of the station is not decided yet."""


class DecidedAlready(DomainError):
    """The design was agreed to or returned before."""


class DecidedByItsAuthor(DomainError):
    """Four eyes: whoever submitted a design does not decide on it."""


class ReasonNeeded(DomainError):
    """A design is returned with what is to be changed."""

    field = "note"


class BeforeSubmission(DomainError):
    """A design is decided after it was submitted."""

    field = "on"


@transaction.atomic
def submit_design(
    station: ServiceStation,
    *,
    description: str,
    on: date,
    by: Account,
    budget: str = "",
    floor_plan: "Upload | None" = None,
) -> Design:
    """Lay the design of ``station`` before the programme.

    Raises:
        PermissionDenied: ``by`` neither runs the station nor speaks for its hospital.
        StationHasEnded, SiteHasEnded: it had left the programme by then, or its hospital had.
        DesignWaits: an earlier one is not decided yet.
        DayToCome: ``on`` is in the future.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
    """
    authorize(by, Can.SUBMIT_DESIGN, station)
    ensure_past(on)

    ServiceStation.objects.select_for_update().get(pk=station.pk)
    ensure_in_programme(station, on=on)
    if station.designs.filter(status=DesignStatus.SUBMITTED).exists():
        raise DesignWaits(_("A design of this station waits for a decision already."))

    return Design.objects.create(
        station=station,
        description=description,
        budget=budget,
        floor_plan=keep(floor_plan, kinds=PAPERS, by=by) if floor_plan else None,
        submitted_on=on,
        submitted_by=by,
    )


@transaction.atomic
def decide_design(
    design: Design, *, decision: DesignStatus, on: date, note: str, by: Account
) -> Design:
    """Agree to ``design``, or return it with what is to be changed.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        DecidedAlready: somebody decided before.
        DecidedByItsAuthor: ``by`` submitted it.
        ReasonNeeded: it is returned without a reason.
        BeforeSubmission, DayToCome: the day is before the submission, or in the future.
    """
    authorize(by, Can.DECIDE_DESIGN, design.station)
    ensure_past(on)

    design = Design.objects.select_for_update().get(pk=design.pk)
    if design.status != DesignStatus.SUBMITTED:
        raise DecidedAlready(_("This design was decided on already."))
    if design.submitted_by_id == by.pk:
        raise DecidedByItsAuthor(_("You submitted this design: somebody else decides on it."))
    if decision == DesignStatus.RETURNED and not note:
        raise ReasonNeeded(_("Say what the hospital has to change."))
    if on < design.submitted_on:
        raise BeforeSubmission(_("The design was submitted later."))

    design.status, design.decided_on, design.decided_by = decision, on, by
    design.decision_note = note
    design.save(update_fields=["status", "decided_on", "decided_by", "decision_note"])
    return design
