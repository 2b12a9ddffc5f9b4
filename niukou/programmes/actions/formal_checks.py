"""The formal check: an officer looks at each paper, then passes on, returns or rejects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.versions import lock_version
from niukou.people.models import Account
from niukou.programmes.actions.application_gates import move_on
from niukou.programmes.events import ApplicationChecked
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Application,
    CheckItem,
    CheckOutcome,
    Fault,
    FormalCheck,
    FormField,
    Site,
)
from niukou.programmes.queries.applications import last_submission
from niukou.programmes.queries.formal_checks import unseen_in
from niukou.programmes.rules import Can


class NothingToCheck(DomainError):
    """Only what is handed in, and not being checked already, can be checked."""


class CheckIsDecided(DomainError):
    """A check that ended stays as it ended."""


class NotAskedFor(DomainError):
    """The question belongs to another form."""


class RemarkMissing(DomainError):
    """Whoever reads “something else” must learn what."""


class NothingIsWrong(DomainError):
    """An application is returned for something: say for what."""


class SomethingIsWrong(DomainError):
    """What is not in order is not passed on to a panel."""


class NotLookedAt(DomainError):
    """Each paper is looked at before the application is passed on."""


class RecommendationMissing(DomainError):
    """The call asks for a recommendation, and it has not come."""


class NoTimeToMend(DomainError):
    """A hospital needs at least a day to complete its papers."""

    field = "until_on"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of one answer; no fault: it is in order."""

    fault: Fault | None = None
    remark: str = ""


@transaction.atomic
def begin_formal_check(application: Application, *, on: date, by: Account) -> FormalCheck:
    """Begin to check an application as it was last handed in.

    Raises:
        PermissionDenied: ``by`` does not run the branch, or works for the hospital.
        NothingToCheck: it is not handed in, or is being checked already.
        BeforeLastStep, DayToCome: it was handed in later, or ``on`` is in the future.
    """
    authorize(by, Can.CHECK_APPLICATION, application)

    site = Site.objects.select_for_update().get(pk=application.site_id)
    submission = last_submission(application)
    if site.status != SiteStatus.APPLIED or submission is None:
        state = site.get_status_display()
        raise NothingToCheck(_("It is “%s”: there is nothing to begin with.") % state)

    check = FormalCheck.objects.create(submission=submission, begun_by=by, begun_on=on)
    move_on(site, to=SiteStatus.FORMAL_CHECK, on=on, by=by)
    return check


@transaction.atomic
def note_findings(
    check: FormalCheck, *, version: int, findings: Mapping[FormField, Finding], by: Account
) -> FormalCheck:
    """Note what was found of some answers; the others stay as they are noted.

    Raises:
        PermissionDenied: ``by`` does not run the branch, or works for the hospital.
        EditConflict: somebody saved the check since ``version`` was read.
        CheckIsDecided: it has ended.
        NotAskedFor: a question of another form.
        RemarkMissing: “something else” is not explained.
    """
    check = _lock(check, version, by)
    for question, finding in findings.items():
        if question.form_id != check.submission.application.form_id:
            raise NotAskedFor(_("This question belongs to another form: it was not kept."))
        if finding.fault == Fault.OTHER and not finding.remark.strip():
            raise RemarkMissing(_("Say what is wrong."), field=question.name)

    check.save(update_fields=["version"])
    for question, finding in findings.items():
        said = {"is_complete": not finding.fault, "fault": finding.fault or ""}
        CheckItem.objects.update_or_create(
            check_of=check, field=question, defaults=said | {"remark": finding.remark}
        )
    return check


@transaction.atomic
def return_application(
    check: FormalCheck, *, version: int, until_on: date, reason: str, on: date, by: Account
) -> FormalCheck:
    """Return an application for what is not in order; the hospital keeps all it typed.

    ``until_on`` is the first day on which it can no longer be handed in again.

    Raises:
        PermissionDenied, EditConflict, CheckIsDecided: as for ``note_findings``.
        NothingIsWrong: no finding says what for.
        NoTimeToMend: there is no day left to hand it in.
        BeforeLastStep, DayToCome: the check began later, or ``on`` is in the future.
    """
    check = _lock(check, version, by)
    if not check.items.filter(is_complete=False).exists():
        raise NothingIsWrong(_("Note first what is not in order: the hospital reads it there."))
    if until_on <= on:
        raise NoTimeToMend(_("Give the hospital at least until today."))

    application = check.submission.application
    application.until_on = until_on
    application.save(update_fields=["until_on"])
    return _decide(check, CheckOutcome.RETURNED, SiteStatus.RETURNED, on=on, reason=reason, by=by)


@transaction.atomic
def pass_application(check: FormalCheck, *, version: int, on: date, by: Account) -> FormalCheck:
    """Pass an application on to the panel: everything asked for is there and in order.

    Raises:
        PermissionDenied, EditConflict, CheckIsDecided: as for ``note_findings``.
        SomethingIsWrong: a finding says that something is not in order.
        NotLookedAt: an answer has no finding.
        RecommendationMissing: the call asks for one, and it has not come.
        BeforeLastStep, DayToCome: the check began later, or ``on`` is in the future.
    """
    check = _lock(check, version, by)
    if check.items.filter(is_complete=False).exists():
        raise SomethingIsWrong(_("Something is not in order: return the application for it."))
    unseen = unseen_in(check)
    if unseen:
        message = ngettext(
            "%(count)d answer is not looked at yet.",
            "%(count)d answers are not looked at yet.",
            len(unseen),
        )
        raise NotLookedAt(message % {"count": len(unseen)})
    application = check.submission.application
    given = application.recommendations.filter(organisation=application.recommender_id)
    if application.call.asks_recommendation and not given.exists():
        raise RecommendationMissing(_("The recommendation has not come yet."))

    return _decide(check, CheckOutcome.PASSED, SiteStatus.PANEL_REVIEW, on=on, reason="", by=by)


@transaction.atomic
def reject_application(
    check: FormalCheck, *, version: int, reason: str, on: date, by: Account
) -> FormalCheck:
    """Reject an application that cannot be mended; the hospital may apply again, anew.

    Raises:
        PermissionDenied, EditConflict, CheckIsDecided: as for ``note_findings``.
        BeforeLastStep, DayToCome: the check began later, or ``on`` is in the future.
    """
    check = _lock(check, version, by)

    return _decide(check, CheckOutcome.REJECTED, SiteStatus.REJECTED, on=on, reason=reason, by=by)


def _lock(check: FormalCheck, version: int, by: Account) -> FormalCheck:
    """Authorise, and lock the site and then the check, which is under way."""
    authorize(by, Can.CHECK_APPLICATION, check.submission.application)
    site = Site.objects.select_for_update().get(pk=check.submission.application.site_id)
    check = lock_version(check, version)
    check.submission.application.site = site
    if check.outcome:
        raise CheckIsDecided(_("This check has ended: %s.") % check.get_outcome_display())
    return check


def _decide(
    check: FormalCheck,
    outcome: CheckOutcome,
    to: SiteStatus,
    *,
    on: date,
    reason: str,
    by: Account,
) -> FormalCheck:
    check.outcome, check.reason = outcome, reason
    check.decided_on, check.decided_by = on, by
    check.save()
    application = check.submission.application
    move_on(application.site, to=to, on=on, by=by, note=reason[:200])

    publish(ApplicationChecked(application_id=application.pk, outcome=outcome, on=on))
    return check
