"""What the pages of posts show: the list with today's holder, and each post as a strip of months."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db.models import Count, DateField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.access import Viewer
from niukou.core.periods import MONTHS_PER_YEAR, Period, add_months, month_of
from niukou.programmes.models import Branch, Post, PostHolding, PostMonth, PostStep
from niukou.programmes.models.post_months import DaysBetween
from niukou.programmes.models.posts import vacant_since
from niukou.programmes.post_lifecycle import MonthStatus

STRIP_MONTHS = 12
SHOWN_MONTHS = 12

# The letter of a month, what it means, and its colour.
MARKS: dict[str, tuple[Any, Any, str]] = {
    "NONE": ("·", _("No such post"), "none"),
    "VACANT": (pgettext_lazy("letter of a month", "V"), _("Vacant"), "vacant"),
    "HELD": (pgettext_lazy("letter of a month", "H"), _("Held"), "held"),
    MonthStatus.OPEN: (pgettext_lazy("letter of a month", "H"), _("Held"), "held"),
    MonthStatus.RETURNED: (pgettext_lazy("letter of a month", "R"), _("Returned"), "returned"),
    MonthStatus.PROVED: (pgettext_lazy("letter of a month", "S"), _("Proof handed in"), "wait"),
    MonthStatus.CHECKED: (pgettext_lazy("letter of a month", "C"), _("Checked"), "wait"),
    MonthStatus.PAID: (pgettext_lazy("letter of a month", "P"), _("Paid"), "paid"),
}
LEGEND = ("HELD", "VACANT", MonthStatus.PROVED, MonthStatus.CHECKED, MonthStatus.PAID, "RETURNED")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a letter in a strip stands for."""

    letter: str
    label: str
    tone: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One month of one post; ``url`` "" where there is nothing to open yet."""

    month: date
    mark: Mark
    days: int
    url: str

    @property
    def before(self) -> range:
        """As many steps as months of its year lie before it."""
        return range(self.month.month - 1)

    @property
    def after(self) -> range:
        """As many steps as months of its year lie after it."""
        return range(MONTHS_PER_YEAR - self.month.month)


@dataclass(frozen=True, slots=True)
class Strip:
    """A post and some of its months, the earliest first."""

    post: Any
    cells: list[Cell]

    @property
    def years(self) -> list[tuple[int, list[Cell]]]:
        """The cells by year, the latest year first."""
        by_year = groupby(self.cells, key=lambda cell: cell.month.year)
        return [(year, list(cells)) for year, cells in by_year][::-1]


def mark_of(key: str) -> Mark:
    letter, label, tone = MARKS[key]
    return Mark(str(letter), str(label), tone)


def legend() -> list[Mark]:
    return [mark_of(key) for key in LEGEND]


def with_today(posts: QuerySet[Post], *, on: date) -> QuerySet[Post]:
    """Add today's holder and since when, else since when nobody, and how many months wait for what."""
    now = PostHolding.objects.in_force(on=on).filter(post=OuterRef("pk"))
    months = PostMonth.objects.held().filter(post=OuterRef("pk")).order_by().values("post")

    def waiting(*statuses: MonthStatus) -> Subquery:
        found = months.filter(status__in=statuses).annotate(count=Count("pk"))
        return Subquery(found.values("count"))

    return posts.annotate(
        vacant_since=vacant_since(on=on),
        vacant_days=DaysBetween(Cast(Value(on), DateField()), vacant_since(on=on)),
        holder=Subquery(now.values("person__official_name")[:1]),
        held_since=Subquery(now.values("from_on")[:1]),
        to_prove=waiting(MonthStatus.OPEN, MonthStatus.RETURNED),
        to_check=waiting(MonthStatus.PROVED),
        to_pay=waiting(MonthStatus.CHECKED),
    )


def months_before(last: date, count: int = STRIP_MONTHS) -> list[date]:
    """Return the first days of ``count`` months, that of ``last`` the latest."""
    first = last.replace(day=1)
    return [add_months(first, -back) for back in reversed(range(count))]


