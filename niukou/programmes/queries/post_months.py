"""What is asked of the months of posts: who held them, what waits for whom, what is not settled."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Sum

from niukou.core.money import Money
from niukou.core.periods import Period, month_of
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account, Person
from niukou.people.queries import names_of
from niukou.programmes.models import (
    Branch,
    Post,
    PostHolding,
    PostKind,
    PostMonth,
    ProgrammeInitiator,
    offices_of,
)
from niukou.programmes.models.post_months import MonthEnd
from niukou.programmes.post_lifecycle import MonthStatus


@dataclass(frozen=True, slots=True)
class Held:
    """Somebody's days in one month of a post."""

    person: Person
    days: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """So many months of one branch that begin on one day."""

    branch: str
    slug: str
    month: date
    count: int


def days_in(month: date, holdings: Collection[PostHolding]) -> int:
    """Return how many days of ``month`` lie in ``holdings``, which do not overlap."""
    parts = (Period(one.from_on, one.until_on).intersect(month_of(month)) for one in holdings)
    return sum(part.days for part in parts if part)


def held_by(month: PostMonth) -> list[Held]:
    """Return who held the post in that month, and on how many days each."""
    holdings = PostHolding.objects.within(month.month, month.end).filter(post=month.post_id)
    rows = holdings.select_related("person").order_by("from_on")
    return [Held(one.person, days_in(month.month, [one])) for one in rows]


def with_names(months: QuerySet[PostMonth]) -> QuerySet[PostMonth]:
    """Add ``holder``, the last to hold the post in that month."""
    held = PostHolding.objects.filter(
        Q(until_on=None) | Q(until_on__gt=OuterRef("month")),
        post=OuterRef("post"),
        from_on__lt=MonthEnd(OuterRef("month")),
    )
    last = held.order_by("-from_on").values("person__official_name")[:1]
    return months.annotate(holder=Subquery(last))


def listed(months: QuerySet[PostMonth]) -> QuerySet[PostMonth]:
    """Return ``months``, the newest first, with what a list of them names."""
    rows = months.select_related("post__site__hospital", "post__employer")
    return with_names(rows).order_by("-month", "post__number")


def unsettled(month: PostMonth) -> tuple[int, Money]:
    """Return the days a paid month was held as known now, and what is to be paid more for them."""
    days = days_in(month.month, list(month.post.holdings.all()))
    owed = month.rate.amount_for(days, month.month) if month.rate else Money(0)
    paid = month.payments.aggregate(sum=Sum("amount"))["sum"] or Money(0)
    return days, owed - paid


def people_of(month: PostMonth) -> dict[str, str]:
    """Return who proved, checked and paid ``month``, by name."""
    keys = {"proved": month.proved_by_id, "checked": month.checked_by_id, "paid": month.paid_by_id}
    names = names_of({key for key in keys.values() if key})
    return {what: names[key] for what, key in keys.items() if key}


# --- what waits for whom -----------------------------------------------------------------------
def to_prove(user: Any) -> QuerySet[PostMonth]:
    """Return the months whose proof ``user`` hands in: own hospital's, own agency's."""
    roles = roles_of(user)
    hospitals = roles.organisations(RoleKind.HOSPITAL_COORDINATOR)
    led = roles.organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    if not hospitals and not led:
        return PostMonth.objects.none()
    seconded = Q(kind=PostKind.SECONDED, employer__in=led)
    posts = Post.objects.filter(Q(site__hospital__in=hospitals) | seconded)
    lacking = [MonthStatus.OPEN, MonthStatus.RETURNED]
    return PostMonth.objects.held().filter(post__in=posts.values("pk"), status__in=lacking)


def to_check(by: Account) -> QuerySet[PostMonth]:
    """Return the months ``by`` may check: of own branches, proved by somebody else, with a rate."""
    months = PostMonth.objects.held().filter(post__site__branch__in=offices_of(by).branches)
    return months.filter(status=MonthStatus.PROVED, subsidy__isnull=False).exclude(proved_by=by)


def to_pay(by: Account) -> QuerySet[PostMonth]:
    """Return the months ``by`` may pay: of own programmes, checked by somebody else."""
    initiators = ProgrammeInitiator.objects.filter(
        organisation__in=roles_of(by).organisations(RoleKind.FINANCE_OFFICER)
    )
    programmes = Q(post__site__branch__programme__in=initiators.values("programme"))
    programmes |= Q(post__site__branch__programme__in=offices_of(by).whole_programmes)
    return PostMonth.objects.filter(programmes, status=MonthStatus.CHECKED).exclude(checked_by=by)


def by_branch_and_month(months: QuerySet[PostMonth], *, most: int) -> Iterator[Waiting]:
    """Yield how many of ``months`` there are for each branch and month, the earliest first."""
    named = {"name": F("post__site__branch__name"), "slug": F("post__site__branch__slug")}
    counted = months.order_by().values("month", **named).annotate(count=Count("pk"))
    for line in counted.order_by("month", "slug")[:most]:
        yield Waiting(line["name"], line["slug"], line["month"], line["count"])


def of_branch(months: QuerySet[PostMonth], branch: Branch, month: date) -> QuerySet[PostMonth]:
    """Narrow ``months`` to those of one branch that begin on ``month``."""
    return months.filter(post__site__branch=branch, month=month)


def fingerprint(months: QuerySet[PostMonth]) -> str:
    """Return a short text that changes when another month, or another state of one, is among them."""
    seen = sorted(f"{pk}.{version}" for pk, version in months.values_list("pk", "version"))
    return sha256(" ".join(seen).encode()).hexdigest()[:16]


def total_of(months: QuerySet[PostMonth]) -> Money:
    """Return what ``months`` amount to."""
    return months.aggregate(sum=Sum("subsidy"))["sum"] or Money(0)
