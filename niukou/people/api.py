"""Persons, spoken in JSON; what is sealed leaves only as its mask."""

from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from niukou.core.htmx import SignedInRequest
from niukou.people.filters import PersonFilter
from niukou.people.models import Gender, LicenceLevel, Person

router = Router(tags=["people"])


class PersonRow(Schema):
    id: UUID
    official_name: str
    aliases: list[str]
    gender: Gender


class PersonOut(PersonRow):
    email: str
    phone: str | None
    id_number: str | None
    birth_on: str | None

    @staticmethod
    def resolve_phone(person: Person) -> str | None:
        return str(person.phone) if person.phone else None

    @staticmethod
    def resolve_id_number(person: Person) -> str | None:
        return str(person.id_number) if person.id_number else None

    @staticmethod
    def resolve_birth_on(person: Person) -> str | None:
        return str(person.birth_on) if person.birth_on else None


class PersonQuery(Schema):
    q: str = ""
    level: LicenceLevel | None = None


@router.get("/people", response=list[PersonRow])
@paginate
def people(request: SignedInRequest, query: Query[PersonQuery]) -> QuerySet[Person]:
    rows = Person.objects.visible_to(request.user).order_by("pinyin_key", "pk")
    found: QuerySet[Person] = PersonFilter(query.dict(exclude_none=True), rows).narrowed()
    return found


@router.get("/people/{uuid:pk}", response=PersonOut)
def person(request: SignedInRequest, pk: UUID) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.user), pk=pk)
