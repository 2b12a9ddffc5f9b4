"""Persons, spoken in JSON."""

import json

import pytest

from niukou.people.models import LicenceLevel
from tests.factories import PersonFactory, platform_administrator, stranger
from tests.factories.people import PHONE, LicenceFactory, invented_id_number, person_with_secrets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]
PEOPLE = "/api/v1/people"


def test_people_lists_whom_one_may_see_and_no_one_else(signed_in) -> None:
    reader = stranger()
    PersonFactory.create_batch(2)

    answer = signed_in(reader).get(PEOPLE).json()

    assert [row["id"] for row in answer["items"]] == [str(reader.person_id)]
    assert answer["count"] == 1


def test_people_are_found_by_two_characters_and_narrowed_by_licence(signed_in) -> None:
    wanted = PersonFactory.create(official_name="示范甲")
    PersonFactory.create(official_name="示范乙")
    LicenceFactory.create(person=wanted, level=LicenceLevel.SENIOR)
    browser = signed_in(platform_administrator())

    found = browser.get(PEOPLE, {"q": "示范"}).json()["items"]
    senior = browser.get(PEOPLE, {"q": "示范", "level": "SENIOR"}).json()["items"]

    assert {row["official_name"] for row in found} == {"示范甲", "示范乙"}
    assert [row["official_name"] for row in senior] == ["示范甲"]


def test_a_list_of_people_tells_nothing_sealed_not_even_masked(signed_in) -> None:
    person_with_secrets()

    [row] = [
        row
        for row in signed_in(platform_administrator()).get(PEOPLE).json()["items"]
        if row["official_name"] != ""
    ][:1]

    assert set(row) == {"id", "official_name", "aliases", "gender"}


def test_a_person_shows_masks_and_never_the_value(signed_in) -> None:
    person = person_with_secrets()

    answer = signed_in(platform_administrator()).get(f"{PEOPLE}/{person.pk}").json()

    number = invented_id_number()
    assert answer["phone"] == "139****1234"
    assert answer["id_number"] == f"99{14 * '*'}{number[-2:]}"
    assert answer["birth_on"] == "1990-**-**"
    for secret in (PHONE, number, "1990-05-06"):
        assert secret not in json.dumps(answer)


def test_a_person_one_may_not_see_is_not_found(signed_in) -> None:
    person = PersonFactory.create()

    assert signed_in(stranger()).get(f"{PEOPLE}/{person.pk}").status_code == 404
    assert signed_in(platform_administrator()).get(f"{PEOPLE}/{person.pk}").status_code == 200


def test_a_bad_filter_is_said_and_not_ignored(signed_in) -> None:
    answer = signed_in(platform_administrator()).get(PEOPLE, {"level": "MASTER"})

    assert answer.status_code == 422
