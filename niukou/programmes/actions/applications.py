"""What a hospital does with its application: begin, type, hand in, withdraw."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files.base import File
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.access import authorize
from niukou.core.errors import DomainError, EditConflict
from niukou.core.events import publish
from niukou.core.files import PAPERS, SHEETS, keep
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.network.models import Organisation
from niukou.people.models import Account
from niukou.programmes.actions.application_gates import move_on
from niukou.programmes.actions.sites import AlreadyASite, give_place
from niukou.programmes.answers import COLUMNS, ensure_fits
from niukou.programmes.events import ApplicationSubmitted
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Application,
    ApplicationAnswer,
    Branch,
    Call,
    CallPhase,
    CallStatus,
    CheckOutcome,
    FieldKind,
    FormalCheck,
    FormField,
    Site,
    Submission,
)
from niukou.programmes.queries.applications import missing_from, questions_of, working_answers
from niukou.programmes.rules import Can

WRITABLE = (SiteStatus.DRAFT, SiteStatus.RETURNED)
EMPTY: Mapping[str, Any] = {
    "text": "",
    "number": None,
    "amount": None,
    "day": None,
    "is_yes": None,
    "file": None,
}


class CallNotOpen(DomainError):
    """The call does not take applications on that day."""


class AppliesAlready(DomainError):
    """The hospital has an application in this branch that has not ended."""


class NotWritable(DomainError):
    """What is handed in is not typed over."""


class FieldElsewhere(DomainError):
    """The question belongs to another form."""


class NotAFile(DomainError):
    """A question for a paper is answered with a file."""


class RecommendsItself(DomainError):
    """A hospital is recommended by somebody else."""

    field = "recommender"


class ApplicationIncomplete(DomainError):
    """Something that must be answered is not; ``missing`` are the questions."""

    def __init__(self, message: str, *, missing: list[FormField]) -> None:
        super().__init__(message)
        self.missing = missing


class RecommenderMissing(DomainError):
    """The call asks for a recommendation, and nobody is named to give it."""


class TooLateToHandIn(DomainError):
    """The day by which a returned application was to come back is past."""


@transaction.atomic
def begin_application(call: Call, *, hospital: Organisation, on: date, by: Account) -> Application:
    """Begin the application of ``hospital``; it gets its place in the branch with it, as a draft.

    Raises:
        PermissionDenied: ``by`` neither coordinates nor administers the hospital.
        CallNotOpen: the call takes no applications on that day.
        NotAHospital: the organisation is of another kind.
        AppliesAlready, AlreadyASite: it has a place in this branch that has not ended.
        BeforeLastStep, DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.BEGIN_APPLICATION, hospital)

    call = Call.objects.select_for_update().select_related("branch").get(pk=call.pk)
    _ensure_open(call, on)
    branch = Branch.objects.select_for_update().get(pk=call.branch_id)
    site = branch.sites.running().filter(hospital=hospital).first()
    if site and Application.objects.filter(site=site).exists():
        message = _("%(hospital)s has an application here already: %(number)s.")
        raise AppliesAlready(message % {"hospital": hospital, "number": site.number})
    if site and site.status != SiteStatus.DRAFT:
        raise AlreadyASite(_("%s is in this branch already.") % hospital)

    form = call.forms.filter(published_on__isnull=False).order_by("-version_number")[0]
    site = site or give_place(branch, hospital=hospital, on=on, by=by)
    return Application.objects.create(site=site, call=call, form=form, begun_by=by, begun_on=on)


@transaction.atomic
def save_answers(
    application: Application, *, version: int, answers: Mapping[FormField, Any], by: Account
) -> Application:
    """Keep what was typed, however incomplete; None takes an answer back, a file is kept as evidence.

    Two people may type in different questions at once; only the same one sets them apart.

    Raises:
        PermissionDenied: ``by`` neither coordinates nor administers the hospital.
        NotWritable: it is handed in.
        FieldElsewhere: a question of another form.
        EditConflict: somebody answered one of these questions otherwise since ``version``.
        AnswerDoesNotFit, NoSuchChoice, NotAFile: what is no answer to its question.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
    """
    authorize(by, Can.WRITE_APPLICATION, application)

    application = _lock(application)
    _ensure_writable(application)
    known = working_answers(application)
    for question, value in answers.items():
        _ensure_answers(application, question, value)
    changed = {
        question: value
        for question, value in answers.items()
        if _value_of(known.get(question.pk)) != value
    }
    if any(known[q.pk].saved_in > version for q in changed if q.pk in known):
        message = _("Someone else saved this while you were editing. Compare, then save again.")
        raise EditConflict(message, current=application)

    application.version += 1
    application.save(update_fields=["version"])
    for question, value in changed.items():
        answer = known.get(question.pk) or ApplicationAnswer(
            application=application, field=question
        )
        _write(answer, question, value, version=application.version, by=by)
    return application


@transaction.atomic
def name_recommender(
    application: Application, *, version: int, recommender: Organisation | None, by: Account
) -> Application:
    """Say which organisation is asked to recommend the application; None: nobody.

    Raises:
        PermissionDenied: ``by`` neither coordinates nor administers the hospital.
        NotWritable: it is handed in.
        EditConflict: somebody saved it since ``version`` was read.
        RecommendsItself: it is the hospital.
    """
    authorize(by, Can.WRITE_APPLICATION, application)

    _lock(application)
    application = lock_version(application, version)
    _ensure_writable(application)
    if recommender and recommender.pk == application.site.hospital_id:
        raise RecommendsItself(_("A hospital is recommended by somebody else."))

    application.recommender = recommender
    application.save(update_fields=["recommender", "version"])
    return application


