"""Where money goes: set by one, confirmed by another, handed to the bank once."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from niukou.network.models import RoleKind
from niukou.programmes.actions import payees as refusals
from niukou.programmes.actions import tranches as tranche_refusals
from niukou.programmes.actions.payees import (
    confirm_payee,
    make_bank_batch,
    open_bank_batch,
    set_payee,
)
from niukou.programmes.actions.tranches import pay_tranche, withdraw_release
from niukou.programmes.models import Payee
from tests.factories import auditor, holder, officer_of, officer_of_all, signed_site, stranger
from tests.factories.money import (
    PAID_ON,
    committed_grant,
    confirmed_payee,
    finance_officer,
    released_tranche,
)
from tests.factories.programmes import coordinator

pytestmark = pytest.mark.django_db
SAID = {"account_name": "演示医院", "bank": "演示银行", "account_number": "6200-0000-0000-1234"}


def test_set_keeps_the_number_sealed_and_shows_its_ending() -> None:
    site = signed_site()

    payee = set_payee(site.hospital, by=officer_of(site.branch), **SAID)

    payee.refresh_from_db()
    assert (payee.ending, str(payee.account_number), payee.is_confirmed) == (
        "1234",
        "**** 1234",
        False,
    )
    assert payee.account_number.reveal() == "6200000000001234"


@pytest.mark.parametrize("number", ["", "1234567", "12345678a", "1" * 33, "=1+1"])
def test_set_refuses_what_is_no_account_number(number: str) -> None:
    site = signed_site()
    said = SAID | {"account_number": number}

    with pytest.raises(refusals.NotAnAccountNumber):
        set_payee(site.hospital, by=officer_of(site.branch), **said)


def test_nobody_at_the_hospital_sets_or_sees_where_its_money_goes() -> None:
    site = signed_site()
    payee = confirmed_payee(site)
    administrator = holder(RoleKind.ORGANISATION_ADMINISTRATOR, site.hospital)

    for by in (coordinator(site), administrator, auditor(), stranger()):
        with pytest.raises(PermissionDenied):
            set_payee(site.hospital, by=by, **SAID)
    for reader in (coordinator(site), administrator, stranger()):
        assert list(Payee.objects.visible_to(reader)) == []
    assert list(Payee.objects.visible_to(auditor())) == [payee]


def test_confirm_refuses_the_same_hand_the_second_time_and_what_was_replaced() -> None:
    site = signed_site()
    both = finance_officer(site.branch.programme)
    both.programme_offices.create(programme=site.branch.programme, from_on="2020-01-01")
    payee = set_payee(site.hospital, by=both, **SAID)
    other = finance_officer(site.branch.programme)

    with pytest.raises(refusals.ConfirmedByWhoSetIt):
        confirm_payee(payee, by=both)
    with pytest.raises(PermissionDenied):
        confirm_payee(payee, by=officer_of(site.branch))
    confirm_payee(payee, by=other)
    with pytest.raises(refusals.ConfirmedAlready):
        confirm_payee(payee, by=other)
    set_payee(site.hospital, by=both, **SAID)
    with pytest.raises(refusals.PayeeReplaced):
        confirm_payee(payee, by=other)


def test_the_database_itself_wants_a_second_person() -> None:
    payee = confirmed_payee(signed_site())

    with pytest.raises(IntegrityError), transaction.atomic():
        Payee.objects.filter(pk=payee.pk).update(confirmed_by=payee.set_by_id)


def test_a_change_bars_payment_until_it_is_confirmed() -> None:
    tranche = released_tranche()
    site = tranche.grant.site
    seen = confirmed_payee(site)
    changed = set_payee(site.hospital, by=officer_of(site.branch), **SAID)
    finance = finance_officer(site.branch.programme)
    said = {"reference": "1", "on": PAID_ON, "by": finance}

    for payee in (seen, changed):
        with pytest.raises(tranche_refusals.PayeeNotConfirmed):
            pay_tranche(tranche, payee=payee, **said)
    confirm_payee(changed, by=finance)
    with pytest.raises(tranche_refusals.PayeeChanged):
        pay_tranche(tranche, payee=seen, **said)
    assert pay_tranche(tranche, payee=changed, **said).paid_on == PAID_ON


def test_a_batch_takes_a_tranche_once_until_its_release_is_taken_back() -> None:
    tranche = released_tranche()
    site = tranche.grant.site
    programme = site.branch.programme
    finance = finance_officer(programme)

    with pytest.raises(refusals.NotForThisBatch):
        make_bank_batch(programme, tranches=[tranche], by=finance)
    confirmed_payee(site)
    batch = make_bank_batch(programme, tranches=[tranche], by=finance)
    with pytest.raises(refusals.NotForThisBatch):
        make_bank_batch(programme, tranches=[tranche], by=finance)
    with pytest.raises(refusals.NothingToPay):
        make_bank_batch(programme, tranches=[], by=finance)
    with pytest.raises(PermissionDenied):
        make_bank_batch(programme, tranches=[tranche], by=officer_of_all(programme))
    (order,) = open_bank_batch(batch, by=finance)
    assert (order.account_number, order.amount) == ("6200000000001234", tranche.planned)
    withdraw_release(tranche, on=PAID_ON, why="退", by=officer_of(site.branch))
    assert open_bank_batch(batch, by=finance) == []
    assert batch.looks.count() == 2


def test_a_batch_leaves_out_what_goes_elsewhere_by_now() -> None:
    tranche = released_tranche(committed_grant())
    site = tranche.grant.site
    confirmed_payee(site)
    finance = finance_officer(site.branch.programme)
    batch = make_bank_batch(site.branch.programme, tranches=[tranche], by=finance)

    set_payee(site.hospital, by=officer_of(site.branch), **SAID)

    assert open_bank_batch(batch, by=finance) == []
