"""Sealed fields."""

import pickle
import uuid
from pathlib import Path

import pytest
from django.core import serializers
from django.db import IntegrityError, connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from niukou.core import sealing
from niukou.core.keyfiles import KeysUnusable
from niukou.core.sealing import AES_GCM, SM4_GCM, KeyRing, SealBroken, Sealed, reseal_rows
from niukou.people.models import Person

PHONE = "13800001234"
NUMBER = "99900019900101001X"
FIELD = "people.person.phone"


@pytest.fixture(scope="module")
def ring(tmp_path_factory):
    """Three keys, the middle one of the other algorithm, the last the current one."""
    folder = tmp_path_factory.mktemp("keys")
    sealing.create_keys(folder)
    sealing.add_key(folder, algorithm=AES_GCM)
    sealing.add_key(folder, algorithm=SM4_GCM)
    return KeyRing.load(folder)


@pytest.fixture
def keys(settings, tmp_path):
    """A key folder of this test's own."""
    sealing.create_keys(tmp_path)
    settings.NIUKOU_KEYS = tmp_path
    yield tmp_path
    sealing._load.cache_clear()


@pytest.fixture
def person(db):
    return Person.objects.create(official_name="演示人员", phone=PHONE, id_number=NUMBER)


def stored(person, column="phone"):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM people_person WHERE id = %s", [person.pk])
        value = cursor.fetchone()[0]
    return value and bytes(value)


def with_current(ring, number):
    return KeyRing(ring.keys, ring.keys[number], ring.search)


@pytest.mark.parametrize("number", [1, 2, 3])
@given(plain=st.text(max_size=60), row=st.uuids())
def test_what_is_sealed_opens_again(ring, number, plain, row):
    token = with_current(ring, number).seal(plain, context=FIELD, row=row)

    assert ring.open(token, context=FIELD, row=row) == plain
    assert token[0] == number
    assert len(token) == 1 + 12 + len(plain.encode()) + 16


def test_the_same_text_is_never_sealed_the_same_way_twice(ring):
    tokens = {ring.seal(PHONE, context=FIELD, row=1) for _ in range(50)}

    assert len(tokens) == 50


def test_keys_have_the_algorithm_they_were_made_for(ring):
    assert [key.algorithm for key in ring.keys.values()] == [SM4_GCM, AES_GCM, SM4_GCM]
    assert [len(key.secret) for key in ring.keys.values()] == [16, 32, 16]
    assert ring.current.id == 3


@given(st.binary(max_size=80))
def test_other_bytes_do_not_open(ring, token):
    with pytest.raises(SealBroken):
        ring.open(token, context=FIELD, row=1)


@given(place=st.integers(0, 38), bit=st.integers(0, 7))
def test_one_changed_bit_breaks_the_seal(ring, place, bit):
    token = bytearray(ring.seal(PHONE[:10], context=FIELD, row=1))
    token[place] ^= 1 << bit

    with pytest.raises(SealBroken):
        ring.open(bytes(token), context=FIELD, row=1)


@pytest.mark.parametrize(
    ("context", "row"), [("people.person.email", 1), (FIELD, 2), (FIELD + "\0", 1)]
)
def test_a_seal_opens_in_no_other_field_and_no_other_row(ring, context, row):
    token = ring.seal(PHONE, context=FIELD, row=1)

    with pytest.raises(SealBroken, match="another field or row"):
        ring.open(token, context=context, row=row)


def test_a_seal_whose_key_is_gone_says_so(ring):
    token = ring.seal(PHONE, context=FIELD, row=1)
    poorer = KeyRing({1: ring.keys[1]}, ring.keys[1], ring.search)

    with pytest.raises(SealBroken, match="unknown key"):
        poorer.open(token, context=FIELD, row=1)


def test_rotate_seals_with_the_current_key_and_only_once(ring):
    old = with_current(ring, 2).seal(PHONE, context=FIELD, row=1)
    new = ring.rotate(old, context=FIELD, row=1)

    assert (old[0], new[0]) == (2, 3)
    assert ring.open(new, context=FIELD, row=1) == PHONE
    assert ring.rotate(new, context=FIELD, row=1) == new


def test_a_search_hash_is_of_16_bytes_and_of_one_field(ring):
    hashes = {
        ring.search_hash(context, text) for context in (FIELD, "other") for text in ("1", "2")
    }

    assert {len(value) for value in hashes} == {16}
    assert len(hashes) == 4
    assert ring.search_hash(FIELD, "1") == with_current(ring, 1).search_hash(FIELD, "1")


def test_create_keys_twice_changes_nothing(tmp_path):
    sealing.create_keys(tmp_path)
    before = {path.name: path.read_text() for path in tmp_path.iterdir()}

    sealing.create_keys(tmp_path)

    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == before
    assert sorted(before) == ["sealing-001.key", "search.key"]


def test_a_lost_search_key_is_not_replaced_in_silence(tmp_path):
    sealing.create_keys(tmp_path)
    (tmp_path / "search.key").unlink()

    with pytest.raises(KeysUnusable, match="restore it"):
        sealing.create_keys(tmp_path)


def test_a_folder_without_keys_is_no_key_ring(tmp_path):
    with pytest.raises(KeysUnusable, match="no sealing key"):
        KeyRing.load(tmp_path)


def test_a_sealed_field_shows_its_mask_and_tells_only_when_asked(person):
    assert isinstance(person.phone, Sealed)
    assert str(person.phone) == f"{person.phone}" == "138****1234"
    assert PHONE not in repr(person.phone)
    assert person.phone.reveal() == PHONE
    assert PHONE.encode() not in pickle.dumps(person.phone)


