"""Registering, editing and revealing persons."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from niukou.core.codes import BadCode
from niukou.core.errors import EditConflict
from niukou.network.models import RoleKind
from niukou.people.actions.persons import (
    AlreadyRegistered,
    NameMissing,
    NothingSealed,
    ReasonMissing,
    edit_person,
    register_person,
    reveal_sealed,
)
from niukou.people.identity import BadPhone
from niukou.people.models import Account, Gender, Person, Reveal, SealedField
from niukou.people.queries import changes_of
from tests.factories import (
    AccountFactory,
    OfficeFactory,
    PersonFactory,
    holder,
    platform_administrator,
    stranger,
)
from tests.factories.people import BORN_ON, PHONE, invented_id_number, person_with_secrets

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demo_world")]


def employer_of(person: Person) -> Account:
    """Return the administrator of the organisation in which ``person`` holds an office."""
    office = OfficeFactory.create(person=person)
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, office.organisation)


def unchanged(person: Person, **changes: object) -> dict[str, object]:
    """Return what an edit form sends when nothing but ``changes`` was typed."""
    return {
        "version": person.version,
        "official_name": person.official_name,
        "aliases": person.aliases,
        "gender": person.gender,
        "email": person.email,
        "birth_on": None,
        "phone": "",
        "id_number": "",
        "remove": [],
        "why": "核对",
    } | changes


def test_register_person_seals_what_is_private_and_makes_the_name_findable() -> None:
    person = register_person(
        official_name=" 曾　示范 ",
        aliases=["小曾"],
        gender=Gender.FEMALE,
        phone="139 0000 1234",
        id_number=invented_id_number(),
        by=platform_administrator(),
    )

    person.refresh_from_db()
    assert (person.official_name, person.pinyin_key) == ("曾 示范", "zeng shi fan")
    assert (person.phone.reveal(), person.birth_on.reveal()) == (PHONE, BORN_ON.isoformat())
    assert str(person.id_number) == "99" + 14 * "*" + invented_id_number()[-2:]
    for typed in ("示范", "小曾", "zsf", "zengshi"):
        assert Person.objects.filter(search__finds=typed).get() == person, typed


@pytest.mark.parametrize(
    ("name", "typed"), [("曾示范", "zeng"), ("单示范", "shan"), ("单示范", "dan")]
)
def test_a_person_is_found_by_how_the_surname_sounds_and_by_how_the_sign_is_read(
    name: str, typed: str
) -> None:
    person = register_person(official_name=name, by=platform_administrator())

    assert Person.objects.filter(search__finds=typed).get() == person


def test_register_person_refuses_somebody_without_a_role() -> None:
    with pytest.raises(PermissionDenied):
        register_person(official_name="演示人", by=stranger())


def test_register_person_asks_for_a_name() -> None:
    with pytest.raises(NameMissing):
        register_person(official_name="　", by=platform_administrator())


def test_register_person_refuses_an_id_number_that_cannot_be() -> None:
    number = invented_id_number()
    wrong = number[:-1] + ("1" if number[-1] != "1" else "2")

    with pytest.raises(BadCode) as refusal:
        register_person(official_name="演示人", id_number=wrong, by=platform_administrator())

    assert refusal.value.field == "id_number"


def test_register_person_refuses_a_telephone_that_cannot_be() -> None:
    with pytest.raises(BadPhone):
        register_person(official_name="演示人", phone="abc", by=platform_administrator())


def test_register_person_names_the_record_that_has_the_id_number_to_whom_may_see_it() -> None:
    known = person_with_secrets(official_name="演示先到")

    with pytest.raises(AlreadyRegistered) as refusal:
        register_person(
            official_name="演示后到", id_number=invented_id_number(), by=platform_administrator()
        )

    assert f"演示先到 #{known.pk.hex[:8]}" in refusal.value.message


def test_register_person_does_not_name_a_record_one_may_not_see() -> None:
    person_with_secrets(official_name="演示先到")
    other = employer_of(PersonFactory.create())

    with pytest.raises(AlreadyRegistered) as refusal:
        register_person(official_name="演示后到", id_number=invented_id_number(), by=other)

    assert "演示先到" not in refusal.value.message
    assert Person.objects.filter(official_name="演示后到").count() == 0


def test_edit_person_leaves_sealed_values_that_were_not_typed() -> None:
    person = person_with_secrets()

    edit_person(person, **unchanged(person, official_name="演示新名"), by=platform_administrator())

    person.refresh_from_db()
    assert person.official_name == "演示新名"
    assert person.phone.reveal() == PHONE
    assert person.id_number.reveal() == invented_id_number()
    assert Person.objects.get(id_number_hash=invented_id_number()) == person


def test_edit_person_replaces_and_removes_sealed_values() -> None:
    person = person_with_secrets()

    edit_person(
        person,
        **unchanged(person, phone="13900009999", remove=["id_number", "birth_on"]),
        by=platform_administrator(),
    )

    person.refresh_from_db()
    assert person.phone.reveal() == "13900009999"
    assert (person.id_number, person.id_number_hash, person.birth_on) == (None, None, None)


def test_edit_person_tells_the_second_of_two_editors() -> None:
    person, by = PersonFactory.create(), platform_administrator()
    same = unchanged(person)
    edit_person(person, **same | {"official_name": "演示先改"}, by=by)

    with pytest.raises(EditConflict) as refusal:
        edit_person(person, **same | {"official_name": "演示后改"}, by=by)

    assert refusal.value.current.official_name == "演示先改"


def test_edit_person_refuses_the_id_number_of_another() -> None:
    person_with_secrets()
    person = PersonFactory.create()

    with pytest.raises(AlreadyRegistered):
        edit_person(
            person,
            **unchanged(person, id_number=invented_id_number()),
            by=platform_administrator(),
        )


def test_changes_of_a_person_say_who_changed_which_field_and_why_but_no_value() -> None:
    person = person_with_secrets()
    edited = edit_person(
        person,
        **unchanged(person, phone="13900009999", why="本人来电"),
        by=platform_administrator(),
    )

    latest, first = changes_of(edited)

    assert [field.label for field in latest.fields] == [SealedField.PHONE.label]
    assert (latest.why, latest.is_first) == ("本人来电", False)
    assert (first.fields, first.is_first) == ((), True)
    assert "13900009999" not in repr([latest, first])


def test_reveal_sealed_returns_the_value_and_keeps_who_looked_and_why() -> None:
    person = person_with_secrets()
    by = employer_of(person)

    value = reveal_sealed(person, field=SealedField.PHONE, reason=" 联系家访 ", by=by)

    kept = Reveal.objects.get()
    assert value == PHONE
    assert (kept.person, kept.field, kept.reason, kept.by) == (person, "phone", "联系家访", by)


def test_reveal_sealed_asks_for_a_reason() -> None:
    person = person_with_secrets()

    with pytest.raises(ReasonMissing):
        reveal_sealed(person, field=SealedField.PHONE, reason="　", by=employer_of(person))

    assert Reveal.objects.count() == 0


def test_reveal_sealed_says_when_there_is_nothing() -> None:
    person = PersonFactory.create()

    with pytest.raises(NothingSealed):
        reveal_sealed(person, field=SealedField.PHONE, reason="联系", by=employer_of(person))


# who may look at sealed values     may
LOOKERS = [
    (lambda person: AccountFactory.create(person=person), True),
    (employer_of, True),
    (lambda person: employer_of(PersonFactory.create()), False),
    (lambda person: platform_administrator(), False),
    (lambda person: holder(RoleKind.AUDITOR), False),
    (lambda person: stranger(), False),
]  # fmt: skip


@pytest.mark.parametrize(("looker", "may"), LOOKERS)
def test_who_may_reveal_a_sealed_value(looker, may: bool) -> None:
    person = person_with_secrets()
    by = looker(person)

    if may:
        assert reveal_sealed(person, field=SealedField.PHONE, reason="联系", by=by) == PHONE
    else:
        with pytest.raises(PermissionDenied):
            reveal_sealed(person, field=SealedField.PHONE, reason="联系", by=by)
    assert Reveal.objects.count() == int(may)


@pytest.mark.parametrize(
    "tamper",
    [
        lambda reveals: reveals.update(reason="别的"),
        lambda reveals: reveals.delete(),
    ],
)
def test_the_record_of_a_look_can_be_neither_changed_nor_removed(tamper) -> None:
    person = person_with_secrets()
    reveal_sealed(person, field=SealedField.PHONE, reason="联系", by=employer_of(person))

    with pytest.raises(ProgrammingError), transaction.atomic():
        tamper(Reveal.objects.all())

    assert Reveal.objects.get().reason == "联系"
