"""What is due in the programmes somebody works in."""

from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.due import FEW, SOON, Due, DueRow, Rows, add_due
from niukou.gatherings.due import tell_unsettled, unsettled
from niukou.gatherings.models import Gathering
from niukou.network.models import Agreement, RoleKind
from niukou.network.queries import roles_of
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    AgreementDraft,
    Programme,
    ProgrammeGathering,
    ProgrammeOfficer,
    ServiceStation,
    Site,
    SiteAgreement,
    offices_of,
)
from niukou.programmes.rules import branches_run_by


def stations_to_plan(user: Any, on: date) -> Rows:
    """Signed hospitals without a planned station, branch by branch."""
    if not offices_of(user):
        return None
    planned = ServiceStation.objects.filter(site=OuterRef("pk"))
    signed = Site.objects.filter(branch__in=branches_run_by(user), status=SiteStatus.SIGNED)
    bare = signed.exclude(Exists(planned))
    named = bare.values(due_what=F("branch__name"), due_where=F("branch__slug"))
    return named.annotate(due_count=Count("pk"))


def _station_to_plan(row: DueRow) -> Due:
    text = ngettext(
        "%(branch)s: %(count)d signed hospital has no station planned.",
        "%(branch)s: %(count)d signed hospitals have no station planned.",
        row.count,
    )
    url = f"{reverse('programmes:site-list')}?branch={row.where}&without=station"
    return Due(text % {"branch": row.what, "count": row.count}, url, "building-community")


def agreements_ending(user: Any, on: date) -> Rows:
    """Agreements of one's sites that end soon and were not ended before."""
    if not offices_of(user):
        return None
    own = SiteAgreement.objects.filter(site__branch__in=branches_run_by(user))
    ending = Agreement.objects.filter(
        pk__in=own.values("agreement"), ends_on__gt=on, ends_on__lte=on + SOON, ended_on=None
    )
    soonest = ending.order_by("ends_on", "pk")[:FEW]
    return soonest.annotate(due_what=F("number"), due_on=F("ends_on"))


def _ending(row: DueRow) -> Due:
    url = reverse("network:agreement-detail", args=[row.what])
    return Due(_("Agreement %s ends soon.") % row.what, url, "file-text", row.on)


def signatures(user: Any, on: date) -> Rows:
    """Agreements that are prepared and wait for their signature, branch by branch."""
    if not offices_of(user):
        return None
    own = AgreementDraft.objects.waiting().filter(site__branch__in=branches_run_by(user))
    named = own.values(due_what=F("site__branch__name"), due_where=F("site__branch__slug"))
    return named.annotate(due_count=Count("pk"))


def _signature(row: DueRow) -> Due:
    text = ngettext(
        "%(branch)s: %(count)d prepared agreement waits for its signature.",
        "%(branch)s: %(count)d prepared agreements wait for their signature.",
        row.count,
    )
    url = reverse("programmes:signing-list", args=[row.where])
    return Due(text % {"branch": row.what, "count": row.count}, url, "signature")


def contacts_to_name(user: Any, on: date) -> Rows:
    """Sites of one's own hospital where nobody is named to be called."""
    hospitals = roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)
    if not hospitals:
        return None
    sites = Site.objects.filter(hospital__in=hospitals, contacts=None).order_by("number")
    return sites[:FEW].annotate(due_what=F("hospital__official_name"), due_where=F("number"))


def _contact(row: DueRow) -> Due:
    label = _("Name somebody to call at %s.") % row.what
    return Due(label, reverse("programmes:site-detail", args=[row.where]), "phone")


def programmes_nobody_runs(user: Any, on: date) -> Rows:
    """Platform administrators: programmes that have no officer for the whole of them."""
    if not roles_of(user).is_platform_administrator:
        return None
    running = ProgrammeOfficer.objects.filter(programme=OuterRef("pk"), branch=None)
    today = running.filter(from_on__lte=on).exclude(until_on__lte=on)
    bare = Programme.objects.filter(~Exists(today)).order_by("launched_on", "pk")
    return bare[:FEW].annotate(due_what=F("official_name"), due_where=F("slug"))


def _nobody_runs(row: DueRow) -> Due:
    url = reverse("programmes:officer-list", args=[row.where])
    return Due(_("%s has no officer: appoint one.") % row.what, url, "user-check")


add_due(programmes_nobody_runs, _nobody_runs)


def gatherings_to_settle(user: Any, on: date) -> Rows:
    """Gatherings of one's programmes that are over, and not marked as held or cancelled."""
    if not offices_of(user):
        return None
    run = ProgrammeGathering.objects.run_by(user).values("gathering")
    return unsettled(Gathering.objects.filter(pk__in=run), on)


add_due(stations_to_plan, _station_to_plan)
add_due(agreements_ending, _ending)
add_due(signatures, _signature)
add_due(contacts_to_name, _contact)
add_due(gatherings_to_settle, tell_unsettled)
