"""The pages that give and end roles and offices."""

from datetime import date

import pytest
from django.urls import reverse

from niukou.network.models import RoleKind
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    PersonFactory,
    RoleFactory,
    auditor,
    holder,
    platform_administrator,
    stranger,
)

pytestmark = pytest.mark.django_db


def test_a_platform_administrator_gives_a_role_on_the_account_page(signed_in) -> None:
    account, hospital = stranger(), OrganisationFactory.create()
    browser = signed_in(platform_administrator())
    address = reverse("network:role-grant", args=[account.pk])

    assert browser.get(address).status_code == 200
    response = browser.post(
        address,
        {
            "kind": "HOSPITAL_COORDINATOR",
            "organisation": hospital.official_name,
            "from_on": "2026-01-01",
        },
    )

    assert (response.status_code, response.url) == (302, account.get_absolute_url())
    assert account.roles.get().organisation == hospital
    shown = browser.get(account.get_absolute_url()).content.decode()
    assert reverse("network:role-end", args=[account.roles.get().pk]) in shown


def test_an_organisation_administrator_is_offered_only_what_they_may_give(signed_in) -> None:
    hospital = OrganisationFactory.create()
    colleague = OfficeFactory.create(organisation=hospital).person
    account = stranger()
    account.person = colleague
    account.save()
    browser = signed_in(holder(RoleKind.ORGANISATION_ADMINISTRATOR, hospital))

    response = browser.get(reverse("network:role-grant", args=[account.pk]))

    offered = [value for value, _label in response.context["form"].fields["kind"].choices]
    assert offered == [
        "ORGANISATION_ADMINISTRATOR",
        "HOSPITAL_COORDINATOR",
        "FINANCE_OFFICER",
        "DONOR",
    ]


def test_a_refused_role_is_said_beside_its_field(signed_in) -> None:
    role = RoleFactory.create()
    browser = signed_in(platform_administrator())

    response = browser.post(
        reverse("network:role-grant", args=[role.account.pk]),
        {
            "kind": role.kind,
            "organisation": role.organisation.official_name,
            "from_on": "2026-01-01",
        },
    )

    assert response.status_code == 422
    assert list(response.context["form"].errors) == ["kind"]


@pytest.mark.parametrize(
    ("who", "status"), [(platform_administrator, 200), (auditor, 403), (stranger, 404)]
)
def test_who_may_open_the_pages_of_roles(signed_in, who, status: int) -> None:
    role, office = RoleFactory.create(), OfficeFactory.create()
    addresses = {
        reverse("network:role-grant", args=[role.account.pk]),
        reverse("network:role-end", args=[role.pk]),
        reverse("network:office-appoint", args=[office.person.pk]),
        reverse("network:office-end", args=[office.pk]),
    }
    browser = signed_in(who())

    assert {address: browser.get(address).status_code for address in addresses} == dict.fromkeys(
        addresses, status
    )


def test_nobody_gets_in_without_signing_in(anybody) -> None:
    role = RoleFactory.create()

    response = anybody.get(reverse("network:role-end", args=[role.pk]))

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_a_role_is_ended_and_why(signed_in) -> None:
    role = RoleFactory.create()
    browser = signed_in(platform_administrator())
    address = reverse("network:role-end", args=[role.pk])

    assert browser.post(address, {"until_on": "2026-05-01"}).status_code == 422
    response = browser.post(address, {"until_on": "2026-05-01", "why": "调离"})

    assert response.status_code == 302
    role.refresh_from_db()
    assert role.until_on == date(2026, 5, 1)


def test_an_office_is_recorded_and_ended_on_the_person_page(signed_in) -> None:
    person, hospital = PersonFactory.create(), OrganisationFactory.create()
    browser = signed_in(platform_administrator())

    appointed = browser.post(
        reverse("network:office-appoint", args=[person.pk]),
        {"organisation": hospital.official_name, "title": "主任", "from_on": "2026-01-01"},
    )
    shown = browser.get(person.get_absolute_url())
    ended = browser.post(
        reverse("network:office-end", args=[person.offices.get().pk]),
        {"until_on": "2026-05-01", "why": "任满"},
    )

    assert (appointed.status_code, ended.status_code) == (302, 302)
    assert hospital.official_name in shown.content.decode()
    assert person.offices.get().until_on == date(2026, 5, 1)


def test_a_person_is_brought_into_an_organisation(signed_in) -> None:
    hospital = OrganisationFactory.create()
    browser = signed_in(holder(RoleKind.ORGANISATION_ADMINISTRATOR, hospital))
    address = reverse("network:person-bring-in", args=[hospital.pk])

    assert browser.get(address).status_code == 200
    response = browser.post(
        address, {"official_name": "演示新人", "title": "社工", "from_on": "2026-01-01"}
    )

    person = hospital.offices.get().person
    assert (response.status_code, response.url) == (302, person.get_absolute_url())
    assert browser.get(response.url).status_code == 200
