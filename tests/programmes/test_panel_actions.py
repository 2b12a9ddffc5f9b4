"""A panel is prepared, opened and closed; who has a tie is kept out."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from niukou.core.errors import EditConflict
from niukou.network.models import RoleKind
from niukou.programmes.actions import panels as refusals
from niukou.programmes.actions.panels import (
    add_criterion,
    add_sites,
    close_panel,
    edit_panel,
    invite_panelist,
    open_panel,
    prepare_panel,
    remove_criterion,
    remove_panelist,
    remove_site,
)
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Panel, PanelStatus, Review
from tests.factories import AccountFactory, BranchFactory, RoleFactory, officer_of, stranger
from tests.factories.review import (
    DUE,
    MONDAY,
    CriterionFactory,
    PanelFactory,
    PanelistFactory,
    accepted_site,
    hand_in,
    open_panel_with,
    waiting_site,
)

pytestmark = pytest.mark.django_db
FIELDS = {
    "title": "第二轮评审",
    "is_blinded": True,
    "least_reviews": 3,
    "conflict_years": 3,
    "scores_due_on": DUE,
}


def prepared() -> Panel:
    """Return a panel that could open."""
    panel = PanelFactory.create()
    CriterionFactory.create(panel=panel)
    PanelistFactory.create(panel=panel)
    add_sites(panel, sites=[waiting_site(panel.branch)], on=MONDAY, by=officer_of(panel.branch))
    return panel


def test_panels_of_a_branch_are_numbered_by_its_code() -> None:
    branch = BranchFactory.create(code="ZJ")
    by = officer_of(branch)

    made = [prepare_panel(branch, **FIELDS, by=by) for _ in range(2)]

    assert [panel.number for panel in made] == ["ZJ-P01", "ZJ-P02"]
    assert [panel.status for panel in made] == [PanelStatus.PREPARING] * 2
    with pytest.raises(PermissionDenied):
        prepare_panel(branch, **FIELDS, by=stranger())


def test_each_reviewer_gets_each_site_in_whatever_order_they_come() -> None:
    panel = PanelFactory.create()
    by = officer_of(panel.branch)
    first, second = (waiting_site(panel.branch) for _ in range(2))

    add_sites(panel, sites=[first], on=MONDAY, by=by)
    invite_panelist(panel, account=AccountFactory.create(), on=MONDAY, by=by)
    add_sites(panel, sites=[second], on=MONDAY, by=by)
    invite_panelist(panel, account=AccountFactory.create(), on=MONDAY, by=by)

    pairs = Review.objects.values_list("panel_site__site", "panelist__account")
    assert len(set(pairs)) == 4


def test_a_tie_is_found_when_reviewers_and_when_sites_are_added() -> None:
    panel = PanelFactory.create()
    by = officer_of(panel.branch)
    early, late = (waiting_site(panel.branch) for _ in range(2))
    tied = AccountFactory.create()
    RoleFactory.create(account=tied, organisation=early.hospital)
    RoleFactory.create(account=tied, organisation=late.hospital)

    add_sites(panel, sites=[early], on=MONDAY, by=by)
    invite_panelist(panel, account=tied, on=MONDAY, by=by)
    add_sites(panel, sites=[late], on=MONDAY, by=by)

    found = Review.objects.values_list("status", "how", "kept_out_on")
    assert list(found) == [("BARRED", "FOUND", MONDAY)] * 2


def test_invite_refuses_who_decides_who_is_closed_and_who_sits_there() -> None:
    panel = PanelFactory.create()
    by = officer_of(panel.branch)
    seated = PanelistFactory.create(panel=panel).account

    for account, refusal in (
        (officer_of(panel.branch), refusals.ReviewerRunsBranch),
        (AccountFactory.create(is_active=False), refusals.AccountClosed),
        (seated, refusals.SitsAlready),
    ):
        with pytest.raises(refusal):
            invite_panelist(panel, account=account, on=MONDAY, by=by)
    with pytest.raises(PermissionDenied):
        invite_panelist(panel, account=AccountFactory.create(), on=MONDAY, by=stranger())


def test_a_panel_takes_only_sites_of_its_branch_that_wait_for_it() -> None:
    panel = PanelFactory.create()
    by = officer_of(panel.branch)
    elsewhere = waiting_site(BranchFactory.create())
    checked = waiting_site(panel.branch)
    checked.status = SiteStatus.FORMAL_CHECK
    checked.save()
    taken = waiting_site(panel.branch)
    add_sites(PanelFactory.create(branch=panel.branch), sites=[taken], on=MONDAY, by=by)
    accepted = accepted_site(panel.branch)

    for site in (elsewhere, checked, taken, accepted):
        with pytest.raises(refusals.NotBeforeThePanel):
            add_sites(panel, sites=[site], on=MONDAY, by=by)
    assert panel.panel_sites.exists() is False


@pytest.mark.parametrize("lacking", ["criteria", "panelists", "panel_sites"])
def test_open_refuses_what_is_not_ready(lacking: str) -> None:
    panel = prepared()
    Review.objects.all().delete()
    getattr(panel, lacking).all().delete()

    with pytest.raises(refusals.PanelNotReady):
        open_panel(panel, on=MONDAY, by=officer_of(panel.branch))


def test_open_refuses_scores_due_before_it_a_day_to_come_and_a_second_opening() -> None:
    panel = prepared()
    by = officer_of(panel.branch)

    with pytest.raises(refusals.DueTooEarly):
        open_panel(panel, on=DUE + timedelta(days=1), by=by)
    with pytest.raises(DayToCome):
        open_panel(panel, on=timezone.localdate() + timedelta(days=1), by=by)
    with pytest.raises(PermissionDenied):
        open_panel(panel, on=MONDAY, by=stranger())
    open_panel(panel, on=MONDAY, by=by)
    with pytest.raises(refusals.PanelOpenAlready):
        open_panel(panel, on=MONDAY, by=by)


def test_what_is_asked_and_by_whom_is_settled_by_opening() -> None:
    panel = open_panel_with()
    by = officer_of(panel.branch)

    for refused in (
        lambda: add_criterion(panel, label="新", weight=1, most=10, by=by),
        lambda: remove_criterion(panel.criteria.first(), by=by),
        lambda: remove_panelist(panel.panelists.first(), by=by),
        lambda: remove_site(panel.panel_sites.first(), by=by),
    ):
        with pytest.raises(refusals.PanelOpenAlready):
            refused()


def test_before_it_opens_everything_can_be_taken_off_by_its_officers_alone() -> None:
    panel = prepared()
    by = officer_of(panel.branch)
    for verb, row in (
        (remove_criterion, panel.criteria.get()),
        (remove_panelist, panel.panelists.get()),
        (remove_site, panel.panel_sites.get()),
    ):
        with pytest.raises(PermissionDenied):
            verb(row, by=stranger())
        verb(row, by=by)

    left = (panel.criteria, panel.panelists, panel.panel_sites)
    assert [rows.exists() for rows in left] == [False] * 3


def test_a_criterion_is_asked_once_and_stands_behind_the_others() -> None:
    panel = PanelFactory.create()
    by = officer_of(panel.branch)
    add_criterion(panel, label="需求", weight=3, most=10, by=by)
    add_criterion(panel, label="预算", weight=1, most=5, by=by)

    with pytest.raises(refusals.CriterionKnown):
        add_criterion(panel, label="需求", weight=1, most=10, by=by)
    with pytest.raises(PermissionDenied):
        add_criterion(panel, label="别的", weight=1, most=10, by=stranger())
    assert list(panel.criteria.values_list("position", "label")) == [(1, "需求"), (2, "预算")]


def test_edit_is_for_one_at_a_time_and_not_after_the_end() -> None:
    panel = open_panel_with()
    by = officer_of(panel.branch)
    new = {"title": "改过", "least_reviews": 2, "scores_due_on": DUE, "why": "改期"}

    edited = edit_panel(panel, version=panel.version, **new, by=by)

    assert (edited.title, edited.least_reviews) == ("改过", 2)
    with pytest.raises(EditConflict):
        edit_panel(panel, version=panel.version, **new, by=by)
    early = new | {"scores_due_on": MONDAY - timedelta(days=1)}
    with pytest.raises(refusals.DueTooEarly):
        edit_panel(panel, version=edited.version, **early, by=by)
    with pytest.raises(PermissionDenied):
        edit_panel(panel, version=edited.version, **new, by=stranger())
    closed = close_panel(panel, on=MONDAY, by=by)
    with pytest.raises(refusals.PanelNotOpen):
        edit_panel(panel, version=closed.version, **new, by=by)


def test_close_looks_for_ties_once_more_and_points_of_who_is_tied_count_no_more() -> None:
    panel = open_panel_with()
    kept, tied = Review.objects.order_by("pk")
    hand_in(kept, 8, 4)
    hand_in(tied, 2, 1)
    RoleFactory.create(
        account=tied.panelist.account,
        kind=RoleKind.HOSPITAL_COORDINATOR,
        organisation=tied.panel_site.site.hospital,
    )

    close_panel(panel, on=MONDAY, by=officer_of(panel.branch))

    assert list(Review.objects.counting()) == [kept]
    tied.refresh_from_db()
    assert (tied.status, tied.how, tied.scores.count()) == ("BARRED", "FOUND", 2)


def test_close_refuses_what_is_not_open_and_days_out_of_order() -> None:
    panel = open_panel_with()
    by = officer_of(panel.branch)

    with pytest.raises(refusals.PanelNotReady):
        close_panel(panel, on=MONDAY - timedelta(days=1), by=by)
    with pytest.raises(DayToCome):
        close_panel(panel, on=date(2999, 1, 1), by=by)
    with pytest.raises(PermissionDenied):
        close_panel(panel, on=MONDAY, by=stranger())
    close_panel(panel, on=MONDAY, by=by)
    for closed in (panel, PanelFactory.create(branch=panel.branch)):
        with pytest.raises(refusals.PanelNotOpen):
            close_panel(closed, on=MONDAY, by=by)
    with pytest.raises(refusals.PanelNotOpen):
        invite_panelist(panel, account=AccountFactory.create(), on=MONDAY, by=by)
