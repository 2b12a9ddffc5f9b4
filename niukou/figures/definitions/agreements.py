"""What is counted of signing: hospitals and agreements."""

from datetime import date

from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.quantities import Unit
from niukou.figures.definitions.lines import ZERO_IS_COUNTED, day_part, line_of
from niukou.figures.indicators import Evidence, EvidenceRow, Grouping, Indicator, Scope
from niukou.network.models import Agreement
from niukou.programmes.models import SiteAgreement

SIGNED_LINE = line_of(
    F("agreement__number"),
    F("site__number"),
    day_part("agreement__signed_on"),
    Coalesce(Cast("agreement__signing_group", CharField()), Value("-")),
)


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


BY_SIGNING_GROUP = Grouping(
    label=gettext_lazy("By signing group"), path="agreement__signing_group", name=group_name
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

INDICATORS = (HOSPITALS_SIGNED, AGREEMENTS_SIGNED)
