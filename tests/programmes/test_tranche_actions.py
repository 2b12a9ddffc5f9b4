"""What can be done to a tranche, and what is refused: no evidence, no money."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile

from niukou.core.files import FileOfOtherKind
from niukou.core.money import ZERO
from niukou.network.models import RoleKind
from niukou.programmes.actions import tranches as refusals
from niukou.programmes.actions.grants import cancel_grant
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.actions.tranches import (
    attach_condition_evidence,
    confirm_condition,
    pay_tranche,
    release_tranche,
    return_money,
    withdraw_release,
)
from niukou.programmes.models import (
    EntryKind,
    Grant,
    GrantStatus,
    LedgerAccount,
    LedgerEntry,
    SiteAgreement,
    TrancheStatus,
)
from niukou.programmes.queries.money import Sums, sums_by
from tests.factories import auditor, holder, officer_of, stranger
from tests.factories.money import (
    AWARDED_ON,
    PAID_ON,
    RELEASED_ON,
    committed_grant,
    confirmed_payee,
    finance_officer,
    paid_tranche,
    planned_grant,
    proved,
    released_tranche,
    scan,
    tranche_of,
    yuan,
)
from tests.factories.programmes import coordinator, coordinator_elsewhere

pytestmark = pytest.mark.django_db
FUTURE = date(2062, 1, 1)
ONE_DAY = timedelta(days=1)


def paper_of(grant):
    return grant.tranches.get(position=1).conditions.get(condition="PAPER")


def lines_of(entry) -> list[tuple[str, int, str]]:
    return [(one.account, one.fen.fen, one.purpose) for one in entry.lines.order_by("position")]


def sums(grant) -> Sums:
    return sums_by(Grant.objects.filter(pk=grant.pk), "grant").get(grant.pk, Sums())


# --- evidence ----------------------------------------------------------------------------------
def test_a_paper_is_attached_by_the_hospital_and_confirmed_by_the_officer() -> None:
    grant = committed_grant(papers=("发票",))
    waiting = attach_condition_evidence(paper_of(grant), file=scan(), by=coordinator(grant.site))

    confirmed = confirm_condition(waiting, on=AWARDED_ON, by=officer_of(grant.site.branch))

    assert (confirmed.met_on, confirmed.evidence.name) == (AWARDED_ON, "凭证.pdf")


def test_a_condition_of_the_records_is_met_on_the_day_the_records_say() -> None:
    grant = committed_grant()
    waiting = tranche_of(grant).conditions.get()

    confirmed = confirm_condition(waiting, on=AWARDED_ON, by=officer_of(grant.site.branch))

    assert confirmed.met_on == date(2024, 11, 23)


def test_confirm_refuses_without_a_paper_without_the_fact_twice_and_in_the_future() -> None:
    grant = committed_grant(papers=("发票",))
    officer = officer_of(grant.site.branch)
    paper = paper_of(grant)
    signed = tranche_of(grant).conditions.get(condition="agreement-signed")

    with pytest.raises(refusals.NoEvidence):
        confirm_condition(paper, on=AWARDED_ON, by=officer)
    with pytest.raises(DayToCome):
        confirm_condition(paper, on=FUTURE, by=officer)
    with pytest.raises(PermissionDenied):
        confirm_condition(signed, on=AWARDED_ON, by=coordinator(grant.site))
    confirm_condition(signed, on=AWARDED_ON, by=officer)
    with pytest.raises(refusals.ConfirmedAlready):
        confirm_condition(signed, on=AWARDED_ON, by=officer)
    SiteAgreement.objects.filter(site=grant.site).delete()
    with pytest.raises(refusals.NotMet):
        confirm_condition(tranche_of(grant, 2).conditions.first(), on=AWARDED_ON, by=officer)


def test_a_draft_confirms_nothing() -> None:
    grant = planned_grant()

    with pytest.raises(refusals.NotCommitted):
        confirm_condition(
            tranche_of(grant).conditions.get(), on=AWARDED_ON, by=officer_of(grant.site.branch)
        )


def test_attach_refuses_other_files_strangers_and_what_is_confirmed() -> None:
    grant = committed_grant(papers=("发票",))
    officer = officer_of(grant.site.branch)
    waiting = paper_of(grant)

    for by in (stranger(), coordinator_elsewhere(grant.site), auditor()):
        with pytest.raises(PermissionDenied):
            attach_condition_evidence(waiting, file=scan(), by=by)
    text = SimpleUploadedFile("发票.pdf", b"=1+1")
    with pytest.raises(FileOfOtherKind):
        attach_condition_evidence(waiting, file=text, by=officer)
    attach_condition_evidence(waiting, file=scan(), by=officer)
    confirm_condition(waiting, on=AWARDED_ON, by=officer)
    with pytest.raises(refusals.EvidenceStands):
        attach_condition_evidence(waiting, file=scan(), by=officer)


# --- release -----------------------------------------------------------------------------------
def test_release_lets_finance_pay_and_books_what_is_owed_by_purpose() -> None:
    tranche = released_tranche()

    entry = LedgerEntry.objects.get(tranche=tranche)
    assert (tranche.status, tranche.released_on) == (TrancheStatus.RELEASED, RELEASED_ON)
    assert (entry.kind, lines_of(entry)) == (
        EntryKind.RELEASE,
        [
            (LedgerAccount.PROJECT_COSTS, 18000, "EQUIPMENT"),
            (LedgerAccount.PROJECT_COSTS, 42000, "RENOVATION"),
            (LedgerAccount.PAYABLE, -18000, "EQUIPMENT"),
            (LedgerAccount.PAYABLE, -42000, "RENOVATION"),
        ],
    )


def test_release_refuses_a_tranche_without_evidence() -> None:
    grant = committed_grant(papers=("发票",))
    officer = officer_of(grant.site.branch)
    tranche = tranche_of(grant)

    with pytest.raises(refusals.NoEvidence):
        release_tranche(tranche, on=RELEASED_ON, by=officer)
    signed = tranche.conditions.get(condition="agreement-signed")
    confirm_condition(signed, on=AWARDED_ON, by=officer)
    with pytest.raises(refusals.NoEvidence):
        release_tranche(tranche, on=RELEASED_ON, by=officer)

    assert LedgerEntry.objects.count() == 0


def test_release_refuses_what_was_confirmed_and_is_true_no_more() -> None:
    grant = committed_grant()
    officer = officer_of(grant.site.branch)
    tranche = proved(tranche_of(grant), by=officer)
    SiteAgreement.objects.filter(site=grant.site).delete()

    with pytest.raises(refusals.NotMet):
        release_tranche(tranche, on=RELEASED_ON, by=officer)


def test_release_refuses_out_of_turn_twice_early_and_by_others() -> None:
    grant = committed_grant()
    officer = officer_of(grant.site.branch)
    first, second = (proved(tranche_of(grant, one), by=officer) for one in (1, 2))

    with pytest.raises(refusals.EarlierTrancheFirst, match="1"):
        release_tranche(second, on=RELEASED_ON, by=officer)
    with pytest.raises(refusals.OutOfTurn):
        release_tranche(first, on=AWARDED_ON - ONE_DAY, by=officer)
    with pytest.raises(DayToCome):
        release_tranche(first, on=FUTURE, by=officer)
    finance = finance_officer(grant.site.branch.programme)
    for by in (finance, coordinator(grant.site), auditor(), stranger()):
        with pytest.raises(PermissionDenied):
            release_tranche(first, on=RELEASED_ON, by=by)
    release_tranche(first, on=AWARDED_ON, by=officer)
    with pytest.raises(refusals.ReleasedAlready, match="2025"):
        release_tranche(first, on=RELEASED_ON, by=officer)


def test_release_refuses_a_draft_and_a_cancelled_grant() -> None:
    draft = planned_grant()
    cancelled = committed_grant()
    officer = officer_of(cancelled.site.branch)
    cancel_grant(cancelled, version=cancelled.version, on=AWARDED_ON, why="停办", by=officer)

    for grant, by in ((draft, officer_of(draft.site.branch)), (cancelled, officer)):
        with pytest.raises(refusals.NotCommitted):
            release_tranche(tranche_of(grant), on=RELEASED_ON, by=by)


def test_withdraw_takes_the_release_back_and_the_ledger_with_it() -> None:
    tranche = released_tranche()
    officer = officer_of(tranche.grant.site.branch)

    back = withdraw_release(tranche, on=PAID_ON, why="账户有误", by=officer)

    entry = LedgerEntry.objects.get(kind=EntryKind.CORRECTION)
    assert (back.status, back.released_on, back.released_by) == (TrancheStatus.PLANNED, None, None)
    assert (entry.words, entry.corrects.kind) == ("账户有误", EntryKind.RELEASE)
    assert sums(tranche.grant).waiting == ZERO
    again = release_tranche(back, on=PAID_ON, by=officer)
    assert withdraw_release(again, on=PAID_ON, why="再次", by=officer).released_on is None


def test_withdraw_refuses_what_is_not_released_or_paid() -> None:
    grant = committed_grant()
    officer = officer_of(grant.site.branch)
    with pytest.raises(refusals.NotReleased):
        withdraw_release(tranche_of(grant), on=PAID_ON, why="?", by=officer)
    paid = paid_tranche(grant)
    with pytest.raises(refusals.PaidAlready):
        withdraw_release(paid, on=PAID_ON, why="?", by=officer)
    second = released_tranche(grant, position=2)
    with pytest.raises(refusals.OutOfTurn):
        withdraw_release(second, on=RELEASED_ON - ONE_DAY, why="?", by=officer)
    with pytest.raises(PermissionDenied):
        withdraw_release(
            second, on=PAID_ON, why="?", by=finance_officer(grant.site.branch.programme)
        )


# --- payment -----------------------------------------------------------------------------------
def test_pay_books_the_payment_and_the_last_one_completes_the_grant() -> None:
    grant = committed_grant()
    first = paid_tranche(grant)

    entry = LedgerEntry.objects.get(kind=EntryKind.PAYMENT)
    assert (first.status, first.paid_on, first.bank_reference) == (
        TrancheStatus.PAID,
        PAID_ON,
        "演示流水-1",
    )
    assert (entry.reference, lines_of(entry)[-1]) == (
        "演示流水-1",
        (LedgerAccount.BANK, -42000, "RENOVATION"),
    )
    assert sums(grant) == Sums(
        planned=yuan(1000), committed=yuan(1000), waiting=ZERO, paid=yuan(600), returned=ZERO
    )
    grant.refresh_from_db()
    assert grant.status == GrantStatus.COMMITTED
    paid_tranche(grant, position=2)
    grant.refresh_from_db()
    assert (grant.status, grant.completed_on) == (GrantStatus.COMPLETED, PAID_ON)


def test_pay_refuses_the_one_who_released_even_as_finance_officer() -> None:
    grant = committed_grant()
    both = finance_officer(grant.site.branch.programme)
    both.programme_offices.create(programme=grant.site.branch.programme, from_on=date(2020, 1, 1))
    tranche = released_tranche(grant, by=both)
    payee = confirmed_payee(grant.site)

    with pytest.raises(refusals.PaidByReleaser):
        pay_tranche(tranche, payee=payee, reference="1", on=PAID_ON, by=both)


def test_pay_refuses_without_release_twice_early_and_by_others() -> None:
    grant = committed_grant()
    finance = finance_officer(grant.site.branch.programme)
    said = {"payee": confirmed_payee(grant.site), "reference": "1", "on": PAID_ON}
    with pytest.raises(refusals.NotReleased):
        pay_tranche(tranche_of(grant), by=finance, **said)
    tranche = released_tranche(grant)
    elsewhere = holder(RoleKind.FINANCE_OFFICER, grant.site.hospital)
    for by in (officer_of(grant.site.branch), elsewhere, auditor(), stranger()):
        with pytest.raises(PermissionDenied):
            pay_tranche(tranche, by=by, **said)
    for wrong, refusal in (
        ({"on": RELEASED_ON - ONE_DAY}, refusals.OutOfTurn),
        ({"on": FUTURE}, DayToCome),
        ({"reference": " "}, refusals.ReferenceMissing),
    ):
        with pytest.raises(refusal):
            pay_tranche(tranche, by=finance, **said | wrong)
    pay_tranche(tranche, by=finance, **said)
    with pytest.raises(refusals.PaidAlready, match="2025"):
        pay_tranche(tranche, by=finance, **said)
    assert LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).count() == 1


# --- money that comes back ----------------------------------------------------------------------
def test_returned_money_is_an_entry_and_no_status() -> None:
    tranche = paid_tranche()
    finance = finance_officer(tranche.grant.site.branch.programme)

    entry = return_money(
        tranche, amount=yuan("100.01"), reference="2", on=PAID_ON, why="结余退回", by=finance
    )

    tranche.refresh_from_db()
    assert (tranche.status, entry.kind, entry.words) == (
        TrancheStatus.PAID,
        EntryKind.RETURN,
        "结余退回",
    )
    told = sums(tranche.grant)
    assert (told.paid, told.returned, told.held) == (yuan(600), yuan("100.01"), yuan("499.99"))


def test_no_more_comes_back_than_was_paid() -> None:
    tranche = paid_tranche()
    grant = tranche.grant
    finance = finance_officer(grant.site.branch.programme)
    said = {"reference": "2", "on": PAID_ON, "why": "退", "by": finance}

    for amount in (ZERO, -yuan(1), yuan("600.01")):
        with pytest.raises(refusals.MoreThanWasPaid):
            return_money(tranche, amount=amount, **said)
    return_money(tranche, amount=yuan(600), **said)
    with pytest.raises(refusals.MoreThanWasPaid):
        return_money(tranche, amount=yuan("0.01"), **said)
    with pytest.raises(refusals.NotReleased):
        return_money(tranche_of(grant, 2), amount=yuan(1), **said)
    with pytest.raises(PermissionDenied):
        return_money(tranche, amount=yuan(1), **said | {"by": officer_of(grant.site.branch)})


def test_return_refuses_an_early_day_and_no_reference() -> None:
    tranche = paid_tranche()
    finance = finance_officer(tranche.grant.site.branch.programme)
    said = {"amount": yuan(1), "why": "退", "by": finance}

    with pytest.raises(refusals.OutOfTurn):
        return_money(tranche, reference="2", on=PAID_ON - ONE_DAY, **said)
    with pytest.raises(refusals.ReferenceMissing):
        return_money(tranche, reference="", on=PAID_ON, **said)
