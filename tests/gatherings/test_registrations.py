"""Who wants to come: registering, waiting, withdrawing."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niukou.core.errors import DomainError
from niukou.gatherings.actions import registrations
from niukou.gatherings.actions.registrations import (
    register,
    register_participant,
    withdraw_registration,
)
from niukou.gatherings.lifecycle import GatheringStatus, RegistrationStatus
from niukou.gatherings.models import Gathering, Registration
from tests.factories import AccountFactory, OfficeFactory, PersonFactory, stranger
from tests.factories.gatherings import (
    ENDS_AT,
    HOUR,
    STARTS_AT,
    administrator_of_host,
    hosted,
    open_gathering,
    participant,
)

pytestmark = pytest.mark.django_db
BEFORE = STARTS_AT - timedelta(days=1)
REGISTERED, WAITING = RegistrationStatus.REGISTERED, RegistrationStatus.WAITING


def test_register_takes_the_unit_from_the_office() -> None:
    office = OfficeFactory.create()
    by = AccountFactory.create(person=office.person)

    entry = register(open_gathering(), at=BEFORE, by=by)

    assert (entry.person, entry.status) == (office.person, REGISTERED)
    assert (entry.unit, entry.registered_by) == (office.organisation.official_name, by)


@pytest.mark.parametrize(
    ("fields", "at"),
    [
        ({"status": GatheringStatus.PLANNED}, BEFORE),
        ({"status": GatheringStatus.HELD}, BEFORE),
        ({"status": GatheringStatus.CANCELLED, "cancelled_because": "台风"}, BEFORE),
        ({"status": GatheringStatus.OPEN}, ENDS_AT),
        ({"status": GatheringStatus.OPEN, "registration_closes_at": BEFORE}, BEFORE),
    ],
)
def test_register_refuses_what_is_not_open_any_more_or_yet(fields, at) -> None:
    with pytest.raises(registrations.NotOpen):
        register(hosted(**fields), at=at, by=stranger())


def test_register_refuses_twice_and_an_account_that_is_nobody() -> None:
    gathering = open_gathering()

    with pytest.raises(registrations.RegisteredAlready):
        register(gathering, at=BEFORE, by=participant(gathering))
    with pytest.raises(PermissionDenied):
        register(gathering, at=BEFORE, by=AccountFactory.create(person=None))


def test_who_runs_it_registers_others_also_before_it_opens() -> None:
    gathering, person = hosted(), PersonFactory.create()
    by = administrator_of_host(gathering)

    entry = register_participant(gathering, person=person, unit=" 某医院 ", at=BEFORE, by=by)

    assert (entry.person, entry.unit, entry.status) == (person, "某医院", REGISTERED)
    with pytest.raises(PermissionDenied):
        register_participant(gathering, person=person, at=BEFORE, by=stranger())
    held = hosted(status=GatheringStatus.HELD)
    with pytest.raises(registrations.NotOpen):
        register_participant(held, person=person, at=BEFORE, by=administrator_of_host(held))


def test_without_a_free_place_people_wait_and_move_up() -> None:
    gathering = open_gathering(capacity=1)
    first, second, third = (stranger() for _ in range(3))
    entries = [
        register(gathering, at=BEFORE + place * HOUR, by=by)
        for place, by in enumerate((first, second, third))
    ]
    assert [entry.status for entry in entries] == [REGISTERED, WAITING, WAITING]

    withdraw_registration(entries[0], by=first)

    statuses = [Registration.objects.get(pk=entry.pk).status for entry in entries]
    assert statuses == [RegistrationStatus.WITHDRAWN, REGISTERED, WAITING]


def test_who_comes_back_waits_behind_the_others() -> None:
    gathering = open_gathering(capacity=1)
    first, second, third = (stranger() for _ in range(3))
    entry = register(gathering, at=BEFORE, by=first)
    register(gathering, at=BEFORE + HOUR, by=second)
    register(gathering, at=BEFORE + 2 * HOUR, by=third)
    withdraw_registration(entry, by=first)

    again = register(gathering, at=BEFORE + 3 * HOUR, by=first)

    assert (again.pk, again.status) == (entry.pk, WAITING)
    assert [one.person for one in gathering.registrations.waiting()] == [third.person, first.person]


def test_withdraw_refuses_others_twice_and_after_it_was_held() -> None:
    gathering = open_gathering()
    by = stranger()
    entry = register(gathering, at=BEFORE, by=by)

    with pytest.raises(PermissionDenied):
        withdraw_registration(entry, by=stranger())
    withdraw_registration(entry, by=administrator_of_host(gathering))
    with pytest.raises(registrations.WithdrawnAlready):
        withdraw_registration(entry, by=by)
    Gathering.objects.filter(pk=gathering.pk).update(status=GatheringStatus.HELD)
    with pytest.raises(registrations.NotOpen):
        withdraw_registration(entry, by=by)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    places=st.integers(1, 4),
    steps=st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=18),
)
def test_there_are_never_more_people_than_places_nor_a_free_place_while_somebody_waits(
    places, steps
) -> None:
    gathering = open_gathering(capacity=places)
    people = [stranger() for _ in range(6)]

    for turn, (comes, who) in enumerate(steps):
        try:
            if comes:
                register(gathering, at=BEFORE + turn * timedelta(minutes=1), by=people[who])
            else:
                own = Registration.objects.get(gathering=gathering, person=people[who].person)
                withdraw_registration(own, by=people[who])
        except (DomainError, Registration.DoesNotExist):
            pass  # they are registered already, or not at all

        coming = gathering.registrations.coming().count()
        assert coming <= places
        assert coming == places or not gathering.registrations.waiting().exists()
