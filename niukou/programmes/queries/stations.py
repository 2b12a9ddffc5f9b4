"""A station as its pages show it: where it is, how it stands, what was built and found."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.db.models import Count, OuterRef, Prefetch, Q, Subquery
from django.utils import timezone

from niukou.core.access import Viewer
from niukou.programmes.lifecycle import OperatingStatus
from niukou.programmes.models import (
    Acceptance,
    Asset,
    Branch,
    Defect,
    Design,
    Moment,
    OpeningHours,
    SelfCheck,
    ServiceStation,
    Site,
    StationPhoto,
    StationSpell,
    Zone,
)
from niukou.programmes.queries.hours import hours_in_words

Row = TypeVar("Row", Zone, StationSpell, OpeningHours, StationPhoto, Design, SelfCheck, Acceptance)


@dataclass(frozen=True, slots=True)
class StationCard:
    """One station of a site with what belongs to it; ``status`` is that of the day asked for."""

    station: ServiceStation
    status: OperatingStatus
    hours: list[tuple[str, str]]
    next_hours_from: date | None = None
    zones: list[Zone] = field(default_factory=list)
    spells: list[StationSpell] = field(default_factory=list)
    photos: list[StationPhoto] = field(default_factory=list)
    assets_count: int = 0

    @property
    def before(self) -> StationPhoto | None:
        """The earliest picture from before the building."""
        return next((one for one in self.photos if one.moment == Moment.BEFORE), None)

    @property
    def after(self) -> StationPhoto | None:
        """The latest picture of what was built."""
        found = [one for one in self.photos if one.moment == Moment.AFTER]
        return found[-1] if found else None


@dataclass(frozen=True, slots=True)
class BuildingCard:
    """How far the building of one station is: design, checks, acceptance, defects."""

    station: ServiceStation
    designs: list[Design]
    self_checks: list[SelfCheck]
    acceptances: list[Acceptance]
    defects: list[Defect]

    @property
    def design(self) -> Design | None:
        """The latest design; None: none was submitted here."""
        return self.designs[0] if self.designs else None

    @property
    def self_check(self) -> SelfCheck | None:
        """The latest self-check."""
        return self.self_checks[0] if self.self_checks else None

    @property
    def acceptance(self) -> Acceptance | None:
        """The latest sheet that was not withdrawn."""
        return next((one for one in self.acceptances if one.withdrawn_on is None), None)

    @property
    def open_defects(self) -> list[Defect]:
        return [one for one in self.defects if one.confirmed_on is None]

    @property
    def mended_defects(self) -> list[Defect]:
        return [one for one in self.defects if one.confirmed_on]


def station_cards(site: Site, user: Viewer, *, on: date) -> list[StationCard]:
    """Return the stations of ``site`` with rooms, hours, spells and pictures. Six reads."""
    held = Asset.objects.filter(station=OuterRef("pk"), quantity__gt=0).order_by()
    counts = held.values("station").annotate(count=Count("pk")).values("count")
    rows = ServiceStation.objects.visible_to(user).filter(site=site).with_status(on=on)
    stations = list(
        rows.annotate(assets_count=Subquery(counts))
        .select_related("campus", "ceremony__gathering")
        .order_by("pk")
    )
    own = Q(station__in=[station.pk for station in stations])
    zones = _grouped(Zone.objects.visible_to(user).filter(own).order_by("position"))
    spells = _grouped(StationSpell.objects.visible_to(user).filter(own).order_by("-from_on"))
    hours = _grouped(OpeningHours.objects.visible_to(user).filter(own).order_by("from_on"))
    photos = StationPhoto.objects.visible_to(user).filter(own).order_by("taken_on", "pk")
    pictures = _grouped(photos.select_related("shown"))
    return [
        StationCard(
            station=_on_site(station, site),
            status=OperatingStatus(station.status),  # type: ignore[attr-defined]  # annotated
            hours=hours_in_words(_holding(hours[station.pk], on)),
            next_hours_from=_next_timetable(hours[station.pk], on),
            zones=zones[station.pk],
            spells=spells[station.pk],
            photos=pictures[station.pk],
            assets_count=station.assets_count or 0,  # type: ignore[attr-defined]  # annotated
        )
        for station in stations
    ]


def building_cards(site: Site, user: Viewer) -> list[BuildingCard]:
    """Return the stations of ``site`` with designs, checks and defects. Five reads."""
    rows = ServiceStation.objects.visible_to(user).filter(site=site)
    stations = list(rows.select_related("campus").order_by("pk"))
    own = Q(station__in=[station.pk for station in stations])
    designs = _grouped(Design.objects.visible_to(user).filter(own).order_by("-pk"))
    checks = SelfCheck.objects.visible_to(user).filter(own).order_by("-checked_on", "-pk")
    sheets = Acceptance.objects.visible_to(user).filter(own).order_by("-inspected_on", "-pk")
    found = Defect.objects.visible_to(user).filter(own).order_by("due_on", "found_on", "pk")
    self_checks, acceptances, defects = _grouped(checks), _grouped(sheets), _grouped(found)
    return [
        BuildingCard(
            station=_on_site(station, site),
            designs=designs[station.pk],
            self_checks=self_checks[station.pk],
            acceptances=acceptances[station.pk],
            defects=defects[station.pk],
        )
        for station in stations
    ]


def public_stations(user: Viewer, branch: Branch, *, on: date, most: int) -> list[ServiceStation]:
    """Return the first stations of ``branch`` that have opened, with their status, oldest first."""
    rows = ServiceStation.objects.visible_to(user).filter(site__branch=branch, opened_on__lte=on)
    named = rows.with_status(on=on).select_related("campus", "site__hospital")
    return list(named.order_by("opened_on", "pk")[:most])


def public_station(user: Viewer, pk: int, *, programme: str, branch: str) -> ServiceStation | None:
    """Return an opened station of that branch with its public pictures; None: not for ``user``."""
    photos = StationPhoto.objects.visible_to(user).filter(is_public=True)
    rows = ServiceStation.objects.visible_to(user).with_status(on=timezone.localdate())
    opened = rows.filter(
        pk=pk, site__branch__slug=branch, site__branch__programme__slug=programme
    ).exclude(opened_on=None)
    pictures = Prefetch("photos", photos.order_by("taken_on", "pk"), to_attr="public_photos")
    named = opened.select_related("campus", "site__hospital", "site__branch__programme")
    return named.prefetch_related(pictures).first()


def hours_on(station: ServiceStation, user: Viewer, *, on: date) -> list[tuple[str, str]]:
    """Return the opening hours of that day in words; empty: none are recorded."""
    rows = OpeningHours.objects.visible_to(user).filter(station=station)
    return hours_in_words(rows.in_force(on=on))


def _on_site(station: ServiceStation, site: Site) -> ServiceStation:
    station.site = site  # read already, with its branch: rules and pages ask for it
    return station


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.station_id].append(row)
    return found


def _holding(hours: Iterable[OpeningHours], on: date) -> list[OpeningHours]:
    return [one for one in hours if one.from_on <= on and (not one.until_on or one.until_on > on)]


def _next_timetable(hours: Iterable[OpeningHours], on: date) -> date | None:
    return min((one.from_on for one in hours if one.from_on > on), default=None)
