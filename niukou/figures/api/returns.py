"""Returns of sites, for those who work on them."""

from datetime import date
from decimal import Decimal

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from niukou.core.htmx import SignedInRequest
from niukou.core.quantities import Unit
from niukou.figures.lifecycle import ReturnStatus
from niukou.figures.models import ReturnLine, SiteReturn

router = Router()


class ReturnOut(Schema):
    """A return of a site for a period: from ``start_on`` on and before ``end_on``."""

    id: int
    site: str
    start_on: date
    end_on: date
    deadline_on: date
    status: ReturnStatus
    first_submitted_on: date | None
    checked_on: date | None

    @staticmethod
    def resolve_site(one: SiteReturn) -> str:
        return one.site.number


class LineOut(Schema):
    """``stated`` null: not filled in. ``standing``: with approved notes. Amounts are in fen."""

    code: str
    unit: Unit
    definition_version: int
    known: Decimal | None
    digest: str
    stated: Decimal | None
    standing: Decimal | None
    remark: str

    @staticmethod
    def resolve_known(line: ReturnLine) -> Decimal | None:
        return line.prefilled_value

    @staticmethod
    def resolve_stated(line: ReturnLine) -> Decimal | None:
        return line.stated_value


class WholeReturnOut(ReturnOut):
    lines: list[LineOut]

    @staticmethod
    def resolve_lines(one: SiteReturn) -> list[ReturnLine]:
        return list(one.lines.with_standing().order_by("pk"))


class ReturnQuery(Schema):
    site: str = ""
    branch: str = ""
    status: ReturnStatus | None = None


@router.get("/returns", response=list[ReturnOut])
@paginate
def returns(request: SignedInRequest, query: Query[ReturnQuery]) -> QuerySet[SiteReturn]:
    """List the returns of the sites one works on, the newest period first."""
    found = SiteReturn.objects.visible_to(request.user).select_related("site")
    asked = {
        "site__number": query.site,
        "site__branch__slug": query.branch,
        "status": query.status,
    }
    narrowed = found.filter(**{path: named for path, named in asked.items() if named})
    return narrowed.order_by("-start_on", "site__number")


@router.get("/returns/{pk}", response=WholeReturnOut)
def one_return(request: SignedInRequest, pk: int) -> SiteReturn:
    """Return one return with its lines."""
    return get_object_or_404(SiteReturn.objects.visible_to(request.user), pk=pk)
