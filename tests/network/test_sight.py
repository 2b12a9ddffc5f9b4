"""Whom roles let one see, and what they let one do to people and accounts."""

from collections.abc import Callable

import pytest

from niukou.network.models import Organisation, Role, RoleKind
from niukou.people.models import Account, Person
from niukou.people.rules import Can
from tests.factories import (
    AccountFactory,
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
Who = Callable[[Organisation], Account]


def administrator(organisation: Organisation) -> Account:
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, organisation)


def coordinator(organisation: Organisation) -> Account:
    return holder(RoleKind.HOSPITAL_COORDINATOR, organisation)


def own_auditor(organisation: Organisation) -> Account:
    return holder(RoleKind.AUDITOR, organisation)


def another_administrator(organisation: Organisation) -> Account:
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, OrganisationFactory.create())


def platform(organisation: Organisation) -> Account:
    return platform_administrator()


def platform_auditor(organisation: Organisation) -> Account:
    return auditor()


def nobody(organisation: Organisation) -> Account:
    return stranger()


# who, and whether they see: an employee, a person employed nowhere, the employee's account, a role
SEEN = [
    (administrator, (True, False, True, True)),
    (coordinator, (True, False, False, False)),
    (own_auditor, (True, False, False, False)),
    (another_administrator, (False, False, False, False)),
    (platform, (True, True, True, True)),
    (platform_auditor, (True, True, True, True)),
    (nobody, (False, False, False, False)),
]


@pytest.mark.parametrize(("who", "seen"), SEEN)
def test_who_sees_persons_accounts_and_roles(who: Who, seen: tuple[bool, ...]) -> None:
    office, unemployed = OfficeFactory.create(), PersonFactory.create()
    account = AccountFactory.create(person=office.person)
    role = RoleFactory.create(organisation=office.organisation)
    user = who(office.organisation)

    persons, accounts = Person.objects.visible_to(user), Account.objects.visible_to(user)
    assert (
        office.person in persons,
        unemployed in persons,
        account in accounts,
        role in Role.objects.visible_to(user),
    ) == seen


def test_everybody_sees_themselves_and_their_own_roles() -> None:
    role = RoleFactory.create(kind=RoleKind.HOSPITAL_COORDINATOR)

    assert list(Account.objects.visible_to(role.account)) == [role.account]
    assert list(Role.objects.visible_to(role.account)) == [role]


ALL = frozenset(Can) - {Can.MAKE_TOKEN, Can.REVOKE_TOKEN, Can.END_SESSIONS}
OF_THE_PLATFORM = {Can.CLOSE_ACCOUNT, Can.CHANGE_EMAIL, Can.RESET_SECOND_FACTORS}
# who, and what they may do about an employee
ALLOWED = [
    (administrator, ALL - OF_THE_PLATFORM),
    (coordinator, set()),
    (own_auditor, set()),
    (another_administrator, {Can.REGISTER_PERSON}),
    (platform, ALL - {Can.REVEAL_PERSON}),
    (platform_auditor, set()),
    (nobody, set()),
]


@pytest.mark.parametrize(("who", "allowed"), ALLOWED)
def test_what_roles_allow_about_a_person(who: Who, allowed: set[Can]) -> None:
    office = OfficeFactory.create()
    user = who(office.organisation)

    assert {permission for permission in ALL if user.has_perm(permission, office.person)} == allowed
