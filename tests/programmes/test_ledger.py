"""The ledger always balances, never changes, and corrects itself by entries."""

from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.money import ZERO, Money
from niukou.programmes.actions import ledger as refusals
from niukou.programmes.actions.grants import cancel_grant
from niukou.programmes.actions.ledger import About, DoesNotBalance, Line, book, correct_entry
from niukou.programmes.actions.tranches import (
    pay_tranche,
    release_tranche,
    return_money,
    withdraw_release,
)
from niukou.programmes.events import PostMonthCorrected, PostMonthPaid
from niukou.programmes.models import (
    EntryKind,
    Grant,
    GrantStatus,
    LedgerAccount,
    LedgerEntry,
    LedgerLine,
    Tranche,
    TrancheStatus,
)
from niukou.programmes.post_lifecycle import MonthStatus
from niukou.programmes.queries.money import Sums, sums_by
from niukou.programmes.shares import shared
from tests.factories import officer_of, officer_of_all, signed_site
from tests.factories.money import (
    PAID_ON,
    committed_grant,
    confirmed_payee,
    donation_of,
    finance_officer,
    paid_tranche,
    proved,
    yuan,
)
from tests.factories.posts import month_in

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def entry_of(kind: EntryKind) -> LedgerEntry:
    return LedgerEntry.objects.get(kind=kind)


