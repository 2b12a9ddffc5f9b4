"""A panel from its preparation to the decision on each site, and the reviews it asks for."""

from typing import Any

from django.utils import timezone

from niukou.people.models import Account
from niukou.programmes.actions.determinations import (
    DecidesOnOwnReview,
    DeterminedAlready,
    PanelStillOpen,
    determine,
)
from niukou.programmes.actions.panels import (
    PanelNotOpen,
    PanelOpenAlready,
    add_criterion,
    add_sites,
    close_panel,
    edit_panel,
    invite_panelist,
    open_panel,
    remove_criterion,
    remove_panelist,
    remove_site,
)
from niukou.programmes.actions.reviews import (
    DeclareFirst,
    NotYours,
    declare_free,
    open_review,
    recuse,
    save_review,
    submit_review,
)
from niukou.programmes.lifecycle import MoveNotAllowed, SiteStatus
from niukou.programmes.models import (
    Outcome,
    Panel,
    PanelSite,
    PanelStatus,
    Review,
    ReviewStatus,
    Site,
)
from niukou.programmes.rules import Can
from tests.factories import AccountFactory, officer_of
from tests.factories.review import (
    DUE,
    MONDAY,
    closed_panel,
    determined,
    hand_in,
    open_panel_with,
    points,
    reviewer_of,
    waiting_site,
)
from tests.matrix.holders import also_officer
from tests.matrix.table import Act, Noun

P, R = PanelStatus, ReviewStatus
PREPARED, NOT_DECLARED, OVER = "panel being prepared", "not declared", "reviews closed"
JUDGE = "who sits on the panel"
DECIDED, WITHDRAWN = "decided", "site withdrawn"
ANY_REVIEW = (PREPARED, NOT_DECLARED, *ReviewStatus, OVER)


def in_status(status: str, site: Site) -> Panel:
    if status == P.CLOSED:
        return closed_panel(branch=site.branch)
    panel = open_panel_with(branch=site.branch)
    if status == P.PREPARING:
        Panel.objects.filter(pk=panel.pk).update(status=status, opened_on=None)
    return panel


def review_in(state: str, site: Site) -> Review:
    """Return a review; ASSIGNED: declared free of ties, and not handed in."""
    panel = in_status(P.PREPARING if state == PREPARED else P.OPEN, site)
    review = Review.objects.filter(panel_site__panel=panel).earliest("pk")
    by = reviewer_of(review)
    if state in {R.ASSIGNED, OVER}:
        declare_free(review, at=timezone.now(), by=by)
    if state == R.SUBMITTED:
        hand_in(review, 8, 4)
    if state == R.RECUSED:
        recuse(review, reason="演示", on=MONDAY, by=by)
    if state == R.BARRED:
        said = {"how": "FOUND", "reason": "演示", "kept_out_on": MONDAY}
        Review.objects.filter(pk=review.pk).update(status=state, **said)
    if state == OVER:
        close_panel(panel, on=MONDAY, by=officer_of(site.branch))
    return review


def other_reviewer(review: Review) -> Account:
    return review.panel_site.panel.panelists.exclude(pk=review.panelist_id).get().account


def place_in(state: str, site: Site) -> PanelSite:
    panel = in_status(state if state in PanelStatus else P.CLOSED, site)
    if state == DECIDED:
        determined(panel)
    if state == WITHDRAWN:
        Site.objects.filter(panel_sites__panel=panel).update(status=SiteStatus.WITHDRAWN)
    return panel.panel_sites.get()


def scored(review: Review) -> dict[str, Any]:
    review.refresh_from_db()
    return {"version": review.version, "scores": points(review, 8, 4), "comment": ""}


