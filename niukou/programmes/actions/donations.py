"""What can be done to a donation: record it, give a receipt, say who is a related party."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.money import ZERO, Money
from niukou.core.numbering import next_number
from niukou.core.versions import lock_version
from niukou.core.wording import in_working_language
from niukou.network.models import Agreement, Organisation
from niukou.people.models import Account
from niukou.programmes.actions.ledger import About, Line, book
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.models import (
    Branch,
    Donation,
    EntryKind,
    LedgerAccount,
    Programme,
    Restriction,
    Site,
)
from niukou.programmes.rules import Can

NUMBER = "D-{year}-{number:04d}"


class AmountMissing(DomainError):
    """Money has an amount, and every amount is above zero."""

    field = "amount"


class GoodsNotDescribed(DomainError):
    """A gift in kind says what it is."""

    field = "description"


class DonorNotNamed(DomainError):
    """A donor is shown by some name, if only as anonymous."""

    field = "donor_shown"


class RestrictionUnclear(DomainError):
    """A restriction names what it is for, and nothing else."""

    field = "restriction"


class ReceivedElsewhere(DomainError):
    """A donation is received by one who began the programme."""

    field = "received_by"


class ReceiptIssuedAlready(DomainError):
    """A donation has one receipt."""


class NoReceiptWanted(DomainError):
    """The donor waived the receipt, or the donation is out of the books."""


class BeforeTheDonation(DomainError):
    """A receipt is not dated before the donation."""

    field = "on"


@dataclass(frozen=True, slots=True)
class BoundTo:
    """What a donor bound a gift to."""

    restriction: Restriction = Restriction.NONE
    branch: Branch | None = None
    site: Site | None = None
    purpose: str = ""

    def columns(self) -> dict[str, Any]:
        """Return what a donation keeps of it."""
        return {
            "restriction": self.restriction,
            "branch": self.branch,
            "site": self.site,
            "purpose": self.purpose.strip(),
        }


@transaction.atomic
def record_donation(
    programme: Programme,
    *,
    received_by: Organisation,
    received_on: date,
    donor_shown: str = "",
    donor: Organisation | None = None,
    amount: Money | None = None,
    is_in_kind: bool = False,
    description: str = "",
    bound_to: BoundTo | None = None,
    agreement: Agreement | None = None,
    receipt_waived: bool = False,
    by: Account,
) -> Donation:
    """Record a gift to ``programme`` and book it; goods without a known value are not booked.

    Whether the donor is a related party is taken from the register as it is that day.

    Raises:
        PermissionDenied: ``by`` neither runs the whole programme nor keeps its money.
        AmountMissing, GoodsNotDescribed, DonorNotNamed: something needed is not said.
        RestrictionUnclear: it is not said what for, or that is not the programme's.
        ReceivedElsewhere: the organisation did not begin the programme.
        DayToCome: ``received_on`` is in the future.
    """
    authorize(by, Can.RECORD_DONATION, programme)
    ensure_past(received_on)
    bound_to, shown = bound_to or BoundTo(), donor_shown.strip() or str(donor or "")
    _ensure_said(amount, shown=shown, is_in_kind=is_in_kind, description=description)
    _ensure_bound(programme, bound_to)
    _ensure_receives(programme, received_by)

    donation = Donation.objects.create(
        programme=programme,
        number=next_number("donations", year=received_on.year, pattern=NUMBER),
        received_by=received_by,
        received_on=received_on,
        donor=donor,
        donor_shown=shown,
        is_in_kind=is_in_kind,
        description=description.strip(),
        amount=amount,
        **bound_to.columns(),
        agreement=agreement,
        is_related_party=bool(donor and donor.is_related_party),
        receipt_waived=receipt_waived,
        recorded_by=by,
    )
    _book(donation, by)
    return donation


@transaction.atomic
def issue_receipt(donation: Donation, *, on: date, by: Account) -> Donation:
    """Give ``donation`` its receipt; ``by`` is the handler it names (charity law art. 38).

    Raises:
        PermissionDenied: ``by`` neither runs the programme nor keeps its money.
        ReceiptIssuedAlready: it has one.
        NoReceiptWanted: the donor waived it, or the donation is out of the books.
        BeforeTheDonation, DayToCome: the day is before the donation's, or in the future.
    """
    authorize(by, Can.ISSUE_RECEIPT, donation)
    ensure_past(on)

    donation = Donation.objects.select_for_update().get(pk=donation.pk)
    if donation.receipt_number:
        message = _("This donation has receipt %s already.")
        raise ReceiptIssuedAlready(message % donation.receipt_number)
    if donation.receipt_waived or donation.voided_on:
        message = _("No receipt is due: the donor wants none, or the donation was taken back.")
        raise NoReceiptWanted(message)
    if on < donation.received_on:
        raise BeforeTheDonation(_("A receipt is not dated before the donation."))

    number = next_number("receipts", year=on.year, pattern="R-{year}-{number:05d}")
    donation.receipt_number, donation.receipt_on, donation.handled_by = number, on, by
    donation.version += 1
    donation.save(update_fields=["receipt_number", "receipt_on", "handled_by", "version"])
    return donation


@transaction.atomic
def mark_related_party(
    donation: Donation, *, version: int, is_related_party: bool, why: str, by: Account
) -> Donation:
    """Say that the donor was, or was not, a related party on the day of the gift.

    Raises:
        PermissionDenied: ``by`` neither runs the programme nor keeps its money.
        EditConflict: somebody saved it since ``version`` was read.
    """
    authorize(by, Can.MARK_RELATED_PARTY, donation)

    donation = lock_version(donation, version)
    donation.is_related_party = is_related_party
    with because(why):
        donation.save(update_fields=["is_related_party", "version"])
    return donation


def _ensure_said(amount: Money | None, *, shown: str, is_in_kind: bool, description: str) -> None:
    if not shown:
        raise DonorNotNamed(_("Write how the donor wishes to be named, for example: anonymous."))
    if amount is None and not is_in_kind:
        raise AmountMissing(_("Write the amount."))
    if amount is not None and amount <= ZERO:
        raise AmountMissing(_("An amount is above zero."))
    if is_in_kind and not description.strip():
        raise GoodsNotDescribed(_("Write what was given."))


def _ensure_bound(programme: Programme, bound_to: BoundTo) -> None:
    branch, site = bound_to.branch, bound_to.site
    wanted = {
        Restriction.NONE: not (branch or site or bound_to.purpose.strip()),
        Restriction.BRANCH: bool(branch) and not site,
        Restriction.SITE: bool(site) and not branch,
        Restriction.PURPOSE: bool(bound_to.purpose.strip()) and not (branch or site),
    }
    if not wanted[bound_to.restriction]:
        message = _("Say what the gift is for, and nothing else: a branch, a site or a purpose.")
        raise RestrictionUnclear(message)
    part = branch or (site.branch if site else None)
    if part and part.programme_id != programme.pk:
        raise RestrictionUnclear(_("This is not part of the programme."))


def _ensure_receives(programme: Programme, received_by: Organisation) -> None:
    if not programme.initiators.filter(organisation=received_by).exists():
        raise ReceivedElsewhere(_("A donation is received by one who began the programme."))


def _book(donation: Donation, by: Account) -> None:
    """Book a donation; goods of a value not known are not booked."""
    amount = donation.amount
    if amount is None:
        return
    is_free = donation.restriction == Restriction.NONE
    site = donation.site
    branch = donation.branch or (site.branch if site else None)
    into = LedgerAccount.GOODS if donation.is_in_kind else LedgerAccount.BANK
    out_of = LedgerAccount.INCOME_UNRESTRICTED if is_free else LedgerAccount.INCOME_RESTRICTED
    with in_working_language():
        words = _("Donation %s") % donation
    book(
        EntryKind.DONATION,
        [Line(into, amount), Line(out_of, -amount)],
        About(donation.programme, branch, site, donation=donation),
        on=donation.received_on,
        words=words,
        by=by,
    )
