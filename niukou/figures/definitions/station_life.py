"""What is counted of stations after they opened, and of how they were built and fitted out."""

from datetime import date
from typing import Any

from django.db.models import BigIntegerField, CharField, F, OuterRef, Subquery, Sum
from django.db.models.functions import Cast, Greatest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from niukou.core.access import Viewer
from niukou.core.quantities import Unit
from niukou.figures.definitions.lines import ZERO_IS_COUNTED, day_part, line_of
from niukou.figures.definitions.measures import median_days
from niukou.figures.definitions.stations import OPENED_LINE, station_row
from niukou.figures.indicators import Evidence, EvidenceRow, Indicator, Scope, Tally
from niukou.programmes.lifecycle import OperatingStatus, SiteStatus
from niukou.programmes.models import (
    Acceptance,
    Asset,
    Defect,
    ServiceStation,
    SiteStep,
    StationSpell,
    Verdict,
)

OWN_RECORDS = gettext_lazy("Computed from the stations recorded here")
SITE = F("station__site__number")


def of_visible_stations(evidence: Evidence, user: Viewer) -> Evidence:
    """Narrow to records of stations ``user`` may read."""
    return evidence.filter(station__in=ServiceStation.objects.visible_to(user).values("pk"))


def of_own_stations(evidence: Evidence, user: Viewer) -> Evidence:
    """Narrow to records of stations ``user`` works on: nobody else sees them one by one."""
    return evidence.filter(station__in=ServiceStation.objects.worked_on_by(user).values("pk"))


def stations_operating(scope: Scope, as_of: date) -> Evidence:
    """Stations that had opened by the end of the day and were in no pause and at no end then."""
    found = ServiceStation.objects.open_on(as_of).filter(scope.among("site__branch"))
    lined: Evidence = found.annotate(line=OPENED_LINE).order_by("opened_on", "pk")
    in_full: Evidence = lined.select_related("campus", "site", "site__hospital")
    return in_full


def stations_paused(scope: Scope, as_of: date) -> Evidence:
    """Pauses that held at the end of the day: one for each paused station."""
    held = StationSpell.objects.covering(as_of).filter(
        scope.among("station__site__branch"), kind=OperatingStatus.PAUSED
    )
    lined: Evidence = held.annotate(
        line=line_of(Cast("station_id", CharField()), SITE, day_part("from_on"))
    )
    return lined.order_by("from_on", "pk").select_related(
        "station__campus", "station__site__hospital"
    )


def stations_with_area(scope: Scope, as_of: date) -> Evidence:
    """Operating stations whose area is recorded."""
    measured = stations_operating(scope, as_of).filter(area_m2__isnull=False)
    line = line_of(
        Cast("pk", CharField()),
        F("site__number"),
        day_part("opened_on"),
        Cast("area_m2", CharField()),
    )
    found: Evidence = measured.annotate(line=line)
    return found


def acceptances_signed(scope: Scope, as_of: date) -> Evidence:
    """Sheets signed by both sides by the end of the day, where the building began before."""
    begun = SiteStep.objects.filter(
        site=OuterRef("station__site"), to_status=SiteStatus.BUILDING
    ).order_by("on", "pk")
    signed = Acceptance.objects.signed().exclude(verdict=Verdict.FAILED)
    dated = signed.filter(scope.among("station__site__branch")).annotate(
        accepted_on=Greatest("hospital_signed_on", "programme_signed_on"),
        begun_on=Subquery(begun.values("on")[:1]),
    )
    found: Evidence = dated.filter(accepted_on__lte=as_of, begun_on__lte=F("accepted_on"))
    line = line_of(F("number"), SITE, day_part("begun_on"), day_part("accepted_on"))
    lined: Evidence = found.annotate(line=line).order_by("accepted_on", "pk")
    in_full: Evidence = lined.select_related("station__campus", "station__site__hospital")
    return in_full


def defects_open(scope: Scope, as_of: date) -> Evidence:
    """Defects found by the end of the day and not confirmed as mended by then."""
    found = Defect.objects.open_on(as_of).filter(scope.among("station__site__branch"))
    lined: Evidence = found.annotate(
        line=line_of(Cast("pk", CharField()), SITE, day_part("found_on"))
    )
    return lined.order_by("found_on", "pk").select_related("station__site__hospital")


def assets_held(scope: Scope, as_of: date) -> Evidence:
    """Assets of which at least one was in custody at the end of the day."""
    counted: Evidence = Asset.objects.with_quantity(on=as_of)
    rows = counted.filter(scope.among("station__site__branch"), held__gt=0)
    line = line_of(F("number"), SITE, day_part("last_move_on"), Cast("held", CharField()))
    lined: Evidence = rows.annotate(line=line)
    return lined.order_by("number").select_related("station__site__hospital")


def priced_assets_held(scope: Scope, as_of: date) -> Evidence:
    """The same, of which the price of one is recorded."""
    line = line_of(
        F("number"),
        SITE,
        day_part("last_move_on"),
        Cast("held", CharField()),
        Cast("unit_price", CharField()),
    )
    priced = assets_held(scope, as_of).filter(unit_price__isnull=False)
    found: Evidence = priced.annotate(line=line)
    return found


def _row(record: Any, *, reference: str, on: date, detail: str) -> EvidenceRow:
    site = record.station.site
    return EvidenceRow(
        reference=reference,
        hospital=site.hospital.official_name,
        site=site.number,
        on=on,
        detail=detail,
        line=record.line,
    )


