"""What can be done to where money goes: set an account, confirm it, hand a list to the bank."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.money import Money
from niukou.core.normalise import clean_text
from niukou.core.numbering import next_number
from niukou.network.models import Organisation
from niukou.people.models import Account
from niukou.programmes.models import (
    BankBatch,
    BankBatchLine,
    BankBatchLook,
    Payee,
    Programme,
    Tranche,
    TrancheStatus,
)
from niukou.programmes.models.payees import ending_of
from niukou.programmes.rules import Can

NUMBER = re.compile(r"\d{8,32}")  # a bank's account numbers, without what is written between


class NotAnAccountNumber(DomainError):
    """An account number is eight to 32 digits."""

    field = "account_number"


class SetMeanwhile(DomainError):
    """Somebody else set the account at the same moment."""


class PayeeReplaced(DomainError):
    """Another account was set since."""


class ConfirmedAlready(DomainError):
    """The account was confirmed before."""


class ConfirmedByWhoSetIt(DomainError):
    """A second person confirms where money goes."""


class NothingToPay(DomainError):
    """A list for the bank has at least one payment."""


class NotForThisBatch(DomainError):
    """Released, not in another list, with a confirmed account: only that goes to the bank."""


@dataclass(frozen=True, slots=True)
class BankOrder:
    """One payment as the bank is told of it, the account number in plain."""

    account_name: str
    bank: str
    account_number: str
    amount: Money
    purpose: str


@transaction.atomic
def set_payee(
    organisation: Organisation,
    *,
    account_name: str,
    bank: str,
    account_number: str,
    why: str = "",
    by: Account,
) -> Payee:
    """Set the account to which money for ``organisation`` goes; nothing is paid to it yet.

    A second person confirms it first. What was set before stays in the records.

    Raises:
        PermissionDenied: ``by`` runs no branch in which the organisation has a site.
        NotAnAccountNumber: it is not eight to 32 digits.
        SetMeanwhile: somebody else set it at the same moment.
    """
    authorize(by, Can.SET_PAYEE, organisation)

    number = re.sub(r"[\s-]", "", clean_text(account_number))
    if not NUMBER.fullmatch(number):
        raise NotAnAccountNumber(_("An account number has 8 to 32 digits."))

    known = Payee.objects.select_for_update().filter(organisation=organisation)
    known.current().update(replaced_at=timezone.now())
    taken = SetMeanwhile(_("Somebody else set this account just now. Look at it again."))
    with refusing({"payee_is_one_at_a_time": taken}):
        return Payee.objects.create(
            organisation=organisation,
            account_name=account_name.strip(),
            bank=bank.strip(),
            account_number=number,
            ending=ending_of(number),
            why=why,
            set_by=by,
        )


@transaction.atomic
def confirm_payee(payee: Payee, *, by: Account) -> Payee:
    """Confirm that money may go to ``payee``: a second person compared it with the paper.

    Raises:
        PermissionDenied: ``by`` does not keep the money of a programme the payee is in.
        PayeeReplaced: another account was set since.
        ConfirmedAlready: it was confirmed.
        ConfirmedByWhoSetIt: ``by`` set it.
    """
    authorize(by, Can.CONFIRM_PAYEE, payee)

    payee = Payee.objects.select_for_update().get(pk=payee.pk)
    if payee.replaced_at:
        raise PayeeReplaced(_("Another account was set since. Look at it again."))
    if payee.confirmed_at:
        raise ConfirmedAlready(_("This account is confirmed already."))
    if payee.set_by_id == by.pk:
        raise ConfirmedByWhoSetIt(_("You set this account: somebody else must confirm it."))

    payee.confirmed_by, payee.confirmed_at = by, timezone.now()
    payee.save(update_fields=["confirmed_by", "confirmed_at"])
    return payee


@transaction.atomic
def make_bank_batch(
    programme: Programme, *, tranches: Collection[Tranche], by: Account
) -> BankBatch:
    """Put released tranches together into a list for the bank; each stands in one list only.

    Raises:
        PermissionDenied: ``by`` does not keep the money of the programme.
        NothingToPay: none is chosen.
        NotForThisBatch: one is not released, in another list, or its account not confirmed.
    """
    authorize(by, Can.MAKE_BANK_BATCH, programme)
    if not tranches:
        raise NothingToPay(_("Choose at least one tranche."))

    keys = [tranche.pk for tranche in tranches]
    rows = Tranche.objects.select_for_update(of=("self",)).filter(
        pk__in=keys, grant__site__branch__programme=programme, status=TrancheStatus.RELEASED
    )
    found = list(rows.exclude(batch_lines__is_void=False).select_related("grant__site"))
    hospitals = [tranche.grant.site.hospital_id for tranche in found]
    known = Payee.objects.current().filter(organisation__in=hospitals, confirmed_at__isnull=False)
    payees = {payee.organisation_id: payee for payee in known}
    if len(found) != len(set(keys)) or set(hospitals) - payees.keys():
        message = _(
            "One of them is paid, in another list, or its account is not confirmed. Look again."
        )
        raise NotForThisBatch(message)

    year = timezone.localdate().year
    number = next_number("bank batches", year=year, pattern="B-{year}-{number:04d}")
    batch = BankBatch.objects.create(programme=programme, number=number, made_by=by)
    for tranche in found:
        BankBatchLine.objects.create(
            batch=batch,
            tranche=tranche,
            payee=payees[tranche.grant.site.hospital_id],
            amount=tranche.planned,
        )
    return batch


@transaction.atomic
def open_bank_batch(batch: BankBatch, *, by: Account) -> list[BankOrder]:
    """Return the orders of ``batch`` with the account numbers in plain; that ``by`` looked is kept.

    Left out is what was paid or taken back since, or whose account was changed.

    Raises:
        PermissionDenied: ``by`` does not keep the money of the programme.
    """
    authorize(by, Can.MAKE_BANK_BATCH, batch.programme)

    lines = batch.lines.filter(
        is_void=False,
        tranche__status=TrancheStatus.RELEASED,
        payee__replaced_at=None,
        payee__confirmed_at__isnull=False,
    ).select_related("payee__organisation", "tranche__grant__site")
    BankBatchLook.objects.create(batch=batch, by=by)
    return [_order(line) for line in lines.order_by("pk")]


def _order(line: BankBatchLine) -> BankOrder:
    payee, grant = line.payee, line.tranche.grant
    said = {"grant": grant, "position": line.tranche.position, "title": grant.title}
    sealed = payee.account_number
    return BankOrder(
        account_name=payee.account_name,
        bank=payee.bank,
        account_number=sealed.reveal() if sealed else "",
        amount=line.amount,
        purpose=_("%(grant)s tranche %(position)s: %(title)s") % said,
    )
