"""A post, who holds it, and each of its months on its way to being paid."""

from datetime import date
from typing import Any

from niukou.programmes.actions.holdings import correct_holding, fill_post, vacate_post
from niukou.programmes.actions.post_months import (
    NothingToDo,
    NothingToSettle,
    OwnCheck,
    OwnProof,
    PaidAlready,
    check_post_month,
    check_post_months,
    correct_post_payment,
    pay_post_month,
    pay_post_months,
    prove_post_month,
    return_post_month,
)
from niukou.programmes.actions.posts import advertise_post, edit_post, end_post
from niukou.programmes.models import Post, PostHolding, PostMonth, Site
from niukou.programmes.post_lifecycle import (
    MonthMoveNotAllowed,
    MonthStatus,
    PostMoveNotAllowed,
    PostStatus,
)
from niukou.programmes.queries.post_months import fingerprint
from niukou.programmes.rules import Can
from tests.factories import PersonFactory, officer_of
from tests.factories.posts import (
    APRIL,
    MAY,
    agency_administrator,
    held,
    month_in,
    seconded_post,
    sheet,
)
from tests.matrix.holders import also_finance, also_officer
from tests.matrix.table import Act, Noun

P, M = PostStatus, MonthStatus
PROVER, CHECKER = "who proved it", "who checked it"
ON, PAID_ON = date(2025, 6, 2), date(2025, 6, 9)


def in_status(status: str, site: Site) -> Post:
    post = seconded_post(site=site)
    by = officer_of(site.branch)
    if status == P.ADVERTISED:
        advertise_post(post, on=MAY, by=by)
    if status in {P.FILLED, P.VACANT}:
        held(post, until=MAY if status == P.VACANT else None)
    if status == P.ENDED:
        end_post(post, on=MAY, why="演示", by=by)
    return Post.objects.get(pk=post.pk)


def holding_in(state: str, site: Site) -> PostHolding:
    holding = held(seconded_post(site=site), until=MAY if state == "left" else None)
    if state == "post ended":
        end_post(holding.post, on=MAY, why="演示", by=officer_of(site.branch))
    return holding


def month_of(status: str, site: Site) -> PostMonth:
    """Return April of a post; a paid one was paid for fewer days than are known now."""
    post = held(seconded_post(site=site)).post
    days = {"days_held": 20} if status == M.PAID else {}
    return month_in(M(status), post=post, **days)


def said(post: Post) -> dict[str, Any]:
    kept = ("version", "kind", "employer", "title", "is_full_time", "supervisor", "approved_on")
    return {name: getattr(post, name) for name in kept} | {"wards": "儿科", "why": "演示"}


def branch_of(month: PostMonth) -> Any:
    return month.post.site.branch


def seen(month: PostMonth) -> dict[str, Any]:
    return {"month": APRIL, "seen": fingerprint(PostMonth.objects.filter(pk=month.pk))}


POSTS = Noun(
    "post",
    PostStatus,
    in_status,
    people={"agency": agency_administrator},
    acts=(
        Act(edit_post, Can.EDIT_POST, PostStatus, inputs=said),
        Act(
            advertise_post,
            Can.ADVERTISE_POST,
            {P.APPROVED, P.VACANT},
            PostMoveNotAllowed,
            lambda post: {"on": ON},
        ),
        Act(
            fill_post,
            Can.FILL_POST,
            {P.APPROVED, P.ADVERTISED, P.VACANT},
            PostMoveNotAllowed,
            lambda post: {"person": PersonFactory.create(), "on": ON},
        ),
        Act(
            vacate_post,
            Can.VACATE_POST,
            {P.FILLED},
            PostMoveNotAllowed,
            lambda post: {"on": ON, "why": "演示"},
        ),
        Act(
            end_post,
            Can.END_POST,
            set(PostStatus) - {P.ENDED},
            PostMoveNotAllowed,
            lambda post: {"on": ON, "why": "演示"},
        ),
    ),
)
HOLDINGS = Noun(
    "holding of a post",
    ("lasts", "left", "post ended"),
    holding_in,
    people={"agency": lambda holding: agency_administrator(holding.post)},
    acts=(
        Act(
            correct_holding,
            Can.CORRECT_HOLDING,
            ("lasts", "left", "post ended"),
            inputs=lambda holding: {
                "version": holding.version,
                "person": holding.person,
                "from_on": APRIL,
                "until_on": holding.until_on,
                "why": "演示",
            },
        ),
    ),
)
MONTHS = Noun(
    "month of a post",
    MonthStatus,
    month_of,
    people={"agency": lambda month: agency_administrator(month.post)},
    doers={
        PROVER: (
            {"coordinator", "branch"},
            lambda month: also_officer(month.proved_by, month.post.site),
        ),
        CHECKER: (
            {"branch", "finance"},
            lambda month: also_finance(month.checked_by, month.post.site),
        ),
    },
    acts=(
        Act(
            prove_post_month,
            Can.PROVE_POST_MONTH,
            {M.OPEN, M.RETURNED, M.PROVED},
            MonthMoveNotAllowed,
            lambda month: {"file": sheet()},
        ),
        Act(
            check_post_month,
            Can.CHECK_POST_MONTH,
            {M.PROVED},
            MonthMoveNotAllowed,
            lambda month: {"version": month.version},
            own={PROVER: OwnProof},
        ),
        Act(
            check_post_months,
            Can.CHECK_POST_MONTHS,
            {M.PROVED},
            NothingToDo,
            seen,
            branch_of,
            own={PROVER: NothingToDo},
        ),
        Act(
            return_post_month,
            Can.RETURN_POST_MONTH,
            {M.PROVED, M.CHECKED},
            MonthMoveNotAllowed,
            lambda month: {"why": "缺签字"},
        ),
        Act(
            pay_post_month,
            Can.PAY_POST_MONTH,
            {M.CHECKED},
            (MonthMoveNotAllowed, PaidAlready),
            lambda month: {"version": month.version, "on": PAID_ON},
            own={CHECKER: OwnCheck},
        ),
        Act(
            pay_post_months,
            Can.PAY_POST_MONTHS,
            {M.CHECKED},
            NothingToDo,
            lambda month: seen(month) | {"on": PAID_ON},
            branch_of,
            own={CHECKER: NothingToDo},
        ),
        Act(
            correct_post_payment,
            Can.CORRECT_POST_PAYMENT,
            {M.PAID},
            NothingToSettle,
            lambda month: {"on": PAID_ON, "why": "演示"},
        ),
    ),
)
NOUNS = [POSTS, HOLDINGS, MONTHS]
