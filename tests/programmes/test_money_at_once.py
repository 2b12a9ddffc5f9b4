"""Two officers release, or pay, one tranche at the same moment: one succeeds, one is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction

from niukou.core.errors import DomainError
from niukou.programmes.actions.tranches import (
    PaidAlready,
    ReleasedAlready,
    pay_tranche,
    release_tranche,
)
from niukou.programmes.models import EntryKind, LedgerEntry
from tests.factories import officer_of
from tests.factories.money import (
    PAID_ON,
    RELEASED_ON,
    committed_grant,
    confirmed_payee,
    finance_officer,
    proved,
    released_tranche,
    tranche_of,
)
from tests.programmes.test_at_once import wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)


def in_another_connection(act: Callable[[], object]) -> type | None:
    """Do it; return how it was refused."""
    try:
        with transaction.atomic():
            act()
    except DomainError as refusal:
        return type(refusal)
    finally:
        connection.close()
    return None


def both(first: Callable[[], object], second: Callable[[], object]) -> type | None:
    """Let the second try while the first has not committed; return how it was refused."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            first()
            late = pool.submit(in_another_connection, second)
            wait_until_somebody_waits()
        return late.result(timeout=20)


def test_one_of_two_releases_and_the_other_is_told() -> None:
    grant = committed_grant()
    one, other = (officer_of(grant.site.branch) for _ in range(2))
    tranche = proved(tranche_of(grant), by=one)

    refusal = both(
        lambda: release_tranche(tranche, on=RELEASED_ON, by=one),
        lambda: release_tranche(tranche_of(grant), on=RELEASED_ON, by=other),
    )

    assert refusal is ReleasedAlready
    assert LedgerEntry.objects.filter(kind=EntryKind.RELEASE).count() == 1


def test_one_of_two_pays_and_the_other_is_told() -> None:
    tranche = released_tranche()
    grant = tranche.grant
    payee = confirmed_payee(grant.site)
    one, other = (finance_officer(grant.site.branch.programme) for _ in range(2))
    said = {"payee": payee, "reference": "1", "on": PAID_ON}

    refusal = both(
        lambda: pay_tranche(tranche, by=one, **said),
        lambda: pay_tranche(tranche_of(grant), by=other, **said),
    )

    assert refusal is PaidAlready
    assert LedgerEntry.objects.filter(kind=EntryKind.PAYMENT).count() == 1
