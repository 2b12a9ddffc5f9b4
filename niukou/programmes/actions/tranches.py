"""What can be done to a tranche: prove it, release it, pay it, take money back."""

from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.files import PAPERS, Upload, keep
from niukou.core.history import because
from niukou.core.money import ZERO, Money
from niukou.core.wording import in_working_language
from niukou.people.models import Account
from niukou.programmes.actions.ledger import (
    Line,
    about_tranche,
    book,
    free_for_another_batch,
    reverse,
)
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.conditions import condition
from niukou.programmes.models import (
    AWARDED,
    EntryKind,
    Grant,
    GrantStatus,
    LedgerAccount,
    LedgerEntry,
    Payee,
    Tranche,
    TrancheCondition,
    TrancheStatus,
)
from niukou.programmes.queries.money import held_by_purpose, shares_of
from niukou.programmes.rules import Can

BANK, PAYABLE, COSTS = (
    LedgerAccount.BANK,
    LedgerAccount.PAYABLE,
    LedgerAccount.PROJECT_COSTS,
)


class NotCommitted(DomainError):
    """Only what was promised is released and paid."""


class EvidenceStands(DomainError):
    """What was confirmed keeps the evidence it was confirmed by."""

    field = "file"


class ConfirmedAlready(DomainError):
    """The condition was confirmed before."""


class NoEvidence(DomainError):
    """A condition is confirmed by what proves it."""


class NotMet(DomainError):
    """A tranche waits for something that has not happened."""


class EarlierTrancheFirst(DomainError):
    """Tranches are released in their order."""


class ReleasedAlready(DomainError):
    """Somebody released the tranche."""


class NotReleased(DomainError):
    """Only what was released is paid."""


class PaidAlready(DomainError):
    """The tranche is paid."""


class PaidByReleaser(DomainError):
    """Who released the money does not pay it, too."""


class PayeeNotConfirmed(DomainError):
    """Money goes only to an account that a second person confirmed."""


class PayeeChanged(DomainError):
    """The account was changed after the page was opened."""


class ReferenceMissing(DomainError):
    """What went through the bank has the bank's reference."""

    field = "reference"


class OutOfTurn(DomainError):
    """A day does not come before the one it follows from."""

    field = "on"


class MoreThanWasPaid(DomainError):
    """No more comes back than was paid."""

    field = "amount"


@transaction.atomic
def attach_condition_evidence(
    waiting: TrancheCondition, *, file: Upload, by: Account
) -> TrancheCondition:
    """Attach the paper that proves a condition; a later one takes the place of the first.

    Raises:
        PermissionDenied: ``by`` neither runs the branch nor coordinates the hospital.
        EvidenceStands: the condition is confirmed.
        NotCommitted: the grant is cancelled.
        FileTooLarge, FileOfOtherKind: it is no PDF, JPEG or PNG, or too large.
    """
    authorize(by, Can.ATTACH_CONDITION_EVIDENCE, waiting.tranche.grant)

    grant = Grant.objects.select_for_update().get(pk=waiting.tranche.grant_id)
    waiting = TrancheCondition.objects.select_for_update().get(pk=waiting.pk)
    if grant.status == GrantStatus.CANCELLED:
        raise NotCommitted(_("This grant is “%s”.") % grant.get_status_display())
    if waiting.met_on:
        raise EvidenceStands(_("This is confirmed already: its evidence stands."))

    waiting.evidence, waiting.attached_by = keep(file, kinds=PAPERS, by=by), by
    waiting.save(update_fields=["evidence", "attached_by"])
    return waiting


