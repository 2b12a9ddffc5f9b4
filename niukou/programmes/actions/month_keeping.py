"""Keeping the months of posts as their holdings are: opened when over, reckoned until paid."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.money import Money
from niukou.core.periods import Period
from niukou.core.wording import in_working_language
from niukou.programmes.models import Post, PostHolding, PostMonth, SubsidyRate
from niukou.programmes.post_lifecycle import MonthStatus

POSTS_AT_ONCE = 500
RECKONED = ["days_held", "rate", "subsidy", "status", "checked_by", "checked_at", "returned_why"]


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of some programmes; a branch's own goes before the programme's."""

    rates: list[SubsidyRate]

    def of(self, post: Post, month: date) -> SubsidyRate | None:
        """Return the rate of ``post`` in ``month``; None: none was set."""
        branch = post.site.branch
        found = [
            rate
            for rate in self.rates
            if (rate.programme_id, rate.kind, rate.is_full_time)
            == (branch.programme_id, post.kind, post.is_full_time)
            and rate.branch_id in {None, branch.pk}
            and rate.from_on <= month
            and (rate.until_on is None or month < rate.until_on)
        ]
        return max(found, key=lambda rate: rate.branch_id is not None, default=None)


def open_post_months(*, on: date) -> int:
    """Open every month that was over by ``on`` and in which a post was held; return how many.

    A second run opens nothing. What nobody paid yet is reckoned by the holdings of now.
    """
    held = Post.objects.filter(holdings__isnull=False).order_by("pk").distinct()
    keys = list(held.values_list("pk", flat=True))
    opened = 0
    for start in range(0, len(keys), POSTS_AT_ONCE):
        with transaction.atomic():
            part = keys[start : start + POSTS_AT_ONCE]
            locked = Post.objects.select_for_update().filter(pk__in=part).order_by("pk")
            opened += keep_months([post.pk for post in locked], today=on)
    return opened


def keep_months(posts: Collection[int], *, today: date) -> int:
    """Open what is missing of the months of ``posts``, reckon the rest; return how many opened.

    The posts are locked. A month whose days or amount changed is checked again; one that
    nobody held goes back; a paid one stays as it was paid.
    """
    rows = Post.objects.filter(pk__in=posts).select_related("site__branch")
    rates = Rates(
        list(SubsidyRate.objects.filter(programme__branches__sites__posts__in=posts).distinct())
    )
    days = held_days(posts, today=today)
    known = _known(posts)
    new: list[PostMonth] = []
    changed: list[PostMonth] = []
    for post in rows:
        for month in sorted(days[post.pk].keys() | known[post.pk].keys()):
            kept = known[post.pk].get(month) or PostMonth(post=post, month=month)
            rate = rates.of(post, month)
            is_new = kept.pk is None
            if _reckon(kept, days[post.pk].get(month, 0), rate):
                (new if is_new else changed).append(kept)
    PostMonth.objects.bulk_create(new)
    PostMonth.objects.bulk_update(changed, [*RECKONED, "version"])
    return len(new)


def held_days(posts: Collection[int], *, today: date) -> dict[int, dict[date, int]]:
    """Return, by post and first day of a month that is over, how many days it was held."""
    found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for holding in PostHolding.objects.filter(post__in=posts):
        for month, days in days_by_month(holding, today=today):
            found[holding.post_id][month] += days
    return found


def days_by_month(holding: PostHolding, *, today: date) -> Iterator[tuple[date, int]]:
    """Yield the months of ``holding`` that are over, with its days in each."""
    over = today.replace(day=1)  # this month is not
    end = min(holding.until_on or over, over)
    if holding.from_on < end:
        for part in Period(holding.from_on, end).months():
            yield part.borders()[0].replace(day=1), part.days


def _known(posts: Collection[int]) -> dict[int, dict[date, PostMonth]]:
    found: dict[int, dict[date, PostMonth]] = defaultdict(dict)
    months = PostMonth.objects.select_for_update().filter(post__in=posts)
    for month in months.exclude(status=MonthStatus.PAID).order_by("pk"):
        found[month.post_id][month.month] = month
    for paid in PostMonth.objects.filter(post__in=posts, status=MonthStatus.PAID):
        found[paid.post_id][paid.month] = paid
    return found


def _reckon(month: PostMonth, days: int, rate: SubsidyRate | None) -> bool:
    """Say what ``month`` amounts to now; return whether it has to be saved."""
    subsidy: Money | None = rate.amount_for(days, month.month) if rate else None
    said = (days, rate.pk if rate else None, subsidy)
    if month.status == MonthStatus.PAID:
        return False
    if month.pk and said == (month.days_held, month.rate_id, month.subsidy):
        return False
    month.version += 1 if month.pk else 0
    month.days_held, month.rate, month.subsidy = days, rate, subsidy
    if month.status == MonthStatus.CHECKED:
        month.status, month.checked_by, month.checked_at = MonthStatus.PROVED, None, None
    if month.status == MonthStatus.PROVED and not days:
        month.status = MonthStatus.RETURNED
        with in_working_language():
            month.returned_why = _("Nobody held the post in this month.")
    return True
