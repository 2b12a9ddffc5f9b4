"""Grants, gifts, accounts that money goes to, and the entries of the ledger."""

from datetime import date
from typing import Any

from niukou.core.money import Money
from niukou.people.models import Account
from niukou.programmes.actions.donations import (
    NoReceiptWanted,
    ReceiptIssuedAlready,
    issue_receipt,
    mark_related_party,
)
from niukou.programmes.actions.grants import (
    EndedAlready,
    NoDraftAnyMore,
    PlannedLine,
    PlannedTranche,
    cancel_grant,
    commit_grant,
    plan_tranches,
    set_budget,
)
from niukou.programmes.actions.ledger import (
    CorrectedAlready,
    CorrectedElsewhere,
    CorrectionStands,
    correct_entry,
)
from niukou.programmes.actions.money_gates import AGREEMENT_SIGNED
from niukou.programmes.actions.payees import (
    ConfirmedAlready,
    ConfirmedByWhoSetIt,
    PayeeReplaced,
    confirm_payee,
    make_bank_batch,
    open_bank_batch,
    set_payee,
)
from niukou.programmes.actions.post_months import correct_post_payment, pay_post_month
from niukou.programmes.actions.tranches import return_money, withdraw_release
from niukou.programmes.models import (
    BankBatch,
    Donation,
    EntryKind,
    Grant,
    GrantStatus,
    LedgerEntry,
    Payee,
    PostHolding,
    Purpose,
    Site,
)
from niukou.programmes.post_lifecycle import MonthStatus
from niukou.programmes.rules import Can
from tests.factories import officer_of, officer_of_all, signed_site
from tests.factories.money import (
    DRAFTED,
    PAID_ON,
    committed_grant,
    confirmed_payee,
    donation_of,
    finance_officer,
    paid_tranche,
    planned_grant,
    released_tranche,
)
from tests.factories.posts import filled_post, month_in
from tests.matrix.holders import also_finance
from tests.matrix.table import Act, Noun

G, E = GrantStatus, EntryKind
ON = date(2025, 7, 7)
WHOLE = Money.from_yuan(1000)
RECORDED, RECEIPTED, WAIVED, VOIDED = "recorded", "receipt given", "receipt waived", "taken back"
SET, CONFIRMED, REPLACED = "set", "confirmed", "replaced"
SETTER = "who set it"
TAKEN_BACK = "payment taken back"
ACCOUNT = {"account_name": "演示医院", "bank": "演示银行", "account_number": "6200000000005678"}


def grant_in(status: str, site: Site) -> Grant:
    if status == G.DRAFT:
        return planned_grant(site)
    grant = committed_grant(site, parts=(1000,))
    if status == G.COMPLETED:
        paid_tranche(grant)
    if status == G.CANCELLED:
        by = officer_of(site.branch)
        cancel_grant(grant, version=grant.version, on=PAID_ON, why="演示", by=by)
    return Grant.objects.get(pk=grant.pk)


def donation_in(state: str, site: Site) -> Donation:
    programme = site.branch.programme
    donation = donation_of(programme, receipt_waived=state == WAIVED)
    keeper = finance_officer(programme)
    if state == RECEIPTED:
        issue_receipt(donation, on=PAID_ON, by=keeper)
    if state == VOIDED:
        correct_entry(LedgerEntry.objects.get(donation=donation), on=PAID_ON, why="演示", by=keeper)
    return donation


def payee_in(state: str, site: Site) -> Payee:
    if state == CONFIRMED:
        return confirmed_payee(site)
    payee = set_payee(site.hospital, **ACCOUNT, by=officer_of(site.branch))
    if state == REPLACED:
        set_payee(site.hospital, **ACCOUNT, by=officer_of(site.branch))
    return payee


def setter_of(payee: Payee) -> Account | None:
    return also_finance(payee.set_by, payee.organisation.sites.get())


def batch_in(state: str, site: Site) -> BankBatch:
    tranche, keeper = (
        released_tranche(committed_grant(site)),
        finance_officer(site.branch.programme),
    )
    confirmed_payee(site)
    return make_bank_batch(site.branch.programme, tranches=[tranche], by=keeper)


