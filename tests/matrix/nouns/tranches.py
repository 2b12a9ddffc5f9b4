"""A tranche on its way to the bank, and what it waits for."""

from datetime import date

from niukou.core.money import Money
from niukou.programmes.actions.grants import cancel_grant
from niukou.programmes.actions.payees import NotForThisBatch, make_bank_batch
from niukou.programmes.actions.tranches import (
    ConfirmedAlready,
    EvidenceStands,
    NoEvidence,
    NotCommitted,
    NotReleased,
    PaidAlready,
    PaidByReleaser,
    ReleasedAlready,
    attach_condition_evidence,
    confirm_condition,
    pay_tranche,
    release_tranche,
    return_money,
    withdraw_release,
)
from niukou.programmes.models import Grant, Payee, Site, Tranche, TrancheCondition, TrancheStatus
from niukou.programmes.rules import Can
from tests.factories import officer_of
from tests.factories.money import (
    PAID_ON,
    committed_grant,
    confirmed_payee,
    paid_tranche,
    planned_grant,
    proved,
    released_tranche,
    scan,
    tranche_of,
)
from tests.matrix.holders import also_finance
from tests.matrix.table import Act, Noun
from tests.programmes.test_access import RUNS_IT

T = TrancheStatus
OF_A_DRAFT, OF_A_CANCELLED = "of a draft", "of a cancelled grant"
BARE, ATTACHED, CONFIRMED = "waits for its paper", "paper attached", "confirmed"
ON = date(2025, 2, 3)
RELEASER = "who released it"


def cancelled(grant: Grant) -> Grant:
    by = officer_of(grant.site.branch)
    return cancel_grant(grant, version=grant.version, on=PAID_ON, why="演示", by=by)


def in_status(status: str, site: Site) -> Tranche:
    confirmed_payee(site)
    if status == OF_A_DRAFT:
        return tranche_of(planned_grant(site))
    grant = committed_grant(site)
    if status == OF_A_CANCELLED:
        return tranche_of(cancelled(grant))
    if status == T.PLANNED:
        return proved(tranche_of(grant), by=officer_of(site.branch))
    return released_tranche(grant) if status == T.RELEASED else paid_tranche(grant)


def condition_in(state: str, site: Site) -> TrancheCondition:
    papers = {"papers": ("发票",)}
    grant = (
        planned_grant(site, **papers) if state == OF_A_DRAFT else committed_grant(site, **papers)
    )
    waiting = TrancheCondition.objects.get(tranche__grant=grant, tranche__position=1, words="发票")
    by = officer_of(site.branch)
    if state != BARE:
        attach_condition_evidence(waiting, file=scan(), by=by)
    if state == CONFIRMED:
        confirm_condition(waiting, on=ON, by=by)
    if state == OF_A_CANCELLED:
        cancelled(grant)
    return waiting


TRANCHES = Noun(
    "tranche",
    (OF_A_DRAFT, OF_A_CANCELLED, *TrancheStatus),
    in_status,
    doers={
        RELEASER: (
            {"branch", "finance"},
            lambda tranche: also_finance(tranche.released_by, tranche.grant.site),
        )
    },
    acts=(
        Act(
            release_tranche,
            Can.RELEASE_TRANCHE,
            {T.PLANNED},
            (ReleasedAlready, NotCommitted),
            lambda tranche: {"on": ON},
        ),
        Act(
            withdraw_release,
            Can.WITHDRAW_RELEASE,
            {T.RELEASED},
            (NotReleased, PaidAlready, NotCommitted),
            lambda tranche: {"on": ON, "why": "演示"},
        ),
        Act(
            pay_tranche,
            Can.PAY_TRANCHE,
            {T.RELEASED},
            (NotReleased, PaidAlready, NotCommitted),
            lambda tranche: {
                "payee": Payee.objects.current().get(organisation=tranche.grant.site.hospital),
                "reference": "演示流水",
                "on": ON,
            },
            own={RELEASER: PaidByReleaser},
        ),
        Act(
            return_money,
            Can.RETURN_MONEY,
            {T.PAID},
            NotReleased,
            lambda tranche: {
                "amount": Money.from_yuan(10),
                "reference": "演示流水",
                "on": ON,
                "why": "演示",
            },
        ),
        Act(
            make_bank_batch,
            Can.MAKE_BANK_BATCH,
            {T.RELEASED},
            NotForThisBatch,
            subject=lambda tranche: tranche.grant.site.branch.programme,
            inputs=lambda tranche: {"tranches": [tranche]},
        ),
    ),
)
CONDITIONS = Noun(
    "condition of a tranche",
    (OF_A_DRAFT, BARE, ATTACHED, CONFIRMED, OF_A_CANCELLED),
    condition_in,
    acts=(
        Act(
            attach_condition_evidence,
            Can.ATTACH_CONDITION_EVIDENCE,
            {OF_A_DRAFT, BARE, ATTACHED},
            (EvidenceStands, NotCommitted),
            lambda waiting: {"file": scan()},
            only={OF_A_DRAFT: RUNS_IT},
        ),
        Act(
            confirm_condition,
            Can.CONFIRM_CONDITION,
            {ATTACHED},
            (ConfirmedAlready, NoEvidence, NotCommitted),
            lambda waiting: {"on": ON},
        ),
    ),
)
NOUNS = [TRANCHES, CONDITIONS]
