"""A larger invented world, for load tests: written in bulk, by the same models."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from typing import TypeVar

from django.db.models import Model

from niukou.core.codes import synthetic_credit_code
from niukou.core.pinyin import pinyin_key
from niukou.desk.demo.invented import MARK, invented_person
from niukou.network.models import (
    Agreement,
    AgreementKind,
    AgreementParty,
    Capacity,
    Organisation,
    OrganisationKind,
    Region,
)
from niukou.people.models import Gender, Person

# For each thousand persons: so many organisations and agreements (100,000 : 40,000 : 300,000).
ORGANISATIONS, AGREEMENTS = 400, 3000
BATCH = 2000
FIRST_DAY = date(2021, 1, 1)

Row = TypeVar("Row", bound=Model)


def enlarge(thousands: int) -> str:
    """Add ``thousands`` × 1,000 persons, 400 organisations and 3,000 agreements; say what came."""
    start = Person.objects.count()
    persons = _write(_persons(start, thousands * 1000))
    bodies = _write(_organisations(Organisation.objects.count(), thousands * ORGANISATIONS))
    agreements = _write(_agreements(Agreement.objects.count(), thousands * AGREEMENTS))
    parties = _write(_parties())
    return f"{persons} persons, {bodies} organisations, {agreements} agreements, {parties} parties"


def _write(rows: Iterator[Row]) -> int:
    written = 0
    while batch := list(islice(rows, BATCH)):
        type(batch[0])._default_manager.bulk_create(batch)  # noqa: SLF001  # whichever model it is
        written += len(batch)
    return written


def _persons(start: int, count: int) -> Iterator[Person]:
    for seed in range(start, start + count):
        made = invented_person(seed)
        yield Person(
            official_name=made.name,
            pinyin_key=pinyin_key(made.name, is_person=True),
            gender=Gender.MALE if made.is_male else Gender.FEMALE,
            birth_on=made.born_on.isoformat(),
            phone=made.phone,
        )


def _organisations(start: int, count: int) -> Iterator[Organisation]:
    cities = list(Region.objects.filter(level="CITY", until_year=None))
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


def _agreements(start: int, count: int) -> Iterator[Agreement]:
    for number in range(start, start + count):
        yield Agreement(
            number=f"{MARK}-{number:07d}",
            kind=AgreementKind.COOPERATION,
            title="演示合作协议",
            signed_on=FIRST_DAY + timedelta(days=number % 2000),
        )


def _parties() -> Iterator[AgreementParty]:
    bodies = list(Organisation.objects.order_by("pk").values_list("pk", flat=True))
    bare = Agreement.objects.filter(parties=None).order_by("pk").values_list("pk", flat=True)
    for turn, agreement in enumerate(list(bare)):
        for step, capacity in ((0, Capacity.HOSPITAL), (7, Capacity.PARTNER)):
            organisation = bodies[(turn + step) % len(bodies)]
            yield AgreementParty(
                agreement_id=agreement, organisation_id=organisation, capacity=capacity
            )
