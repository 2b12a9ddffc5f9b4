"""What is wrong with a station: reported, mended by one side, confirmed by the other."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.files import PAPERS, Upload, keep
from niukou.people.models import Account
from niukou.programmes.actions.operation import ensure_in_programme
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.models import Defect, ServiceStation, Severity, Side
from niukou.programmes.rules import Can, runs_station


class DueBeforeFound(DomainError):
    """A defect is mended after it was found."""

    field = "due_on"


class BeforeFound(DomainError):
    """A defect is mended after it was found."""

    field = "on"


class MendedAlready(DomainError):
    """Somebody said that it is mended."""


class NotMended(DomainError):
    """There is no mending to confirm."""


class MendedByOwnSide(DomainError):
    """Four eyes: the side that mended a defect does not confirm it."""


class BeforeMending(DomainError):
    """A mending is confirmed after it was done."""

    field = "on"


def side_of(by: Account, station: ServiceStation) -> Side:
    """Return for which of the two ``by`` acts at ``station``: an officer for the programme."""
    return Side.PROGRAMME if runs_station(by, station) else Side.HOSPITAL


@transaction.atomic
def report_defect(
    station: ServiceStation,
    *,
    words: str,
    severity: Severity,
    on: date,
    by: Account,
    due_on: date | None = None,
) -> Defect:
    """Say what is wrong with ``station``, and by when it is to be mended.

    Raises:
        PermissionDenied: ``by`` neither runs the station nor speaks for its hospital.
        StationHasEnded, SiteHasEnded: it had left the programme by then, or its hospital had.
        DueBeforeFound, DayToCome: it would be due before it was found, or ``on`` is to come.
    """
    authorize(by, Can.KEEP_DEFECTS, station)
    ensure_past(on)
    if due_on and due_on < on:
        raise DueBeforeFound(_("It was found later."))

    ServiceStation.objects.select_for_update().get(pk=station.pk)
    ensure_in_programme(station, on=on)

    return Defect.objects.create(
        station=station,
        words=words,
        severity=severity,
        found_on=on,
        due_on=due_on,
        reported_by=by,
    )


@transaction.atomic
def mend_defect(
    defect: Defect, *, on: date, mending: str, by: Account, evidence: "Upload | None" = None
) -> Defect:
    """Say that a defect is mended; the other side looks at it next.

    Raises:
        PermissionDenied: ``by`` neither runs the station nor speaks for its hospital.
        MendedAlready: somebody said so before.
        BeforeFound, DayToCome: the day is before it was found, or in the future.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
    """
    authorize(by, Can.KEEP_DEFECTS, defect.station)
    ensure_past(on)

    defect = Defect.objects.select_for_update().get(pk=defect.pk)
    if defect.mended_on:
        raise MendedAlready(_("This defect is recorded as mended already."))
    if on < defect.found_on:
        raise BeforeFound(_("It was found later."))

    defect.mended_on, defect.mended_by, defect.mending = on, by, mending
    defect.mended_side, defect.sent_back_because = side_of(by, defect.station), ""
    defect.evidence = keep(evidence, kinds=PAPERS, by=by) if evidence else None
    said = ["mended_on", "mended_by", "mended_side", "mending", "evidence", "sent_back_because"]
    defect.save(update_fields=said)
    return defect


@transaction.atomic
def confirm_defect(defect: Defect, *, on: date, by: Account) -> Defect:
    """Confirm that a defect is mended: from then on it is no longer open.

    Raises:
        PermissionDenied: ``by`` neither runs the station nor speaks for its hospital.
        NotMended: nobody said that it is mended, or it was confirmed before.
        MendedByOwnSide: ``by``, or the side ``by`` acts for, mended it.
        BeforeMending, DayToCome: the day is before the mending, or in the future.
    """
    authorize(by, Can.KEEP_DEFECTS, defect.station)
    ensure_past(on)

    defect = _lock_mended(defect, by)
    if defect.mended_on and on < defect.mended_on:
        raise BeforeMending(_("It was mended later."))

    defect.confirmed_on, defect.confirmed_by = on, by
    defect.confirmed_side = side_of(by, defect.station)
    defect.save(update_fields=["confirmed_on", "confirmed_by", "confirmed_side"])
    return defect


@transaction.atomic
def send_back_defect(defect: Defect, *, reason: str, by: Account) -> Defect:
    """Say that a defect is not mended after all; what was said of the mending stays in the history.

    Raises:
        PermissionDenied: ``by`` neither runs the station nor speaks for its hospital.
        NotMended: nobody said that it is mended, or it was confirmed before.
        MendedByOwnSide: ``by``, or the side ``by`` acts for, mended it.
    """
    authorize(by, Can.KEEP_DEFECTS, defect.station)

    defect = _lock_mended(defect, by)

    defect.mended_on = defect.mended_by = defect.evidence = None
    defect.mended_side, defect.mending, defect.sent_back_because = "", "", reason
    said = ["mended_on", "mended_by", "mended_side", "mending", "evidence", "sent_back_because"]
    defect.save(update_fields=said)
    return defect


def _lock_mended(defect: Defect, by: Account) -> Defect:
    defect = Defect.objects.select_for_update().get(pk=defect.pk)
    if defect.mended_on is None or defect.confirmed_on:
        raise NotMended(_("There is no mending to look at: it is open, or confirmed already."))
    own_side = defect.mended_side == side_of(by, defect.station)
    if own_side or defect.mended_by_id == by.pk:
        raise MendedByOwnSide(_("Your side mended it: the other side looks at it."))
    return defect
