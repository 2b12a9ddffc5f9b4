"""What the figures of posts count: the day before, the day, the day after; and none."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.utils import timezone

from niukou.core.money import Money
from niukou.core.quantities import Quantity, Unit
from niukou.figures.definitions import BOOK
from niukou.figures.definitions import post_months as of_months
from niukou.figures.definitions import posts as of_posts
from niukou.figures.definitions.post_months import (
    POST_MONTHS_HELD,
    POST_MONTHS_PAID,
    POST_SUBSIDIES_PAID,
)
from niukou.figures.definitions.posts import (
    DAYS_VACANT,
    HOSPITALS_WITH_FILLED_POST,
    HOSPITALS_WITH_WORKER,
    LICENSED_HOLDERS,
    PERSONS_IN_POSTS,
    POSTS_EMPLOYED_FILLED,
    POSTS_FILLED,
    POSTS_FUNDED,
    POSTS_SECONDED_FILLED,
    POSTS_VACANT,
)
from niukou.figures.indicators import Scope
from niukou.figures.queries.dashboards import branch_summary
from niukou.figures.queries.figures import counted, measured, prove
from niukou.programmes.actions.post_months import correct_post_payment, pay_post_month
from niukou.programmes.models import Post, PostPayment
from niukou.programmes.post_lifecycle import MonthStatus, PostStatus
from tests.factories import (
    BranchFactory,
    PersonFactory,
    TargetFactory,
    officer_of,
    signed_site,
    stranger,
)
from tests.factories.figures import scope_of_branch
from tests.factories.people import LicenceFactory
from tests.factories.posts import (
    APPROVAL,
    APRIL,
    FIRST_DAY,
    MAY,
    PostFactory,
    donor,
    finance_officer,
    held,
    month_in,
    rate_for,
    seconded_post,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LEFT = date(2025, 9, 1)  # the first day it was not held
ENDED = date(2025, 12, 1)
OURS = (*of_posts.INDICATORS, *of_months.INDICATORS)


def scope_of(post: Post) -> Scope:
    return scope_of_branch(post.site.branch)


def around(indicator, scope: Scope, day: date) -> list[object]:
    """Return the value on the day before, the day, and the day after."""
    values = [indicator.value(scope, on) for on in (day - DAY, day, day + DAY)]
    return [value.value if value else None for value in values]


def ended_post() -> Post:
    """Return a post approved in January, held from March to August, ended in December."""
    post = PostFactory.create()
    held(post, until=LEFT)
    Post.objects.filter(pk=post.pk).update(status=PostStatus.ENDED, ended_on=ENDED)
    return post


@pytest.mark.parametrize(
    ("indicator", "begins", "ends"),
    [
        (POSTS_FUNDED, APPROVAL, ENDED),
        (POSTS_FILLED, FIRST_DAY, LEFT),
        (POSTS_EMPLOYED_FILLED, FIRST_DAY, LEFT),
        (HOSPITALS_WITH_FILLED_POST, FIRST_DAY, LEFT),
        (PERSONS_IN_POSTS, FIRST_DAY, LEFT),
    ],
)
def test_it_counts_from_its_first_day_to_its_last(indicator, begins, ends) -> None:
    scope = scope_of(ended_post())

    assert around(indicator, scope, begins) == [0, 1, 1]
    assert around(indicator, scope, ends) == [1, 0, 0]


def test_a_post_is_vacant_before_the_first_holder_and_after_the_last() -> None:
    scope = scope_of(ended_post())

    assert around(POSTS_VACANT, scope, APPROVAL) == [0, 1, 1]
    assert around(POSTS_VACANT, scope, FIRST_DAY) == [1, 0, 0]
    assert around(POSTS_VACANT, scope, LEFT) == [0, 1, 1]
    assert around(POSTS_VACANT, scope, ENDED) == [1, 0, 0]


def test_a_hospital_helped_counts_for_good_from_the_first_holder_on() -> None:
    post = ended_post()
    held(PostFactory.create(site=post.site), on=LEFT)
    scope = scope_of(post)

    assert around(HOSPITALS_WITH_WORKER, scope, FIRST_DAY) == [0, 1, 1]
    assert around(HOSPITALS_WITH_WORKER, scope, date(2027, 1, 1)) == [1, 1, 1]
    [first] = HOSPITALS_WITH_WORKER.evidence(scope, LEFT)
    assert first.from_on == FIRST_DAY
    assert around(HOSPITALS_WITH_FILLED_POST, scope, LEFT) == [1, 1, 1]


def test_posts_hospitals_and_persons_are_three_different_numbers() -> None:
    site = signed_site()
    person = PersonFactory.create()
    for _n in range(2):
        held(PostFactory.create(site=site, is_full_time=False), person=person)
    held(seconded_post(site=site))
    scope, day = scope_of_branch(site.branch), FIRST_DAY

    assert POSTS_FILLED.value(scope, day) == Quantity(3, Unit.POSTS)
    assert HOSPITALS_WITH_FILLED_POST.value(scope, day) == Quantity(1, Unit.HOSPITALS)
    assert PERSONS_IN_POSTS.value(scope, day) == Quantity(2, Unit.PERSONS)
    assert POSTS_SECONDED_FILLED.value(scope, day) == Quantity(1, Unit.POSTS)
    assert POSTS_EMPLOYED_FILLED.value(scope, day) == Quantity(2, Unit.POSTS)


def test_filled_and_vacant_posts_are_the_posts_funded_on_every_day() -> None:
    post = ended_post()
    PostFactory.create(site=post.site, approved_on=date(2025, 6, 1))
    held(PostFactory.create(site=post.site), on=date(2025, 5, 5))
    scope = scope_of(post)

    for months in range(14):
        day = date(2025, 1, 1) + timedelta(days=30 * months)
        asked = [(one, scope, day) for one in (POSTS_FUNDED, POSTS_FILLED, POSTS_VACANT)]
        funded, filled, vacant = (counted(asked)[one] for one in asked)
        assert funded == filled + vacant, day


# --- what is measured ------------------------------------------------------------------------
def test_days_vacant_are_the_median_with_the_day_itself() -> None:
    post = ended_post()
    scope = scope_of(post)

    assert around(DAYS_VACANT, scope, APPROVAL) == [None, 1, 2]
    assert around(DAYS_VACANT, scope, FIRST_DAY) == [63, None, None]
    assert around(DAYS_VACANT, scope, LEFT) == [None, 1, 2]
    PostFactory.create(site=post.site, approved_on=LEFT - 10 * DAY)
    assert around(DAYS_VACANT, scope, LEFT) == [10, 6, 7]


def test_the_share_of_holders_with_a_licence_follows_its_borders() -> None:
    site = signed_site()
    licensed = LicenceFactory.create(
        registered_on=date(2025, 5, 1), valid_until=date(2025, 8, 1)
    ).person
    held(PostFactory.create(site=site), person=licensed)
    for _n in range(2):
        held(PostFactory.create(site=site))
    scope = scope_of_branch(site.branch)
    third = Decimal("0.3333")

    assert around(LICENSED_HOLDERS, scope, FIRST_DAY) == [None, 0, 0]
    assert around(LICENSED_HOLDERS, scope, date(2025, 5, 1)) == [0, third, third]
    assert around(LICENSED_HOLDERS, scope, date(2025, 8, 1)) == [third, 0, 0]


# --- months ----------------------------------------------------------------------------------
def test_a_post_month_counts_when_it_is_over_and_when_it_is_paid() -> None:
    post = PostFactory.create()
    held(post, until=LEFT)
    paid = month_in(MonthStatus.PAID, post=post, month=APRIL)
    month_in(MonthStatus.OPEN, post=post, month=MAY)
    month_in(MonthStatus.OPEN, post=post, month=date(2025, 10, 1), days_held=0)
    scope = scope_of(post)

    assert around(POST_MONTHS_HELD, scope, date(2025, 4, 30)) == [0, 1, 1]
    assert around(POST_MONTHS_HELD, scope, date(2025, 5, 31)) == [1, 2, 2]
    assert POST_MONTHS_HELD.value(scope, date(2026, 1, 1)) == Quantity(2, Unit.POST_MONTHS)
    assert around(POST_MONTHS_PAID, scope, paid.paid_on) == [0, 1, 1]


def test_subsidies_paid_follow_payment_and_correction() -> None:
    post = PostFactory.create()
    rate_for(post)
    held(post, until=date(2025, 4, 16))
    month = month_in(MonthStatus.CHECKED, post=post)
    payer = finance_officer(post.site)
    day, later = date(2025, 6, 3), date(2025, 7, 1)
    pay_post_month(month, version=month.version, on=day, by=payer)
    scope = scope_of(post)
    assert around(POST_SUBSIDIES_PAID, scope, day) == [0, 310_000, 310_000]

    correct_post_payment(month, on=later, why="4月15日离职", by=payer)

    assert around(POST_SUBSIDIES_PAID, scope, later) == [310_000, 155_000, 155_000]
    assert POST_SUBSIDIES_PAID.value(scope, later) == Quantity(Money(155_000).fen, Unit.FEN)
    assert around(POST_MONTHS_PAID, scope, later) == [1, 1, 1]


def test_subsidies_paid_are_added_up_by_the_database_in_one_question(
    django_assert_num_queries,
) -> None:
    first = month_in(MonthStatus.PAID)
    second = month_in(MonthStatus.PAID, post=PostFactory.create(site=first.post.site))
    elsewhere = month_in(MonthStatus.PAID)
    scope, day = scope_of(first.post), max(first.paid_on, second.paid_on)
    paid = PostPayment.objects.filter(post_month__in=[first, second])
    by_hand = sum(one.amount.fen for one in paid)
    assert (by_hand, paid.count(), elsewhere.post.site.branch == scope.branch) == (
        620_000,
        2,
        False,
    )

    with django_assert_num_queries(1):
        value = POST_SUBSIDIES_PAID.value(scope, day)

    assert value == Quantity(by_hand, Unit.FEN)
    asked = [(POST_SUBSIDIES_PAID, scope, on) for on in (day, date(2020, 1, 1))]
    assert list(measured(asked).values()) == [by_hand, 0]
    proved = prove(POST_SUBSIDIES_PAID, scope, day)
    assert (proved.quantity, len(POST_SUBSIDIES_PAID.evidence(scope, day))) == (value, 2)


@pytest.mark.parametrize("indicator", OURS, ids=lambda one: one.code)
def test_without_posts_a_count_is_0_and_a_measure_is_none(indicator) -> None:
    scope = scope_of_branch(BranchFactory.create())

    value = indicator.value(scope, LEFT)

    is_measured = indicator in {DAYS_VACANT, LICENSED_HOLDERS}
    assert (value is None) if is_measured else (value.value == 0)
    assert prove(indicator, scope, LEFT).quantity == value


# --- who reads the records -------------------------------------------------------------------
@pytest.mark.parametrize("indicator", OURS, ids=lambda one: one.code)
def test_the_number_is_everybodys_and_its_records_are_not(indicator) -> None:
    post = PostFactory.create()
    held(post, until=LEFT)
    month_in(MonthStatus.PAID, post=post)
    PostFactory.create(site=post.site)
    held(seconded_post(site=post.site))
    scope, day = scope_of(post), date(2025, 6, 30)

    evidence = indicator.evidence(scope, day)

    assert len(evidence) > 0
    for reader in (stranger(), donor(post.site)):
        assert list(indicator.narrows(evidence, reader)) == []
    assert len(indicator.narrows(evidence, officer_of(post.site.branch))) == len(evidence)


@pytest.mark.parametrize("indicator", OURS, ids=lambda one: one.code)
def test_a_line_names_record_site_and_day_and_nobody(indicator) -> None:
    post = PostFactory.create()
    holding = held(post, until=LEFT, person=PersonFactory.create(official_name="王演示"))
    month_in(MonthStatus.PAID, post=post)
    PostFactory.create(site=post.site)

    for record in indicator.evidence(scope_of(post), date(2025, 6, 30)):
        row = indicator.row(record)
        parts = row.line.split(" ")
        assert parts[1] == post.site.number
        assert date.fromisoformat(parts[2])
        assert holding.person.official_name not in row.line + row.detail + row.reference
        assert str(holding.person_id) not in row.line


def test_a_target_of_posts_stands_beside_its_result() -> None:
    post = PostFactory.create()
    branch = post.site.branch
    own = {"programme": branch.programme, "branch": branch}
    TargetFactory.create(**own, indicator="posts-funded", planned_value=60, unit=Unit.POSTS)

    [shown] = branch_summary(branch, stranger(), as_of=LEFT).comparisons

    assert (shown.result, shown.planned.value) == (Quantity(1, Unit.POSTS), 60)
    assert shown.is_comparable


def test_the_book_names_each_once() -> None:
    assert [BOOK[one.code] for one in OURS] == list(OURS)


# --- as known on a day -------------------------------------------------------------------------
@pytest.mark.parametrize("indicator", OURS, ids=lambda one: one.code)
def test_by_the_knowledge_of_yesterday_each_figure_is_what_it_was(indicator) -> None:
    post = PostFactory.create()
    licensed = LicenceFactory.create(registered_on=APPROVAL).person
    held(post, person=licensed)
    month_in(MonthStatus.PAID, post=post)
    PostFactory.create(site=post.site)
    scope, day, yesterday = scope_of(post), date(2025, 6, 30), timezone.localdate() - DAY
    with connection.cursor() as cursor:
        for table in ("post", "postholding", "postmonth", "postpayment"):
            cursor.execute(
                f"UPDATE programmes_{table}event SET pgh_created_at = %s",
                [timezone.now() - 2 * DAY],
            )
        cursor.execute(
            "UPDATE people_licenceevent SET pgh_created_at = %s", [timezone.now() - 2 * DAY]
        )
    before = prove(indicator, scope, day)
    late = PostFactory.create(site=post.site)
    held(late)
    month_in(MonthStatus.PAID, post=late)
    PostFactory.create(site=post.site)

    after = prove(indicator, scope, day)
    known = prove(indicator, scope, day, known_on=yesterday)

    if indicator not in {HOSPITALS_WITH_FILLED_POST, HOSPITALS_WITH_WORKER, POSTS_SECONDED_FILLED}:
        assert after.digest != before.digest
    assert (known.quantity, known.digest) == (before.quantity, before.digest)


def test_the_page_of_an_amount_says_yuan_and_not_fen(anybody) -> None:
    month = month_in(MonthStatus.PAID)
    branch = month.post.site.branch

    page = anybody.get(f"/figures/post-subsidies-paid/?branch={branch.slug}&as_of=2025-06-30")

    assert "3,100.00" in page.content.decode()
    assert "310000" not in page.content.decode()
