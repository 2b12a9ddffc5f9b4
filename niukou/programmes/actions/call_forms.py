"""What can be done to the form of a call: ask, ask otherwise, ask no more, publish the next version."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.versions import lock_version
from niukou.people.models import Account
from niukou.programmes.actions.calls import AskedNothing, CallHasEnded
from niukou.programmes.models import Call, CallForm, CallPhase, CallStatus, FieldKind, FormField
from niukou.programmes.rules import Can

MOST_QUESTIONS = 80
MOST_CHOICES, LONGEST_CHOICE = 30, 60


class FormIsPublished(DomainError):
    """A published form stays as it is: those who began with it keep it."""


class FormIsBeingRevised(DomainError):
    """The next version is being drawn up already."""


class ChoicesMissing(DomainError):
    """A choice needs at least two things to choose from, and nothing else has choices."""

    field = "choices"


class LimitsOutOfOrder(DomainError):
    """The highest number is below the lowest."""

    field = "highest"


class TooManyQuestions(DomainError):
    """Nobody fills in a form of that length."""


class CallNotPublished(DomainError):
    """The form of a draft is changed directly, and published with its call."""


@transaction.atomic
def revise_form(call: Call, *, on: date, by: Account) -> CallForm:
    """Begin the next version of a published form, as a copy that can be changed.

    Raises:
        PermissionDenied: ``by`` does not run the call's branch.
        CallNotPublished: the call is a draft: its form can be changed as it is.
        CallHasEnded: the call takes no more applications.
        FormIsBeingRevised: the next version is being drawn up already.
    """
    authorize(by, Can.EDIT_CALL, call)

    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.status == CallStatus.DRAFT:
        raise CallNotPublished(_("This call is a draft: change its form as it is."))
    if call.phase(on=on) not in {CallPhase.COMING, CallPhase.OPEN}:
        raise CallHasEnded(_("This call takes no more applications: its form stays."))
    if call.forms.filter(published_on=None).exists():
        raise FormIsBeingRevised(_("The next version is being drawn up already."))

    last = call.forms.order_by("-version_number")[0]
    form = CallForm.objects.create(call=call, version_number=last.version_number + 1)
    questions = list(last.questions.order_by("position"))
    for question in questions:
        question.pk, question.form, question.version = None, form, 1
    FormField.objects.bulk_create(questions)
    return form


@transaction.atomic
def publish_form(form: CallForm, *, on: date, by: Account) -> CallForm:
    """Publish the next version of a call's form: whoever begins from now on answers it.

    Raises:
        PermissionDenied: ``by`` does not run the call's branch.
        FormIsPublished: it is published already.
        CallHasEnded: the call was closed or cancelled meanwhile.
        CallNotPublished: the form of a draft is published with its call.
        AskedNothing: it has no question.
    """
    authorize(by, Can.PUBLISH_CALL, form.call)

    form = _lock(form)
    if form.call.status == CallStatus.DRAFT:
        raise CallNotPublished(_("The form of a draft is published with its call."))
    if not form.questions.exists():
        raise AskedNothing(_("The form asks nothing yet."))

    form.published_on = on
    form.save(update_fields=["published_on"])
    return form


@transaction.atomic
def add_question(form: CallForm, *, by: Account, **asked: Any) -> FormField:
    """Ask one more question, at the end of its section.

    Raises:
        PermissionDenied: ``by`` does not run the call's branch.
        FormIsPublished, CallHasEnded: the form stays as it is.
        TooManyQuestions, ChoicesMissing, LimitsOutOfOrder: what is asked cannot be asked so.
    """
    authorize(by, Can.EDIT_CALL, form.call)

    form = _lock(form)
    if form.questions.count() >= MOST_QUESTIONS:
        raise TooManyQuestions(_("A form has at most %s questions.") % MOST_QUESTIONS)
    question = FormField(form=form, **asked)
    _ensure_askable(question)

    place = form.questions.filter(section=question.section).aggregate(last=Max("position"))["last"]
    if place is None:
        place = form.questions.aggregate(last=Max("position"))["last"] or 0
    form.questions.filter(position__gt=place).update(position=F("position") + 1)
    question.position = place + 1
    question.save()
    return question


@transaction.atomic
def edit_question(question: FormField, *, version: int, by: Account, **asked: Any) -> FormField:
    """Ask a question otherwise.

    Raises:
        PermissionDenied: ``by`` does not run the call's branch.
        FormIsPublished, CallHasEnded: the form stays as it is.
        EditConflict: somebody saved the question since ``version`` was read.
        ChoicesMissing, LimitsOutOfOrder: what is asked cannot be asked so.
    """
    authorize(by, Can.EDIT_CALL, question.form.call)

    _lock(question.form)
    question = lock_version(question, version)
    for name, value in asked.items():
        setattr(question, name, value)
    _ensure_askable(question)

    question.save()
    return question


@transaction.atomic
def move_question(question: FormField, *, is_up: bool, by: Account) -> FormField:
    """Let a question change places with the one before or after it in its section.

    At the end of its section it stays where it is.

    Raises:
        PermissionDenied: ``by`` does not run the call's branch.
        FormIsPublished, CallHasEnded: the form stays as it is.
    """
    authorize(by, Can.EDIT_CALL, question.form.call)

    form = _lock(question.form)
    section = FormField.objects.get(pk=question.pk).section
    questions = list(form.questions.filter(section=section).order_by("position"))
    place = next(n for n, one in enumerate(questions) if one.pk == question.pk)
    other = place - 1 if is_up else place + 1
    if not 0 <= other < len(questions):
        return questions[place]

    moved, neighbour = questions[place], questions[other]
    moved.position, neighbour.position = neighbour.position, moved.position
    FormField.objects.bulk_update([moved, neighbour], ["position"])
    return moved


@transaction.atomic
def remove_question(question: FormField, *, by: Account) -> None:
    """Ask a question no more.

    Raises:
        PermissionDenied: ``by`` does not run the call's branch.
        FormIsPublished, CallHasEnded: the form stays as it is.
    """
    authorize(by, Can.EDIT_CALL, question.form.call)

    _lock(question.form)
    FormField.objects.filter(pk=question.pk).delete()


def _lock(form: CallForm) -> CallForm:
    """Lock a form that is being drawn up, of a call that has not ended."""
    Call.objects.select_for_update().get(pk=form.call_id)
    form = CallForm.objects.select_related("call").get(pk=form.pk)
    if form.published_on:
        raise FormIsPublished(
            _("This version is published and stays as it is. Draw up the next one.")
        )
    if form.call.status in {CallStatus.CLOSED, CallStatus.CANCELLED}:
        raise CallHasEnded(_("This call takes no more applications: its form stays."))
    return form


def _ensure_askable(question: FormField) -> None:
    is_choice = question.kind == FieldKind.CHOICE
    if is_choice and len(question.choices) < 2:  # noqa: PLR2004  # one is no choice
        raise ChoicesMissing(_("Give at least two things to choose from, one per line."))
    if not is_choice and question.choices:
        raise ChoicesMissing(_("Only a choice has things to choose from. Empty this field."))
    lowest, highest = question.lowest, question.highest
    if lowest is not None and highest is not None and highest < lowest:
        raise LimitsOutOfOrder(_("The highest number is below the lowest."))
