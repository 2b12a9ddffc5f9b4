"""Whom a list of participants may mean: fetched at once, matched row by row."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.codes import IdNumber
from niukou.core.errors import DomainError
from niukou.core.normalise import same_name_key
from niukou.core.sealing import Sealed
from niukou.gatherings.models import Attendance, Gathering, Registration
from niukou.network.models import Office
from niukou.people.models import Account, Person

COUNTRY_CODE = re.compile(r"^86(?=1\d{10}$)")


class PersonUnclear(DomainError):
    """Several people may be meant, or the row says two things of one."""

    field = "name"


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What one row says; texts are "" where it says nothing, ``row`` is Excel's number."""

    row: int
    name: str
    unit: str = ""
    phone: str = ""
    id_number: str = ""
    minutes: int | None = None


@dataclass(slots=True)
class Known:
    """The people whose names stand on the list, and what is on record of the gathering."""

    by_id: dict[str, Person] = field(default_factory=dict)
    by_name: dict[str, list[Person]] = field(default_factory=lambda: defaultdict(list))
    visible: set[Any] = field(default_factory=set)
    units: dict[Any, set[str]] = field(default_factory=lambda: defaultdict(set))
    roster: dict[Any, set[str]] = field(default_factory=dict)  # person and the units given here
    attendances: dict[Any, Attendance] = field(default_factory=dict)

    def person(self, facts: RowFacts, number: IdNumber | None, phone: str) -> Person | None:
        """Return whom a row means; None: nobody known.

        Raises:
            PersonUnclear: several may be meant, or the ID number is another's.
        """
        if number and (owner := self.by_id.get(number.code)):
            if facts.name not in {owner.official_name, *owner.aliases}:
                raise PersonUnclear(_("This ID number belongs to somebody of another name."))
            return owner
        fitting = [one for one in self.by_name[facts.name] if _fits(one, number, phone)]
        for narrowed in (
            [one for one in fitting if phone and _figures(_plain(one.phone)) == _figures(phone)],
            [one for one in fitting if self._is_on_roster(one, facts.unit)],
            [one for one in fitting if self._works_at(one, facts.unit)],
        ):
            if len(narrowed) > 1:
                message = _("Several people are meant. Add the ID number to tell them apart.")
                raise PersonUnclear(message)
            if narrowed:
                return narrowed[0]
        return None

    def _is_on_roster(self, person: Person, unit: str) -> bool:
        units = self.roster.get(person.pk)
        return units is not None and (not unit or same_name_key(unit) in units or units == {""})

    def _works_at(self, person: Person, unit: str) -> bool:
        # Only of those one may see anyway: a name and a unit are no secret that proves anything.
        is_seen = person.pk in self.visible
        return is_seen and bool(unit) and same_name_key(unit) in self.units[person.pk]


def load_known(gathering: Gathering, rows: Sequence[RowFacts], *, by: Account) -> Known:
    """Fetch what ``rows`` may refer to; the number of queries does not grow with them."""
    known = Known()
    names = {row.name for row in rows}
    codes = {code for row in rows if (code := "".join(row.id_number.split()).upper())}
    for person in Person.objects.filter(id_number_hash__in=codes) if codes else ():
        known.by_id[_plain(person.id_number)] = person
    named = Person.objects.filter(Q(official_name__in=names) | Q(aliases__overlap=list(names)))
    for person in named:
        for name in {person.official_name, *person.aliases} & names:
            known.by_name[name].append(person)
    persons = {person.pk for people in known.by_name.values() for person in people}
    seen = Person.objects.visible_to(by).filter(pk__in=persons)
    known.visible = set(seen.values_list("pk", flat=True))
    _load_units(known, persons)
    for model in (Registration, Attendance):
        for one in model._default_manager.filter(gathering=gathering, person__in=persons):
            known.roster.setdefault(one.person_id, set()).add(same_name_key(one.unit))
    there = Attendance.objects.filter(gathering=gathering)
    known.attendances = {one.person_id: one for one in there}
    return known


def _load_units(known: Known, persons: Iterable[Any]) -> None:
    offices = Office.objects.current(on=timezone.localdate()).filter(person__in=list(persons))
    for office in offices.select_related("organisation"):
        names = (office.organisation.official_name, *office.organisation.aliases)
        known.units[office.person_id] |= {same_name_key(name) for name in names}


def _fits(person: Person, number: IdNumber | None, phone: str) -> bool:
    """Tell whether nothing on record of the person says otherwise."""
    has_other_number = number and person.id_number and _plain(person.id_number) != number.code
    has_other_phone = phone and person.phone and _figures(_plain(person.phone)) != _figures(phone)
    return not has_other_number and not has_other_phone


def _plain(sealed: Sealed | None) -> str:
    return sealed.reveal() if sealed else ""


def _figures(phone: str) -> str:
    """Return a telephone number without signs and without the country's own code."""
    return COUNTRY_CODE.sub("", "".join(sign for sign in phone if sign.isdecimal()))