@transaction.atomic
def submit_application(application: Application, *, at: datetime, by: Account) -> Submission:
    """Hand in what is typed: it is frozen as it stands, and the officer may begin to check.

    Raises:
        PermissionDenied: ``by`` neither coordinates nor administers the hospital.
        NotWritable: it is handed in already, or has ended.
        CallNotOpen: the call does not take applications on that day, or was cancelled.
        TooLateToHandIn: it was returned, and the day to hand it in again is past.
        ApplicationIncomplete, RecommenderMissing: something asked for is not there.
        BeforeLastStep: a step of the site is dated later.
    """
    authorize(by, Can.SUBMIT_APPLICATION, application)

    call = Call.objects.select_for_update().get(pk=application.call_id)
    application = _lock(application)
    _ensure_writable(application)
    on = timezone.localdate(at)
    _ensure_in_time(application, call, on)
    questions, answers = questions_of(application.form), working_answers(application)
    missing = missing_from(application, questions, answers)
    if missing:
        raise ApplicationIncomplete(_said_missing(missing), missing=missing)
    if call.asks_recommendation and application.recommender_id is None:
        raise RecommenderMissing(_("Name the organisation that is to recommend you."))

    submission = _freeze(application, list(answers.values()), at=at, by=by)
    application.first_submitted_at = application.first_submitted_at or at
    application.until_on, application.version = None, application.version + 1
    application.save(update_fields=["first_submitted_at", "until_on", "version"])
    move_on(application.site, to=SiteStatus.APPLIED, on=on, by=by)

    publish(ApplicationSubmitted(application_id=application.pk, on=on))
    return submission


@transaction.atomic
def withdraw_application(
    application: Application, *, on: date, reason: str, by: Account
) -> Application:
    """Withdraw an application that is not decided; the hospital may apply again, anew.

    Raises:
        PermissionDenied: ``by`` neither acts for the hospital nor runs the branch.
        MoveNotAllowed: it is signed, or has ended.
        BeforeLastStep, DayToCome: the last step is dated later, or ``on`` is in the future.
    """
    authorize(by, Can.WITHDRAW_APPLICATION, application)

    application = _lock(application)

    application.withdrawn_on, application.version = on, application.version + 1
    with because(reason):
        application.save(update_fields=["withdrawn_on", "version"])
    for check in FormalCheck.objects.filter(submission__application=application, outcome=""):
        check.outcome, check.reason = CheckOutcome.WITHDRAWN, reason
        check.decided_on, check.decided_by, check.version = on, by, check.version + 1
        check.save()
    move_on(application.site, to=SiteStatus.WITHDRAWN, on=on, by=by, note=reason)
    return application


def _lock(application: Application) -> Application:
    """Lock the site first, as every step does, then the application."""
    site = Site.objects.select_for_update().get(pk=application.site_id)
    application = Application.objects.select_for_update().get(pk=application.pk)
    application.site = site
    return application


def _ensure_open(call: Call, on: date) -> None:
    phase = call.phase(on=on)
    if phase == CallPhase.COMING:
        message = _("This call opens on %s.") % date_format(call.opens_on)
        raise CallNotOpen(message)
    if phase == CallPhase.OVER and call.status == CallStatus.PUBLISHED:
        message = _("This call took applications until %s.") % date_format(call.last_on)
        raise CallNotOpen(message)
    if phase != CallPhase.OPEN:
        raise CallNotOpen(_("This call takes no applications."))


def _ensure_in_time(application: Application, call: Call, on: date) -> None:
    if application.site.status == SiteStatus.DRAFT or call.status == CallStatus.CANCELLED:
        _ensure_open(call, on)
    elif application.until_on and on >= application.until_on:
        raise TooLateToHandIn(_("The day to hand it in again is past. Ask the programme officer."))


def _ensure_writable(application: Application) -> None:
    if application.site.status not in WRITABLE:
        state = application.site.get_status_display()
        raise NotWritable(_("It is “%s”: what was handed in stays as it is.") % state)


def _ensure_answers(application: Application, question: FormField, value: Any) -> None:
    if question.form_id != application.form_id:
        raise FieldElsewhere(_("This question belongs to another form: it was not kept."))
    if question.kind == FieldKind.FILE and value is not None and not isinstance(value, File):
        raise NotAFile(_("Choose a file."), field=question.name)
    ensure_fits(question, value)


def _value_of(answer: ApplicationAnswer | None) -> Any:
    return answer.value if answer else None


def _write(
    answer: ApplicationAnswer, question: FormField, value: Any, *, version: int, by: Account
) -> None:
    for column, empty in EMPTY.items():
        setattr(answer, column, empty)
    if isinstance(value, File):
        try:
            value = keep(value, kinds=PAPERS | SHEETS, by=by)
        except DomainError as refusal:
            refusal.field = question.name
            raise
    if value is not None:
        setattr(answer, COLUMNS[question.kind], value)
    answer.saved_in = version
    answer.save()


def _said_missing(missing: list[FormField]) -> str:
    named = "、".join(question.label for question in missing[:3])
    counts = {"named": named, "count": len(missing)}
    return (
        ngettext(
            "%(count)d question is not answered: %(named)s.",
            "%(count)d questions are not answered, among them: %(named)s.",
            len(missing),
        )
        % counts
    )


def _freeze(
    application: Application, answers: list[ApplicationAnswer], *, at: datetime, by: Account
) -> Submission:
    submission = Submission.objects.create(
        application=application,
        ordinal=application.submissions.count() + 1,
        on=timezone.localdate(at),
        submitted_at=at,
        submitted_by=by,
    )
    given = [answer for answer in answers if answer.value is not None]
    for answer in given:
        answer.pk, answer.submission = None, submission
    ApplicationAnswer.objects.bulk_create(given)
    return submission
