"""The indicator book: every number we publish, defined once. See docs/reference/figures.md."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from statistics import median
from types import MappingProxyType

from django.db.models import CharField, Expression, F, Func, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from niukou.core.errors import DomainError
from niukou.core.quantities import Unit
from niukou.figures.indicators import Evidence, EvidenceRow, Grouping, Indicator, Scope
from niukou.network.models import Agreement
from niukou.programmes.models import ServiceStation, SiteAgreement


class IndicatorUnknown(DomainError):
    """The indicator book has no entry under this code."""

    field = "indicator"


# --- the lines that go into a digest -----------------------------------------------------------
def _day(field: str) -> Expression:
    return Func(F(field), Value("YYYY-MM-DD"), function="to_char", output_field=TextField())


def _line(*parts: Expression | F) -> Expression:
    spaced: list[Expression | F] = [piece for part in parts for piece in (Value(" "), part)][1:]
    return Concat(*spaced, output_field=TextField())


SIGNED_LINE = _line(
    F("agreement__number"),
    F("site__number"),
    _day("agreement__signed_on"),
    Coalesce(Cast("agreement__signing_group", CharField()), Value("-")),
)
OPENED_LINE = _line(Cast("pk", CharField()), F("site__number"), _day("opened_on"))
WAITED_LINE = _line(
    Cast("pk", CharField()), F("site__number"), _day("first_signed_on"), _day("opened_on")
)


# --- signing -----------------------------------------------------------------------------------
def agreements_in_force(scope: Scope, as_of: date) -> Evidence:
    """Every agreement by which a site joined or stayed, in force at the end of the day."""
    in_force = Agreement.objects.in_force(on=as_of)
    found: Evidence = SiteAgreement.objects.filter(
        scope.among("site__branch"), agreement__in=in_force.values("pk")
    ).annotate(line=SIGNED_LINE)
    group = F("agreement__signing_group").asc(nulls_last=True)
    in_order = found.order_by(group, "agreement__signed_on", "agreement__number")
    return in_order.select_related("agreement", "site", "site__hospital")


def group_name(group: int | None) -> str:
    if group is None:
        return _("No signing group recorded")
    return _("Signing group %d") % group


def agreement_row(record: SiteAgreement) -> EvidenceRow:
    agreement, site = record.agreement, record.site
    return EvidenceRow(
        reference=agreement.number,
        hospital=site.hospital.official_name,
        site=site.number,
        on=agreement.signed_on,
        detail=group_name(agreement.signing_group),
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
        agreement=agreement.number,
        group=agreement.signing_group,
    )


# --- stations ----------------------------------------------------------------------------------
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


def median_days(evidence: Evidence) -> int | Decimal | None:
    """Return the median of days from the first signature to the opening; None without a station.

    The median, not the mean: one station that took years must not speak for the others.
    """
    days = [(station.opened_on - station.first_signed_on).days for station in evidence]
    if not days:
        return None
    middle = Decimal(median(days))
    return int(middle) if middle == int(middle) else middle


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


# --- the book ----------------------------------------------------------------------------------
BY_SIGNING_GROUP = Grouping(
    label=gettext_lazy("By signing group"), path="agreement__signing_group", name=group_name
)
ZERO_IS_COUNTED = gettext_lazy("Never empty: none is counted as 0.")
NOT_RECORDED = gettext_lazy(
    "Not recorded yet: there is a target, and no record to count. It is not 0."
)

HOSPITALS_SIGNED = Indicator(
    code="hospitals-signed",
    label=gettext_lazy("Hospitals signed"),
    unit=Unit.HOSPITALS,
    source=gettext_lazy(
        "China Philanthropy Times (公益时报), November 2024, on the signing of pilot hospitals"
    ),
    counts=gettext_lazy(
        "Hospitals with at least one agreement of the programme in force at the end of the day: "
        "signed on that day or before, and not ended by then. A hospital counts once, however "
        "many agreements it has; its earliest one in force stands for it. A programme counts its "
        "published branches."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=agreements_in_force,
    one_per="site__hospital",
    first_by=("agreement__signed_on", "agreement__number"),
    shows=agreement_row,
    grouping=BY_SIGNING_GROUP,
)
AGREEMENTS_SIGNED = Indicator(
    code="agreements-signed",
    label=gettext_lazy("Agreements in force"),
    unit=Unit.AGREEMENTS,
    source=gettext_lazy(
        "China Philanthropy Times (公益时报), November 2024, on the signing of pilot hospitals"
    ),
    counts=gettext_lazy(
        "Agreements of the programme's sites in force at the end of the day. Each one counts, "
        "also a second one of the same hospital. A signing group went on stage together in one "
        "ceremony; it is not the cohort a policy speaks of."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=agreements_in_force,
    shows=agreement_row,
    grouping=BY_SIGNING_GROUP,
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
    measure=median_days,
)
POSTS_FUNDED = Indicator(
    code="posts-funded",
    label=gettext_lazy("Posts funded"),
    unit=Unit.POSTS,
    source=gettext_lazy(
        "China Philanthropy Times (公益时报), November 2024, on the programme's targets"
    ),
    counts=gettext_lazy(
        "Posts for medical social workers paid for by the programme. A post is no person and no "
        "hospital: one post may be held by several persons in turn."
    ),
    none_means=NOT_RECORDED,
)
WORKERS_TRAINED = Indicator(
    code="workers-trained",
    label=gettext_lazy("Workers trained"),
    unit=Unit.PERSONS,
    source=gettext_lazy(
        "China Philanthropy Times (公益时报), November 2024, on the programme's targets"
    ),
    counts=gettext_lazy(
        "Medical social workers who completed a training of the programme. Persons, not "
        "person-times: somebody in three classes counts once."
    ),
    none_means=NOT_RECORDED,
)
HOSPITALS_WITH_WORKER = Indicator(
    code="hospitals-with-worker",
    label=gettext_lazy("Hospitals helped to second or hire a worker"),
    unit=Unit.HOSPITALS,
    source=gettext_lazy(
        "China Philanthropy Times (公益时报), November 2024, on the programme's targets"
    ),
    counts=gettext_lazy(
        "Hospitals that received a seconded medical social worker, or hired one, with the "
        "programme's help. Hospitals, not posts: the two never add up."
    ),
    none_means=NOT_RECORDED,
)

BOOK: Mapping[str, Indicator] = MappingProxyType(
    {
        indicator.code: indicator
        for indicator in (
            HOSPITALS_SIGNED,
            AGREEMENTS_SIGNED,
            STATIONS_OPENED,
            HOSPITALS_WITH_STATION,
            DAYS_SIGNING_TO_OPENING,
            POSTS_FUNDED,
            WORKERS_TRAINED,
            HOSPITALS_WITH_WORKER,
        )
    }
)


def find_indicator(code: str) -> Indicator:
    """Return the indicator of that code.

    Raises:
        IndicatorUnknown: the book has none; the message lists those it has.
    """
    if code not in BOOK:
        known = {"code": code, "known": ", ".join(BOOK)}
        raise IndicatorUnknown(_("There is no indicator “%(code)s”. There are: %(known)s.") % known)
    return BOOK[code]
