"""What can be done to a post and about its holders, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from niukou.core.errors import EditConflict
from niukou.programmes.actions import holdings as about_holders
from niukou.programmes.actions import posts as refusals
from niukou.programmes.actions.holdings import correct_holding, fill_post, vacate_post
from niukou.programmes.actions.posts import advertise_post, approve_post, edit_post, end_post
from niukou.programmes.actions.sites import move_site
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import PostHolding, PostKind
from niukou.programmes.post_lifecycle import PostMoveNotAllowed, PostStatus
from tests.factories import OrganisationFactory, PersonFactory, officer_of, signed_site, stranger
from tests.factories.posts import (
    APPROVAL,
    FIRST_DAY,
    PostFactory,
    agency,
    agency_administrator,
    coordinator_of,
    filled_post,
    held,
    seconded_post,
)
from tests.factories.programmes import draft_site

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LEFT = date(2025, 9, 1)


def told(post) -> list[tuple[str, str, date]]:
    steps = post.steps.order_by("on", "pk")
    return [(step.from_status, step.to_status, step.on) for step in steps]


def approve(site, **changed):
    facts = {"kind": PostKind.EMPLOYED, "employer": site.hospital, "title": "医务社工"}
    by = changed.pop("by", None) or officer_of(site.branch)
    return approve_post(site, **{**facts, "on": APPROVAL, "by": by} | changed)


# --- approval ------------------------------------------------------------------------------------
def test_approve_numbers_the_posts_of_a_site_and_takes_the_first_step() -> None:
    site = signed_site(number="ZJ-001")

    first, second = approve(site), approve(site, kind=PostKind.SECONDED, employer=agency())

    assert (first.number, second.number) == ("ZJ-001-P1", "ZJ-001-P2")
    assert told(first) == [("", PostStatus.APPROVED, APPROVAL)]
    assert (first.status, first.ended_on) == (PostStatus.APPROVED, None)


def test_approve_refuses() -> None:
    site = signed_site()
    draft = draft_site()

    with pytest.raises(refusals.EmployerDoesNotFit):
        approve(site, employer=OrganisationFactory.create())
    with pytest.raises(refusals.EmployerDoesNotFit):
        approve(site, kind=PostKind.SECONDED)
    with pytest.raises(refusals.NoAgreementThen):
        approve(draft)
    with pytest.raises(refusals.NoAgreementThen):
        approve(site, on=date(2024, 11, 22))
    with pytest.raises(DayToCome):
        approve(site, on=timezone.localdate() + DAY)
    for other in (coordinator_of(PostFactory.create(site=site)), stranger()):
        with pytest.raises(PermissionDenied):
            approve(site, by=other)


# --- filling and vacating ------------------------------------------------------------------------
def test_fill_and_vacate_are_dated_facts_and_steps() -> None:
    post = PostFactory.create()
    by, person = coordinator_of(post), PersonFactory.create()

    holding = fill_post(post, person=person, on=FIRST_DAY, by=by)
    vacate_post(post, on=LEFT, why="辞职", by=by)

    post.refresh_from_db()
    holding.refresh_from_db()
    assert (holding.from_on, holding.until_on, holding.last_on) == (FIRST_DAY, LEFT, LEFT - DAY)
    assert post.status == PostStatus.VACANT
    assert told(post) == [
        ("", PostStatus.FILLED, FIRST_DAY),
        (PostStatus.FILLED, PostStatus.VACANT, LEFT),
    ]
    in_force = [day for day in (FIRST_DAY - DAY, FIRST_DAY, LEFT - DAY, LEFT) if post_held(day)]
    assert in_force == [FIRST_DAY, LEFT - DAY]


def post_held(on: date) -> bool:
    return PostHolding.objects.in_force(on=on).exists()


def test_the_last_day_may_be_today_and_not_tomorrow() -> None:
    post = filled_post()
    by, tomorrow = officer_of(post.site.branch), timezone.localdate() + DAY

    with pytest.raises(DayToCome):
        vacate_post(post, on=tomorrow + DAY, why="合同到期", by=by)
    assert vacate_post(post, on=tomorrow, why="合同到期", by=by).last_on == timezone.localdate()


def test_somebody_who_left_before_it_was_recorded_is_entered_between_others() -> None:
    post = PostFactory.create()
    held(post, on=date(2025, 8, 1))
    by = officer_of(post.site.branch)

    fill_post(
        post, person=PersonFactory.create(), on=date(2025, 2, 1), until_on=date(2025, 6, 1), by=by
    )

    post.refresh_from_db()
    assert post.status == PostStatus.FILLED
    assert [step[1:] for step in told(post)] == [
        (PostStatus.FILLED, date(2025, 2, 1)),
        (PostStatus.VACANT, date(2025, 6, 1)),
        (PostStatus.FILLED, date(2025, 8, 1)),
    ]


def test_fill_refuses() -> None:
    post, person = PostFactory.create(), PersonFactory.create()
    by = officer_of(post.site.branch)
    elsewhere = held(PostFactory.create(), on=date(2025, 1, 10), person=person)

    def fill(**changed) -> None:
        facts = {"person": PersonFactory.create(), "on": FIRST_DAY, "by": by}
        fill_post(post, **facts | changed)

    with pytest.raises(about_holders.BeforeApproval):
        fill(on=APPROVAL - DAY)
    with pytest.raises(DayToCome):
        fill(on=timezone.localdate() + DAY)
    with pytest.raises(about_holders.LeavesBeforeComing):
        fill(until_on=FIRST_DAY)
    with pytest.raises(about_holders.HoldsAnother):
        fill(person=person)
    for other in (stranger(), agency_administrator(seconded_post(site=post.site))):
        with pytest.raises(PermissionDenied):
            fill(by=other)
    assert post.holdings.count() == 0
    fill(person=person, on=APPROVAL, until_on=elsewhere.from_on)  # touching days do not overlap

    fill()
    with pytest.raises(PostMoveNotAllowed):
        fill(on=LEFT)
    with pytest.raises(about_holders.HeldThen, match="演示人"):
        fill(on=FIRST_DAY - DAY, until_on=LEFT)


def test_two_half_posts_may_be_held_by_one_person() -> None:
    person, site = PersonFactory.create(), signed_site()
    for _n in range(2):
        held(PostFactory.create(site=site, is_full_time=False), person=person)
    full = PostFactory.create(site=site)

    fill_post(full, person=person, on=FIRST_DAY, by=officer_of(site.branch))

    assert person.post_holdings.count() == 3


def test_vacate_refuses_an_empty_post_and_a_day_before_the_holder_came() -> None:
    post = filled_post()
    by = officer_of(post.site.branch)

    with pytest.raises(about_holders.LeavesBeforeComing, match="2025"):
        vacate_post(post, on=FIRST_DAY, why="", by=by)
    with pytest.raises(PermissionDenied):
        vacate_post(post, on=LEFT, why="", by=stranger())
    vacate_post(post, on=LEFT, why="辞职", by=by)
    with pytest.raises(PostMoveNotAllowed):
        vacate_post(post, on=LEFT, why="辞职", by=by)


# --- the end ---------------------------------------------------------------------------------
def test_end_lets_the_holder_hold_it_until_then() -> None:
    post = filled_post()

    ended = end_post(post, on=LEFT, why="项目结束", by=officer_of(post.site.branch))

    assert (ended.status, ended.ended_on) == (PostStatus.ENDED, LEFT)
    assert post.holdings.get().until_on == LEFT
    assert told(post)[-1] == (PostStatus.FILLED, PostStatus.ENDED, LEFT)


def test_end_refuses() -> None:
    post = PostFactory.create()
    held(post, until=LEFT)
    by = officer_of(post.site.branch)

    with pytest.raises(refusals.BeforeLastPostStep):
        end_post(post, on=LEFT - DAY, why="", by=by)
    with pytest.raises(DayToCome):
        end_post(post, on=timezone.localdate() + 2 * DAY, why="", by=by)
    with pytest.raises(PermissionDenied):
        end_post(post, on=LEFT, why="", by=coordinator_of(post))
    end_post(post, on=LEFT, why="项目结束", by=by)
    with pytest.raises(PostMoveNotAllowed):
        end_post(post, on=LEFT, why="", by=by)
    with pytest.raises(PostMoveNotAllowed):
        fill_post(post, person=PersonFactory.create(), on=LEFT, by=by)
    with pytest.raises(about_holders.AfterEnd):
        fill_post(post, person=PersonFactory.create(), on=LEFT, until_on=LEFT + DAY, by=by)


def test_a_site_closes_only_when_its_posts_have_ended() -> None:
    post = filled_post()
    by, day = officer_of(post.site.branch), date(2025, 12, 1)

    with pytest.raises(refusals.PostsStillRun):
        move_site(post.site, to=SiteStatus.CLOSED, on=day, by=by)
    end_post(post, on=LEFT, why="", by=by)

    assert move_site(post.site, to=SiteStatus.CLOSED, on=day, by=by).status == SiteStatus.CLOSED


# --- advertising and editing ---------------------------------------------------------------------
def test_advertise_a_post_nobody_holds() -> None:
    post = PostFactory.create()
    held(post, until=LEFT)
    by = coordinator_of(post)

    with pytest.raises(refusals.BeforeLastPostStep):
        advertise_post(post, on=LEFT - DAY, by=by)
    advertised = advertise_post(post, on=LEFT, note="医院官网", by=by)

    assert advertised.status == PostStatus.ADVERTISED
    assert told(post)[-1] == (PostStatus.VACANT, PostStatus.ADVERTISED, LEFT)
    with pytest.raises(PostMoveNotAllowed):
        advertise_post(post, on=LEFT, by=by)
    with pytest.raises(PermissionDenied):
        advertise_post(post, on=LEFT, by=stranger())


def edit(post, **changed):
    facts = {
        name: getattr(post, name)
        for name in ("version", "kind", "employer", "title", "is_full_time", "wards")
    }
    facts |= {"supervisor": post.supervisor, "approved_on": post.approved_on, "why": "更正"}
    by = changed.pop("by", None) or officer_of(post.site.branch)
    return edit_post(post, **facts | changed, by=by)


def test_edit_changes_what_is_said_and_the_approval_with_its_step() -> None:
    post = approve(signed_site())
    supervisor, day = PersonFactory.create(), date(2025, 2, 1)

    edited = edit(post, wards="血液科、PICU", supervisor=supervisor, approved_on=day)

    assert (edited.wards, edited.supervisor, edited.version) == ("血液科、PICU", supervisor, 2)
    assert told(post) == [("", PostStatus.APPROVED, day)]
    assert edited.events.last().pgh_context.metadata["why"] == "更正"


def test_edit_refuses() -> None:
    post = filled_post()
    edit(post, title="高级医务社工")
    with pytest.raises(EditConflict):
        edit(post, title="医务社工")
    post.refresh_from_db()

    with pytest.raises(refusals.EmployerDoesNotFit):
        edit(post, kind=PostKind.SECONDED)
    with pytest.raises(refusals.HeldOutside):
        edit(post, approved_on=FIRST_DAY + DAY)
    with pytest.raises(refusals.NoAgreementThen):
        edit(post, approved_on=date(2024, 1, 1))
    with pytest.raises(PermissionDenied):
        edit(post, by=coordinator_of(post))


def test_edit_refuses_full_time_when_its_holder_held_another_full_time_post() -> None:
    person = PersonFactory.create()
    held(PostFactory.create(), person=person)
    half = PostFactory.create(is_full_time=False)
    held(half, person=person)

    with pytest.raises(refusals.HoldersAtTwoPosts):
        edit(half, is_full_time=True)

    half.refresh_from_db()
    assert half.is_full_time is False


# --- putting holdings right ------------------------------------------------------------------
def correct(holding, **changed):
    facts = {name: getattr(holding, name) for name in ("version", "person", "from_on", "until_on")}
    by = changed.pop("by", None) or officer_of(holding.post.site.branch)
    return correct_holding(holding, **facts | {"why": "合同为证"} | changed, by=by)


def test_correct_holding_moves_its_steps_and_the_state_of_the_post() -> None:
    post = PostFactory.create()
    holding = held(post, until=LEFT)

    holding = correct(holding, from_on=FIRST_DAY + DAY, until_on=None)
    post.refresh_from_db()
    assert (post.status, told(post)) == (
        PostStatus.FILLED,
        [("", PostStatus.FILLED, FIRST_DAY + DAY)],
    )

    correct(holding, until_on=LEFT + DAY)
    post.refresh_from_db()
    assert (post.status, told(post)[-1]) == (
        PostStatus.VACANT,
        (PostStatus.FILLED, PostStatus.VACANT, LEFT + DAY),
    )


def test_correct_holding_of_an_ended_post_keeps_within_it() -> None:
    post = filled_post()
    end_post(post, on=LEFT, why="", by=officer_of(post.site.branch))
    holding = post.holdings.get()

    with pytest.raises(about_holders.AfterEnd):
        correct(holding, until_on=None)
    with pytest.raises(about_holders.AfterEnd):
        correct(holding, until_on=LEFT + DAY)
    corrected = correct(holding, until_on=LEFT - 9 * DAY)

    post.refresh_from_db()
    assert post.status == PostStatus.ENDED
    assert [step[1:] for step in told(post)][-2:] == [
        (PostStatus.VACANT, LEFT - 9 * DAY),
        (PostStatus.ENDED, LEFT),
    ]
    correct(corrected, until_on=LEFT)
    assert [step[1:] for step in told(post)][-1:] == [(PostStatus.ENDED, LEFT)]


def test_correct_holding_refuses() -> None:
    post = PostFactory.create()
    first, second = held(post, until=LEFT), held(post, on=LEFT)
    busy = held(PostFactory.create()).person

    with pytest.raises(about_holders.HeldThen):
        correct(first, until_on=LEFT + DAY)
    with pytest.raises(about_holders.HoldsAnother):
        correct(second, person=busy)
    with pytest.raises(about_holders.BeforeApproval):
        correct(first, from_on=APPROVAL - DAY)
    with pytest.raises(DayToCome):
        correct(second, from_on=timezone.localdate() + DAY)
    with pytest.raises(PermissionDenied):
        correct(first, by=coordinator_of(post))
    correct(first, until_on=LEFT - DAY)
    with pytest.raises(EditConflict):
        correct(first, until_on=LEFT)


# --- what the database promises ------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "promise"),
    [
        ({"from_on": LEFT}, "post_is_held_by_one_person_at_a_time"),
        ({"from_on": LEFT, "until_on": LEFT, "elsewhere": True}, "post_holding_has_a_day"),
        ({"from_on": LEFT, "elsewhere": True}, "person_holds_one_full_time_post_at_a_time"),
    ],
)
def test_the_database_keeps_its_promises_about_holdings(fields, promise) -> None:
    holding = held(PostFactory.create())
    is_elsewhere = fields.get("elsewhere", False)
    fields = {name: value for name, value in fields.items() if name != "elsewhere"}
    post = PostFactory.create() if is_elsewhere else holding.post
    person = holding.person if is_elsewhere else PersonFactory.create()

    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        PostHolding.objects.create(post=post, person=person, **fields)


def test_the_database_refuses_an_end_without_its_state() -> None:
    post = PostFactory.create()
    post.ended_on = LEFT

    with pytest.raises(IntegrityError, match="post_is_ended_when_it_has_an_end"):
        post.save()
