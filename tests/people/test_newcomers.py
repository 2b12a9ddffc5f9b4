"""Whoever registers a person keeps them in sight until somebody gives that person an office."""

from collections.abc import Callable
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from niukou.core.lookups import RecordField
from niukou.network.actions.roles import appoint
from niukou.network.models import RoleKind
from niukou.people.actions.persons import edit_person, register_person
from niukou.people.lookups import person_label
from niukou.people.models import Account, Person
from niukou.people.rules import Can
from niukou.programmes.models import ProgrammeOfficer
from tests.factories import (
    BranchFactory,
    OfficeFactory,
    OrganisationFactory,
    holder,
    officer_of,
    platform_administrator,
    stranger,
)

pytestmark = pytest.mark.django_db
Registrar = Callable[[], Account]
TODAY = date(2026, 11, 2)


def administrator() -> Account:
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, OrganisationFactory.create())


def officer() -> Account:
    return officer_of(BranchFactory.create())


REGISTRARS = [administrator, officer, platform_administrator]


def newcomer(by: Account) -> Person:
    return register_person(official_name="演示新人", by=by)


def sees(user: Account, person: Person) -> bool:
    fresh = Account.objects.get(pk=user.pk)  # what one may is read once and kept with the object
    return Person.objects.visible_to(fresh).filter(pk=person.pk).exists()


@pytest.mark.parametrize("registrar", REGISTRARS)
def test_registering_leads_to_a_page_that_opens_and_may_be_edited(
    registrar: Registrar, signed_in
) -> None:
    browser = signed_in(registrar())

    answer = browser.post(
        reverse("people:person-register"), {"official_name": "演示新人", "gender": "NOT_STATED"}
    )

    person = Person.objects.get(official_name="演示新人")
    assert answer.url == person.get_absolute_url()
    assert browser.get(answer.url).status_code == 200
    assert browser.get(reverse("people:person-edit", args=[person.pk])).status_code == 200


@pytest.mark.parametrize("registrar", REGISTRARS)
def test_a_newcomer_is_picked_in_a_form_by_who_registered_them(registrar: Registrar) -> None:
    field = RecordField("people")
    field.by = registrar()

    assert field.clean(person_label(newcomer(field.by))).official_name == "演示新人"


# who looks at a newcomer                                      sees   edits
LOOKERS = [
    (lambda by: by, True, True),
    (lambda by: platform_administrator(), True, True),
    (lambda by: administrator(), False, False),
    (lambda by: officer(), False, False),
    (lambda by: stranger(), False, False),
]  # fmt: skip


@pytest.mark.parametrize("registrar", [administrator, officer])
@pytest.mark.parametrize(("looker", "seen", "edited"), LOOKERS)
def test_who_sees_and_edits_a_newcomer(
    looker: Callable[[Account], Account], seen: bool, edited: bool, registrar: Registrar
) -> None:
    by = registrar()
    person = newcomer(by)
    user = looker(by)

    assert sees(user, person) == seen
    assert user.has_perm(Can.EDIT_PERSON, person) == edited


@pytest.mark.parametrize("registrar", [administrator, officer])
def test_an_office_elsewhere_takes_the_person_out_of_the_registrars_sight(
    registrar: Registrar,
) -> None:
    by = registrar()
    person = newcomer(by)

    OfficeFactory.create(person=person)

    assert not sees(by, person)
    assert not by.has_perm(Can.EDIT_PERSON, person)


def test_who_lost_the_role_no_longer_sees_whom_they_registered() -> None:
    for by in (administrator(), officer()):
        person = newcomer(by)
        by.roles.update(until_on=TODAY)
        ProgrammeOfficer.objects.filter(account=by).update(until_on=TODAY)
        former = Account.objects.get(pk=by.pk)

        assert not sees(former, person)
        assert not former.has_perm(Can.EDIT_PERSON, person)


def test_the_registrar_may_not_see_what_is_sealed_nor_open_an_account() -> None:
    by = administrator()
    person = newcomer(by)

    assert not by.has_perm(Can.REVEAL_PERSON, person)
    assert not by.has_perm(Can.OPEN_ACCOUNT, person)


def test_edit_person_refuses_another_registrar() -> None:
    person = newcomer(administrator())
    unchanged = {"gender": person.gender, "email": "", "birth_on": None, "phone": ""}

    with pytest.raises(PermissionDenied):
        edit_person(
            person,
            version=person.version,
            official_name="改名",
            aliases=[],
            id_number="",
            remove=[],
            why="核对",
            by=administrator(),
            **unchanged,
        )


def test_an_organisation_administrator_is_led_to_the_office_and_gives_it(signed_in) -> None:
    by = administrator()
    organisation = by.roles.get().organisation
    person = newcomer(by)
    browser = signed_in(by)
    step = reverse("network:office-appoint", args=[person.pk])

    assert f'href="{step}"' in browser.get(person.get_absolute_url()).content.decode()
    answer = browser.post(
        step,
        {"organisation": organisation.official_name, "title": "社工", "from_on": "2026-01-01"},
    )

    assert (answer.status_code, answer.url) == (302, person.get_absolute_url())
    assert person.offices.get().organisation == organisation
    assert browser.get(answer.url).status_code == 200


def test_an_organisation_administrator_appoints_nowhere_else() -> None:
    by = administrator()
    elsewhere = OrganisationFactory.create()

    with pytest.raises(PermissionDenied):
        appoint(newcomer(by), organisation=elsewhere, title="社工", from_on=TODAY, by=by)
