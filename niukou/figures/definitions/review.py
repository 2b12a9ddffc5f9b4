"""What is counted of panels and public notices: decisions, recusals, objections, days."""

from datetime import date, timedelta

from django.db.models import Case, CharField, F, When
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from niukou.core.access import Viewer
from niukou.core.quantities import Unit
from niukou.figures.definitions.lines import ZERO_IS_COUNTED, day_part, line_of
from niukou.figures.definitions.measures import median_days
from niukou.figures.indicators import Evidence, EvidenceRow, Indicator, Scope
from niukou.programmes.models import (
    Determination,
    NoticeStatus,
    Objection,
    Outcome,
    PublicNotice,
    Review,
    Site,
)

RECORDED_HERE = gettext_lazy("Computed from the panels and public notices recorded here")
ONE_DAY = timedelta(days=1)


# --- decisions -------------------------------------------------------------------------------
def sites_decided(scope: Scope, as_of: date) -> Evidence:
    """Determinations made by the end of the day."""
    return (
        Determination.objects.filter(scope.among("panel_site__site__branch"), decided_on__lte=as_of)
        .annotate(line=line_of(F("number"), F("panel_site__site__number"), day_part("decided_on")))
        .select_related("panel_site__site__hospital")
        .order_by("decided_on", "number")
    )


def sites_decided_for(scope: Scope, as_of: date) -> Evidence:
    """Those that accepted a site."""
    accepted: Evidence = sites_decided(scope, as_of).filter(outcome=Outcome.ACCEPTED)
    return accepted


def at_visible_panel_sites(evidence: Evidence, user: Viewer) -> Evidence:
    return evidence.filter(panel_site__site__in=Site.objects.visible_to(user).values("pk"))