def entry_in(kind: str, site: Site) -> LedgerEntry:
    """Return the newest entry of its kind; or a payment that was taken back."""
    keeper = finance_officer(site.branch.programme)
    if kind == E.DONATION:
        donation_of(site.branch.programme)
    elif kind in {E.POST_MONTH, E.POST_ANEW}:
        paid_month(site)
    elif kind in {E.RELEASE, E.CORRECTION}:
        tranche = released_tranche(committed_grant(site))
        if kind == E.CORRECTION:
            withdraw_release(tranche, on=ON, why="演示", by=officer_of(site.branch))
    else:
        tranche = paid_tranche(committed_grant(site))
        if kind == E.RETURN:
            return_money(tranche, **returned(), by=keeper)
    wanted = E.PAYMENT if kind == TAKEN_BACK else kind
    entry = LedgerEntry.objects.filter(kind=wanted).latest("pk")
    if kind == TAKEN_BACK:
        correct_entry(entry, on=ON, why="演示", by=keeper)
    return entry


def returned() -> dict[str, Any]:
    return {"amount": Money.from_yuan(10), "reference": "演示", "on": ON, "why": "演示"}


def paid_month(site: Site) -> None:
    """Pay a month of a post, and settle it anew by the days that are known later."""
    post = filled_post(site=site)
    month = month_in(MonthStatus.CHECKED, post=post)
    by = officer_of_all(site.branch.programme)
    pay_post_month(month, version=month.version, on=ON, by=by)
    PostHolding.objects.filter(post=post).update(from_on=date(2025, 4, 11))
    correct_post_payment(month, on=ON, why="演示", by=by)


GRANTS = Noun(
    "grant",
    GrantStatus,
    grant_in,
    acts=(
        Act(
            set_budget,
            Can.EDIT_GRANT,
            {G.DRAFT},
            NoDraftAnyMore,
            lambda grant: {
                "version": grant.version,
                "lines": [PlannedLine(Purpose.RENOVATION, WHOLE)],
                "on": DRAFTED,
            },
        ),
        Act(
            plan_tranches,
            Can.EDIT_GRANT,
            {G.DRAFT},
            NoDraftAnyMore,
            lambda grant: {
                "version": grant.version,
                "tranches": [PlannedTranche(WHOLE, (AGREEMENT_SIGNED,), ())],
            },
        ),
        Act(
            commit_grant,
            Can.COMMIT_GRANT,
            {G.DRAFT},
            NoDraftAnyMore,
            lambda grant: {"version": grant.version, "on": ON},
        ),
        Act(
            cancel_grant,
            Can.CANCEL_GRANT,
            {G.DRAFT, G.COMMITTED},
            EndedAlready,
            lambda grant: {"version": grant.version, "on": ON, "why": "演示"},
        ),
    ),
)
DONATIONS = Noun(
    "donation",
    (RECORDED, RECEIPTED, WAIVED, VOIDED),
    donation_in,
    acts=(
        Act(
            issue_receipt,
            Can.ISSUE_RECEIPT,
            {RECORDED},
            (ReceiptIssuedAlready, NoReceiptWanted),
            lambda donation: {"on": ON},
        ),
        Act(
            mark_related_party,
            Can.MARK_RELATED_PARTY,
            (RECORDED, RECEIPTED, WAIVED, VOIDED),
            inputs=lambda donation: {
                "version": donation.version,
                "is_related_party": True,
                "why": "演示",
            },
        ),
    ),
)
PAYEES = Noun(
    "account of a hospital",
    (SET, CONFIRMED, REPLACED),
    payee_in,
    doers={SETTER: ({"branch", "finance"}, setter_of)},
    acts=(
        Act(
            confirm_payee,
            Can.CONFIRM_PAYEE,
            {SET},
            (ConfirmedAlready, PayeeReplaced),
            own={SETTER: ConfirmedByWhoSetIt},
        ),
        Act(
            set_payee,
            Can.SET_PAYEE,
            (SET, CONFIRMED, REPLACED),
            subject=lambda payee: payee.organisation,
            inputs=lambda payee: ACCOUNT,
        ),
    ),
)
BATCHES = Noun(
    "list for the bank",
    ("made",),
    batch_in,
    acts=(Act(open_bank_batch, Can.MAKE_BANK_BATCH, {"made"}),),
)
ENTRIES = Noun(
    "entry of the ledger",
    (*EntryKind, TAKEN_BACK),
    entry_in,
    place=signed_site,
    acts=(
        Act(
            correct_entry,
            Can.CORRECT_ENTRY,
            {E.DONATION, E.PAYMENT, E.RETURN},
            (CorrectionStands, CorrectedElsewhere, CorrectedAlready),
            lambda entry: {"on": ON, "why": "演示"},
        ),
    ),
)
NOUNS = [GRANTS, DONATIONS, PAYEES, BATCHES, ENTRIES]
