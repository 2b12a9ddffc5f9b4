"""What was handed in, time by time, with its check: as the tab of a site shows it."""

from dataclasses import dataclass

from niukou.core.access import Viewer
from niukou.programmes.models import (
    Application,
    CheckItem,
    CheckOutcome,
    FormalCheck,
    Recommendation,
    Submission,
)
from niukou.programmes.queries.applications import (
    ShownSection,
    by_section,
    recommendation_of,
    shown_answers,
)
from niukou.programmes.queries.formal_checks import Mend, findings_of


@dataclass(frozen=True, slots=True)
class HandedIn:
    """The hand-ins of one application, the chosen one with its answers and its check.

    ``chosen`` None: nothing was handed in; ``check`` None: it is not checked, or not for this
    reader to see yet.
    """

    submissions: list[Submission]
    chosen: Submission | None
    sections: list[ShownSection]
    check: FormalCheck | None
    recommendation: Recommendation | None
    mend: Mend | None = None

    @property
    def is_last(self) -> bool:
        """True when the chosen one is what counts now."""
        return self.chosen is not None and self.chosen == self.submissions[0]


def handed_in_of(application: Application, user: Viewer, ordinal: str = "") -> HandedIn:
    """Return what ``user`` may read of an application that is visible to them.

    ``ordinal`` chooses the time it was handed in; anything else chooses the last.
    """
    rows = Submission.objects.visible_to(user).filter(application=application)
    submissions = list(rows.select_related("application", "submitted_by").order_by("-ordinal"))
    chosen = next(
        (one for one in submissions if str(one.ordinal) == ordinal),
        submissions[0] if submissions else None,
    )
    if chosen is None:
        return HandedIn(submissions, None, [], None, None)
    checks = FormalCheck.objects.visible_to(user).filter(submission=chosen)
    check = checks.select_related("begun_by", "decided_by").first()
    findings = findings_of(check) if check else {}
    return HandedIn(
        submissions,
        chosen,
        by_section(shown_answers(chosen, findings=findings)),
        check,
        recommendation_of(application),
        _mend(check, findings) if chosen == submissions[0] else None,
    )


def _mend(check: FormalCheck | None, findings: dict[int, CheckItem]) -> Mend | None:
    """Return why the application came back from ``check``; None: it did not."""
    if check is None or check.outcome != CheckOutcome.RETURNED:
        return None
    return Mend(check.reason, [item for item in findings.values() if not item.is_complete])
