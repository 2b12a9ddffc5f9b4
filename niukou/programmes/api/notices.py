"""Public notices, spoken in JSON: what was published needs no token."""

from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from ninja.pagination import paginate

from niukou.core.htmx import SignedInRequest
from niukou.people.tokens import OPEN
from niukou.programmes.models import NoticeStatus, PublicNotice

router = Router()


class NoticeOut(Schema):
    """``last_on`` is the last day on which anybody may object; both days are null for a draft."""

    number: str
    branch: str
    title: str
    text: str
    workdays: int
    published_on: date | None
    last_on: date | None
    status: NoticeStatus
    hospitals: list[str]

    @staticmethod
    def resolve_branch(notice: PublicNotice) -> str:
        return notice.branch.slug

    @staticmethod
    def resolve_published_on(notice: PublicNotice) -> date | None:
        return notice.from_on

    @staticmethod
    def resolve_hospitals(notice: PublicNotice) -> list[str]:
        return [str(one.site.hospital) for one in notice.notice_sites.all()]


@router.get("/notices", response=list[NoticeOut], auth=OPEN)
@paginate
def notices(request: SignedInRequest) -> QuerySet[PublicNotice]:
    return _named(request).order_by("-from_on", "-pk")


@router.get("/notices/{number}", response=NoticeOut, auth=OPEN)
def notice(request: SignedInRequest, number: str) -> PublicNotice:
    return get_object_or_404(_named(request), number=number)


def _named(request: SignedInRequest) -> QuerySet[PublicNotice]:
    visible = PublicNotice.objects.visible_to(request.user).select_related("branch")
    return visible.prefetch_related("notice_sites__site__hospital")