def strips(posts: Collection[Post], months: Collection[date], *, on: date) -> list[Strip]:
    """Return each of ``posts`` with a cell for each of ``months``, in two reads."""
    holdings, kept = defaultdict(list), {}
    for holding in PostHolding.objects.filter(post__in=posts):
        holdings[holding.post_id].append(holding)
    for row in PostMonth.objects.filter(post__in=posts, month__in=months):
        kept[row.post_id, row.month] = row
    return [
        Strip(
            post,
            [
                _cell(post, month, holdings[post.pk], kept.get((post.pk, month)), on=on)
                for month in months
            ],
        )
        for post in posts
    ]


def _cell(
    post: Post, month: date, holdings: list[PostHolding], row: PostMonth | None, *, on: date
) -> Cell:
    whole = month_of(month)
    if row and row.days_held:
        return Cell(month, mark_of(row.status), row.days_held, row.get_absolute_url())
    parts = (Period(one.from_on, one.until_on).intersect(whole) for one in holdings)
    days = sum(part.days for part in parts if part)
    existed = post.approved_on < add_months(month, 1) and (
        post.ended_on is None or post.ended_on > month
    )
    if not existed or month > on:
        return Cell(month, mark_of("NONE"), 0, "")
    return Cell(month, mark_of("HELD" if days else "VACANT"), days, "")


def branches_with_posts(user: Viewer) -> QuerySet[Branch]:
    """Return the branches of the posts ``user`` works with."""
    posts = Post.objects.visible_to(user).values("site__branch")
    return Branch.objects.filter(pk__in=posts).order_by("launched_on", "pk")


def counts_of(posts: QuerySet[Post], *, on: date) -> dict[str, int]:
    """Return how many of ``posts`` are funded, filled, vacant, and how many months wait for what."""
    today = posts.aggregate(
        funded=Count("pk", filter=Q(pk__in=Post.objects.funded(on=on).values("pk"))),
        vacant=Count("pk", filter=Q(pk__in=Post.objects.vacant(on=on).values("pk"))),
    )
    months = PostMonth.objects.held().filter(post__in=posts.values("pk"))
    lacking = [MonthStatus.OPEN, MonthStatus.RETURNED]
    waiting = months.aggregate(
        to_prove=Count("pk", filter=Q(status__in=lacking)),
        to_check=Count("pk", filter=Q(status=MonthStatus.PROVED)),
        to_pay=Count("pk", filter=Q(status=MonthStatus.CHECKED)),
    )
    return today | {"filled": today["funded"] - today["vacant"]} | waiting


def dossier(post: Post, *, on: date) -> dict[str, Any]:
    """Return what the page of ``post`` shows, in four reads."""
    holdings = list(post.holdings.select_related("person").order_by("-from_on"))
    months = list(post.months.order_by("-month"))
    paid = PostMonth.objects.paid_for_other_days().filter(post=post)
    steps = PostStep.objects.filter(post=post).select_related("holding__person")
    now = [one for one in holdings if one.from_on <= on and (not one.until_on or one.until_on > on)]
    last = max((one.until_on for one in holdings if one.until_on), default=post.approved_on)
    first, end = post.approved_on.replace(day=1), (post.ended_on or on).replace(day=1)
    count = (end.year - first.year) * MONTHS_PER_YEAR + end.month - first.month + 1
    kept = {row.month: row for row in months}
    cells = [
        _cell(post, month, holdings, kept.get(month), on=on) for month in months_before(end, count)
    ]
    return {
        "holdings": holdings,
        "holding": now[0] if now else None,
        "vacant_since": None if now or post.ended_on else last,
        "vacant_days": max((on - last).days, 0),
        "months": [row for row in months if row.days_held][:SHOWN_MONTHS],
        "steps": list(steps.order_by("-on", "-pk")),
        "strip": Strip(post, cells),
        "legend": legend(),
        "paid_for_other_days": list(paid.order_by("month")),
    }
