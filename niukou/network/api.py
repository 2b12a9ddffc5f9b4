"""Organisations and agreements, spoken in JSON."""

from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from niukou.core.htmx import SignedInRequest
from niukou.network.actions.organisations import register_organisation
from niukou.network.filters import OrganisationFilter
from niukou.network.models import Agreement, Organisation, OrganisationKind

router = Router(tags=["network"])


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
    official_name: str
    aliases: list[str] = []
    uscc: str = ""
    no_uscc_reason: str = ""


class OrganisationQuery(Schema):
    q: str = ""
    kind: OrganisationKind | None = None


class AgreementOut(Schema):
    number: str
    kind: str
    title: str
    signed_on: date
    signing_group: int | None
    cohort: str
    ended_on: date | None


@router.get("/organisations", response=list[OrganisationOut])
@paginate
def organisations(
    request: SignedInRequest, query: Query[OrganisationQuery]
) -> QuerySet[Organisation]:
    rows = Organisation.objects.visible_to(request.user).select_related("region")
    return OrganisationFilter(query.dict(exclude_none=True), rows.order_by("pinyin_key", "pk")).qs


@router.post("/organisations", response={201: OrganisationOut})
def organisation_register(
    request: SignedInRequest, body: OrganisationIn
) -> tuple[int, Organisation]:
    return 201, register_organisation(**body.dict(), by=request.user)


@router.get("/organisations/{int:pk}", response=OrganisationOut)
def organisation(request: SignedInRequest, pk: int) -> Organisation:
    rows = Organisation.objects.visible_to(request.user).select_related("region")
    return get_object_or_404(rows, pk=pk)


@router.get("/agreements", response=list[AgreementOut])
@paginate
def agreements(request: SignedInRequest) -> QuerySet[Agreement]:
    return Agreement.objects.visible_to(request.user).order_by("-signed_on", "pk")


@router.get("/agreements/{number}", response=AgreementOut)
def agreement(request: SignedInRequest, number: str) -> Agreement:
    return get_object_or_404(Agreement.objects.visible_to(request.user), number=number)