def pause_row(record: StationSpell) -> EvidenceRow:
    station = record.station
    return _row(record, reference=station.name, on=record.from_on, detail=station.campus.name)


def acceptance_row(record: Any) -> EvidenceRow:
    days = (record.accepted_on - record.begun_on).days
    said = ngettext(
        "%(days)d day after building began on %(on)s",
        "%(days)d days after building began on %(on)s",
        days,
    ) % {"days": days, "on": record.begun_on.isoformat()}
    return _row(record, reference=record.number, on=record.accepted_on, detail=said)


def defect_row(record: Defect) -> EvidenceRow:
    detail = str(record.get_severity_display())
    return _row(record, reference=record.words, on=record.found_on, detail=detail)


def asset_row(record: Any) -> EvidenceRow:
    said = _("%(item)s × %(count)d") % {"item": record.item, "count": record.held}
    return _row(record, reference=record.number, on=record.last_move_on, detail=said)


def area_row(record: ServiceStation) -> EvidenceRow:
    shown = station_row(record)
    detail = f"{shown.detail} · {record.area_m2} m²"
    return EvidenceRow(
        shown.reference, shown.hospital, shown.site, shown.on, detail=detail, line=shown.line
    )


STATIONS_OPERATING = Indicator(
    code="stations-operating",
    label=gettext_lazy("Stations operating"),
    unit=Unit.STATIONS,
    source=OWN_RECORDS,
    counts=gettext_lazy(
        "Service stations that had opened by the end of the day and were not paused, handed over "
        "or closed then. The first day of a pause does not count, the day it opens again does."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=stations_operating,
    shows=station_row,
)
STATIONS_PAUSED = Indicator(
    code="stations-paused",
    label=gettext_lazy("Stations paused"),
    unit=Unit.STATIONS,
    source=OWN_RECORDS,
    counts=gettext_lazy(
        "Service stations in a pause at the end of the day: from its first day up to, and not on, "
        "the day it opened again. What was handed over or closed is not paused."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=stations_paused,
    shows=pause_row,
    narrows=of_visible_stations,
)
STATION_AREA = Indicator(
    code="station-area",
    label=gettext_lazy("Area of operating stations"),
    unit=Unit.SQUARE_METRES,
    source=OWN_RECORDS,
    counts=gettext_lazy(
        "The square metres of the stations operating at the end of the day, as far as their area "
        "is recorded; a station without one adds nothing."
    ),
    none_means=gettext_lazy("No operating station has an area recorded. It is not 0."),
    finds=stations_with_area,
    shows=area_row,
    measure=Tally(Sum("area_m2")),
)
DAYS_ACCEPTANCE = Indicator(
    code="days-acceptance",
    label=gettext_lazy("Days from building to acceptance"),
    unit=Unit.DAYS,
    source=OWN_RECORDS,
    counts=gettext_lazy(
        "For each station accepted by the end of the day: the days from the first step “Building” "
        "of its site to the second signature under its first acceptance sheet. The figure is the "
        "median. A sheet that says “not accepted”, or was withdrawn, does not count."
    ),
    none_means=gettext_lazy("No station was accepted: there is nothing to measure. It is not 0."),
    finds=acceptances_signed,
    one_per="station",
    first_by=("accepted_on", "pk"),
    shows=acceptance_row,
    measure=median_days("begun_on", "accepted_on"),
    narrows=of_own_stations,
)
DEFECTS_OPEN = Indicator(
    code="defects-open",
    label=gettext_lazy("Defects open"),
    unit=Unit.DEFECTS,
    source=OWN_RECORDS,
    counts=gettext_lazy(
        "Defects of stations found by the end of the day and not confirmed as mended by then. One "
        "that is said to be mended is open until the other side has confirmed it."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=defects_open,
    shows=defect_row,
    narrows=of_own_stations,
)
ASSETS_IN_CUSTODY = Indicator(
    code="assets-in-custody",
    label=gettext_lazy("Items in custody"),
    unit=Unit.ITEMS,
    source=OWN_RECORDS,
    counts=gettext_lazy(
        "How many things the stations have in custody at the end of the day: received by then, "
        "less what was written off by then. Handing over and moving changes nothing."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=assets_held,
    shows=asset_row,
    measure=Tally(Sum("held"), of_none=0),
    narrows=of_own_stations,
)
EQUIPMENT_VALUE = Indicator(
    code="equipment-value",
    label=gettext_lazy("Value of equipment in custody"),
    unit=Unit.FEN,
    source=OWN_RECORDS,
    counts=gettext_lazy(
        "The items in custody at the end of the day at the price recorded for one of them. Things "
        "without a recorded price add nothing, and nothing is written down for age."
    ),
    none_means=gettext_lazy("No price is recorded: there is nothing to add up. It is not 0."),
    finds=priced_assets_held,
    shows=asset_row,
    measure=Tally(Sum(F("held") * Cast("unit_price", BigIntegerField()))),
    narrows=of_own_stations,
)

INDICATORS = (
    STATIONS_OPERATING,
    STATIONS_PAUSED,
    STATION_AREA,
    DAYS_ACCEPTANCE,
    DEFECTS_OPEN,
    ASSETS_IN_CUSTODY,
    EQUIPMENT_VALUE,
)
