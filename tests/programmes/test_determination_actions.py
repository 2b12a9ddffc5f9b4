"""What is decided after a panel, and where it takes the site."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, transaction

from niukou.programmes.actions import determinations as refusals
from niukou.programmes.actions.determinations import determine
from niukou.programmes.actions.panels import PanelNotOpen, close_panel
from niukou.programmes.actions.review_gates import DecidedByPanel, ReasonMissing, TakenByNotice
from niukou.programmes.actions.reviews import recuse
from niukou.programmes.actions.sites import move_site
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.lifecycle import MoveNotAllowed, SiteStatus
from niukou.programmes.models import Determination, Outcome, Panel, ProgrammeOfficer, Review
from tests.factories import BranchFactory, officer_of, stranger
from tests.factories.review import (
    MONDAY,
    REASONS,
    accepted_site,
    before,
    closed_panel,
    determined,
    hand_in,
    open_panel_with,
    reviewer_of,
    waiting_site,
)

pytestmark = pytest.mark.django_db


def decide(panel: Panel, **changed: object) -> Determination:
    fields = {"outcome": Outcome.ACCEPTED, "reasons": REASONS, "on": MONDAY}
    by = changed.pop("by", None) or officer_of(panel.branch)
    return determine(panel.panel_sites.order_by("pk").first(), **fields | changed, by=by)


def test_a_determination_keeps_the_scores_as_they_stood() -> None:
    panel = closed_panel(branch=BranchFactory.create(code="ZJ"))

    made = decide(panel)

    # 8/10 × 3 + 4/5 × 1 of 4 is 80; 6/10 × 3 + 3/5 × 1 of 4 is 60
    assert (made.number, made.mean, made.rank) == ("ZJ-D001", Decimal("70.00"), 1)
    assert (made.reviews_count, made.ranked_count, made.why_few) == (2, 1, "")


def test_who_stood_back_counts_in_no_mean() -> None:
    panel = open_panel_with(reviewers=3)
    first, second, third = Review.objects.order_by("pk")
    hand_in(first, 10, 5)
    hand_in(second, 5, 5)
    recuse(third, reason="同乡", on=MONDAY, by=reviewer_of(third))
    close_panel(panel, on=MONDAY, by=officer_of(panel.branch))

    made = decide(panel)

    assert (made.mean, made.reviews_count) == (Decimal("81.25"), 2)


def test_ranks_are_among_the_sites_of_the_panel() -> None:
    panel = open_panel_with(reviewers=1, least_reviews=1)
    weak = panel.panel_sites.get()
    strong = before(panel, waiting_site(panel.branch))
    hand_in(weak.reviews.get(), 2, 1)
    hand_in(strong.reviews.get(), 9, 4)
    close_panel(panel, on=MONDAY, by=officer_of(panel.branch))

    made = decide(panel, outcome=Outcome.REJECTED)

    assert (made.panel_site, made.rank, made.ranked_count) == (weak, 2, 2)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Outcome.ACCEPTED, SiteStatus.PANEL_REVIEW),
        (Outcome.REJECTED, SiteStatus.REJECTED),
        (Outcome.RETURNED, SiteStatus.RETURNED),
    ],
)
def test_the_site_goes_where_the_decision_takes_it(outcome, status) -> None:
    made = decide(closed_panel(), outcome=outcome)

    site = made.panel_site.site
    site.refresh_from_db()
    assert site.status == status
    note = site.steps.order_by("-pk").first().note
    assert (made.number in note) == (outcome != Outcome.ACCEPTED)


def test_fewer_reviews_than_asked_for_need_a_reason_of_their_own() -> None:
    panel = open_panel_with(reviewers=2, least_reviews=2)
    hand_in(Review.objects.first(), 8, 4)
    close_panel(panel, on=MONDAY, by=officer_of(panel.branch))

    with pytest.raises(refusals.TooFewReviews):
        decide(panel)
    made = decide(panel, why_few="一位评审因病缺席")

    assert (made.reviews_count, made.why_few) == (1, "一位评审因病缺席")


def test_without_any_review_there_is_no_mean_and_no_rank() -> None:
    panel = open_panel_with()
    close_panel(panel, on=MONDAY, by=officer_of(panel.branch))

    made = decide(panel, why_few="全部回避", outcome=Outcome.RETURNED)

    assert (made.mean, made.rank, made.reviews_count) == (None, None, 0)


def test_determine_refuses() -> None:
    still_open = open_panel_with()
    panel = closed_panel()

    with pytest.raises(refusals.PanelStillOpen):
        decide(still_open)
    with pytest.raises(refusals.ReasonsMissing):
        decide(panel, reasons=" ")
    with pytest.raises(PanelNotOpen):
        decide(panel, on=MONDAY - timedelta(days=1))
    with pytest.raises(DayToCome):
        decide(panel, on=date(2999, 1, 1))
    with pytest.raises(PermissionDenied):
        decide(panel, by=stranger())
    decide(panel)
    with pytest.raises(refusals.DeterminedAlready):
        decide(panel)


def test_whoever_sat_on_the_panel_does_not_decide() -> None:
    panel = closed_panel()
    reviewer = panel.panelists.first().account
    ProgrammeOfficer.objects.create(
        account=reviewer, programme=panel.branch.programme, from_on=MONDAY
    )

    with pytest.raises(refusals.DecidesOnOwnReview):
        decide(panel, by=reviewer)


def test_a_site_that_withdrew_meanwhile_is_not_decided_on() -> None:
    panel = closed_panel()
    site = panel.panel_sites.get().site
    move_site(site, to=SiteStatus.WITHDRAWN, on=MONDAY, by=officer_of(site.branch))

    with pytest.raises(MoveNotAllowed):
        decide(panel)


def test_a_determination_is_frozen() -> None:
    made = determined(closed_panel())

    for change in (
        lambda: Determination.objects.filter(pk=made.pk).update(reasons="改过"),
        lambda: Determination.objects.filter(pk=made.pk).delete(),
    ):
        with pytest.raises(ProgrammingError, match="determination_is_frozen"), transaction.atomic():
            change()


# --- the gates -------------------------------------------------------------------------------
def by_hand(site, to: SiteStatus, note: str = "") -> None:
    move_site(site, to=to, on=MONDAY, by=officer_of(site.branch), note=note)


@pytest.mark.parametrize("to", [SiteStatus.REJECTED, SiteStatus.RETURNED])
def test_what_stands_on_a_panel_is_not_decided_by_hand(to) -> None:
    waiting = closed_panel().panel_sites.get().site

    for site in (waiting, accepted_site()):
        with pytest.raises(DecidedByPanel):
            by_hand(site, to)


def test_what_stood_on_a_panel_goes_into_public_notice_only_by_its_notice() -> None:
    waiting = closed_panel().panel_sites.get().site

    for site in (waiting, accepted_site()):
        with pytest.raises(TakenByNotice):
            by_hand(site, SiteStatus.PUBLIC_NOTICE, "想跳过")


def test_a_hospital_may_always_withdraw() -> None:
    site = accepted_site()

    by_hand(site, SiteStatus.WITHDRAWN)

    site.refresh_from_db()
    assert site.status == SiteStatus.WITHDRAWN


def test_what_was_decided_elsewhere_is_moved_by_hand_with_a_reason() -> None:
    site = waiting_site(BranchFactory.create())

    with pytest.raises(ReasonMissing):
        by_hand(site, SiteStatus.PUBLIC_NOTICE)
    by_hand(site, SiteStatus.PUBLIC_NOTICE, "2025年评审会已通过，纸质公示")

    site.refresh_from_db()
    assert site.status == SiteStatus.PUBLIC_NOTICE


def test_what_was_returned_and_came_back_stands_before_a_new_panel() -> None:
    site = determined(closed_panel(), Outcome.RETURNED).panel_site.site
    site.refresh_from_db()
    for to in (SiteStatus.APPLIED, SiteStatus.FORMAL_CHECK, SiteStatus.PANEL_REVIEW):
        by_hand(site, to)

    with pytest.raises(TakenByNotice):
        by_hand(site, SiteStatus.PUBLIC_NOTICE, "想跳过")
