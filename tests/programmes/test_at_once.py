"""Two people who take the same name, code or number at once: one gets it, the other is told."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from niukou.core.codes import synthetic_credit_code
from niukou.core.errors import DomainError
from niukou.network.actions import agreements, organisations
from niukou.network.models import AgreementKind, Capacity, OrganisationKind
from niukou.programmes.actions import programmes
from tests.factories import (
    OrganisationFactory,
    ProgrammeFactory,
    RegionFactory,
    officer_of_all,
    platform_administrator,
)

DAY = date(2024, 11, 23)
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"


def start(by, n: int) -> None:
    said = {"official_name": f"演示计划{n}", "launched_on": DAY, "workstreams": []}
    programmes.start_programme(slug="red", by=by, **said)


def open_with_address(by, n: int) -> None:
    programme = by.programme_offices.get().programme
    said = {"region": RegionFactory.create(), "launched_on": DAY, "by": by}
    programmes.open_branch(programme, slug="zj", code=f"Z{n}", name="站", **said)


def open_with_code(by, n: int) -> None:
    programme = by.programme_offices.get().programme
    said = {"region": RegionFactory.create(), "launched_on": DAY, "by": by}
    programmes.open_branch(programme, slug=f"zj{n}", code="ZJ", name="站", **said)


def register_name(by, n: int) -> None:
    code = synthetic_credit_code(registration="12", sequence=n)
    said = {"kind": OrganisationKind.HOSPITAL, "official_name": "演示医院", "uscc": code}
    organisations.register_organisation(by=by, **said)


def register_code(by, n: int) -> None:
    code = synthetic_credit_code(registration="12", sequence=1)
    said = {"kind": OrganisationKind.HOSPITAL, "official_name": f"演示医院{n}", "uscc": code}
    organisations.register_organisation(by=by, **said)


def record(by, n: int) -> None:
    parties = [(OrganisationFactory.create(), Capacity.HOSPITAL) for _ in range(2)]
    said = {"kind": AgreementKind.PILOT, "title": "协议", "signed_on": DAY, "parties": parties}
    agreements.record_agreement(number="协-1", by=by, **said)


def officer():
    return officer_of_all(ProgrammeFactory.create())


def the_second(act: Callable, by) -> type | None:
    """Do it in another connection; return how it was refused."""
    try:
        with transaction.atomic():
            act(by, 2)
    except DomainError as refusal:
        return type(refusal)
    finally:
        connection.close()
    return None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("act", "somebody", "refusal"),
    [
        (start, platform_administrator, programmes.AddressTaken),
        (open_with_address, officer, programmes.AddressTaken),
        (open_with_code, officer, programmes.CodeTaken),
        (register_name, officer, organisations.NameTaken),
        (register_code, officer, organisations.CodeTaken),
        (record, officer, agreements.NumberTaken),
    ],
)
def test_the_second_of_two_at_once_is_told_as_the_check_would_tell(act, somebody, refusal) -> None:
    first, second = somebody(), somebody()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            act(first, 1)
            late = pool.submit(the_second, act, second)
            wait_until_somebody_waits()
        assert late.result(timeout=20) is refusal


def wait_until_somebody_waits() -> None:
    """Return once another connection waits for a row of ours, past its own check."""
    for _ in range(200):
        with connection.cursor() as cursor:
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
        time.sleep(0.05)
    pytest.fail("nobody waits: the second never came to write")
