"""Picking a person in a form, by name or label."""

import pytest
from django.core.exceptions import ValidationError

from niukou.core.lookups import RecordField, find_lookup
from niukou.people.lookups import person_label
from niukou.people.models import Person
from tests.factories import PersonFactory, platform_administrator, stranger

pytestmark = pytest.mark.django_db


def field(by) -> RecordField:
    made = RecordField("people")
    made.by = by
    return made


def test_what_is_suggested_is_found_again_though_names_are_alike() -> None:
    alike = PersonFactory.create_batch(3, official_name="示范甲")
    by = platform_administrator()

    suggested = find_lookup("people").options("示范", user=by)

    assert len(set(suggested)) == 3
    assert {field(by).clean(label) for label in suggested} == set(alike)


def test_a_name_that_only_one_person_bears_is_enough() -> None:
    person = PersonFactory.create(official_name="示范甲", aliases=["小甲"])

    assert field(platform_administrator()).clean("小甲") == person


def test_a_name_that_two_persons_bear_is_not() -> None:
    PersonFactory.create_batch(2, official_name="示范甲")

    with pytest.raises(ValidationError) as refusal:
        field(platform_administrator()).clean("示范甲")

    assert refusal.value.code == "several"


@pytest.mark.parametrize(
    "typed", ["{label}", "示范甲", "示范甲 #zzzzzzzz", "#", "示范甲 #00000000"]
)
def test_nobody_picks_whom_they_may_not_see(typed: str) -> None:
    person = PersonFactory.create(official_name="示范甲")
    assert Person.objects.filter(official_name="示范甲").count() == 1

    with pytest.raises(ValidationError) as refusal:
        field(stranger()).clean(typed.format(label=person_label(person)))

    assert refusal.value.code == "unknown"
