"""Whatever is done to posts in whatever order: the promises about holders, days and money hold."""

import itertools
from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niukou.core.errors import DomainError
from niukou.core.money import Money
from niukou.core.periods import add_months
from niukou.programmes.actions.holdings import correct_holding, fill_post, vacate_post
from niukou.programmes.actions.month_keeping import days_by_month, held_days
from niukou.programmes.actions.posts import advertise_post, end_post
from niukou.programmes.models import (
    PartMonths,
    Post,
    PostHolding,
    SubsidyRate,
)
from niukou.programmes.models.subsidies import days_of
from niukou.programmes.post_lifecycle import MONTH_MOVES, POST_MOVES, MonthStatus, PostStatus
from niukou.programmes.queries.post_months import days_in
from tests.factories import PersonFactory, officer_of, signed_site
from tests.factories.posts import APPROVAL, PostFactory, overlapping, rate_for

DAYS = st.integers(0, 420).map(lambda days: APPROVAL + timedelta(days=days))
ACTS = st.tuples(
    st.sampled_from(["fill", "fill past", "vacate", "advertise", "end", "correct"]),
    st.integers(0, 1),  # which post
    st.integers(0, 1),  # which person
    DAYS,
    DAYS,
)
LATER = date(2026, 6, 1)


def act(verb: str, post: Post, person, *, on: date, until: date, by) -> None:
    if verb == "fill":
        fill_post(post, person=person, on=on, by=by)
    elif verb == "fill past":
        fill_post(post, person=person, on=on, until_on=until, by=by)
    elif verb == "vacate":
        vacate_post(post, on=on, why="离职", by=by)
    elif verb == "advertise":
        advertise_post(post, on=on, by=by)
    elif verb == "end":
        end_post(post, on=on, why="结束", by=by)
    else:
        holding = post.holdings.order_by("pk").last()
        if holding:
            facts = {"version": holding.version, "person": person, "why": "更正", "by": by}
            ends = until if on.day % 3 else None
            correct_holding(holding, **facts, from_on=on, until_on=ends)


def state_by_facts(post: Post) -> set[str]:
    """Return the states the dated facts leave open to a post."""
    if post.ended_on:
        return {PostStatus.ENDED}
    holdings = post.holdings.all()
    if holdings.filter(until_on=None).exists():
        return {PostStatus.FILLED}
    if holdings.exists():
        return {PostStatus.VACANT, PostStatus.ADVERTISED}
    return {PostStatus.APPROVED, PostStatus.ADVERTISED}


@pytest.mark.django_db
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(ACTS, min_size=1, max_size=10))
def test_any_sequence_keeps_the_promises(acts) -> None:
    site = signed_site()
    posts, persons = PostFactory.create_batch(2, site=site), PersonFactory.create_batch(2)
    rate_for(posts[0])
    by = officer_of(site.branch)

    for verb, which, whom, on, until in acts:
        try:
            act(verb, posts[which], persons[whom], on=on, until=until, by=by)
        except DomainError:
            continue

    for post in posts:
        post.refresh_from_db()
        holdings = list(post.holdings.all())
        assert overlapping(holdings) == []
        assert post.status in state_by_facts(post)
        assert all(one.from_on >= post.approved_on for one in holdings)
        if post.ended_on:
            assert all(one.until_on and one.until_on <= post.ended_on for one in holdings)
        taken = [step.on for step in post.steps.filter(to_status=PostStatus.FILLED)]
        assert sorted(taken) == sorted(one.from_on for one in holdings)
        months = list(post.months.all())
        over = held_days([post.pk], today=timezone.localdate())[post.pk]
        assert {one.month: one.days_held for one in months if one.days_held} == over
        for month in months:
            assert 0 <= month.days_held <= days_of(month.month)
            assert month.days_held == days_in(month.month, holdings)
            assert month.subsidy == month.rate.amount_for(month.days_held, month.month)
    for person in persons:
        assert overlapping(PostHolding.objects.filter(person=person)) == []


@given(
    st.integers(1, 10**9),
    st.dates(date(2020, 1, 1), date(2030, 12, 1)),
    st.lists(st.integers(1, 10), max_size=3),
)
def test_the_parts_of_a_month_add_up_to_the_rate(fen: int, day: date, cuts: list[int]) -> None:
    month, rate = day.replace(day=1), SubsidyRate(monthly=Money(fen))
    borders = [month + timedelta(days=sum(cuts[:n])) for n in range(len(cuts) + 1)]
    ends = [*borders[1:], add_months(month, 1)]
    holdings = [
        PostHolding(from_on=start, until_on=end)
        for start, end in zip(borders, ends, strict=True)
        if start < end
    ]
    whole = days_of(month)

    assert days_in(month, holdings) == whole
    assert rate.amount_for(whole, month) == Money(fen)
    assert rate.amount_for(0, month) == Money(0)
    held = sum(cuts)
    both = rate.amount_for(held, month) + rate.amount_for(whole - held, month)
    assert abs(both.fen - fen) <= 1
    amounts = [rate.amount_for(days, month) for days in range(whole + 1)]
    assert amounts == sorted(amounts)
    rate.part_months = PartMonths.WHOLE_MONTH
    assert rate.amount_for(1, month) == Money(fen)


@given(st.lists(st.integers(1, 200), min_size=1, max_size=6))
def test_the_days_of_a_month_are_never_more_than_it_has(lengths: list[int]) -> None:
    start, found = date(2024, 1, 15), defaultdict(int)
    for length in lengths:
        end = start + timedelta(days=length)
        for month, days in days_by_month(PostHolding(from_on=start, until_on=end), today=LATER):
            found[month] += days
        start = end

    assert all(0 < days <= days_of(month) for month, days in found.items())
    assert sum(found.values()) == (min(start, LATER) - date(2024, 1, 15)).days


@pytest.mark.parametrize("moves", [POST_MOVES, MONTH_MOVES], ids=["post", "month"])
def test_every_state_can_be_reached_and_can_end(moves) -> None:
    reach = {now: set(after) for now, after in moves.items()}
    for through, now in itertools.product(reach, repeat=2):
        if through in reach[now]:
            reach[now] |= reach[through]
    last = {now for now, after in moves.items() if not after}
    first = next(iter(moves))

    assert last in ({PostStatus.ENDED}, {MonthStatus.PAID})
    assert reach[first] | {first} == set(moves)
    assert all(last & reach[now] for now in moves if now not in last)
