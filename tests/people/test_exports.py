"""Persons and accounts as workbooks: the list as it is narrowed, and nothing that is sealed."""

from datetime import date

import pytest

from niukou.network.models import RoleKind
from niukou.people.models import LicenceLevel
from tests.factories import AccountFactory, OfficeFactory, holder, platform_administrator, stranger
from tests.factories.people import PHONE, LicenceFactory, person_with_secrets
from tests.factories.workbooks import formulas_of, sheets_of, told

pytestmark = pytest.mark.django_db


def test_persons_come_out_as_the_list_is_narrowed_with_licences_of_that_day(
    demo_world, in_english
) -> None:
    person = person_with_secrets(official_name="演示甲", aliases=["演示小甲"])
    LicenceFactory.create(person=person, level=LicenceLevel.SENIOR, valid_until=date(2025, 1, 1))
    LicenceFactory.create(person=person, level=LicenceLevel.SOCIAL_WORKER)
    person_with_secrets(official_name="演示乙", id_number="", phone="")
    browser = in_english(platform_administrator())

    response = browser.get("/people/export/", {"q": "演示甲", "on": "2026-01-01"})
    sheets = sheets_of(response)

    (headings, row) = sheets["People"]
    assert row[:2] == ("演示甲", "演示小甲")
    assert row[2].count("（") == 2
    assert "2026" in headings[2]
    secrets = (PHONE, person.id_number, person.birth_on)
    assert all(str(secret) not in str(sheets) for secret in secrets)


def test_one_takes_away_only_the_people_one_works_with(in_english) -> None:
    office = OfficeFactory.create()
    OfficeFactory.create()
    employer = holder(RoleKind.ORGANISATION_ADMINISTRATOR, office.organisation)

    names = {row["Name"] for row in told(in_english(employer).get("/people/export/"), "People")}

    assert names == {office.person.official_name, employer.person.official_name}


def test_accounts_come_out_as_the_list_is_narrowed_to_who_may_see_them(in_english) -> None:
    AccountFactory.create(email="open@example.org")
    AccountFactory.create(email="closed@example.org", is_active=False)
    browser = in_english(platform_administrator())

    rows = told(browser.get("/accounts/export/", {"q": "@example.org"}), "Accounts")
    closed = told(browser.get("/accounts/export/", {"state": "False"}), "Accounts")

    states = {row["E-mail"]: row["State"] for row in rows}
    assert states["closed@example.org"] == "Closed"
    assert "open@example.org" in states
    assert [row["E-mail"] for row in closed] == ["closed@example.org"]
    own = stranger()
    (row,) = told(in_english(own).get("/accounts/export/"), "Accounts")
    assert row["E-mail"] == own.email


@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)"])
def test_no_name_becomes_a_formula(demo_world, in_english, text: str) -> None:
    person_with_secrets(official_name=text, aliases=[text])
    browser = in_english(platform_administrator())

    assert formulas_of(browser.get("/people/export/")) == []
    assert (text, text) in [row[:2] for row in sheets_of(browser.get("/people/export/"))["People"]]
