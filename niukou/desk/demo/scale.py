"""A larger invented world, for load tests: made in memory, copied into the tables as it comes."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Field, Model
from psycopg.sql import SQL, Identifier

from niukou.core.codes import synthetic_credit_code, synthetic_id_number
from niukou.core.pinyin import pinyin_key
from niukou.desk.demo.invented import GIVEN, MARK, SURNAMES
from niukou.network.models import (
    Agreement,
    AgreementKind,
    AgreementParty,
    Capacity,
    Office,
    Organisation,
    OrganisationKind,
    Region,
)
from niukou.people.models import Gender, Person

# For each thousand persons: so many organisations and agreements (100,000 : 40,000 : 300,000).
ORGANISATIONS, AGREEMENTS = 400, 3000
FIRST_DAY = date(2021, 1, 1)
DAYS = 2000
ELDEST_BORN_ON = date(1965, 1, 1)
BIRTHDAYS = 12_000
PER_BIRTHDAY = 1000  # an ID number has three figures to tell people of one birthday apart

Row = TypeVar("Row", bound=Model)


@transaction.atomic
def enlarge(thousands: int) -> str:
    """Add ``thousands`` × 1,000 persons, 400 organisations and 3,000 agreements; say what came.

    Each person holds an office and each agreement has two parties, all among those made here.
    """
    with connection.cursor() as cursor:
        # Deferred checks would pile up, and each row's history trigger walks over the pile.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    bodies = _copied(_organisations(Organisation.objects.count(), thousands * ORGANISATIONS))
    hospitals = _newest(Organisation, bodies)
    agreements = _copied(_agreements(Agreement.objects.count(), thousands * AGREEMENTS))
    parties = _copied(_parties(_newest(Agreement, agreements), hospitals))
    known = set(Person.objects.values_list("pk", flat=True))
    people = _copied(_persons(len(known), thousands * 1000))
    new = [pk for pk in Person.objects.values_list("pk", flat=True) if pk not in known]
    offices = _copied(_offices(new, hospitals))
    return (
        f"{people} persons, {offices} offices, {bodies} organisations, "
        f"{agreements} agreements, {parties} parties"
    )


def _copied(rows: Iterator[Row]) -> int:
    """Copy ``rows`` of one model into its table, each field as saving would; return how many."""
    first = next(rows, None)
    if first is None:
        return 0
    fields = [field for field in first._meta.concrete_fields if not _is_given(field, first)]
    statement = SQL("COPY {} ({}) FROM STDIN").format(
        Identifier(first._meta.db_table), SQL(", ").join(Identifier(str(f.column)) for f in fields)
    )
    written = 0
    with connection.cursor() as cursor, cursor.copy(statement) as table:
        for row in chain([first], rows):
            table.write_row([_stored(field, row) for field in fields])
            written += 1
    return written


def _is_given(field: "Field[Any, Any]", row: Model) -> bool:
    """Return whether the database gives this field its value: a number counted up."""
    return field.primary_key and row.pk is None


def _stored(field: "Field[Any, Any]", row: Model) -> object:
    return field.get_db_prep_save(field.pre_save(row, add=True), connection)


def _newest(model: type[Model], count: int) -> list[int]:
    """Return the keys of the ``count`` rows that came last, oldest first."""
    keys = model._default_manager.order_by("-pk").values_list("pk", flat=True)
    return list(keys[:count])[::-1]


def _organisations(start: int, count: int) -> Iterator[Organisation]:
    cities = list(Region.objects.filter(level="CITY", until_year=None).order_by("code"))
    chance = random.Random(start)  # noqa: S311  # made-up bodies need no secrecy
    for number in range(start, start + count):
        city = chance.choice(cities)
        name = f"{MARK}{city.name}第{number}医院"
        yield Organisation(
            kind=OrganisationKind.HOSPITAL,
            official_name=name,
            pinyin_key=pinyin_key(name),
            uscc=synthetic_credit_code(registration="12", sequence=number),
            region=city,
        )


def _persons(start: int, count: int) -> Iterator[Person]:
    for place in range(start, start + count):
        name = f"{_name(place)}（{MARK}）"
        birthday, sequence = divmod(place, PER_BIRTHDAY)
        born_on = ELDEST_BORN_ON + timedelta(days=birthday % BIRTHDAYS)
        yield Person(
            official_name=name,
            pinyin_key=pinyin_key(name, is_person=True),
            gender=Gender.MALE if sequence % 2 else Gender.FEMALE,
            birth_on=born_on.isoformat(),
            phone=f"100{place:08d}",  # no operator gives numbers that begin with 100
            id_number=synthetic_id_number(born_on=born_on, sequence=sequence),
        )


def _name(place: int) -> str:
    """Return one of some 15,000 names: a given name is borne by one person in four hundred."""
    chance = random.Random(place)  # noqa: S311  # made-up people need no secrecy
    given = chance.choice(GIVEN[::2]) + chance.choice(GIVEN[1::2])
    return chance.choice(SURNAMES) + given


def _offices(persons: list[Any], bodies: list[int]) -> Iterator[Office]:
    for turn, person in enumerate(persons):
        yield Office(
            person_id=person,
            organisation_id=bodies[turn % len(bodies)],
            title="医务社工",
            from_on=FIRST_DAY + timedelta(days=turn % DAYS),
        )


def _agreements(start: int, count: int) -> Iterator[Agreement]:
    for number in range(start, start + count):
        yield Agreement(
            number=f"{MARK}-{number:07d}",
            kind=AgreementKind.COOPERATION,
            title=f"{MARK}合作协议",
            signed_on=FIRST_DAY + timedelta(days=number % DAYS),
        )


def _parties(agreements: list[int], bodies: list[int]) -> Iterator[AgreementParty]:
    for turn, agreement in enumerate(agreements):
        for step, capacity in ((0, Capacity.HOSPITAL), (7, Capacity.PARTNER)):
            yield AgreementParty(
                agreement_id=agreement,
                organisation_id=bodies[(turn + step) % len(bodies)],
                capacity=capacity,
            )
