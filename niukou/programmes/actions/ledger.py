"""What is written into the ledger: entries that balance, and entries that correct."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.money import ZERO, Money
from niukou.core.numbering import next_number
from niukou.people.models import Account
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.models import (
    AWARDED,
    BankBatchLine,
    Branch,
    Donation,
    EntryKind,
    Grant,
    GrantStatus,
    LedgerAccount,
    LedgerEntry,
    LedgerLine,
    Programme,
    Site,
    Tranche,
    TrancheStatus,
)
from niukou.programmes.queries.money import returned_of
from niukou.programmes.rules import Can


class DoesNotBalance(DomainError):
    """Debits and credits of an entry add up to zero."""


class CorrectedAlready(DomainError):
    """An entry is corrected once."""


class CorrectionStands(DomainError):
    """A correction is not corrected: what is right is entered anew."""


class CorrectedElsewhere(DomainError):
    """What follows from a tranche or a post is taken back there: the ledger follows."""


class BeforeTheEntry(DomainError):
    """A correction is not dated before what it corrects."""

    field = "on"


class MoneyCameBack(DomainError):
    """Money of this payment was returned: that entry is corrected first."""


class DonationInUse(DomainError):
    """Grants are committed out of this donation."""


@dataclass(frozen=True, slots=True)
class Line:
    """One side of an entry to be written: debits positive, credits negative."""

    account: LedgerAccount
    amount: Money
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class About:
    """What an entry is about: its lines carry it, so that they can be summed by it."""

    programme: Programme
    branch: Branch | None = None
    site: Site | None = None
    grant: Grant | None = None
    tranche: Tranche | None = None
    donation: Donation | None = None


def about_tranche(tranche: Tranche) -> About:
    grant, site = tranche.grant, tranche.grant.site
    branch = site.branch
    return About(branch.programme, branch, site, grant, tranche, grant.donation)


def book(
    kind: EntryKind,
    lines: Sequence[Line],
    about: About,
    *,
    on: date,
    words: str,
    by: Account | None,
    reference: str = "",
    post_month: int | None = None,
) -> LedgerEntry:
    """Write one entry; whether it may be written is asked by whoever calls.

    Raises:
        DoesNotBalance: the lines do not add up to zero, or there are none.
    """
    lines = _balanced(lines)
    entry = LedgerEntry.objects.create(
        programme=about.programme,
        number=_next(on),
        kind=kind,
        on=on,
        words=words,
        donation=about.donation if kind == EntryKind.DONATION else None,
        tranche=about.tranche,
        post_month=post_month,
        reference=reference,
        by=by,
    )
    LedgerLine.objects.bulk_create(
        LedgerLine(
            entry=entry,
            position=position,
            account=line.account,
            fen=line.amount,
            purpose=line.purpose,
            branch=about.branch,
            site=about.site,
            grant=about.grant,
            tranche=about.tranche,
            donation=about.donation,
        )
        for position, line in enumerate(lines, start=1)
    )
    return entry


def _balanced(lines: Sequence[Line]) -> list[Line]:
    """Return the lines that say something; refuse those that do not add up to zero."""
    said = [line for line in lines if line.amount]
    if not said or sum((line.amount for line in said), ZERO):
        raise DoesNotBalance(_("Debits and credits of an entry must add up to zero."))
    return said


def reverse(entry: LedgerEntry, *, on: date, words: str, by: Account) -> LedgerEntry:
    """Write the entry that takes ``entry``, which is locked, back: each line with its sign turned.

    Raises:
        CorrectedAlready: it was taken back before.
    """
    if LedgerEntry.objects.filter(corrects=entry).exists():
        raise CorrectedAlready(_("Entry %s is corrected already.") % entry)
    correction = LedgerEntry.objects.create(
        programme_id=entry.programme_id,
        number=_next(on),
        kind=EntryKind.CORRECTION,
        on=on,
        words=words,
        corrects=entry,
        donation_id=entry.donation_id,
        tranche_id=entry.tranche_id,
        by=by,
    )
    LedgerLine.objects.bulk_create(_turned(correction, entry.lines.order_by("position")))
    return correction


@transaction.atomic
def correct_entry(entry: LedgerEntry, *, on: date, why: str, by: Account) -> LedgerEntry:
    """Take ``entry`` back by an entry that names it; what it had done is undone with it.

    A payment taken back leaves its tranche released; a donation taken back is out of the books.

    Raises:
        PermissionDenied: ``by`` does not keep the money of its programme.
        CorrectionStands, CorrectedAlready: it is a correction, or has one.
        CorrectedElsewhere: it is a release, or a month of a post: those are put right there.
        BeforeTheEntry, DayToCome: the day is before the entry's, or in the future.
        MoneyCameBack: money of this payment was returned since.
        DonationInUse: grants are committed out of this donation.
    """
    authorize(by, Can.CORRECT_ENTRY, entry)
    ensure_past(on)

    entry = LedgerEntry.objects.select_for_update().get(pk=entry.pk)
    _ensure_correctable(entry, on)

    if LedgerEntry.objects.filter(corrects=entry).exists():
        raise CorrectedAlready(_("Entry %s is corrected already.") % entry)
    with because(why):
        if entry.kind == EntryKind.PAYMENT:
            _unpay(entry)
        elif entry.kind == EntryKind.DONATION:
            _void(entry, on)
    return reverse(entry, on=on, words=why, by=by)


def _ensure_correctable(entry: LedgerEntry, on: date) -> None:
    if entry.kind == EntryKind.CORRECTION:
        raise CorrectionStands(_("This is a correction. Enter what is right anew."))
    if entry.kind == EntryKind.RELEASE:
        raise CorrectedElsewhere(_("Take the release back at the tranche."))
    if entry.kind in {EntryKind.POST_MONTH, EntryKind.POST_ANEW}:
        raise CorrectedElsewhere(_("Correct the month at its post: the ledger follows."))
    if on < entry.on:
        raise BeforeTheEntry(_("A correction is not dated before the entry it corrects."))


def _unpay(entry: LedgerEntry) -> None:
    """Let the tranche of a payment wait for payment again."""
    tranche = Tranche.objects.select_related("grant").get(entries=entry)
    grant = Grant.objects.select_for_update().get(pk=tranche.grant_id)
    tranche = Tranche.objects.select_for_update().get(pk=tranche.pk)
    if returned_of(tranche):
        message = _("Money of this payment was returned: correct that entry first.")
        raise MoneyCameBack(message)
    if grant.status == GrantStatus.COMPLETED:
        grant.status, grant.completed_on = GrantStatus.COMMITTED, None
        grant.version += 1
        grant.save(update_fields=["status", "completed_on", "version"])
    tranche.status = TrancheStatus.RELEASED
    tranche.paid_on, tranche.paid_by, tranche.bank_reference = None, None, ""
    tranche.save(update_fields=["status", "paid_on", "paid_by", "bank_reference"])
    free_for_another_batch(tranche)


def free_for_another_batch(tranche: Tranche) -> None:
    """Let ``tranche`` go into another list for the bank: the one it is in holds no more."""
    BankBatchLine.objects.filter(tranche=tranche, is_void=False).update(is_void=True)


def _void(entry: LedgerEntry, on: date) -> None:
    donation = Donation.objects.select_for_update().get(entries=entry)
    if donation.grants.filter(status__in=AWARDED).exists():
        message = _("Grants are committed out of this donation: cancel them first.")
        raise DonationInUse(message)
    donation.voided_on = on
    donation.version += 1
    donation.save(update_fields=["voided_on", "version"])


def _turned(correction: LedgerEntry, lines: Iterable[LedgerLine]) -> list[LedgerLine]:
    turned = []
    for line in lines:
        line.pk, line.entry, line.fen = None, correction, -line.fen
        turned.append(line)
    return turned


def _next(on: date) -> str:
    return next_number("ledger", year=on.year, pattern="L-{year}-{number:06d}")
