"""Two people at once: one fills the post or pays the month, the other is told."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import transaction

from niukou.programmes.actions import post_months
from niukou.programmes.actions.holdings import HoldsAnother, fill_post
from niukou.programmes.actions.post_months import check_post_month, pay_post_month
from niukou.programmes.models import Post, PostHolding, PostMonth, PostPayment
from niukou.programmes.post_lifecycle import (
    MonthMoveNotAllowed,
    MonthStatus,
    PostMoveNotAllowed,
)
from tests.factories import PersonFactory, officer_of, officer_of_all, signed_site
from tests.factories.posts import FIRST_DAY, PostFactory, finance_officer, month_in
from tests.programmes.test_at_once import the_second, wait_until_somebody_waits

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2025, 6, 3)


def fill_one_post(by, n: int) -> None:
    post = Post.objects.order_by("pk").first()
    fill_post(post, person=PersonFactory.create(), on=FIRST_DAY, by=by)


def fill_with_one_person(by, n: int) -> None:
    post = Post.objects.order_by("pk")[n - 1]
    fill_post(post, person=by.person, on=FIRST_DAY, by=by)


def pay(by, n: int) -> None:
    month = PostMonth.objects.get()
    pay_post_month(month, version=1, on=DAY, by=by)


def check(by, n: int) -> None:
    month = PostMonth.objects.get()
    check_post_month(month, version=1, by=by)


@pytest.mark.parametrize(
    ("act", "refusal"),
    [(fill_one_post, PostMoveNotAllowed), (fill_with_one_person, HoldsAnother)],
)
def test_two_fill_at_once_and_one_is_told(act, refusal) -> None:
    site = signed_site()
    PostFactory.create_batch(2, site=site)
    by = officer_of(site.branch)

    assert one_of_two(act, by, by) is refusal
    assert PostHolding.objects.count() == 1


def test_two_pay_at_once_and_one_is_told() -> None:
    month = month_in(MonthStatus.CHECKED)
    payers = finance_officer(month.post.site), officer_of_all(month.post.site.branch.programme)

    assert one_of_two(pay, *payers) is post_months.PaidAlready
    assert PostPayment.objects.count() == 1


def test_two_check_at_once_and_one_is_told() -> None:
    month = month_in(MonthStatus.PROVED)
    branch = month.post.site.branch

    assert one_of_two(check, officer_of(branch), officer_of(branch)) is MonthMoveNotAllowed


def one_of_two(act, first, second) -> type | None:
    """Let both act at once, in two connections; return how the second was refused."""
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            act(first, 1)
            late = pool.submit(the_second, act, second)
            wait_until_somebody_waits()
        return late.result(timeout=20)
