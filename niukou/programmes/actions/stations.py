"""What can be done to a service station."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.network.models import Campus
from niukou.people.models import Account
from niukou.programmes.events import StationOpened
from niukou.programmes.lifecycle import PUBLIC
from niukou.programmes.models import ServiceStation, Site, SiteAgreement
from niukou.programmes.rules import Can


class CampusElsewhere(DomainError):
    """The campus belongs to another organisation."""

    field = "campus"


class StationKnown(DomainError):
    """The campus has a station of this name."""

    field = "name"


class NotSignedYet(DomainError):
    """A station opens only in a hospital that has signed."""

    field = "on"


class OpenedAlready(DomainError):
    """The station is open."""

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
        CampusElsewhere: the campus is another organisation's.
        StationKnown: the campus has a station of this name.
    """
    authorize(by, Can.PLAN_STATION, site)

    Campus.objects.select_for_update().get(pk=campus.pk)
    if campus.organisation_id != site.hospital_id:
        raise CampusElsewhere(_("This campus belongs to another organisation."))
    if campus.stations.filter(name=name).exists():
        raise StationKnown(_("This campus has a station of that name."))

    return ServiceStation.objects.create(
        site=site, campus=campus, name=name, location=location, area_m2=area_m2
    )


@transaction.atomic
def open_station(station: ServiceStation, *, on: date, by: Account) -> ServiceStation:
    """Record the day ``station`` opened its doors.

    Raises:
        PermissionDenied: ``by`` does not run the station's branch.
        OpenedAlready: it is open.
        NotSignedYet: its hospital had no agreement on that day.
    """
    authorize(by, Can.OPEN_STATION, station)

    station = ServiceStation.objects.select_for_update().get(pk=station.pk)
    if station.opened_on:
        raise OpenedAlready(_("This station opened on %s.") % station.opened_on.isoformat())
    signed = SiteAgreement.objects.filter(site=station.site_id, agreement__signed_on__lte=on)
    if station.site.status not in PUBLIC or not signed.exists():
        raise NotSignedYet(_("The hospital had not signed by that day."))

    station.opened_on = on
    station.version += 1
    station.save(update_fields=["opened_on", "version"])

    publish(StationOpened(station_id=station.pk, on=on))
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
    """Change what is said of ``station``; its opening day is corrected by nobody here.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the station.
        EditConflict: somebody saved it since ``version`` was read.
        StationKnown: the campus has another station of this name.
    """
    authorize(by, Can.EDIT_STATION, station)

    station = lock_version(station, version)
    if station.campus.stations.exclude(pk=station.pk).filter(name=name).exists():
        raise StationKnown(_("This campus has a station of that name."))

    station.name, station.location, station.area_m2 = name, location, area_m2
    with because(why):
        station.save(update_fields=["name", "location", "area_m2", "version"])
    return station
