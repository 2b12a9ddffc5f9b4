"""Reading what a person is told apart by."""

from datetime import date

import pytest

from niukou.core.codes import BadCode, Fault, id_number_check
from niukou.people import identity
from niukou.people.identity import (
    BadBirthDate,
    BadPhone,
    is_in_a_province,
    know_regions,
    read_birth_date,
    read_id,
    read_phone,
)
from tests.factories import RegionFactory
from tests.factories.people import BORN_ON, invented_id_number


@pytest.fixture
def own_regions():
    """Whatever a test says about regions ends with it."""
    before = list(identity._checks)
    yield
    identity._checks[:] = before


def test_read_id_takes_an_invented_number_in_the_demo_world(demo_world) -> None:
    read = read_id(f" {invented_id_number().lower()} ")

    assert (read.code, read.born_on) == (invented_id_number(), BORN_ON)


def test_read_id_refuses_an_invented_number_outside_the_demo_world(settings) -> None:
    settings.NIUKOU_DEMO = False

    with pytest.raises(BadCode) as refusal:
        read_id(invented_id_number())

    assert (refusal.value.fault, refusal.value.field) == (Fault.REGION, "id_number")


def test_read_id_returns_nothing_for_nothing() -> None:
    assert read_id("  ") is None


def test_without_a_register_a_code_that_begins_like_no_province_is_no_region(own_regions) -> None:
    know_regions(is_in_a_province)
    body = "16000019900506001"

    with pytest.raises(BadCode) as refusal:
        read_id(body + id_number_check(body))

    assert refusal.value.fault == Fault.REGION


def test_know_regions_lets_the_register_of_regions_decide(own_regions) -> None:
    asked = []
    know_regions(lambda code, year: asked.append((code, year)) or False)
    body = "99900119900506001"

    with pytest.raises(BadCode):
        read_id(body + id_number_check(body))

    assert asked == [("999001", 1990)]


@pytest.mark.django_db
def test_the_network_asks_its_register_of_regions() -> None:
    RegionFactory.create(code="330106", name="演示区", level="COUNTY")
    known = "33010619900506000"
    plain = known + id_number_check(known)

    assert identity.is_known_region("330106", 1990)
    assert not identity.is_known_region("330199", 1990)
    assert read_id(plain).region == "330106"


def test_read_birth_date_takes_it_from_the_id_number(demo_world) -> None:
    assert read_birth_date(None, read_id(invented_id_number())) == "1990-05-06"


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2999, 1, 1)])
def test_read_birth_date_refuses_days_on_which_nobody_here_was_born(day: date) -> None:
    with pytest.raises(BadBirthDate):
        read_birth_date(day, None)


def test_read_birth_date_refuses_one_that_differs_from_the_id_number(demo_world) -> None:
    with pytest.raises(BadBirthDate):
        read_birth_date(date(1990, 5, 7), read_id(invented_id_number()))


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("139 0000 1234", "13900001234"),
        ("１３９００００１２３４", "13900001234"),
        ("(0571)8888-1234", "05718888-1234"),
        ("+86 139-0000-1234", "+86139-0000-1234"),
        ("", ""),
    ],
)
def test_read_phone_keeps_figures_plus_and_dashes(typed: str, kept: str) -> None:
    assert read_phone(typed) == kept


@pytest.mark.parametrize("typed", ["12345", "call me", "139-", "1" * 18, "--1234567"])
def test_read_phone_refuses_what_cannot_be_called(typed: str) -> None:
    with pytest.raises(BadPhone):
        read_phone(typed)