def test_a_sealed_field_reads_the_same_before_and_after_saving():
    person = Person(official_name="演示人员", phone=PHONE)

    assert person.phone.reveal() == PHONE


def test_a_sealed_field_is_not_in_the_database_in_plain(person):
    token = stored(person)

    assert PHONE.encode() not in token
    assert len(token) == len(PHONE) + sealing.OVERHEAD_BYTES
    assert Person.objects.get(pk=person.pk).phone.reveal() == PHONE


def test_nothing_typed_is_none(person):
    person.phone = ""
    person.save(update_fields=["phone"])

    assert person.phone is None
    assert stored(person) is None
    assert Person.objects.filter(phone__isnull=True).get() == person


def test_saving_what_was_not_changed_keeps_its_seal(person):
    before = stored(person)

    Person.objects.get(pk=person.pk).save()

    assert stored(person) == before


def test_a_value_copied_to_another_person_is_sealed_for_them(person):
    other = Person.objects.create(official_name="演示人员二", phone=person.phone)

    assert stored(other) != stored(person)
    assert Person.objects.get(pk=other.pk).phone.reveal() == PHONE


def test_bytes_moved_between_rows_in_the_database_break(person):
    other = Person.objects.create(official_name="演示人员二", phone="13900005678")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET phone = %s WHERE id = %s", [stored(other), person.pk]
        )

    with pytest.raises(SealBroken):
        Person.objects.get(pk=person.pk).phone.reveal()
    with pytest.raises(SealBroken):
        str(Person.objects.get(pk=person.pk).phone)


def test_many_rows_at_once_are_sealed_each_for_itself(db):
    people = [
        Person(official_name=f"演示人员 {place}", phone=f"1380000{place:04d}") for place in range(5)
    ]
    Person.objects.bulk_create(people)
    for person in people:
        person.phone = PHONE
    Person.objects.bulk_update(people, ["phone"])

    found = Person.objects.filter(pk__in=[person.pk for person in people])
    assert [person.phone.reveal() for person in found] == [PHONE] * 5
    assert len({stored(person) for person in people}) == 5


def test_a_deferred_sealed_field_is_read_when_asked(person, django_assert_num_queries):
    found = Person.objects.defer("phone").get(pk=person.pk)

    with django_assert_num_queries(1):
        assert found.phone.reveal() == PHONE


def test_history_opens_with_the_record_s_own_id(person):
    person.phone = "13900005678"
    person.save(update_fields=["phone"])

    told = [event.phone.reveal() for event in person.events.order_by("pgh_id")]
    assert told == [PHONE, "13900005678"]


def test_a_sealed_field_cannot_be_compared_in_a_query(person):
    with pytest.raises(TypeError, match="hash"):
        Person.objects.filter(phone=PHONE).first()
    with pytest.raises(TypeError, match="sealed"):
        Person.objects.update(phone=PHONE)


@pytest.mark.parametrize("typed", [NUMBER, NUMBER.lower(), f" {NUMBER[:6]} {NUMBER[6:]}"])
def test_a_person_is_found_by_the_hash_of_their_number(person, typed):
    assert Person.objects.get(id_number_hash=typed) == person
    assert Person.objects.get(id_number_hash__in=[typed, "0"]) == person
    assert not Person.objects.filter(id_number_hash=typed[:-2]).exists()


def test_two_people_cannot_have_one_number(person):
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.create(official_name="演示人员二", id_number=NUMBER.lower())


def test_the_hash_follows_its_field(person):
    person.id_number = None
    person.save(update_fields=["id_number", "id_number_hash"])

    assert not Person.objects.filter(id_number_hash=NUMBER).exists()
    assert stored(person, "id_number_hash") is None


def test_a_fixture_keeps_the_seal(person):
    written = serializers.serialize("json", [person])
    assert PHONE not in written
    Person.objects.filter(pk=person.pk).update(phone=None)

    for read in serializers.deserialize("json", written):
        read.save()

    assert Person.objects.get(pk=person.pk).phone.reveal() == PHONE


def test_reseal_rows_moves_every_row_and_its_history_to_the_new_key(keys: Path, db):
    people = [
        Person.objects.create(official_name=f"演示人员 {place}", phone=PHONE) for place in range(5)
    ]
    assert sealing.add_key(keys, algorithm=AES_GCM) == 2
    sealing._load.cache_clear()

    assert reseal_rows(Person.objects.all(), batch=2) == 5
    assert reseal_rows(Person.objects.all(), batch=2) == 0
    assert reseal_rows(Person.pgh_event_model.objects.all()) > 0

    assert {stored(person)[0] for person in people} == {2}
    (keys / "sealing-001.key").unlink()
    sealing._load.cache_clear()
    assert Person.objects.get(pk=people[0].pk).phone.reveal() == PHONE
    assert people[0].events.order_by("pgh_id").first().phone.reveal() == PHONE


def test_a_row_without_an_id_cannot_be_sealed():
    person = Person(id=None, official_name="演示人员", phone=PHONE)

    with pytest.raises(ValueError, match="needs its id"):
        Person._meta.get_field("phone").pre_save(person, add=True)


def test_a_row_takes_its_id_before_its_values_are_bound(db):
    number = uuid.uuid4()
    person = Person(official_name="演示人员", phone=PHONE)
    person.id = number
    person.save()

    assert Person.objects.get(pk=number).phone.reveal() == PHONE
