"""Giving and ending roles and offices."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from niukou.network.actions.roles import (
    EndedAlready,
    EndsBeforeItBegins,
    GrantsToOneself,
    LastPlatformAdministrator,
    OfficeHeldAlready,
    OrganisationDoesNotFit,
    RoleHeldAlready,
    appoint,
    bring_in,
    end_office,
    end_role,
    grant_role,
)
from niukou.network.models import Office, Organisation, OrganisationKind, Role, RoleKind
from niukou.network.rules import Can
from niukou.people.actions.accounts import AccountIsClosed, close_account
from niukou.people.models import Account, Person
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
MAY = date(2026, 5, 1)
JUNE = date(2026, 6, 1)
JULY = date(2026, 7, 1)


@pytest.fixture
def hospital() -> Organisation:
    return OrganisationFactory.create()


@pytest.fixture
def lead(hospital: Organisation) -> Account:
    """The administrator of the hospital."""
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, hospital)


def anew(account: Account) -> Account:
    """Return the account as the next request finds it."""
    return Account.objects.get(pk=account.pk)


def test_grant_role_opens_doors_until_the_day_it_ends(hospital: Organisation) -> None:
    account = stranger()

    grant_role(
        account,
        kind=RoleKind.ORGANISATION_ADMINISTRATOR,
        organisation=hospital,
        from_on=MAY,
        until_on=JUNE,
        by=platform_administrator(),
    )

    held = {}
    for day in ("2026-04-30", "2026-05-01", "2026-05-31", "2026-06-01"):
        with time_machine.travel(f"{day}T09:00:00+08:00"):
            held[day] = anew(account).has_perm(Can.EDIT_ORGANISATION, hospital)
    assert held == {
        "2026-04-30": False,
        "2026-05-01": True,
        "2026-05-31": True,
        "2026-06-01": False,
    }


def test_an_organisation_administrator_gives_roles_of_their_own_organisation(
    hospital: Organisation, lead: Account
) -> None:
    role = grant_role(
        stranger(),
        kind=RoleKind.HOSPITAL_COORDINATOR,
        organisation=hospital,
        from_on=MAY,
        by=lead,
    )

    assert (role.kind, role.organisation, role.until_on) == (
        RoleKind.HOSPITAL_COORDINATOR,
        hospital,
        None,
    )


# what the administrator of one hospital may not give
BEYOND = [
    (RoleKind.HOSPITAL_COORDINATOR, "another"),
    (RoleKind.AUDITOR, "own"),
    (RoleKind.AUDITOR, None),
    (RoleKind.PLATFORM_ADMINISTRATOR, None),
]


@pytest.mark.parametrize(("kind", "where"), BEYOND)
def test_grant_role_refuses_what_goes_beyond_ones_own_organisation(
    hospital: Organisation, lead: Account, kind: RoleKind, where: str | None
) -> None:
    places = {"own": hospital, "another": OrganisationFactory.create(), None: None}

    with pytest.raises(PermissionDenied):
        grant_role(stranger(), kind=kind, organisation=places[where], from_on=MAY, by=lead)


@pytest.mark.parametrize("who", [stranger, auditor])
def test_grant_role_refuses_whoever_administers_nothing(who, hospital: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        grant_role(
            stranger(),
            kind=RoleKind.HOSPITAL_COORDINATOR,
            organisation=hospital,
            from_on=MAY,
            by=who(),
        )


def test_nobody_but_a_platform_administrator_gives_themselves_a_role(
    hospital: Organisation, lead: Account
) -> None:
    own = {"kind": RoleKind.HOSPITAL_COORDINATOR, "organisation": hospital, "from_on": MAY}

    with pytest.raises(GrantsToOneself):
        grant_role(lead, **own, by=lead)

    administrator = platform_administrator()
    assert grant_role(administrator, **own, by=administrator).account == administrator


@pytest.mark.parametrize(
    ("from_on", "until_on", "refused"),
    [
        (MAY, None, True),
        (date(2026, 1, 1), MAY, False),
        (date(2026, 1, 1), date(2026, 5, 2), True),
        (date(2026, 5, 31), JULY, True),
        (JUNE, None, False),
    ],
)
def test_a_role_is_not_held_twice_in_the_same_time(
    hospital: Organisation, from_on: date, until_on: date | None, refused: bool
) -> None:
    held = RoleFactory.create(organisation=hospital, from_on=MAY, until_on=JUNE)
    again = {
        "kind": held.kind,
        "organisation": hospital,
        "from_on": from_on,
        "until_on": until_on,
        "by": platform_administrator(),
    }

    if refused:
        with pytest.raises(RoleHeldAlready):
            grant_role(held.account, **again)
    else:
        grant_role(held.account, **again)
    assert Role.objects.filter(account=held.account).count() == (1 if refused else 2)


@pytest.mark.parametrize(
    ("kind", "where"),
    [
        (RoleKind.ORGANISATION_ADMINISTRATOR, None),
        (RoleKind.HOSPITAL_COORDINATOR, None),
        (RoleKind.HOSPITAL_COORDINATOR, OrganisationKind.MEDIA),
        (RoleKind.PLATFORM_ADMINISTRATOR, OrganisationKind.HOSPITAL),
    ],
)
def test_grant_role_refuses_an_organisation_that_does_not_fit(
    kind: RoleKind, where: OrganisationKind | None
) -> None:
    organisation = OrganisationFactory.create(kind=where) if where else None

    with pytest.raises(OrganisationDoesNotFit):
        grant_role(
            stranger(),
            kind=kind,
            organisation=organisation,
            from_on=MAY,
            by=platform_administrator(),
        )


def test_grant_role_refuses_a_closed_account(hospital: Organisation, lead: Account) -> None:
    account = stranger()
    close_account(account, why="离职", by=platform_administrator())
    said = {"kind": RoleKind.HOSPITAL_COORDINATOR, "organisation": hospital, "from_on": MAY}

    with pytest.raises(AccountIsClosed):
        grant_role(account, by=lead, **said)

    assert not Role.objects.filter(account=account).exists()


def test_grant_role_refuses_an_end_on_the_first_day() -> None:
    with pytest.raises(EndsBeforeItBegins):
        grant_role(
            stranger(),
            kind=RoleKind.AUDITOR,
            from_on=MAY,
            until_on=MAY,
            by=platform_administrator(),
        )


def test_end_role_closes_the_door_the_same_day_and_says_why(
    hospital: Organisation, lead: Account
) -> None:
    role = RoleFactory.create(kind=RoleKind.ORGANISATION_ADMINISTRATOR, organisation=hospital)

    with time_machine.travel("2026-05-01T09:00:00+08:00"):
        assert anew(role.account).has_perm(Can.EDIT_ORGANISATION, hospital)
        end_role(role, until_on=MAY, why="调离", by=lead)
        assert not anew(role.account).has_perm(Can.EDIT_ORGANISATION, hospital)

    event = role.events.select_related("pgh_context").latest("pgh_id")
    assert (event.until_on, event.pgh_context.metadata["why"]) == (MAY, "调离")


def test_end_role_refuses_a_day_before_it_began() -> None:
    role = RoleFactory.create(from_on=JUNE)

    with pytest.raises(EndsBeforeItBegins):
        end_role(role, until_on=MAY, why="误", by=platform_administrator())


def test_end_role_only_ever_shortens() -> None:
    role = RoleFactory.create(from_on=MAY, until_on=JUNE)

    with pytest.raises(EndedAlready):
        end_role(role, until_on=JULY, why="误", by=platform_administrator())


def test_end_role_refuses_a_colleague() -> None:
    role = RoleFactory.create()
    colleague = holder(RoleKind.HOSPITAL_COORDINATOR, role.organisation)

    with pytest.raises(PermissionDenied):
        end_role(role, until_on=MAY, why="误", by=colleague)


@pytest.mark.parametrize("other", ["nobody", "one with an end", "one who cannot sign in"])
def test_the_last_platform_administrator_stays(other: str) -> None:
    administrator = platform_administrator()
    platform = {"kind": RoleKind.PLATFORM_ADMINISTRATOR, "organisation": None}
    if other == "one with an end":
        RoleFactory.create(**platform, until_on=date(2030, 1, 1))
    if other == "one who cannot sign in":
        RoleFactory.create(**platform, account=AccountFactory.create(is_active=False))

    with pytest.raises(LastPlatformAdministrator):
        end_role(administrator.roles.get(), until_on=MAY, why="退休", by=administrator)

    assert administrator.roles.get().until_on is None


def test_a_platform_administrator_goes_when_another_is_there() -> None:
    administrator, other = platform_administrator(), platform_administrator()

    end_role(administrator.roles.get(), until_on=MAY, why="退休", by=other)

    assert administrator.roles.get().until_on == MAY


def test_appoint_records_a_title_and_gives_no_access(hospital: Organisation, lead: Account) -> None:
    account = stranger()

    office = appoint(
        account.person, organisation=hospital, title="社工部主任", from_on=MAY, by=lead
    )

    assert list(account.person.offices.all()) == [office]
    assert not anew(account).has_perm(Can.EDIT_ORGANISATION, hospital)


@pytest.mark.parametrize("who", [stranger, auditor])
def test_appoint_refuses_whoever_does_not_run_the_organisation(who, hospital: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        appoint(PersonFactory.create(), organisation=hospital, title="主任", from_on=MAY, by=who())


def test_appoint_refuses_the_same_title_twice(hospital: Organisation, lead: Account) -> None:
    office = OfficeFactory.create(organisation=hospital, title="主任")

    with pytest.raises(OfficeHeldAlready):
        appoint(office.person, organisation=hospital, title="主任", from_on=MAY, by=lead)
    appoint(office.person, organisation=hospital, title="秘书", from_on=MAY, by=lead)

    assert office.person.offices.count() == 2


def test_appoint_refuses_an_end_before_the_beginning(hospital: Organisation, lead: Account) -> None:
    with pytest.raises(EndsBeforeItBegins):
        appoint(
            PersonFactory.create(),
            organisation=hospital,
            title="主任",
            from_on=JUNE,
            until_on=MAY,
            by=lead,
        )


def test_bring_in_registers_a_person_whom_the_administrator_then_sees(
    hospital: Organisation, lead: Account
) -> None:
    office = bring_in(hospital, official_name="演示新人", title="社工", from_on=MAY, by=lead)

    assert (office.organisation, office.title) == (hospital, "社工")
    assert office.person in Person.objects.visible_to(lead)


def test_bring_in_refuses_a_stranger_and_leaves_nobody_behind(hospital: Organisation) -> None:
    with pytest.raises(PermissionDenied):
        bring_in(hospital, official_name="演示新人", title="社工", from_on=MAY, by=stranger())

    assert not Person.objects.filter(official_name="演示新人").exists()


def test_end_office_keeps_it_in_the_history(hospital: Organisation, lead: Account) -> None:
    office = OfficeFactory.create(organisation=hospital)

    end_office(office, until_on=MAY, why="任满", by=lead)

    assert Office.objects.get(pk=office.pk).until_on == MAY
    with pytest.raises(EndedAlready):
        end_office(office, until_on=MAY, why="任满", by=lead)


def test_end_office_refuses_whoever_does_not_run_the_organisation() -> None:
    with pytest.raises(PermissionDenied):
        end_office(OfficeFactory.create(), until_on=MAY, why="误", by=stranger())
