"""Posts, who held them, their months in any state, and the people around them."""

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from niukou.core.files import PAPERS, keep
from niukou.core.money import Money
from niukou.network.models import Organisation, OrganisationKind, RoleKind
from niukou.people.models import Account
from niukou.programmes.models import (
    Post,
    PostHolding,
    PostKind,
    PostMonth,
    PostStep,
    ProgrammeInitiator,
    Site,
    SubsidyRate,
)
from niukou.programmes.post_lifecycle import MonthStatus, PostStatus
from tests.factories import (
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
    holder,
    officer_of,
    officer_of_all,
    signed_site,
)

APPROVAL = date(2025, 1, 6)
FIRST_DAY = date(2025, 3, 10)
MARCH, APRIL, MAY = date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)
MONTHLY = Money(310_000)  # 3,100.00: a hundred for each day of a month of 31
SHEET = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def agency() -> Organisation:
    return OrganisationFactory.create(kind=OrganisationKind.SERVICE_AGENCY)


class PostFactory(DjangoModelFactory[Post]):
    """A full-time post that the hospital employs for, approved and not filled yet."""

    class Meta:
        model = Post

    site = factory.LazyFunction(signed_site)
    position = factory.LazyAttribute(lambda post: post.site.posts.count() + 1)
    number = factory.LazyAttribute(lambda post: f"{post.site.number}-P{post.position}")
    kind = PostKind.EMPLOYED
    employer = factory.SelfAttribute("site.hospital")
    title = "医务社工"
    approved_on = APPROVAL


class SubsidyRateFactory(DjangoModelFactory[SubsidyRate]):
    class Meta:
        model = SubsidyRate

    programme = factory.SubFactory(ProgrammeFactory)
    kind = PostKind.EMPLOYED
    monthly = MONTHLY
    from_on = date(2025, 1, 1)
    source = "演示通知"


def seconded_post(**fields: Any) -> Post:
    """Return a post an agency seconds to."""
    return PostFactory.create(**{"kind": PostKind.SECONDED, "employer": agency()} | fields)


def held(
    post: Post, *, on: date = FIRST_DAY, until: date | None = None, **fields: Any
) -> PostHolding:
    """Return a holding of ``post``; its state and steps follow, as if it was filled and vacated."""
    fields.setdefault("person", PersonFactory.create())
    by = officer_of(post.site.branch)
    holding = PostHolding.objects.create(
        post=post, from_on=on, until_on=until, is_full_time=post.is_full_time, **fields
    )
    post.status = PostStatus.VACANT if until else PostStatus.FILLED
    post.save()
    told = {"post": post, "holding": holding, "recorded_by": by}
    PostStep.objects.create(to_status=PostStatus.FILLED, on=on, **told)
    if until:
        PostStep.objects.create(to_status=PostStatus.VACANT, on=until, **told)
    return holding


def filled_post(**fields: Any) -> Post:
    """Return a post held since the tenth of March 2025."""
    return held(PostFactory.create(**fields)).post


def rate_for(post: Post, **fields: Any) -> SubsidyRate:
    own = {"programme": post.site.branch.programme, "kind": post.kind}
    return SubsidyRateFactory.create(**own | {"is_full_time": post.is_full_time} | fields)


def sheet(name: str = "考勤表.pdf", content: bytes = SHEET) -> ContentFile:
    return ContentFile(content, name=name)


def month_in(
    status: MonthStatus,
    *,
    post: Post | None = None,
    month: date = APRIL,
    proved_by: Account | None = None,
    checked_by: Account | None = None,
    **fields: Any,
) -> PostMonth:
    """Return a month, wholly held, that has come as far as ``status``."""
    post = post or filled_post()
    programme = post.site.branch.programme
    rate = SubsidyRate.objects.filter(programme=programme, kind=post.kind).first()
    rate = rate or rate_for(post)
    row = PostMonth(post=post, month=month, days_held=30, rate=rate, subsidy=MONTHLY)
    order = (MonthStatus.PROVED, MonthStatus.CHECKED, MonthStatus.PAID)
    reached = order[: order.index(status) + 1] if status in order else ()
    if reached:
        row.proved_by = proved_by or coordinator_of(post)
        row.proof = keep(sheet(), kinds=PAPERS, by=row.proved_by)
    if MonthStatus.CHECKED in reached:
        row.checked_by = checked_by or officer_of(post.site.branch)
    if MonthStatus.PAID in reached:
        row.paid_by, row.paid_on = officer_of_all(programme), date(2025, 5, 8)
    if status == MonthStatus.RETURNED:
        row.returned_why = "缺签字"
    row.status = status
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    if MonthStatus.PAID in reached:
        row.payments.create(
            kind="PAYMENT",
            on=row.paid_on,
            days_held=row.days_held,
            amount=row.subsidy,
            recorded_by=row.paid_by,
        )
    return row


def overlapping(holdings: Iterable[PostHolding]) -> list[tuple[PostHolding, PostHolding]]:
    """Return neighbours in time that share a day."""
    in_order = sorted(holdings, key=lambda one: one.from_on)
    return [
        (one, after)
        for one, after in pairwise(in_order)
        if one.until_on is None or one.until_on > after.from_on
    ]


# --- people around a post ----------------------------------------------------------------------
def coordinator_of(post: Post) -> Account:
    return holder(RoleKind.HOSPITAL_COORDINATOR, post.site.hospital)


def agency_administrator(post: Post) -> Account:
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, post.employer)


def finance_officer(site: Site) -> Account:
    """Return the finance officer of an initiator of the site's programme."""
    programme = site.branch.programme
    initiator = programme.initiators.first() or ProgrammeInitiator.objects.create(
        programme=programme, organisation=OrganisationFactory.create(), position=1
    )
    return holder(RoleKind.FINANCE_OFFICER, initiator.organisation)


def donor(site: Site) -> Account:
    """Return somebody who looks on for the hospital and an initiator, and works for neither."""
    finance_officer(site)
    initiator = site.branch.programme.initiators.first()
    return holder(RoleKind.DONOR, initiator.organisation)
