"""Money written out: orders for the bank, the ledger for the accountant."""

from collections.abc import Iterator, Sequence
from typing import IO

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from niukou.core.excel import write_xlsx
from niukou.programmes.actions.payees import BankOrder
from niukou.programmes.models import LedgerLine

AT_ONCE = 2000


def export_orders(orders: Sequence[BankOrder], to: IO[bytes]) -> None:
    """Write ``orders`` as the bank takes them: numbers of accounts are text, amounts are numbers."""
    write_xlsx(
        to,
        name=_("Payments"),
        headings=[
            _("Name of the account"),
            _("Account number"),
            _("Bank and branch"),
            _("Amount (yuan)"),
            _("Purpose"),
        ],
        rows=(
            [one.account_name, one.account_number, one.bank, one.amount.yuan, one.purpose]
            for one in orders
        ),
        widths=[36, 28, 36, 16, 48],
    )


def export_ledger(lines: QuerySet[LedgerLine], to: IO[bytes]) -> None:
    """Write ``lines`` in their order, debits and credits apart, as accountants read them."""
    write_xlsx(
        to,
        name=_("Ledger"),
        headings=[
            _("Date"),
            _("Entry"),
            _("Kind"),
            _("Words"),
            _("Ledger account"),
            _("Debit (yuan)"),
            _("Credit (yuan)"),
            _("Branch"),
            _("Site"),
            _("Grant"),
            _("Tranche"),
            _("Purpose"),
            _("Donation"),
            _("Bank reference"),
            _("Corrects"),
        ],
        rows=_ledger_rows(lines),
        widths=[12, 16, 16, 40, 28, 16, 16, 16, 12, 18, 8, 12, 16, 20, 16],
    )


def _ledger_rows(lines: QuerySet[LedgerLine]) -> Iterator[list[object]]:
    named = lines.select_related(
        "entry__corrects", "branch", "site", "grant", "tranche", "donation"
    )
    for line in named.iterator(chunk_size=AT_ONCE):
        entry = line.entry
        yield [
            entry.on,
            entry.number,
            entry.get_kind_display(),
            entry.words,
            line.get_account_display(),
            line.debit.yuan if line.debit else None,
            line.credit.yuan if line.credit else None,
            str(line.branch or ""),
            str(line.site or ""),
            str(line.grant or ""),
            line.tranche.position if line.tranche else None,
            line.get_purpose_display(),
            str(line.donation or ""),
            entry.reference,
            str(entry.corrects or ""),
        ]
