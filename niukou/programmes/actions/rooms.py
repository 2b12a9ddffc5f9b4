"""What a station is made of, and when its doors are open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from itertools import pairwise
from typing import TypeAlias

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.people.models import Account
from niukou.programmes.models import OpeningHours, ServiceStation, Weekday, Zone, ZoneKind
from niukou.programmes.rules import Can

Stretch: TypeAlias = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Room:
    """A zone as somebody states it; ``area_m2`` None: not known."""

    kind: ZoneKind
    name: str
    area_m2: Decimal | None = None


class ZoneNamedTwice(DomainError):
    """Two zones of a station have different names."""


class ZonesTooLarge(DomainError):
    """The zones have more area than the station."""


class StretchesOverlap(DomainError):
    """A station opens, closes, and opens again."""


class LaterTimetable(DomainError):
    """A timetable that begins later is recorded."""

    field = "from_on"


@transaction.atomic
def set_zones(
    station: ServiceStation, *, version: int, zones: Sequence[Room], why: str, by: Account
) -> ServiceStation:
    """Say which zones ``station`` has, in their order; those not named are gone.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the station.
        EditConflict: somebody saved it since ``version`` was read.
        ZoneNamedTwice: two zones have one name.
        ZonesTooLarge: together they have more area than the station.
    """
    authorize(by, Can.EDIT_STATION, station)

    station = lock_version(station, version)
    names = [zone.name for zone in zones]
    if len(set(names)) < len(names):
        raise ZoneNamedTwice(_("Two zones have the same name: tell them apart."))
    area = sum((zone.area_m2 or Decimal(0) for zone in zones), Decimal(0))
    if station.area_m2 is not None and area > station.area_m2:
        message = _("The zones have %(area)s m² together, the station only %(whole)s m².")
        raise ZonesTooLarge(message % {"area": area, "whole": station.area_m2})

    with because(why):
        station.save(update_fields=["version"])
        station.zones.exclude(name__in=names).delete()
        for position, zone in enumerate(zones, start=1):
            said = {"kind": zone.kind, "area_m2": zone.area_m2, "position": position}
            Zone.objects.update_or_create(station=station, name=zone.name, defaults=said)
    return station


@transaction.atomic
def set_opening_hours(
    station: ServiceStation,
    *,
    version: int,
    from_on: date,
    hours: Mapping[Weekday, Sequence[Stretch]],
    why: str,
    by: Account,
) -> ServiceStation:
    """Set the timetable of ``station`` from a day on; the one before it ends there.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the station.
        EditConflict: somebody saved it since ``version`` was read.
        StretchesOverlap: two stretches of a day overlap.
        LaterTimetable: another one begins after that day.
    """
    authorize(by, Can.EDIT_STATION, station)

    station = lock_version(station, version)
    for weekday, stretches in hours.items():
        if any(one[1] > after[0] for one, after in pairwise(sorted(stretches))):
            day = Weekday(weekday).label
            raise StretchesOverlap(_("%s: two stretches overlap.") % day)
    later = station.opening_hours.filter(from_on__gt=from_on).order_by("from_on").first()
    if later:
        message = _("A timetable from %s is recorded already: choose that day or a later one.")
        raise LaterTimetable(message % date_format(later.from_on))

    with because(why):
        station.save(update_fields=["version"])
        station.opening_hours.filter(from_on=from_on).delete()
        station.opening_hours.filter(until_on=None).update(until_on=from_on)
        OpeningHours.objects.bulk_create(
            OpeningHours(
                station=station, weekday=weekday, opens_at=opens, closes_at=closes, from_on=from_on
            )
            for weekday, stretches in hours.items()
            for opens, closes in sorted(stretches)
        )
    return station