PANELS = Noun(
    "panel",
    PanelStatus,
    in_status,
    people={"reviewer": lambda panel: panel.panelists.earliest("pk").account},
    acts=(
        Act(
            edit_panel,
            Can.RUN_PANEL,
            {P.PREPARING, P.OPEN},
            PanelNotOpen,
            lambda panel: {
                "version": panel.version,
                "title": "演示评审",
                "least_reviews": 2,
                "scores_due_on": DUE,
                "why": "演示",
            },
        ),
        Act(
            add_criterion,
            Can.RUN_PANEL,
            {P.PREPARING},
            PanelOpenAlready,
            lambda panel: {"label": "演示指标", "weight": 1, "most": 5},
        ),
        Act(
            remove_criterion,
            Can.RUN_PANEL,
            {P.PREPARING},
            PanelOpenAlready,
            subject=lambda panel: panel.criteria.earliest("position"),
        ),
        Act(
            invite_panelist,
            Can.RUN_PANEL,
            {P.PREPARING, P.OPEN},
            PanelNotOpen,
            lambda panel: {"account": AccountFactory.create(), "on": MONDAY},
        ),
        Act(
            remove_panelist,
            Can.RUN_PANEL,
            {P.PREPARING},
            PanelOpenAlready,
            subject=lambda panel: panel.panelists.earliest("pk"),
        ),
        Act(
            add_sites,
            Can.RUN_PANEL,
            {P.PREPARING, P.OPEN},
            PanelNotOpen,
            lambda panel: {"sites": [waiting_site(panel.branch)], "on": MONDAY},
        ),
        Act(
            remove_site,
            Can.RUN_PANEL,
            {P.PREPARING},
            PanelOpenAlready,
            subject=lambda panel: panel.panel_sites.get(),
        ),
        Act(
            open_panel, Can.RUN_PANEL, {P.PREPARING}, PanelOpenAlready, lambda panel: {"on": MONDAY}
        ),
        Act(close_panel, Can.RUN_PANEL, {P.OPEN}, PanelNotOpen, lambda panel: {"on": MONDAY}),
    ),
)
PLACES = Noun(
    "site before a panel",
    (*PanelStatus, DECIDED, WITHDRAWN),
    place_in,
    people={"reviewer": lambda placed: placed.panel.panelists.earliest("pk").account},
    doers={
        JUDGE: (
            {"branch"},
            lambda placed: also_officer(placed.panel.panelists.latest("pk").account, placed.site),
        )
    },
    acts=(
        Act(
            determine,
            Can.DETERMINE,
            {P.CLOSED},
            (PanelStillOpen, DeterminedAlready, MoveNotAllowed),
            lambda placed: {"outcome": Outcome.ACCEPTED, "reasons": "演示", "on": MONDAY},
            own={JUDGE: DecidesOnOwnReview},
        ),
    ),
)
REVIEWS = Noun(
    "review",
    ANY_REVIEW,
    review_in,
    people={"reviewer": reviewer_of, "other reviewer": other_reviewer},
    acts=(
        Act(open_review, Can.GIVE_REVIEW, ANY_REVIEW, inputs=lambda review: {"on": MONDAY}),
        Act(
            declare_free,
            Can.GIVE_REVIEW,
            {NOT_DECLARED, R.ASSIGNED},
            (PanelNotOpen, NotYours),
            lambda review: {"at": timezone.now()},
        ),
        Act(
            recuse,
            Can.GIVE_REVIEW,
            {NOT_DECLARED, R.ASSIGNED},
            (PanelNotOpen, NotYours),
            lambda review: {"reason": "演示", "on": MONDAY},
        ),
        Act(
            save_review,
            Can.GIVE_REVIEW,
            {R.ASSIGNED},
            (PanelNotOpen, NotYours, DeclareFirst),
            scored,
        ),
        Act(
            submit_review,
            Can.GIVE_REVIEW,
            {R.ASSIGNED},
            (PanelNotOpen, NotYours, DeclareFirst),
            lambda review: scored(review) | {"on": MONDAY},
        ),
    ),
)
NOUNS = [PANELS, PLACES, REVIEWS]
