"""Where somebody works, as a list of participants says it."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from niukou.network.models import Office
from niukou.people.models import Person


def unit_of(person: Person) -> str:
    """Return the organisation of the person's current office; "" without one."""
    return units_of([person.pk]).get(person.pk, "")


def units_of(persons: Iterable[Any]) -> dict[Any, str]:
    """Return the organisation of each person's latest current office, by person."""
    offices = Office.objects.current(on=timezone.localdate()).filter(person__in=list(persons))
    rows = offices.order_by("from_on", "pk").values_list("person", "organisation__official_name")
    return dict(rows)
