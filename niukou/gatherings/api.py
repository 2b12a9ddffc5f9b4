"""Gatherings, spoken in JSON; what is public needs no token. Participants are not in it."""

from datetime import datetime

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from niukou.core.htmx import SignedInRequest
from niukou.gatherings.actions.check_in import check_in
from niukou.gatherings.filters import GatheringFilter
from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.models import Attendance, Gathering, GatheringKind, HostingCapacity
from niukou.gatherings.queries.screens import gathering_of_screen
from niukou.people.tokens import OPEN

router = Router(tags=["gatherings"])


class HostOut(Schema):
    organisation: str
    capacity: HostingCapacity


class GatheringOut(Schema):
    """``ends_at`` no longer belongs to it; ``capacity`` null: no limit."""

    number: str
    kind: GatheringKind
    title: str
    about: str
    starts_at: datetime
    ends_at: datetime
    is_by_day: bool
    venue: str
    campus: str | None
    capacity: int | None
    registration_closes_at: datetime | None
    status: GatheringStatus
    is_public: bool
    hosts: list[HostOut]

    @staticmethod
    def resolve_campus(gathering: Gathering) -> str | None:
        campus = gathering.campus
        return f"{campus.organisation} {campus}" if campus else None

    @staticmethod
    def resolve_hosts(gathering: Gathering) -> list[dict[str, str]]:
        named = sorted(gathering.hostings.all(), key=lambda one: (one.position, one.pk))
        return [
            {"organisation": one.organisation.official_name, "capacity": one.capacity}
            for one in named
        ]


class GatheringQuery(Schema):
    q: str = ""
    kind: GatheringKind | None = None
    status: GatheringStatus | None = None
    time: str = ""
    of: str = ""


class CheckInIn(Schema):
    code: str


class AttendanceOut(Schema):
    gathering: str
    checked_in_at: datetime | None

    @staticmethod
    def resolve_gathering(attendance: Attendance) -> str:
        return attendance.gathering.number


def readable(request: SignedInRequest) -> QuerySet[Gathering]:
    rows = Gathering.objects.visible_to(request.user).select_related("campus__organisation")
    return rows.prefetch_related("hostings__organisation")


@router.get("/gatherings", response=list[GatheringOut], auth=OPEN)
@paginate
def gatherings(request: SignedInRequest, query: Query[GatheringQuery]) -> QuerySet[Gathering]:
    rows = readable(request).order_by("-starts_at", "-pk")
    found: QuerySet[Gathering] = GatheringFilter(
        query.dict(exclude_none=True), rows, by=request.user
    ).narrowed()
    return found


@router.get("/gatherings/{number}", response=GatheringOut, auth=OPEN)
def gathering(request: SignedInRequest, number: str) -> Gathering:
    return get_object_or_404(readable(request), number=number)


@router.post("/gatherings/{number}/check-in", response=AttendanceOut)
def gathering_check_in(request: SignedInRequest, number: str, body: CheckInIn) -> Attendance:
    """Record that whoever asks is there; the code is the one on the screen at this moment."""
    gathering = gathering_of_screen(number)
    return check_in(gathering, code=body.code[:60], at=timezone.now(), by=request.user)
