"""How persons are picked in forms: by name, and by a short id where names are alike."""

import re
import uuid
from typing import Any

from django.db.models import Q, QuerySet

from niukou.core.lookups import Lookup, offer_lookup
from niukou.people.models import Person

SHORT = 8
LABEL = re.compile(rf"(.+) #([0-9a-f]{{{SHORT}}})")


def person_label(person: Person) -> str:
    """Return the name with the first eight figures of the record's id: 王小红 #1a2b3c4d."""
    return f"{person.official_name} #{person.pk.hex[:SHORT]}"


def named_exactly(persons: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Narrow to whom a label names, or to all who bear exactly this name."""
    label = LABEL.fullmatch(text.strip())
    if label is None:
        return persons.filter(Q(official_name=text) | Q(aliases__contains=[text]))
    rest = 32 - SHORT
    first, last = uuid.UUID(label[2] + "0" * rest), uuid.UUID(label[2] + "f" * rest)
    return persons.filter(pk__gte=first, pk__lte=last, official_name=label[1])


offer_lookup(
    "people",
    Lookup(
        model=Person,
        label=person_label,
        exact=named_exactly,
        finds=lambda persons, text: persons.filter(search__finds=text).order_by("pinyin_key", "pk"),
    ),
)
