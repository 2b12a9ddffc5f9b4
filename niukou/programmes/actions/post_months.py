"""What can be done to a month of a post: proved, checked, returned, paid, settled anew."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.files import PAPERS, SHEETS, Upload, keep
from niukou.people.models import Account
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.events import PostMonthCorrected, PostMonthPaid
from niukou.programmes.models import Branch, PaymentKind, PostMonth, PostPayment
from niukou.programmes.post_lifecycle import MonthStatus, ensure_month_move
from niukou.programmes.queries.post_months import (
    fingerprint,
    of_branch,
    to_check,
    to_pay,
    unsettled,
)
from niukou.programmes.rules import Can


class NobodyHeldIt(DomainError):
    """A month in which nobody held the post is neither proved nor paid."""


class PaidAlready(DomainError):
    """A month is paid once."""


class NoRateSet(DomainError):
    """No rate was set for this month: nobody knows what to pay."""


class OwnProof(DomainError):
    """Whoever handed in the proof does not check it."""


class OwnCheck(DomainError):
    """Whoever checked a month does not pay it."""


class MonthChanged(DomainError):
    """Somebody changed the month after it was looked at."""


class PaidBeforeItsEnd(DomainError):
    """A month is paid when it is over."""

    field = "on"


class NothingToDo(DomainError):
    """No month of this kind waits for this person."""


class NothingToSettle(DomainError):
    """What was paid is what the days amount to."""


@transaction.atomic
def prove_post_month(month: PostMonth, *, file: Upload, by: Account) -> PostMonth:
    """Hand in the attendance sheet or payslip of ``month``; a later one takes its place.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates the post, nor leads its agency.
        MonthMoveNotAllowed: it was checked or paid.
        NobodyHeldIt: nobody held the post in this month.
        FileTooLarge, FileOfOtherKind: see ``core.files.keep``.
    """
    authorize(by, Can.PROVE_POST_MONTH, month)

    month = lock_month(month)
    ensure_month_move(month.status, MonthStatus.PROVED)
    _ensure_held(month)

    month.proof = keep(file, kinds=PAPERS | SHEETS, by=by)
    month.proved_by, month.proved_at = by, timezone.now()
    _move(month, MonthStatus.PROVED, ["proof", "proved_by", "proved_at"])
    return month


@transaction.atomic
def check_post_month(month: PostMonth, *, version: int, by: Account) -> PostMonth:
    """Confirm that the proof of ``month`` says what its days and amount say.

    Raises:
        PermissionDenied: ``by`` does not run the post's branch.
        MonthChanged: somebody changed it since ``version`` was read.
        MonthMoveNotAllowed: no proof was handed in, or it was checked before.
        OwnProof: ``by`` handed in the proof.
        NoRateSet: no rate was set for this month.
    """
    authorize(by, Can.CHECK_POST_MONTH, month)

    month = lock_month(month)
    ensure_month_move(month.status, MonthStatus.CHECKED)
    _ensure_unchanged(month, version)
    _ensure_rate(month)
    if month.proved_by_id == by.pk:
        raise OwnProof(_("You handed in the proof yourself: somebody else has to check it."))

    month.checked_by, month.checked_at = by, timezone.now()
    _move(month, MonthStatus.CHECKED, ["checked_by", "checked_at"])
    return month


@transaction.atomic
def check_post_months(branch: Branch, *, month: date, seen: str, by: Account) -> int:
    """Confirm every proved month of ``branch`` that begins on ``month``, but for one's own proofs.

    ``seen`` is the fingerprint of those that were looked at. Return how many. Months without a
    rate are left.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        NothingToDo: none waits for the check by this person.
        MonthChanged: others wait now than were looked at, or one of them changed.
    """
    authorize(by, Can.CHECK_POST_MONTHS, branch)

    rows = of_branch(to_check(by), branch, month)
    keys = [one.pk for one in rows.select_for_update(of=["self"]).order_by("pk")]
    if not keys:
        raise NothingToDo(_("No proved month waits for your check."))
    _ensure_seen(keys, seen)

    return PostMonth.objects.filter(pk__in=keys).update(
        status=MonthStatus.CHECKED,
        checked_by=by,
        checked_at=timezone.now(),
        version=F("version") + 1,
    )


@transaction.atomic
def return_post_month(month: PostMonth, *, why: str, by: Account) -> PostMonth:
    """Give ``month`` back to those who prove it, with the reason.

    Raises:
        PermissionDenied: ``by`` neither runs the post's branch nor pays for its programme.
        MonthMoveNotAllowed: nothing was handed in, or it was paid.
    """
    authorize(by, Can.RETURN_POST_MONTH, month)

    month = lock_month(month)
    ensure_month_move(month.status, MonthStatus.RETURNED)

    month.returned_why, month.checked_by, month.checked_at = why, None, None
    _move(month, MonthStatus.RETURNED, ["returned_why", "checked_by", "checked_at"])
    return month


@transaction.atomic
def pay_post_month(
    month: PostMonth, *, version: int, on: date, by: Account, reference: str = ""
) -> PostPayment:
    """Record that the subsidy of ``month`` was paid on that day.

    Raises:
        PermissionDenied: ``by`` neither pays for the programme nor runs the whole of it.
        PaidAlready: it was paid.
        MonthMoveNotAllowed: it was not checked.
        MonthChanged: somebody changed it since ``version`` was read.
        OwnCheck: ``by`` checked it.
        PaidBeforeItsEnd, DayToCome: ``on`` lies in the month or before, or in the future.
    """
    authorize(by, Can.PAY_POST_MONTH, month)
    ensure_past(on)

    month = lock_month(month)
    if month.status == MonthStatus.PAID and month.paid_on:
        raise PaidAlready(_("This month was paid on %s.") % date_format(month.paid_on))
    ensure_month_move(month.status, MonthStatus.PAID)
    _ensure_unchanged(month, version)
    if month.checked_by_id == by.pk:
        raise OwnCheck(_("You checked this month yourself: somebody else has to pay it."))
    _ensure_over(month.end, on)

    [payment] = _pay([month], on=on, by=by, reference=reference)
    return payment


@transaction.atomic
def pay_post_months(
    branch: Branch, *, month: date, on: date, seen: str, by: Account, reference: str = ""
) -> list[PostPayment]:
    """Record that every checked month of ``branch`` that begins on ``month`` was paid on that day.

    Raises:
        PermissionDenied: ``by`` neither pays for the programme nor runs the whole of it.
        NothingToDo: none waits for payment by this person.
        MonthChanged: others wait now than were looked at, or one of them changed.
        PaidBeforeItsEnd, DayToCome: ``on`` lies in the month or before, or in the future.
    """
    authorize(by, Can.PAY_POST_MONTHS, branch)
    ensure_past(on)

    rows = of_branch(to_pay(by), branch, month).select_related("post__site")
    months = list(rows.select_for_update(of=["self"]).order_by("pk"))
    if not months:
        raise NothingToDo(_("No checked month waits for your payment."))
    _ensure_seen([one.pk for one in months], seen)
    _ensure_over(months[0].end, on)

    return _pay(months, on=on, by=by, reference=reference)


@transaction.atomic
def correct_post_payment(month: PostMonth, *, on: date, why: str, by: Account) -> PostPayment:
    """Settle a paid month by the days it was held as they are known now.

    What is paid more, or taken back, is an entry of its own; the payment stays.

    Raises:
        PermissionDenied: ``by`` neither pays for the programme nor runs the whole of it.
        MonthMoveNotAllowed: it is not paid.
        NothingToSettle: it was paid for exactly these days.
        PaidBeforeItsEnd, DayToCome: ``on`` is before the payment, or in the future.
    """
    authorize(by, Can.CORRECT_POST_PAYMENT, month)
    ensure_past(on)

    month = lock_month(month)
    if month.status != MonthStatus.PAID or month.rate is None or month.paid_on is None:
        raise NothingToSettle(_("This month was not paid."))
    if on < month.paid_on:
        message = _("This month was paid on %s.") % date_format(month.paid_on)
        raise PaidBeforeItsEnd(message)
    days, difference = unsettled(month)
    if month.payments.latest("pk").days_held == days:
        raise NothingToSettle(_("This month was paid for the days it was held."))

    entry = PostPayment.objects.create(
        post_month=month,
        kind=PaymentKind.CORRECTION,
        on=on,
        days_held=days,
        amount=difference,
        why=why,
        recorded_by=by,
    )
    publish(
        PostMonthCorrected(
            post_payment_id=entry.pk,
            post_month_id=month.pk,
            site_id=month.post.site_id,
            amount_fen=difference.fen,
            on=on,
        )
    )
    return entry


def lock_month(month: PostMonth) -> PostMonth:
    """Lock the month and return it as it is now, with its post and rate."""
    rows = PostMonth.objects.select_for_update(of=["self"])
    return rows.select_related("post__site__branch", "rate").get(pk=month.pk)


def _pay(
    months: Sequence[PostMonth], *, on: date, by: Account, reference: str
) -> list[PostPayment]:
    """Mark locked months as paid, with an entry for each, and tell of each."""
    PostMonth.objects.filter(pk__in=[month.pk for month in months]).update(
        status=MonthStatus.PAID, paid_on=on, paid_by=by, version=F("version") + 1
    )
    entries = PostPayment.objects.bulk_create(_entry(one, on, by, reference) for one in months)
    for month, entry in zip(months, entries, strict=True):
        publish(
            PostMonthPaid(
                post_month_id=month.pk,
                site_id=month.post.site_id,
                amount_fen=entry.amount.fen,
                on=on,
            )
        )
    return entries


def _entry(month: PostMonth, on: date, by: Account, reference: str) -> PostPayment:
    return PostPayment(
        post_month=month,
        kind=PaymentKind.PAYMENT,
        on=on,
        days_held=month.days_held,
        amount=month.subsidy,
        reference=reference,
        recorded_by=by,
    )


def _move(month: PostMonth, to: MonthStatus, fields: list[str]) -> None:
    month.status = to
    month.version += 1
    month.save(update_fields=["status", "version", *fields])


def _ensure_held(month: PostMonth) -> None:
    if not month.days_held:
        raise NobodyHeldIt(_("Nobody held the post in this month: there is nothing to prove."))


def _ensure_rate(month: PostMonth) -> None:
    if month.subsidy is None:
        message = _("No subsidy is set for this month: an officer of the programme sets it first.")
        raise NoRateSet(message)


def _ensure_unchanged(month: PostMonth, version: int) -> None:
    if month.version != version:
        message = _("This month was changed while you looked at it. Look again, then decide.")
        raise MonthChanged(message)


def _ensure_seen(keys: list[int], seen: str) -> None:
    if fingerprint(PostMonth.objects.filter(pk__in=keys)) != seen:
        message = _("Other months wait now than you looked at. Look again, then decide.")
        raise MonthChanged(message)


def _ensure_over(end: date, on: date) -> None:
    if on < end:
        raise PaidBeforeItsEnd(_("A month is paid when it is over: from %s on.") % date_format(end))