def decision_row(record: Determination) -> EvidenceRow:
    site = record.panel_site.site
    return EvidenceRow(
        reference=record.number,
        hospital=site.hospital.official_name,
        site=site.number,
        on=record.decided_on,
        detail=str(record.get_outcome_display()),
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


# --- recusals --------------------------------------------------------------------------------
def reviewers_kept_out(scope: Scope, as_of: date) -> Evidence:
    """Reviews nobody gave because of a conflict of interest, by the end of the day."""
    own = scope.among("panel_site__site__branch")
    return (
        Review.objects.kept_out()
        .filter(own, kept_out_on__lte=as_of)
        .annotate(
            line=line_of(
                Cast("pk", CharField()), F("panel_site__site__number"), day_part("kept_out_on")
            )
        )
        .select_related("panel_site__site__hospital", "panel_site__panel")
        .order_by("kept_out_on", "pk")
    )


def of_visible_panels(evidence: Evidence, user: Viewer) -> Evidence:
    """Only who runs the panel reads which reviewer stood back from what."""
    return evidence.filter(pk__in=Review.objects.visible_to(user).values("pk"))


def recusal_row(record: Review) -> EvidenceRow:
    site = record.panel_site.site
    return EvidenceRow(
        reference=record.panel_site.panel.number,
        hospital=site.hospital.official_name,
        site=site.number,
        on=record.kept_out_on or date.max,
        detail=str(record.get_how_display()),
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


# --- objections ------------------------------------------------------------------------------
def objections_taken(scope: Scope, as_of: date) -> Evidence:
    """Objections received by the end of the day, by whatever channel."""
    about = Case(When(site=None, then=F("notice__branch__code")), default=F("site__number"))
    return (
        Objection.objects.filter(scope.among("notice__branch"), received_on__lte=as_of)
        .annotate(line=line_of(F("number"), about, day_part("received_on")))
        .select_related("notice__branch", "site__hospital")
        .order_by("received_on", "number")
    )


def of_visible_objections(evidence: Evidence, user: Viewer) -> Evidence:
    return evidence.filter(pk__in=Objection.objects.visible_to(user).values("pk"))


def objection_row(record: Objection) -> EvidenceRow:
    return EvidenceRow(
        reference=record.number,
        hospital=record.site.hospital.official_name if record.site else _("The whole notice"),
        site=record.site.number if record.site else record.notice.branch.code,
        on=record.received_on,
        detail=str(record.get_outcome_display()) or _("Not answered"),
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


# --- days ------------------------------------------------------------------------------------
def notices_over(scope: Scope, as_of: date) -> Evidence:
    """Published notices whose last day was over by the end of the day."""
    shown = PublicNotice.objects.exclude(status=NoticeStatus.DRAFT)
    return (
        shown.filter(scope.among("branch"), until_on__lte=as_of + ONE_DAY)
        .annotate(
            line=line_of(F("number"), F("branch__code"), day_part("from_on"), day_part("until_on"))
        )
        .select_related("branch")
        .order_by("until_on", "number")
    )


def of_visible_notices(evidence: Evidence, user: Viewer) -> Evidence:
    return evidence.filter(pk__in=PublicNotice.objects.visible_to(user).values("pk"))


def notice_row(record: PublicNotice) -> EvidenceRow:
    from_on, last_on = record.from_on or date.max, record.last_on or date.max
    days = (last_on - from_on).days + 1
    text = ngettext(
        "%(days)d day: %(start)s to %(last)s", "%(days)d days: %(start)s to %(last)s", days
    )
    said = {"days": days, "start": from_on.isoformat(), "last": last_on.isoformat()}
    return EvidenceRow(
        reference=record.number,
        hospital=record.title,
        site=record.branch.code,
        on=last_on,
        detail=text % said,
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


SITES_REVIEWED = Indicator(
    code="sites-reviewed",
    label=gettext_lazy("Hospitals a panel decided on"),
    unit=Unit.HOSPITALS,
    source=RECORDED_HERE,
    counts=gettext_lazy(
        "Hospitals on whose application at least one determination was made by the end of the day, "
        "whether accepted, rejected or returned. A hospital counts once; its first determination "
        "stands for it."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=sites_decided,
    one_per="panel_site__site__hospital",
    first_by=("decided_on", "number"),
    shows=decision_row,
    narrows=at_visible_panel_sites,
)
SITES_ACCEPTED = Indicator(
    code="sites-accepted",
    label=gettext_lazy("Hospitals a panel accepted"),
    unit=Unit.HOSPITALS,
    source=RECORDED_HERE,
    counts=gettext_lazy(
        "Hospitals whose application was accepted after a panel by the end of the day. Accepted is "
        "not signed: public notice and agreement follow, and an objection may be upheld."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=sites_decided_for,
    one_per="panel_site__site__hospital",
    first_by=("decided_on", "number"),
    shows=decision_row,
    narrows=at_visible_panel_sites,
)
REVIEWERS_RECUSED = Indicator(
    code="reviewers-recused",
    label=gettext_lazy("Reviewers kept out by a conflict of interest"),
    unit=Unit.PERSON_TIMES,
    source=RECORDED_HERE,
    counts=gettext_lazy(
        "Times a reviewer stood back from a hospital, or was barred because the register shows a "
        "tie, by the end of the day. Person-times: who is kept from two hospitals counts twice."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=reviewers_kept_out,
    shows=recusal_row,
    narrows=of_visible_panels,
)
OBJECTIONS_RECEIVED = Indicator(
    code="objections-received",
    label=gettext_lazy("Objections received"),
    unit=Unit.OBJECTIONS,
    source=RECORDED_HERE,
    counts=gettext_lazy(
        "Objections to public notices received by the end of the day, by whatever channel, answered "
        "or not. One that was withdrawn was received, and counts."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=objections_taken,
    shows=objection_row,
    narrows=of_visible_objections,
)
DAYS_NOTICE = Indicator(
    code="days-notice",
    label=gettext_lazy("Days of a public notice"),
    unit=Unit.DAYS,
    source=RECORDED_HERE,
    counts=gettext_lazy(
        "For each public notice whose last day was over: the calendar days, not the working days, "
        "from the day of publication to the last day, both counted, extensions included. The figure "
        "is their median."
    ),
    none_means=gettext_lazy("No notice was over: there is nothing to measure. It is not 0."),
    finds=notices_over,
    shows=notice_row,
    measure=median_days("from_on", "until_on"),  # the first day without it is not counted
    narrows=of_visible_notices,
)

INDICATORS = (
    SITES_REVIEWED,
    SITES_ACCEPTED,
    REVIEWERS_RECUSED,
    OBJECTIONS_RECEIVED,
    DAYS_NOTICE,
)
