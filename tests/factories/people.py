"""Licences, tokens, and persons with sealed values; every number is invented."""

from datetime import date

import factory
from factory.django import DjangoModelFactory

from niukou.core.codes import synthetic_id_number
from niukou.people.models import Licence, LicenceLevel, Person
from tests.factories import PersonFactory

BORN_ON = date(1990, 5, 6)
PHONE = "13900001234"


class LicenceFactory(DjangoModelFactory[Licence]):
    class Meta:
        model = Licence

    person = factory.SubFactory(PersonFactory)
    level = LicenceLevel.SOCIAL_WORKER
    number = factory.Sequence(lambda n: f"DEMO{n:06d}")
    registered_on = date(2024, 3, 1)
    valid_until = date(2027, 3, 1)


def invented_id_number(sequence: int = 1) -> str:
    """Return an ID number that nobody has; taken only where the demo world is on."""
    return synthetic_id_number(born_on=BORN_ON, sequence=sequence)


def person_with_secrets(**fields: object) -> Person:
    """Return a person whose telephone, ID number and birth date are known."""
    sealed = {
        "phone": PHONE,
        "id_number": invented_id_number(),
        "birth_on": BORN_ON.isoformat(),
    }
    return PersonFactory.create(**sealed | fields)