@transaction.atomic
def confirm_condition(waiting: TrancheCondition, *, on: date, by: Account) -> TrancheCondition:
    """Confirm that a condition is met: a paper by its evidence, anything else by the records.

    ``on`` is the day of the paper; for the rest the records say the day.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        NotCommitted: the grant is a draft, or cancelled.
        ConfirmedAlready: it was confirmed.
        NoEvidence: no paper is attached.
        NotMet: the records do not say that it happened.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.CONFIRM_CONDITION, waiting.tranche.grant)
    ensure_past(on)

    _lock_committed(waiting.tranche.grant_id)
    waiting = TrancheCondition.objects.select_for_update().get(pk=waiting.pk)
    if waiting.met_on:
        raise ConfirmedAlready(_("This is confirmed already."))
    if waiting.is_paper:
        if waiting.evidence_id is None:
            raise NoEvidence(_("Attach the paper first: a tranche is released on evidence."))
        met_on = on
    else:
        met_on = _ensure_met(waiting)

    waiting.met_on, waiting.confirmed_by = met_on, by
    waiting.save(update_fields=["met_on", "confirmed_by"])
    return waiting


@transaction.atomic
def release_tranche(tranche: Tranche, *, on: date, by: Account) -> Tranche:
    """Release the money of a tranche: every condition is met, and finance may pay it.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        NotCommitted: the grant is a draft, or cancelled.
        ReleasedAlready: somebody released it.
        EarlierTrancheFirst: one before it is not released.
        NoEvidence, NotMet: something it waits for is not confirmed, or no longer so.
        OutOfTurn, DayToCome: the day is before that of the grant, or in the future.
    """
    authorize(by, Can.RELEASE_TRANCHE, tranche.grant)
    ensure_past(on)

    grant = _lock_committed(tranche.grant_id)
    tranche = _locked(tranche)
    if tranche.status != TrancheStatus.PLANNED:
        message = _("This tranche was released on %s already.")
        raise ReleasedAlready(message % date_format(tranche.released_on or on))
    _ensure_its_turn(tranche)
    _ensure_proved(tranche)
    _ensure_not_before(on, grant.awarded_on)

    tranche.status, tranche.released_on, tranche.released_by = TrancheStatus.RELEASED, on, by
    tranche.save(update_fields=["status", "released_on", "released_by"])
    parts = shares_of(tranche)
    lines = [Line(COSTS, part, purpose) for purpose, part in parts.items()]
    lines += [Line(PAYABLE, -part, purpose) for purpose, part in parts.items()]
    book(EntryKind.RELEASE, lines, about_tranche(tranche), on=on, words=_said(tranche), by=by)
    return tranche


@transaction.atomic
def withdraw_release(tranche: Tranche, *, on: date, why: str, by: Account) -> Tranche:
    """Take the release of a tranche back before it is paid; the ledger gets its reversal.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        NotCommitted: the grant is a draft, or cancelled.
        NotReleased, PaidAlready: it is not released, or paid.
        OutOfTurn, DayToCome: the day is before the release, or in the future.
    """
    authorize(by, Can.WITHDRAW_RELEASE, tranche.grant)
    ensure_past(on)

    _lock_committed(tranche.grant_id)
    tranche = _locked(tranche)
    _ensure_waits_for_payment(tranche)
    _ensure_not_before(on, tranche.released_on)

    tranche.status, tranche.released_on, tranche.released_by = TrancheStatus.PLANNED, None, None
    with because(why):
        tranche.save(update_fields=["status", "released_on", "released_by"])
    free_for_another_batch(tranche)
    releases = LedgerEntry.objects.filter(tranche=tranche, kind=EntryKind.RELEASE)
    entry = releases.filter(corrected_by=None).select_for_update(of=("self",)).get()
    reverse(entry, on=on, words=why, by=by)
    return tranche


@transaction.atomic
def pay_tranche(
    tranche: Tranche, *, payee: Payee, reference: str, on: date, by: Account
) -> Tranche:
    """Record that a released tranche was paid to ``payee``, as the page showed it.

    The last tranche completes the grant.

    Raises:
        PermissionDenied: ``by`` does not keep the money of the programme.
        NotCommitted: the grant is a draft, or cancelled.
        NotReleased, PaidAlready: it is not released, or somebody paid it.
        PaidByReleaser: ``by`` released it.
        PayeeNotConfirmed, PayeeChanged: the account is not confirmed, or another one by now.
        ReferenceMissing: the bank's reference is missing.
        OutOfTurn, DayToCome: the day is before the release, or in the future.
    """
    authorize(by, Can.PAY_TRANCHE, tranche.grant)
    ensure_past(on)

    grant = _lock_committed(tranche.grant_id)
    tranche = _locked(tranche)
    _ensure_waits_for_payment(tranche)
    if tranche.released_by_id == by.pk:
        raise PaidByReleaser(_("You released this tranche: somebody else must pay it."))
    _ensure_payee(tranche, payee)
    _ensure_not_before(on, tranche.released_on)
    if not reference.strip():
        raise ReferenceMissing(_("Write the reference of the bank."))

    tranche.status, tranche.paid_on, tranche.paid_by = TrancheStatus.PAID, on, by
    tranche.bank_reference = reference.strip()
    tranche.save(update_fields=["status", "paid_on", "paid_by", "bank_reference"])
    _complete(grant, on)
    parts = shares_of(tranche)
    lines = [Line(PAYABLE, part, purpose) for purpose, part in parts.items()]
    lines += [Line(BANK, -part, purpose) for purpose, part in parts.items()]
    about, words = about_tranche(tranche), _said(tranche)
    book(EntryKind.PAYMENT, lines, about, on=on, words=words, by=by, reference=reference.strip())
    return tranche


@transaction.atomic
def return_money(
    tranche: Tranche, *, amount: Money, reference: str, on: date, why: str, by: Account
) -> LedgerEntry:
    """Record money that came back from a paid tranche; it is shared among the purposes.

    Raises:
        PermissionDenied: ``by`` does not keep the money of the programme.
        NotReleased: it was not paid.
        MoreThanWasPaid: no amount, or more than was paid and not returned.
        ReferenceMissing: the bank's reference is missing.
        OutOfTurn, DayToCome: the day is before the payment, or in the future.
    """
    authorize(by, Can.RETURN_MONEY, tranche.grant)
    ensure_past(on)

    Grant.objects.select_for_update().get(pk=tranche.grant_id)
    tranche = _locked(tranche)
    if tranche.status != TrancheStatus.PAID:
        raise NotReleased(_("This tranche is not paid."))
    held = held_by_purpose(tranche)
    most = sum(held.values(), ZERO)
    if not ZERO < amount <= most:
        message = _("At most %s can come back: what was paid and not returned.")
        raise MoreThanWasPaid(message % most)
    _ensure_not_before(on, tranche.paid_on)
    if not reference.strip():
        raise ReferenceMissing(_("Write the reference of the bank."))

    parts = amount.split_by_weights([part.fen for part in held.values()])
    lines = [Line(BANK, part, purpose) for purpose, part in zip(held, parts, strict=True)]
    lines += [Line(COSTS, -part, purpose) for purpose, part in zip(held, parts, strict=True)]
    about, reference = about_tranche(tranche), reference.strip()
    return book(EntryKind.RETURN, lines, about, on=on, words=why, by=by, reference=reference)


def _lock_committed(grant_id: int) -> Grant:
    grant = Grant.objects.select_for_update().get(pk=grant_id)
    if grant.status not in AWARDED:
        raise NotCommitted(_("This grant is “%s”.") % grant.get_status_display())
    return grant


def _locked(tranche: Tranche) -> Tranche:
    rows = Tranche.objects.select_for_update(of=("self",))
    return rows.select_related("grant__site__branch__programme").get(pk=tranche.pk)


def _said(tranche: Tranche) -> str:
    said = {"grant": tranche.grant, "position": tranche.position}
    with in_working_language():
        return _("Grant %(grant)s, tranche %(position)s") % said


def _ensure_met(waiting: TrancheCondition) -> date:
    known = condition(waiting.condition)
    met_on = known.met_on(waiting.tranche.grant.site) if known else None
    if met_on is None:
        label = str(known.label if known else waiting.condition)
        raise NotMet(_("“%s”: the records do not say that it happened.") % label)
    return met_on


def _ensure_proved(tranche: Tranche) -> None:
    conditions = list(tranche.conditions.select_related("tranche__grant__site").order_by("pk"))
    if not conditions or any(waiting.met_on is None for waiting in conditions):
        message = _("Something this tranche waits for is not confirmed: no evidence, no money.")
        raise NoEvidence(message)
    for waiting in conditions:
        if not waiting.is_paper:
            _ensure_met(waiting)


def _ensure_its_turn(tranche: Tranche) -> None:
    earlier = Tranche.objects.filter(
        grant=tranche.grant_id, position__lt=tranche.position, status=TrancheStatus.PLANNED
    )
    first = earlier.order_by("position").first()
    if first:
        message = _("Tranche %d comes first: it is not released yet.")
        raise EarlierTrancheFirst(message % first.position)


def _ensure_waits_for_payment(tranche: Tranche) -> None:
    if tranche.status == TrancheStatus.PAID:
        message = _("This tranche was paid on %s already.")
        raise PaidAlready(message % date_format(tranche.paid_on or date.max))
    if tranche.status != TrancheStatus.RELEASED:
        raise NotReleased(_("This tranche is not released."))


def _ensure_payee(tranche: Tranche, payee: Payee) -> None:
    known = Payee.objects.current().filter(organisation=tranche.grant.site.hospital_id)
    current = known.select_for_update().first()
    if current is None or not current.is_confirmed:
        message = _("The account of %s is not confirmed by a second person yet.")
        raise PayeeNotConfirmed(message % tranche.grant.site.hospital)
    if current.pk != payee.pk:
        message = _("The account was changed since you opened this page. Look at it again.")
        raise PayeeChanged(message)


def _ensure_not_before(on: date, first: date | None) -> None:
    if first and on < first:
        message = _("The day is not before %s.")
        raise OutOfTurn(message % date_format(first))


def _complete(grant: Grant, on: date) -> None:
    """Complete a grant, which is locked, once its last tranche is paid."""
    if grant.tranches.exclude(status=TrancheStatus.PAID).exists():
        return
    grant.status, grant.completed_on = GrantStatus.COMPLETED, on
    grant.version += 1
    grant.save(update_fields=["status", "completed_on", "version"])
