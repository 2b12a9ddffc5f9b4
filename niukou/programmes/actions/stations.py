"""What can be done to a service station."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.network.models import Campus
from niukou.people.models import Account
from niukou.programmes.actions.ceremonies import day_of_act
from niukou.programmes.actions.steps import (
    ensure_past,
    ensure_signed,
    ensure_site_runs,
    follow_opening,
    take_step,
)
from niukou.programmes.events import StationOpened
from niukou.programmes.lifecycle import OPENINGS, ensure_running
from niukou.programmes.models import ProgrammeGathering, ServiceStation, Site, SiteStep
from niukou.programmes.rules import Can


class CampusElsewhere(DomainError):
    """The campus belongs to another organisation."""

    field = "campus"


class StationKnown(DomainError):
    """The campus has a station of this name."""

    field = "name"


class OpenedAlready(DomainError):
    """The station is open."""

    field = "on"


class OpensAfterSpell(DomainError):
    """It would open after it was paused, handed over or closed."""

    field = "on"


class ApprovalNeeded(DomainError):
    """A plaque bears the emblem only with an approval."""

    field = "emblem_approval_ref"


class NotOpenYet(DomainError):
    """There is no opening to correct."""

    field = "on"


@transaction.atomic
def plan_station(
    site: Site,
    *,
    campus: Campus,
    name: str,
    by: Account,
    location: str = "",
    area_m2: Decimal | None = None,
) -> ServiceStation:
    """Plan a station of ``site`` on one of its hospital's campuses.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the site.
        SiteHasEnded: it was closed, rejected or withdrawn.
        CampusElsewhere: the campus is another organisation's.
        StationKnown: the campus has a station of this name.
    """
    authorize(by, Can.PLAN_STATION, site)

    site = Site.objects.select_for_update().get(pk=site.pk)
    ensure_running(site.status)
    Campus.objects.select_for_update().get(pk=campus.pk)
    if campus.organisation_id != site.hospital_id:
        raise CampusElsewhere(_("This campus belongs to another organisation."))
    if campus.stations.filter(name=name).exists():
        raise StationKnown(_("This campus has a station of that name."))

    return ServiceStation.objects.create(
        site=site, campus=campus, name=name, location=location, area_m2=area_m2
    )


@transaction.atomic
def open_station(
    station: ServiceStation,
    *,
    on: date | None,
    by: Account,
    ceremony: ProgrammeGathering | None = None,
) -> ServiceStation:
    """Record the day ``station`` opened its doors; a site still being built is unveiled by it.

    ``ceremony`` is the one it was unveiled at; ``on`` None: the day of the ceremony.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        DayMissing, NoCeremonyHere, OtherDay: the day and the ceremony do not say when.
        OpenedAlready: it is open.
        NotSignedYet, SiteHasEnded: its hospital had no agreement in force then, or had ended.
        BeforeLastStep, DayToCome: the site's last step is dated later, or ``on`` is in the future.
    """
    authorize(by, Can.OPEN_STATION, station)
    on = day_of_act(station.site.branch, ceremony=ceremony, on=on)
    ensure_past(on)
    site = Site.objects.select_for_update().get(pk=station.site_id)

    station = ServiceStation.objects.select_for_update().get(pk=station.pk)
    if station.opened_on:
        raise OpenedAlready(_("This station opened on %s.") % date_format(station.opened_on))
    ensure_site_runs(site, on=on)
    ensure_signed(site, on=on)

    station.opened_on, station.ceremony = on, ceremony
    station.version += 1
    station.save(update_fields=["opened_on", "ceremony", "version"])
    if site.status in OPENINGS:
        to = OPENINGS[site.status]
        take_step(SiteStep(site=site, to_status=to, on=on, station=station, recorded_by=by))

    publish(StationOpened(station_id=station.pk, on=on))
    return station


@transaction.atomic
def correct_opening(
    station: ServiceStation,
    *,
    version: int,
    on: date | None,
    ceremony: ProgrammeGathering | None,
    why: str,
    by: Account,
) -> ServiceStation:
    """Correct when and where ``station`` was opened, and the step of its site taken by it.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        EditConflict: somebody saved it since ``version`` was read.
        DayMissing, NoCeremonyHere, OtherDay: the day and the ceremony do not say when.
        NotOpenYet: it has not opened.
        NotSignedYet, SiteHasEnded: its hospital had no agreement in force then, or had ended.
        DayToCome: ``on`` is in the future.
        OpensAfterSpell: a pause, or its end, is dated earlier.
        OutOfOrder: the site has a step between the old day and the new one.
    """
    authorize(by, Can.CORRECT_OPENING, station)
    on = day_of_act(station.site.branch, ceremony=ceremony, on=on)
    ensure_past(on)
    site = Site.objects.select_for_update().get(pk=station.site_id)

    station = lock_version(station, version)
    if station.opened_on is None:
        raise NotOpenYet(_("This station has not opened."))
    if station.spells.filter(from_on__lt=on).exists():
        raise OpensAfterSpell(_("A pause or an end of this station is dated earlier."))
    ensure_site_runs(site, on=on)
    ensure_signed(site, on=on)

    station.opened_on, station.ceremony = on, ceremony
    with because(why):
        station.save(update_fields=["opened_on", "ceremony", "version"])
    follow_opening(station, why=why)
    return station


@transaction.atomic
def edit_station(
    station: ServiceStation,
    *,
    version: int,
    name: str,
    location: str,
    area_m2: Decimal | None,
    why: str,
    by: Account,
) -> ServiceStation:
    """Change what is said of ``station``; its opening is another verb (``correct_opening``).

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the station.
        EditConflict: somebody saved it since ``version`` was read.
        StationKnown: the campus has another station of this name.
    """
    authorize(by, Can.EDIT_STATION, station)

    Campus.objects.select_for_update().get(pk=station.campus_id)
    station = lock_version(station, version)
    if station.campus.stations.exclude(pk=station.pk).filter(name=name).exists():
        raise StationKnown(_("This campus has a station of that name."))

    station.name, station.location, station.area_m2 = name, location, area_m2
    with because(why):
        station.save(update_fields=["name", "location", "area_m2", "version"])
    return station


@transaction.atomic
def edit_plaque(
    station: ServiceStation,
    *,
    version: int,
    plaque_number: str,
    bears_emblem: bool,
    emblem_approval_ref: str,
    phone: str,
    is_phone_public: bool,
    why: str,
    by: Account,
) -> ServiceStation:
    """Say what the plaque of ``station`` bears and whom the public may call.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the station.
        EditConflict: somebody saved it since ``version`` was read.
        ApprovalNeeded: the plaque bears the red-cross emblem and no approval is named.

    Source: 《红十字标志使用办法》 1996, articles 13 to 18.
    """
    authorize(by, Can.EDIT_STATION, station)

    station = lock_version(station, version)
    if bears_emblem and not emblem_approval_ref:
        message = _("The emblem is protected by law: name the approval that allows it here.")
        raise ApprovalNeeded(message)

    station.plaque_number, station.bears_emblem = plaque_number, bears_emblem
    station.emblem_approval_ref = emblem_approval_ref
    station.phone, station.is_phone_public = phone, is_phone_public
    changed = ["plaque_number", "bears_emblem", "emblem_approval_ref", "phone", "is_phone_public"]
    with because(why):
        station.save(update_fields=[*changed, "version"])
    return station
