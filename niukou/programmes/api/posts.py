"""Posts, spoken in JSON: to those who work with them."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Query, Router, Schema
from ninja.pagination import paginate

from niukou.core.htmx import SignedInRequest
from niukou.people.models import Person
from niukou.programmes.actions.holdings import fill_post
from niukou.programmes.filters import PostFilter
from niukou.programmes.models import Post, PostKind
from niukou.programmes.post_lifecycle import PostStatus
from niukou.programmes.queries.posts import with_today

router = Router()


class PostOut(Schema):
    """A post; ``holder`` and ``held_since`` are null while nobody holds it."""

    number: str
    site: str
    hospital: str
    kind: PostKind
    employer: str
    title: str
    is_full_time: bool
    wards: str
    status: PostStatus
    approved_on: date
    ended_on: date | None
    holder: str | None
    held_since: date | None
    vacant_since: date | None

    @staticmethod
    def resolve_site(post: Post) -> str:
        return post.site.number

    @staticmethod
    def resolve_hospital(post: Post) -> str:
        return post.site.hospital.official_name

    @staticmethod
    def resolve_employer(post: Post) -> str:
        return post.employer.official_name

    @staticmethod
    def resolve_vacant_since(post: Post) -> date | None:
        is_vacant = post.holder is None and post.ended_on is None  # type: ignore[attr-defined]  # annotated
        return post.vacant_since if is_vacant else None  # type: ignore[attr-defined]


class PostQuery(Schema):
    q: str = ""
    branch: str = ""
    kind: PostKind | None = None
    status: PostStatus | None = None
    waiting: str = ""


class FillIn(Schema):
    """``until_on`` is the first day the person no longer held it; null: they hold it."""

    person: UUID
    on: date
    until_on: date | None = None


def _rows(request: SignedInRequest) -> QuerySet[Post]:
    posts = Post.objects.visible_to(request.user).select_related("site__hospital", "employer")
    return with_today(posts, on=timezone.localdate()).order_by("number")


@router.get("/posts", response=list[PostOut])
@paginate
def posts(request: SignedInRequest, query: Query[PostQuery]) -> QuerySet[Post]:
    asked = query.dict(exclude_none=True)
    found: QuerySet[Post] = PostFilter(
        asked, _rows(request), by=request.user, on=timezone.localdate()
    ).narrowed()
    return found


@router.get("/posts/{number}", response=PostOut)
def post(request: SignedInRequest, number: str) -> Post:
    return get_object_or_404(_rows(request), number=number)


@router.post("/posts/{number}/fill", response=PostOut)
def post_fill(request: SignedInRequest, number: str, body: FillIn) -> Post:
    post = get_object_or_404(_rows(request), number=number)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=body.person)
    fill_post(post, person=person, on=body.on, until_on=body.until_on, by=request.user)
    return get_object_or_404(_rows(request), number=number)
