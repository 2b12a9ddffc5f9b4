"""Organisations and agreements, spoken in JSON."""

from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from ninja.pagination import paginate
from pydantic import StringConstraints

from niukou.core.htmx import SignedInRequest
from niukou.network.actions.organisations import register_organisation
from niukou.network.filters import AgreementFilter, OrganisationFilter
from niukou.network.models import (
    Agreement,
    AgreementKind,
    AgreementParty,
    Capacity,
    Organisation,
    OrganisationKind,
)
from niukou.network.models.organisations import MOST_NAMES

router = Router(tags=["network"])

ON_ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=120, pattern=ON_ONE_LINE)]
Name = Annotated[Line, StringConstraints(min_length=1)]


class OrganisationOut(Schema):
    id: int
    kind: OrganisationKind
    official_name: str
    aliases: list[str]
    uscc: str
    no_uscc_reason: str
    region_code: str | None

    @staticmethod
    def resolve_region_code(organisation: Organisation) -> str | None:
        return organisation.region.code if organisation.region else None


class OrganisationIn(Schema):
    kind: OrganisationKind
    official_name: Name
    aliases: list[Name] = Field([], max_length=MOST_NAMES)
    uscc: str = ""
    no_uscc_reason: Line = ""


class OrganisationQuery(Schema):
    q: str = ""
    kind: OrganisationKind | None = None


class PartyOut(Schema):
    organisation_id: int
    official_name: str
    uscc: str
    capacity: Capacity

    @staticmethod
    def resolve_official_name(party: AgreementParty) -> str:
        return party.organisation.official_name

    @staticmethod
    def resolve_uscc(party: AgreementParty) -> str:
        return party.organisation.uscc


class AgreementOut(Schema):
    number: str
    kind: AgreementKind
    title: str
    signed_on: date
    signing_group: int | None
    cohort: str
    starts_on: date | None
    ends_on: date | None = Field(description="No longer in force from; null: open end.")
    ended_on: date | None
    parties: list[PartyOut]


class AgreementQuery(Schema):
    q: str = ""
    kind: AgreementKind | None = None
    year: int | None = None
    signing_group: int | None = None
    organisation: str = ""


class Refused(Schema):
    """Why the request was not carried out, in words a page would show; ``field`` is to blame."""

    detail: str
    field: str | None = None


@router.get("/organisations", response=list[OrganisationOut])
@paginate
def organisations(
    request: SignedInRequest, query: Query[OrganisationQuery]
) -> QuerySet[Organisation]:
    rows = Organisation.objects.visible_to(request.user).select_related("region")
    filters = OrganisationFilter(query.dict(exclude_none=True), rows.order_by("pinyin_key", "pk"))
    return filters.narrowed()  # type: ignore[no-any-return]  # django-filter ships no types


@router.post("/organisations", response={201: OrganisationOut, 409: Refused})
def organisation_register(request: SignedInRequest, body: OrganisationIn) -> Status[Organisation]:
    return Status(201, register_organisation(**body.dict(), by=request.user))


@router.get("/organisations/{int:pk}", response=OrganisationOut)
def organisation(request: SignedInRequest, pk: int) -> Organisation:
    rows = Organisation.objects.visible_to(request.user).select_related("region")
    return get_object_or_404(rows, pk=pk)


@router.get("/agreements", response=list[AgreementOut])
@paginate
def agreements(request: SignedInRequest, query: Query[AgreementQuery]) -> QuerySet[Agreement]:
    rows = Agreement.objects.visible_to(request.user).prefetch_related("parties__organisation")
    filters = AgreementFilter(query.dict(exclude_none=True), rows.order_by("-signed_on", "pk"))
    return filters.narrowed()  # type: ignore[no-any-return]  # django-filter ships no types


@router.get("/agreements/{path:number}", response=AgreementOut)
def agreement(request: SignedInRequest, number: str) -> Agreement:
    rows = Agreement.objects.visible_to(request.user).prefetch_related("parties__organisation")
    return get_object_or_404(rows, number=number)
