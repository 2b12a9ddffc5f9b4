"""Recording and correcting licences."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from niukou.core.errors import EditConflict
from niukou.network.models import RoleKind
from niukou.people.actions.licences import (
    EndsBeforeItBegins,
    LicenceKnown,
    add_licence,
    edit_licence,
)
from niukou.people.models import Licence, LicenceLevel, LicenceState
from tests.factories import OfficeFactory, PersonFactory, holder, platform_administrator, stranger
from tests.factories.people import LicenceFactory

pytestmark = pytest.mark.django_db
FROM, UNTIL = date(2024, 3, 1), date(2027, 3, 1)


def details(**changes: object) -> dict[str, object]:
    return {
        "level": LicenceLevel.SENIOR,
        "number": "demo 2024-001",
        "registered_on": FROM,
        "valid_until": UNTIL,
    } | changes


def test_add_licence_records_a_registration() -> None:
    person = PersonFactory.create()

    add_licence(person, **details(), by=platform_administrator())

    kept = Licence.objects.get()
    assert (kept.person, kept.level, kept.number) == (person, "SENIOR", "DEMO2024001")


def test_add_licence_is_for_the_administrator_of_the_employer_and_not_for_oneself() -> None:
    office = OfficeFactory.create()
    employer = holder(RoleKind.ORGANISATION_ADMINISTRATOR, office.organisation)
    add_licence(office.person, **details(), by=employer)

    himself = stranger()
    with pytest.raises(PermissionDenied):
        add_licence(himself.person, **details(number="DEMO2"), by=himself)

    assert Licence.objects.count() == 1


def test_add_licence_refuses_an_end_before_its_beginning() -> None:
    with pytest.raises(EndsBeforeItBegins):
        add_licence(
            PersonFactory.create(), **details(valid_until=FROM), by=platform_administrator()
        )


def test_add_licence_refuses_one_that_is_recorded() -> None:
    LicenceFactory.create(number="DEMO2024001", registered_on=FROM)

    with pytest.raises(LicenceKnown):
        add_licence(PersonFactory.create(), **details(), by=platform_administrator())


def test_edit_licence_tells_the_second_of_two_editors() -> None:
    licence, by = LicenceFactory.create(), platform_administrator()
    seen = {"version": licence.version, "why": "更正", "by": by}
    edit_licence(licence, **details(number="DEMO7"), **seen)

    with pytest.raises(EditConflict) as refusal:
        edit_licence(licence, **details(number="DEMO8"), **seen)

    assert refusal.value.current.number == "DEMO7"


def test_edit_licence_refuses_somebody_without_a_role() -> None:
    licence = LicenceFactory.create()

    with pytest.raises(PermissionDenied):
        edit_licence(licence, version=1, **details(), why="更正", by=stranger())


@pytest.mark.parametrize(
    ("day", "state"),
    [
        (date(2024, 2, 29), LicenceState.NOT_YET),
        (FROM, LicenceState.VALID),
        (date(2027, 2, 28), LicenceState.VALID),
        (UNTIL, LicenceState.EXPIRED),
    ],
)
def test_state_of_a_licence_on_a_day_agrees_with_what_the_database_finds(day, state) -> None:
    licence = LicenceFactory.create(registered_on=FROM, valid_until=UNTIL)

    assert licence.state_on(day) == state
    assert Licence.objects.valid(on=day).exists() == (state == LicenceState.VALID)
    assert Licence.objects.expired(on=day).exists() == (state == LicenceState.EXPIRED)