# --- what the database promises ------------------------------------------------------------------
@pytest.mark.parametrize("table", ["programmes_ledgerentry", "programmes_ledgerline"])
@pytest.mark.parametrize("act", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nobody_changes_the_ledger_not_even_in_sql(table: str, act: str) -> None:
    donation_of(signed_site().branch.programme)
    connection.check_constraints()

    with pytest.raises(DatabaseError, match=r"Cannot update|only grows"), transaction.atomic():
        run(act.format(table))

    assert (LedgerEntry.objects.count(), LedgerLine.objects.count()) == (1, 2)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.mark.parametrize("amounts", [(), (100,), (100, -99)])
def test_an_entry_that_does_not_balance_never_reaches_the_books(amounts) -> None:
    programme = signed_site().branch.programme
    entry = {"programme": programme, "number": "L-1", "kind": EntryKind.RETURN, "on": PAID_ON}

    written = LedgerEntry.objects.create(words="差一分", **entry)
    for position, fen in enumerate(amounts, start=1):
        written.lines.create(position=position, account=LedgerAccount.BANK, fen=Money(fen))

    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        connection.check_constraints()
    transaction.set_rollback(True)


def test_a_line_added_later_does_not_unbalance_an_entry() -> None:
    donation_of(signed_site().branch.programme)
    entry = LedgerEntry.objects.get()

    connection.check_constraints()
    entry.lines.create(position=3, account=LedgerAccount.BANK, fen=Money(1))

    with pytest.raises(IntegrityError, match="does not balance"), transaction.atomic():
        connection.check_constraints()
    transaction.set_rollback(True)


def test_book_refuses_lines_that_do_not_add_up() -> None:
    about = About(signed_site().branch.programme)

    for lines in ([], [Line(LedgerAccount.BANK, yuan(1))]):
        with pytest.raises(DoesNotBalance):
            book(EntryKind.RETURN, lines, about, on=PAID_ON, words="?", by=None)


# --- corrections -----------------------------------------------------------------------------------
def test_a_corrected_payment_waits_again_and_may_be_paid_anew() -> None:
    tranche = paid_tranche(committed_grant(parts=(1000,)))
    grant = tranche.grant
    finance = finance_officer(grant.site.branch.programme)

    correction = correct_entry(entry_of(EntryKind.PAYMENT), on=PAID_ON, why="记错日期", by=finance)

    tranche.refresh_from_db()
    grant.refresh_from_db()
    assert (correction.corrects.kind, correction.words) == (EntryKind.PAYMENT, "记错日期")
    assert (tranche.status, tranche.paid_on) == (TrancheStatus.RELEASED, None)
    assert (grant.status, grant.completed_on) == (GrantStatus.COMMITTED, None)
    assert told(grant).paid == ZERO
    payee = confirmed_payee(grant.site)
    pay_tranche(tranche, payee=payee, reference="2", on=PAID_ON, by=finance)
    assert told(grant).paid == yuan(1000)


def test_a_corrected_donation_is_out_of_the_books() -> None:
    programme = signed_site().branch.programme
    donation = donation_of(programme)

    correct_entry(
        entry_of(EntryKind.DONATION), on=PAID_ON, why="重复登记", by=finance_officer(programme)
    )

    donation.refresh_from_db()
    assert (donation.voided_on, donation.is_open_for_receipt) == (PAID_ON, False)
    assert balance(LedgerAccount.BANK) == ZERO


def test_correct_refuses_twice_a_correction_a_release_early_and_by_others() -> None:
    tranche = paid_tranche()
    programme = tranche.grant.site.branch.programme
    finance = finance_officer(programme)
    entry = entry_of(EntryKind.PAYMENT)
    said = {"on": PAID_ON, "why": "错", "by": finance}

    with pytest.raises(PermissionDenied):
        correct_entry(entry, **said | {"by": officer_of_all(programme)})
    with pytest.raises(refusals.BeforeTheEntry):
        correct_entry(entry, **said | {"on": PAID_ON - ONE_DAY})
    with pytest.raises(refusals.CorrectedElsewhere):
        correct_entry(entry_of(EntryKind.RELEASE), **said)
    correction = correct_entry(entry, **said)
    with pytest.raises(refusals.CorrectedAlready):
        correct_entry(entry, **said)
    with pytest.raises(refusals.CorrectionStands):
        correct_entry(correction, **said)


def test_correct_refuses_a_payment_of_which_money_came_back_and_a_donation_in_use() -> None:
    site = signed_site()
    programme = site.branch.programme
    finance = finance_officer(programme)
    donation = donation_of(programme)
    tranche = paid_tranche(committed_grant(site, donation=donation))
    back = {"reference": "2", "on": PAID_ON, "why": "退", "by": finance}
    returned = return_money(tranche, amount=yuan(1), **back)
    said = {"on": PAID_ON, "why": "错", "by": finance}

    with pytest.raises(refusals.MoneyCameBack):
        correct_entry(entry_of(EntryKind.PAYMENT), **said)
    with pytest.raises(refusals.DonationInUse):
        correct_entry(entry_of(EntryKind.DONATION), **said)
    correct_entry(returned, **said)
    correct_entry(entry_of(EntryKind.PAYMENT), **said)
    assert told(tranche.grant) == Sums(planned=yuan(1000), committed=yuan(1000), waiting=yuan(600))


# --- properties ------------------------------------------------------------------------------------
def told(grant: Grant) -> Sums:
    return sums_by(Grant.objects.filter(pk=grant.pk), "grant").get(grant.pk, Sums())


def balance(*accounts: LedgerAccount) -> Money:
    lines = LedgerLine.objects.filter(account__in=accounts or LedgerAccount.values)
    return sum((line.fen for line in lines), ZERO)


fen = st.integers(min_value=1, max_value=10**12)


@given(st.lists(fen, min_size=1, max_size=6), st.lists(fen, min_size=1, max_size=6))
def test_sharing_tranches_among_purposes_loses_no_fen(lines, weights) -> None:
    budget = [Money(line) for line in lines]
    tranches = sum(budget, ZERO).split_by_weights(weights)

    parts = shared(tranches, budget)

    assert [sum(row, ZERO) for row in parts] == tranches
    assert [sum(column, ZERO) for column in zip(*parts, strict=True)] == budget
    assert all(part >= ZERO for row in parts for part in row)


def test_sharing_refuses_more_than_there_is() -> None:
    with pytest.raises(ValueError, match="no more than"):
        shared([Money(2)], [Money(1)])


class Played:
    """A grant that anything may be tried on, by whoever may."""

    def __init__(self) -> None:
        self.site = signed_site()
        self.officer = officer_of(self.site.branch)
        self.finance = finance_officer(self.site.branch.programme)
        self.grant = committed_grant(self.site, by=self.officer, parts=("333.34", "0.01", 1000))
        self.payee = confirmed_payee(self.site)
        for tranche in self.grant.tranches.all():
            proved(tranche, by=self.officer)

    def try_to(self, verb: str, place: int, amount: int) -> None:
        rows = Tranche.objects.select_related("grant__site__branch__programme")
        tranche = rows.get(grant=self.grant, position=place)
        day = {"on": PAID_ON}
        acts = {
            "release": lambda: release_tranche(tranche, by=self.officer, **day),
            "withdraw": lambda: withdraw_release(tranche, why="撤", by=self.officer, **day),
            "pay": lambda: pay_tranche(
                tranche, payee=self.payee, reference="1", by=self.finance, **day
            ),
            "return": lambda: return_money(
                tranche, amount=Money(amount), reference="2", why="退", by=self.finance, **day
            ),
            "correct": lambda: correct_entry(
                self.some_entry(amount), why="错", by=self.finance, **day
            ),
            "cancel": self.cancel,
        }
        with suppress(DomainError):
            acts[verb]()

    def some_entry(self, seed: int) -> LedgerEntry:
        entries = list(LedgerEntry.objects.order_by("pk"))
        if not entries:
            message = "nothing is booked yet"
            raise DomainError(message)
        return entries[seed % len(entries)]

    def cancel(self) -> None:
        version = Grant.objects.get(pk=self.grant.pk).version
        cancel_grant(self.grant, version=version, on=PAID_ON, why="停", by=self.officer)


verbs = st.sampled_from(
    ["release", "withdraw", "pay", "return", "correct", "release", "pay", "cancel"]
)
tries = st.lists(
    st.tuples(verbs, st.integers(1, 3), st.integers(-5, 40_000)), min_size=1, max_size=12
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(tries=tries)
def test_whatever_is_tried_the_ledger_is_zero_and_no_more_is_paid_than_promised(db, tries) -> None:
    with transaction.atomic():
        play(Played(), tries)
        transaction.set_rollback(True)


def play(played: Played, tries) -> None:
    for verb, place, amount in tries:
        with transaction.atomic():
            played.try_to(verb, place, amount)
        connection.check_constraints()
        sums = told(played.grant)
        assert balance() == ZERO
        assert sums.planned >= sums.committed >= sums.held >= ZERO
        assert sums.waiting == -balance(LedgerAccount.PAYABLE) >= ZERO
        assert sums.held == -balance(LedgerAccount.BANK)


# --- months of posts -------------------------------------------------------------------------------
def test_a_month_of_a_post_is_booked_once_and_its_difference_beside_it() -> None:
    month = month_in(MonthStatus.CHECKED)
    site = month.post.site
    paid = PostMonthPaid(month.pk, site.pk, 300_000, PAID_ON)

    publish(paid)
    publish(PostMonthCorrected(1, month.pk, site.pk, -50_000, PAID_ON))
    publish(PostMonthCorrected(2, month.pk, site.pk, 0, PAID_ON))

    assert balance(LedgerAccount.BANK) == -yuan(2500)
    first, second = LedgerEntry.objects.order_by("pk")
    assert (first.kind, second.kind) == (EntryKind.POST_MONTH, EntryKind.POST_ANEW)
    assert {line.purpose for line in first.lines.all()} == {"POSTS"}
    with pytest.raises(IntegrityError), transaction.atomic():
        publish(paid)
    by = finance_officer(site.branch.programme)
    with pytest.raises(refusals.CorrectedElsewhere):
        correct_entry(first, on=PAID_ON, why="错", by=by)
