"""Programmes, branches and sites, spoken in JSON. What is public needs no token."""

from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema
from ninja.pagination import paginate

from niukou.core.htmx import SignedInRequest
from niukou.people.tokens import OPEN
from niukou.programmes.actions.sites import move_site
from niukou.programmes.filters import SiteFilter
from niukou.programmes.lifecycle import SiteStatus, Stage
from niukou.programmes.models import Branch, Programme, Site
from niukou.programmes.queries.board import with_dates
from niukou.programmes.queries.due_dates import with_due

router = Router()


class ProgrammeOut(Schema):
    slug: str
    official_name: str
    aliases: list[str]
    slogan: str
    launched_on: date
    workstreams: list[str]
    is_public: bool


class BranchOut(Schema):
    slug: str
    code: str
    name: str
    programme: str
    region_code: str
    launched_on: date
    ordinal: int | None
    is_public: bool

    @staticmethod
    def resolve_programme(branch: Branch) -> str:
        return branch.programme.slug

    @staticmethod
    def resolve_region_code(branch: Branch) -> str:
        return branch.region.code


class SiteOut(Schema):
    """A hospital in a branch; a date is null as long as nothing of the kind happened."""

    number: str
    branch: str
    hospital: str
    status: SiteStatus
    stage: Stage
    signed_on: date | None
    opened_on: date | None

    @staticmethod
    def resolve_branch(site: Site) -> str:
        return site.branch.slug

    @staticmethod
    def resolve_hospital(site: Site) -> str:
        return site.hospital.official_name


class SiteQuery(Schema):
    q: str = ""
    branch: str = ""
    stage: Stage | None = None
    status: SiteStatus | None = None
    without: str = Field("", pattern="^(|station|agreement)$")


class MoveIn(Schema):
    """``was`` is the state you saw: if somebody moved the site since, the move is refused."""

    to: SiteStatus
    on: date
    note: str = Field("", max_length=200)
    was: SiteStatus | None = None


@router.get("/programmes", response=list[ProgrammeOut], auth=OPEN)
@paginate
def programmes(request: SignedInRequest) -> QuerySet[Programme]:
    return Programme.objects.visible_to(request.user).order_by("launched_on", "pk")


@router.get("/programmes/{slug}", response=ProgrammeOut, auth=OPEN)
def programme(request: SignedInRequest, slug: str) -> Programme:
    return get_object_or_404(Programme.objects.visible_to(request.user), slug=slug)


@router.get("/branches/{slug}", response=BranchOut, auth=OPEN)
def branch(request: SignedInRequest, slug: str) -> Branch:
    rows = Branch.objects.visible_to(request.user).select_related("programme", "region")
    return get_object_or_404(rows, slug=slug)


@router.get("/sites", response=list[SiteOut], auth=OPEN)
@paginate
def sites(request: SignedInRequest, query: Query[SiteQuery]) -> QuerySet[Site]:
    dated = with_due(with_dates(Site.objects.visible_to(request.user)), request.user)
    rows = dated.select_related("branch", "hospital")
    asked = query.dict(exclude_none=True)
    found: QuerySet[Site] = SiteFilter(asked, rows.order_by("number"), by=request.user).narrowed()
    return found


@router.get("/sites/{number}", response=SiteOut, auth=OPEN)
def site(request: SignedInRequest, number: str) -> Site:
    rows = with_dates(Site.objects.visible_to(request.user)).select_related("branch", "hospital")
    return get_object_or_404(rows, number=number)


@router.post("/sites/{number}/move", response=SiteOut)
def site_move(request: SignedInRequest, number: str, body: MoveIn) -> Site:
    site = get_object_or_404(Site.objects.visible_to(request.user), number=number)
    move_site(site, **body.dict(), by=request.user)
    rows = with_dates(Site.objects.visible_to(request.user)).select_related("branch", "hospital")
    return get_object_or_404(rows, pk=site.pk)
