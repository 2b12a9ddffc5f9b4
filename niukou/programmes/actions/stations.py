"""What can be done to a service station."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
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
from niukou.programmes.models import ServiceStation, Site
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


class DayToCome(DomainError):
    """Doors that open later are not open."""

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
        NotSignedYet: its hospital had no agreement in force on that day.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.OPEN_STATION, station)
    if on > timezone.localdate():
        raise DayToCome(_("This day is still to come: record what has happened."))

    station = ServiceStation.objects.select_for_update().get(pk=station.pk)
    if station.opened_on:
        raise OpenedAlready(_("This station opened on %s.") % date_format(station.opened_on))
    signed = Site.objects.signed(on=on).filter(status__in=PUBLIC)
    if not signed.filter(pk=station.site_id).exists():
        raise NotSignedYet(_("The hospital had no agreement in force on that day."))

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

    Campus.objects.select_for_update().get(pk=station.campus_id)
    station = lock_version(station, version)
    if station.campus.stations.exclude(pk=station.pk).filter(name=name).exists():
        raise StationKnown(_("This campus has a station of that name."))

    station.name, station.location, station.area_m2 = name, location, area_m2
    with because(why):
        station.save(update_fields=["name", "location", "area_m2", "version"])
    return station
