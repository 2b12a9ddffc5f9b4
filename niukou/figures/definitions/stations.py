"""What is counted of service stations: how many opened, and how long that took."""

from datetime import date

from django.db.models import CharField, F, OuterRef, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy, ngettext

from niukou.core.quantities import Unit
from niukou.figures.definitions.lines import ZERO_IS_COUNTED, day_part, line_of
from niukou.figures.definitions.measures import median_days
from niukou.figures.indicators import Evidence, EvidenceRow, Indicator, Scope
from niukou.programmes.models import ServiceStation, SiteAgreement

OPENED_LINE = line_of(Cast("pk", CharField()), F("site__number"), day_part("opened_on"))
WAITED_LINE = line_of(
    Cast("pk", CharField()), F("site__number"), day_part("first_signed_on"), day_part("opened_on")
)

DAYS_WAITED = median_days("first_signed_on", "opened_on")


def stations_opened(scope: Scope, as_of: date) -> Evidence:
    """Stations that opened by the end of the day; one that closed later did open."""
    signed = SiteAgreement.objects.filter(site=OuterRef("site")).order_by("agreement__signed_on")
    return (
        ServiceStation.objects.filter(scope.among("site__branch"), opened_on__lte=as_of)
        .annotate(
            line=OPENED_LINE, first_signed_on=Subquery(signed.values("agreement__signed_on")[:1])
        )
        .select_related("campus", "site", "site__hospital")
        .order_by("opened_on", "pk")
    )


def stations_opened_after_signing(scope: Scope, as_of: date) -> Evidence:
    """Open stations whose site has a first signature on or before the opening."""
    opened: Evidence = stations_opened(scope, as_of).filter(first_signed_on__lte=F("opened_on"))
    waited: Evidence = opened.annotate(line=WAITED_LINE)
    return waited


def station_row(record: ServiceStation) -> EvidenceRow:
    return EvidenceRow(
        reference=record.name,
        hospital=record.site.hospital.official_name,
        site=record.site.number,
        on=record.opened_on or date.max,
        detail=record.campus.name,
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


def waiting_row(record: ServiceStation) -> EvidenceRow:
    signed_on: date = record.first_signed_on  # type: ignore[attr-defined]  # annotated above
    shown = station_row(record)
    days = (shown.on - signed_on).days
    said = ngettext(
        "%(campus)s: %(days)d day after signing on %(on)s",
        "%(campus)s: %(days)d days after signing on %(on)s",
        days,
    ) % {"campus": shown.detail, "days": days, "on": signed_on.isoformat()}
    return EvidenceRow(
        shown.reference, shown.hospital, shown.site, shown.on, detail=said, line=shown.line
    )


STATIONS_OPENED = Indicator(
    code="stations-opened",
    label=gettext_lazy("Stations opened"),
    unit=Unit.STATIONS,
    source=gettext_lazy("Notice of the foundation, 1 November 2025, on the opening of a station"),
    counts=gettext_lazy(
        "Service stations whose doors opened on that day or before. A station stands on a "
        "campus: a hospital with two campuses may have two. One that was closed later still "
        "counts as opened."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=stations_opened,
    shows=station_row,
)
HOSPITALS_WITH_STATION = Indicator(
    code="hospitals-with-station",
    label=gettext_lazy("Hospitals with a station"),
    unit=Unit.HOSPITALS,
    source=gettext_lazy(
        "China Philanthropy Times (公益时报), November 2024, on the programme's targets"
    ),
    counts=gettext_lazy(
        "Hospitals in which at least one service station had opened by the end of the day. A "
        "hospital counts once; its first station stands for it."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=stations_opened,
    one_per="site__hospital",
    first_by=("opened_on", "pk"),
    shows=station_row,
)
DAYS_SIGNING_TO_OPENING = Indicator(
    code="days-signing-to-opening",
    label=gettext_lazy("Days from signing to opening"),
    unit=Unit.DAYS,
    source=gettext_lazy("Computed from the agreements and stations recorded here"),
    counts=gettext_lazy(
        "For each station open by the end of the day: the days from the first agreement of its "
        "site to its opening. The figure is the median of them, so one late station does not "
        "speak for the others; with one station it is that station's number."
    ),
    none_means=gettext_lazy("No station had opened: there is nothing to measure. It is not 0."),
    finds=stations_opened_after_signing,
    shows=waiting_row,
    measure=DAYS_WAITED,
)

INDICATORS = (STATIONS_OPENED, HOSPITALS_WITH_STATION, DAYS_SIGNING_TO_OPENING)
