"""What accepted returns of sites add up to. Persons served are never added: see the return itself.

A period counts once it is over: October from 31 October on. What counts is what stands: the
number as it was accepted, or what the last approved correction note says.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import (
    Case,
    CharField,
    DecimalField,
    Expression,
    ExpressionWrapper,
    F,
    OuterRef,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import Exact, GreaterThanOrEqual
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from niukou.core.access import Viewer
from niukou.core.quantities import Quantity, Unit
from niukou.figures.definitions.lines import ZERO_IS_COUNTED, day_part, line_of
from niukou.figures.indicators import Evidence, EvidenceRow, Indicator, Scope, Tally, plain
from niukou.figures.masking import LEAST
from niukou.figures.models import ReturnLine, SiteReturn
from niukou.programmes.models import Site

SOURCE = gettext_lazy("Accepted returns of the sites, line by line")
NONE_MEANS = gettext_lazy(
    "No accepted return for a period that was over by then: nothing is known. It is not 0."
)
NONE_OR_FEW = gettext_lazy(
    "No accepted return for a period that was over by then, or fewer than 5: so small a number "
    "could point to a person and is not shown. It is not 0."
)
NUMBER: "DecimalField[Decimal, Decimal]" = DecimalField(max_digits=20, decimal_places=4)


# --- evidence ------------------------------------------------------------------------------------
def accepted_lines(code: str, *, people: str = "") -> Callable[[Scope, date], Evidence]:
    """Return what finds the accepted lines of ``code`` up to a day.

    ``people``: the line of the same return that says how many persons the number is about.
    """

    def finds(scope: Scope, as_of: date) -> Evidence:
        lines: Evidence = ReturnLine.objects.accepted().with_standing()
        about = {"site_return__end_on__lte": as_of + timedelta(days=1), "code": code}
        found = lines.filter(scope.among("site_return__site__branch"), **about)
        beside = ReturnLine.objects.with_standing().filter(
            code=people or code, site_return=OuterRef("site_return")
        )
        counted = Coalesce(Subquery(beside.values("standing")[:1]), Value(Decimal(0)))
        told: Evidence = (
            found.exclude(standing=None)
            .annotate(people=counted, line=STATED_LINE)
            .select_related("site_return__site__hospital")
            .order_by("site_return__start_on", "site_return__site__number")
        )
        return told

    return finds


STATED_LINE = line_of(
    Cast("site_return", CharField()),
    F("site_return__site__number"),
    day_part("site_return__start_on"),
    day_part("site_return__end_on"),
    Cast("standing", CharField()),
)
RETURN_LINE = line_of(
    Cast("pk", CharField()), F("site__number"), day_part("start_on"), day_part("deadline_on")
)


def accepted_returns(scope: Scope, as_of: date) -> Evidence:
    """Returns accepted by the end of the day."""
    found = SiteReturn.objects.accepted().filter(scope.among("site__branch"), checked_on__lte=as_of)
    return _told(found)


def late_returns(scope: Scope, as_of: date) -> Evidence:
    """Returns that were due before the day and not handed in by the day they were due."""
    return _told(SiteReturn.objects.late(on=as_of).filter(scope.among("site__branch")))


def _told(returns: Evidence) -> Evidence:
    told: Evidence = returns.annotate(line=RETURN_LINE).select_related("site__hospital")
    return told.order_by("start_on", "site__number")


def own_lines(evidence: Evidence, user: Viewer) -> Evidence:
    """Leave the lines of sites ``user`` works on: what one hospital states is no public record."""
    return evidence.filter(site_return__in=SiteReturn.objects.visible_to(user).values("pk"))


def own_returns(evidence: Evidence, user: Viewer) -> Evidence:
    return evidence.filter(site__in=Site.objects.worked_on_by(user).values("pk"))


# --- rows ----------------------------------------------------------------------------------------
def line_row(record: ReturnLine) -> EvidenceRow:
    one = record.site_return
    standing = plain(record.standing)  # type: ignore[attr-defined]  # annotated by every evidence query
    return EvidenceRow(
        reference=one.period_name,
        hospital=one.site.hospital.official_name,
        site=one.site.number,
        on=one.last_on,
        detail=str(Quantity(standing or 0, Unit(record.unit))),
        line=record.line,  # type: ignore[attr-defined]  # as above
        url=one.get_absolute_url(),
    )


def return_row(record: SiteReturn) -> EvidenceRow:
    return EvidenceRow(
        reference=record.period_name,
        hospital=record.site.hospital.official_name,
        site=record.site.number,
        on=record.deadline_on,
        detail=record.get_status_display(),
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
        url=record.get_absolute_url(),
    )


# --- measures ------------------------------------------------------------------------------------
def unless_few(number: Expression, *, people: str = "people") -> Expression:
    """Return ``number``, or NULL where it is about one to four persons: the one place that masks."""
    total = Sum(people, output_field=NUMBER)
    return Case(
        When(GreaterThanOrEqual(total, Value(LEAST)), then=number),
        When(Exact(total, Value(0)), then=number),
        default=Value(None),
        output_field=NUMBER,
    )


TOTAL = Sum("standing", output_field=NUMBER)
SHARE = ExpressionWrapper(
    TOTAL / Case(When(Exact(Sum("people"), Value(0)), then=None), default=Sum("people")),
    output_field=NUMBER,
)


def summed(
    code: str,
    line: str,
    *,
    label: Promise,
    unit: Unit,
    counts: Promise,
    people: str = "",
    is_about_people: bool = False,
) -> Indicator:
    """Return the indicator that adds up one line of all accepted returns."""
    masked = is_about_people or bool(people)
    return Indicator(
        code=code,
        label=label,
        unit=unit,
        source=SOURCE,
        counts=counts,
        none_means=NONE_OR_FEW if masked else NONE_MEANS,
        finds=accepted_lines(line, people=people),
        shows=line_row,
        measure=Tally(unless_few(TOTAL) if masked else TOTAL),
        narrows=own_lines,
    )


PERSON_TIMES_SERVED = summed(
    "person-times-served",
    "person-times",
    label=gettext_lazy("Person-times served"),
    unit=Unit.PERSON_TIMES,
    counts=gettext_lazy(
        "Direct services to persons, from all accepted returns for periods that were over by the "
        "day. Person-times, not persons: somebody who came five times counts five times."
    ),
    is_about_people=True,
)
CASES_OPENED = summed(
    "cases-opened",
    "cases-opened",
    label=gettext_lazy("Cases opened"),
    unit=Unit.CASES,
    counts=gettext_lazy("Cases taken on, from all accepted returns for periods over by the day."),
    is_about_people=True,
)
CASES_CLOSED = summed(
    "cases-closed",
    "cases-closed",
    label=gettext_lazy("Cases closed"),
    unit=Unit.CASES,
    counts=gettext_lazy("Cases closed, from all accepted returns for periods over by the day."),
    is_about_people=True,
)
GROUPS_HELD = summed(
    "groups-held",
    "groups",
    label=gettext_lazy("Groups held"),
    unit=Unit.GROUPS,
    counts=gettext_lazy(
        "Groups whose first session was held, from all accepted returns for periods over by the "
        "day. A group that goes on through several periods counts once."
    ),
)
GROUP_SESSIONS = summed(
    "group-sessions",
    "group-sessions",
    label=gettext_lazy("Group sessions held"),
    unit=Unit.SESSIONS,
    counts=gettext_lazy(
        "Sessions of groups, from all accepted returns for periods over by the day."
    ),
)
ACTIVITIES_HELD = summed(
    "activities-held",
    "activities",
    label=gettext_lazy("Activities held"),
    unit=Unit.ACTIVITIES,
    counts=gettext_lazy(
        "Single activities, from all accepted returns for periods over by the day."
    ),
)
CONSULTATIONS_GIVEN = summed(
    "consultations-given",
    "consultations",
    label=gettext_lazy("Consultations given"),
    unit=Unit.TIMES,
    counts=gettext_lazy(
        "Questions answered without opening a case, from all accepted returns for periods over "
        "by the day."
    ),
)
RELIEF_AMOUNT = summed(
    "relief-amount",
    "relief-amount",
    label=gettext_lazy("Relief received by patients"),
    unit=Unit.FEN,
    counts=gettext_lazy(
        "Money, and goods at their value, that arrived for patients, from all accepted returns "
        "for periods over by the day. Not shown where it went to fewer than 5 persons."
    ),
    people="relief-persons",
)
VOLUNTEER_HOURS = summed(
    "volunteer-hours",
    "volunteer-hours",
    label=gettext_lazy("Volunteer hours"),
    unit=Unit.HOURS,
    counts=gettext_lazy(
        "Measured hours of volunteers, from all accepted returns for periods over by the day."
    ),
)
SATISFACTION_SHARE = Indicator(
    code="satisfaction-share",
    label=gettext_lazy("Share of answers that were satisfied"),
    unit=Unit.SHARE,
    source=SOURCE,
    counts=gettext_lazy(
        "Answers “satisfied” or “very satisfied”, divided by all answers, from all accepted "
        "returns for periods over by the day. Each answer weighs the same: shares of hospitals "
        "are not averaged."
    ),
    none_means=gettext_lazy(
        "Nobody answered, or fewer than 5 did: there is no share. It is not 0."
    ),
    finds=accepted_lines("satisfied-answers", people="satisfaction-answers"),
    shows=line_row,
    measure=Tally(unless_few(SHARE)),
    narrows=own_lines,
)
RETURNS_ACCEPTED = Indicator(
    code="returns-accepted",
    label=gettext_lazy("Returns accepted"),
    unit=Unit.RETURNS,
    source=SOURCE,
    counts=gettext_lazy("Returns of sites that an officer had accepted by the end of the day."),
    none_means=ZERO_IS_COUNTED,
    finds=accepted_returns,
    shows=return_row,
    narrows=own_returns,
)
RETURNS_LATE = Indicator(
    code="returns-late",
    label=gettext_lazy("Returns handed in late, or not yet"),
    unit=Unit.RETURNS,
    source=gettext_lazy("Due days and days of handing in recorded here"),
    counts=gettext_lazy(
        "Returns that were due before the day and had not been handed in by the end of the day "
        "they were due. One that came later still counts."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=late_returns,
    shows=return_row,
    narrows=own_returns,
)

INDICATORS = (
    PERSON_TIMES_SERVED,
    CASES_OPENED,
    CASES_CLOSED,
    GROUPS_HELD,
    GROUP_SESSIONS,
    ACTIVITIES_HELD,
    CONSULTATIONS_GIVEN,
    RELIEF_AMOUNT,
    VOLUNTEER_HOURS,
    SATISFACTION_SHARE,
    RETURNS_ACCEPTED,
    RETURNS_LATE,
)
