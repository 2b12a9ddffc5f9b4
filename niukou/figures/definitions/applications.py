"""What is counted of calls: applications, the hospitals behind them, and how long the check took."""

from datetime import date
from typing import Any

from django.db.models import CharField, F
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from niukou.core.access import Viewer
from niukou.core.quantities import Unit
from niukou.figures.definitions.lines import ZERO_IS_COUNTED, day_part, line_of
from niukou.figures.definitions.measures import median_days
from niukou.figures.indicators import Evidence, EvidenceRow, Indicator, Scope
from niukou.programmes.models import Application, CheckOutcome, FormalCheck, Submission

RECORDED_HERE = gettext_lazy("Computed from the applications and formal checks recorded here")
RECEIVED_LINE = line_of(Cast("pk", CharField()), F("application__site__number"), day_part("on"))
CHECKED_LINE = line_of(
    Cast("pk", CharField()),
    F("submission__application__site__number"),
    day_part("decided_on"),
    F("outcome"),
)
WAITED_LINE = line_of(
    Cast("pk", CharField()),
    F("submission__application__site__number"),
    day_part("decided_on"),
    day_part("submission__on"),
)


def applications_received(scope: Scope, as_of: date) -> Evidence:
    """Applications by the day they were first handed in; one withdrawn later was received."""
    first = Submission.objects.filter(
        scope.among("application__site__branch"), ordinal=1, on__lte=as_of
    )
    shown = first.select_related("application__site__hospital", "application__call")
    return shown.annotate(line=RECEIVED_LINE).order_by("on", "pk")


def checks_that(*outcomes: CheckOutcome) -> Any:
    """Return the evidence of checks that had ended in one of ``outcomes`` by the end of the day."""

    def found(scope: Scope, as_of: date) -> Evidence:
        checks = FormalCheck.objects.filter(
            scope.among("submission__application__site__branch"),
            outcome__in=outcomes,
            decided_on__lte=as_of,
        )
        shown = checks.select_related(
            "submission__application__site__hospital", "submission__application__call"
        )
        return shown.annotate(line=CHECKED_LINE).order_by("decided_on", "pk")

    return found


decided = checks_that(CheckOutcome.PASSED, CheckOutcome.RETURNED, CheckOutcome.REJECTED)


def checks_decided(scope: Scope, as_of: date) -> Evidence:
    """Checks that an officer had ended, with the day the application was handed in."""
    waited: Evidence = decided(scope, as_of).annotate(line=WAITED_LINE)
    return waited


def received_by_readers(evidence: Evidence, user: Viewer) -> Evidence:
    """Narrow to applications ``user`` may read: an application is never public."""
    return evidence.filter(application__in=Application.objects.visible_to(user).values("pk"))


def checked_by_readers(evidence: Evidence, user: Viewer) -> Evidence:
    """Narrow to checks ``user`` may read."""
    return evidence.filter(pk__in=FormalCheck.objects.visible_to(user).values("pk"))


def received_row(record: Submission) -> EvidenceRow:
    site = record.application.site
    return EvidenceRow(
        reference=record.application.call.number,
        hospital=site.hospital.official_name,
        site=site.number,
        on=record.on,
        detail=_("First handed in"),
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


def checked_row(record: FormalCheck) -> EvidenceRow:
    application = record.submission.application
    return EvidenceRow(
        reference=application.call.number,
        hospital=application.site.hospital.official_name,
        site=application.site.number,
        on=record.decided_on or date.max,
        detail=record.get_outcome_display(),
        line=record.line,  # type: ignore[attr-defined]  # annotated by every evidence query
    )


def waited_row(record: FormalCheck) -> EvidenceRow:
    shown = checked_row(record)
    days = (shown.on - record.submission.on).days
    text = ngettext(
        "%(outcome)s: %(days)d day after it was handed in on %(on)s",
        "%(outcome)s: %(days)d days after it was handed in on %(on)s",
        days,
    )
    said = {"outcome": shown.detail, "days": days, "on": record.submission.on.isoformat()}
    return EvidenceRow(
        shown.reference,
        shown.hospital,
        shown.site,
        shown.on,
        detail=text % said,
        line=shown.line,
    )


APPLICATIONS_RECEIVED = Indicator(
    code="applications-received",
    label=gettext_lazy("Applications received"),
    unit=Unit.APPLICATIONS,
    source=RECORDED_HERE,
    counts=gettext_lazy(
        "Applications handed in for the first time on that day or before. One that was returned "
        "and handed in again counts once, on its first day; one that was withdrawn or rejected "
        "later was received and counts. A draft does not."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=applications_received,
    shows=received_row,
    narrows=received_by_readers,
)
HOSPITALS_APPLIED = Indicator(
    code="hospitals-applied",
    label=gettext_lazy("Hospitals that applied"),
    unit=Unit.HOSPITALS,
    source=RECORDED_HERE,
    counts=gettext_lazy(
        "Hospitals that had handed in at least one application by the end of the day. A hospital "
        "that applied again after a rejection counts once; its first application stands for it."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=applications_received,
    one_per="application__site__hospital",
    first_by=("on", "pk"),
    shows=received_row,
    narrows=received_by_readers,
)
APPLICATIONS_RETURNED = Indicator(
    code="applications-returned",
    label=gettext_lazy("Applications returned for documents"),
    unit=Unit.APPLICATIONS,
    source=RECORDED_HERE,
    counts=gettext_lazy(
        "Applications that the formal check had returned at least once by the end of the day. "
        "One returned twice counts once, on the first of these days."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=checks_that(CheckOutcome.RETURNED),
    one_per="submission__application",
    first_by=("decided_on", "pk"),
    shows=checked_row,
    narrows=checked_by_readers,
)
APPLICATIONS_PASSED = Indicator(
    code="applications-passed-formal-check",
    label=gettext_lazy("Applications that passed the formal check"),
    unit=Unit.APPLICATIONS,
    source=RECORDED_HERE,
    counts=gettext_lazy(
        "Applications that the formal check had passed on to the panel by the end of the day. "
        "One the panel returned, and that passed again, counts once, on the first of these days. "
        "It says nothing of what the panel decided."
    ),
    none_means=ZERO_IS_COUNTED,
    finds=checks_that(CheckOutcome.PASSED),
    one_per="submission__application",
    first_by=("decided_on", "pk"),
    shows=checked_row,
    narrows=checked_by_readers,
)
DAYS_APPLICATION_TO_DECISION = Indicator(
    code="days-application-to-decision",
    label=gettext_lazy("Days from handing in to the end of the formal check"),
    unit=Unit.DAYS,
    source=RECORDED_HERE,
    counts=gettext_lazy(
        "For each formal check an officer had ended by the end of the day, whether it passed, "
        "returned or rejected the application: the calendar days from the day this version was "
        "handed in. The figure is the median of them, so that one late check does not speak for "
        "the others. A check that ended because the hospital withdrew is left out."
    ),
    none_means=gettext_lazy("No check had ended: there is nothing to measure. It is not 0."),
    finds=checks_decided,
    shows=waited_row,
    measure=median_days("submission__on", "decided_on"),
    narrows=checked_by_readers,
)

INDICATORS = (
    APPLICATIONS_RECEIVED,
    HOSPITALS_APPLIED,
    APPLICATIONS_RETURNED,
    APPLICATIONS_PASSED,
    DAYS_APPLICATION_TO_DECISION,
)
