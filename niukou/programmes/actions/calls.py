"""What can be done to a call: draw it up, publish it, end it."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.history import because
from niukou.core.numbering import next_number
from niukou.core.versions import lock_version
from niukou.people.models import Account
from niukou.programmes.actions.default_form import ask_what_is_usual
from niukou.programmes.events import CallPublished
from niukou.programmes.models import Branch, Call, CallForm, CallPhase, CallStatus
from niukou.programmes.rules import Can


class ClosesBeforeItOpens(DomainError):
    """A call takes applications on one day at least."""

    field = "closes_on"


class AskedNothing(DomainError):
    """A call whose form has no question cannot be answered."""


class OverAlready(DomainError):
    """A call whose last day is past is of use to nobody."""

    field = "closes_on"


class BranchNotPublic(DomainError):
    """Hospitals could not see the call: its branch or programme is not public."""


class NoDraftCall(DomainError):
    """Only a draft is published."""


class CallHasEnded(DomainError):
    """A call that was closed or cancelled stays as it ended."""


class DateIsPromised(DomainError):
    """What was published is not taken back: a call may close later, and not earlier."""


@transaction.atomic
def draft_call(
    branch: Branch,
    *,
    title: str,
    who_may_apply: str,
    what_is_granted: str,
    procedure: str,
    contact: str,
    opens_on: date,
    closes_on: date,
    by: Account,
    asks_recommendation: bool = False,
) -> Call:
    """Draw up a call of ``branch``, with the usual form to begin with.

    ``closes_on`` is the first day it no longer takes applications.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        ClosesBeforeItOpens: there is no day on which to apply.
    """
    authorize(by, Can.DRAFT_CALL, branch)
    _ensure_days(opens_on, closes_on)

    Branch.objects.select_for_update().get(pk=branch.pk)
    call = Call.objects.create(
        branch=branch,
        number=next_number(f"call-{branch.code}", pattern=f"{branch.code}-C{{number:02d}}"),
        title=title,
        who_may_apply=who_may_apply,
        what_is_granted=what_is_granted,
        procedure=procedure,
        contact=contact,
        asks_recommendation=asks_recommendation,
        opens_on=opens_on,
        closes_on=closes_on,
    )
    ask_what_is_usual(CallForm.objects.create(call=call, version_number=1))
    return call


@transaction.atomic
def edit_call(
    call: Call,
    *,
    version: int,
    title: str,
    who_may_apply: str,
    what_is_granted: str,
    procedure: str,
    contact: str,
    asks_recommendation: bool,
    opens_on: date,
    closes_on: date,
    why: str,
    by: Account,
) -> Call:
    """Change what a call says. Once published it may close later, never earlier.

    Raises:
        PermissionDenied: ``by`` does not run its branch.
        EditConflict: somebody saved it since ``version`` was read.
        CallHasEnded: it was closed or cancelled.
        ClosesBeforeItOpens: there is no day on which to apply.
        DateIsPromised: it is published, and would open on another day or close earlier.
    """
    authorize(by, Can.EDIT_CALL, call)
    _ensure_days(opens_on, closes_on)

    call = lock_version(call, version)
    _ensure_running(call)
    if call.status == CallStatus.PUBLISHED:
        _ensure_promises(call, opens_on, closes_on, asks_recommendation=asks_recommendation)

    call.title, call.contact, call.procedure = title, contact, procedure
    call.who_may_apply, call.what_is_granted = who_may_apply, what_is_granted
    call.opens_on, call.closes_on = opens_on, closes_on
    call.asks_recommendation = asks_recommendation
    with because(why):
        call.save()
    return call


@transaction.atomic
def publish_call(call: Call, *, on: date, by: Account) -> Call:
    """Publish a call and the form it asks, for everybody to see.

    Raises:
        PermissionDenied: ``by`` does not run its branch.
        NoDraftCall: it is published already.
        BranchNotPublic: nobody outside could see it.
        OverAlready: its last day is past.
        AskedNothing: its form has no question.
    """
    authorize(by, Can.PUBLISH_CALL, call)

    call = Call.objects.select_for_update().select_related("branch__programme").get(pk=call.pk)
    if call.status != CallStatus.DRAFT:
        raise NoDraftCall(_("This call is published already."))
    if not (call.branch.is_public and call.branch.programme.is_public):
        raise BranchNotPublic(
            _("Publish the branch and its programme first: nobody sees the call.")
        )
    if call.closes_on <= on:
        raise OverAlready(_("The last day of this call is past."))
    form = call.forms.select_for_update().get()
    if not form.questions.exists():
        raise AskedNothing(_("The form asks nothing yet."))

    call.status, call.published_on, call.version = CallStatus.PUBLISHED, on, call.version + 1
    call.save(update_fields=["status", "published_on", "version"])
    form.published_on = on
    form.save(update_fields=["published_on"])

    publish(CallPublished(call_id=call.pk, on=on))
    return call


@transaction.atomic
def close_call(call: Call, *, on: date, reason: str, by: Account) -> Call:
    """Take no more applications from now on; those handed in go on.

    Raises:
        PermissionDenied: ``by`` does not run its branch.
        CallHasEnded: it is a draft, over, closed or cancelled.
    """
    return _end(call, CallStatus.CLOSED, on=on, reason=reason, by=by)


@transaction.atomic
def cancel_call(call: Call, *, on: date, reason: str, by: Account) -> Call:
    """Say that a published call does not take place; what was handed in is decided one by one.

    Raises:
        PermissionDenied: ``by`` does not run its branch.
        CallHasEnded: it is a draft, over, closed or cancelled.
    """
    return _end(call, CallStatus.CANCELLED, on=on, reason=reason, by=by)


def _end(call: Call, status: CallStatus, *, on: date, reason: str, by: Account) -> Call:
    authorize(by, Can.END_CALL, call)

    call = Call.objects.select_for_update().get(pk=call.pk)
    if call.phase(on=on) not in {CallPhase.COMING, CallPhase.OPEN}:
        raise CallHasEnded(_("Only a published call that is not over can be ended."))

    call.status, call.ended_on, call.end_reason = status, on, reason
    call.version += 1
    with because(reason):
        call.save(update_fields=["status", "ended_on", "end_reason", "version"])
    return call


def _ensure_days(opens_on: date, closes_on: date) -> None:
    if closes_on <= opens_on:
        raise ClosesBeforeItOpens(_("The last day must not be before the day it opens."))


def _ensure_running(call: Call) -> None:
    if call.status in {CallStatus.CLOSED, CallStatus.CANCELLED}:
        raise CallHasEnded(_("This call has ended: it stays as it was."))


def _ensure_promises(
    call: Call, opens_on: date, closes_on: date, *, asks_recommendation: bool
) -> None:
    if opens_on != call.opens_on:
        message = _("It is published that it opens on %s. That day stays.")
        raise DateIsPromised(message % date_format(call.opens_on), field="opens_on")
    if closes_on < call.closes_on:
        message = _("It is published that one can apply until %s. It can close later, not earlier.")
        raise DateIsPromised(message % date_format(call.last_on), field="closes_on")
    if asks_recommendation and not call.asks_recommendation:
        message = _("Hospitals have begun without being asked for a recommendation.")
        raise DateIsPromised(message, field="asks_recommendation")
