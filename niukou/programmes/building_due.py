"""What is due while stations are built: steps, designs, signatures, defects."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from niukou.core.due import FEW, Due, DueRow, Rows, add_due
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.programmes.lifecycle import ENDED, SiteStatus
from niukou.programmes.models import (
    Acceptance,
    Defect,
    Design,
    DesignStatus,
    ServiceStation,
    Side,
    Site,
    StepTerm,
)
from niukou.programmes.queries.due_dates import with_due
from niukou.programmes.rules import branches_run_by

AHEAD = timedelta(days=14)
SPEAKERS = (RoleKind.ORGANISATION_ADMINISTRATOR, RoleKind.HOSPITAL_COORDINATOR)
HOSPITAL = F("station__site__hospital__official_name")


def steps(user: Any, on: date) -> Rows:
    """Sites of which the step is late, or due within a fortnight."""
    branches, hospitals = branches_run_by(user), _spoken_for(user)
    if not branches and not hospitals:
        return None
    own = Site.objects.filter(Q(branch__in=branches) | Q(hospital__in=hospitals))
    terms = StepTerm.objects.filter(
        programme=OuterRef("branch__programme"), status=OuterRef("status")
    )
    running = own.exclude(status__in=ENDED).filter(Exists(terms))  # the others are due by no rule
    sites = with_due(running, user).filter(due_on__lte=on + AHEAD)
    rows: Rows = sites.order_by("due_on", "number")[:FEW].annotate(
        due_what=F("hospital__official_name"), due_more=F("status"), due_where=F("number")
    )
    return rows


def _step(row: DueRow) -> Due:
    said = {"hospital": row.what, "state": SiteStatus(row.more).label}
    label = _("%(hospital)s: the step “%(state)s” is due.") % said
    return Due(label, reverse("programmes:site-detail", args=[row.where]), "clock", row.on)


def designs(user: Any, on: date) -> Rows:
    """Designs that wait for the decision of somebody else than their author."""
    branches = branches_run_by(user)
    if not branches:
        return None
    waiting = Design.objects.filter(
        status=DesignStatus.SUBMITTED, station__site__branch__in=branches
    )
    rows = waiting.exclude(submitted_by=user.pk).order_by("submitted_on", "pk")
    return rows[:FEW].annotate(due_what=HOSPITAL, due_where=F("pk"))


def _design(row: DueRow) -> Due:
    label = _("Decide on the design of %s.") % row.what
    url = reverse("programmes:design-detail", args=[row.where])
    return Due(label, url, "clipboard-list")


def sheets_to_sign(user: Any, on: date) -> Rows:
    """Acceptance sheets that one's own side has not signed."""
    branches, hospitals = branches_run_by(user), _spoken_for(user)
    if not branches and not hospitals:
        return None
    for_programme = Q(programme_signed_on=None, station__site__branch__in=branches)
    for_hospital = Q(hospital_signed_on=None, station__site__hospital__in=hospitals)
    by_me = Q(hospital_signed_by=user.pk) | Q(programme_signed_by=user.pk)
    sheets = Acceptance.objects.standing().filter(for_programme | for_hospital).exclude(by_me)
    rows = sheets.order_by("inspected_on", "pk")
    return rows[:FEW].annotate(due_what=F("number"), due_more=HOSPITAL, due_where=F("number"))


def _sheet(row: DueRow) -> Due:
    said = {"number": row.what, "hospital": row.more}
    label = _("Sign the acceptance sheet %(number)s of %(hospital)s.") % said
    return Due(label, reverse("programmes:acceptance-detail", args=[row.where]), "signature")


def defects_to_mend(user: Any, on: date) -> Rows:
    """Defects of one's own hospital that nobody has mended."""
    hospitals = _spoken_for(user)
    if not hospitals:
        return None
    return _told(Defect.objects.filter(mended_on=None, station__site__hospital__in=hospitals))


def _to_mend(row: DueRow) -> Due:
    label = _("%(hospital)s: to be mended: %(words)s")
    return _defect(row, label, "checklist")


def defects_to_confirm(user: Any, on: date) -> Rows:
    """Defects that the other side has mended."""
    branches, hospitals = branches_run_by(user), _spoken_for(user)
    if not branches and not hospitals:
        return None
    by_hospital = Q(mended_side=Side.HOSPITAL, station__site__branch__in=branches)
    by_programme = Q(mended_side=Side.PROGRAMME, station__site__hospital__in=hospitals)
    waiting = Defect.objects.still_open().filter(by_hospital | by_programme)
    return _told(waiting.exclude(mended_by=user.pk))


def _to_confirm(row: DueRow) -> Due:
    label = _("%(hospital)s: see whether it is mended: %(words)s")
    return _defect(row, label, "eye")


def self_checks(user: Any, on: date) -> Rows:
    """Stations of one's hospital whose site stands at the self-check, and that have none."""
    hospitals = _spoken_for(user)
    if not hospitals:
        return None
    stations = ServiceStation.objects.filter(
        site__hospital__in=hospitals, site__status=SiteStatus.SELF_CHECK, self_checks=None
    )
    named = stations.order_by("pk")[:FEW]
    return named.annotate(due_what=F("site__hospital__official_name"), due_where=F("pk"))


def _self_check(row: DueRow) -> Due:
    label = _("Record the self-check of %s.") % row.what
    return Due(label, reverse("programmes:self-check-record", args=[row.where]), "list-check")


def _spoken_for(user: Any) -> frozenset[int]:
    return roles_of(user).organisations(*SPEAKERS)


def _told(defects: Any) -> Rows:
    """Return what the sentence needs; ``due_on`` is the defect's own day under the same name."""
    few = defects.order_by("due_on", "pk")[:FEW].values("pk")
    rows: Rows = few.annotate(
        due_what=HOSPITAL,
        due_more=F("words"),
        due_where=F("station__site__number"),
        due_on=F("due_on"),
    )
    return rows


def _defect(row: DueRow, label: str, icon: str) -> Due:
    url = reverse("programmes:site-building", args=[row.where])
    said = {"hospital": row.what, "words": row.more}
    return Due(label % said, url, icon, row.on)


add_due(steps, _step)
add_due(designs, _design)
add_due(sheets_to_sign, _sheet)
add_due(defects_to_mend, _to_mend)
add_due(defects_to_confirm, _to_confirm)
add_due(self_checks, _self_check)
