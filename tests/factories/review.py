"""Panels, reviews and notices, as small as they can be, and people who sit on them."""

from dataclasses import dataclass
from datetime import date

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from niukou.core.models import Holiday
from niukou.core.workdays import calendar
from niukou.people.models import Account
from niukou.programmes.actions.determinations import determine
from niukou.programmes.actions.notices import draft_notice, publish_notice
from niukou.programmes.actions.objections import receive_objection
from niukou.programmes.actions.panels import close_panel
from niukou.programmes.actions.reviews import Scored, declare_free, submit_review
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    Channel,
    Criterion,
    Determination,
    Objection,
    Outcome,
    Panel,
    Panelist,
    PanelSite,
    PanelStatus,
    PublicNotice,
    Review,
    ReviewStatus,
    Score,
    Site,
)
from tests.factories import AccountFactory, BranchFactory, officer_of
from tests.factories.programmes import draft_site

MONDAY = date(2026, 10, 12)  # the first working day after the holidays of that October
DUE = date(2026, 10, 30)
REASONS = "需求清楚，预算合理。"


class PanelFactory(DjangoModelFactory[Panel]):
    class Meta:
        model = Panel

    branch = factory.SubFactory(BranchFactory)
    number = factory.Sequence(lambda n: f"演示-P{n:02d}")
    title = "演示评审"
    least_reviews = 2
    scores_due_on = DUE


class CriterionFactory(DjangoModelFactory[Criterion]):
    class Meta:
        model = Criterion

    panel = factory.SubFactory(PanelFactory)
    position = factory.Sequence(lambda n: n + 1)
    label = factory.Sequence(lambda n: f"指标{n}")
    weight = 1


class PanelistFactory(DjangoModelFactory[Panelist]):
    class Meta:
        model = Panelist

    panel = factory.SubFactory(PanelFactory)
    account = factory.SubFactory(AccountFactory)
    invited_on = MONDAY


def waiting_site(branch: Branch, **fields: object) -> Site:
    """Return a site that waits for a panel."""
    return draft_site(branch=branch, status=SiteStatus.PANEL_REVIEW, **fields)


def before(panel: Panel, site: Site) -> PanelSite:
    """Put ``site`` before ``panel``, with a review for each who sits on it."""
    panel_site = PanelSite.objects.create(panel=panel, site=site, added_on=MONDAY)
    for panelist in panel.panelists.all():
        Review.objects.create(panel_site=panel_site, panelist=panelist)
    return panel_site


def open_panel_with(*, sites: int = 1, reviewers: int = 2, **fields: object) -> Panel:
    """Return an open panel with two criteria of weight 3 and 1, and so many sites and reviewers."""
    panel = PanelFactory.create(status=PanelStatus.OPEN, opened_on=MONDAY, **fields)
    CriterionFactory.create(panel=panel, position=1, label="需求", weight=3, most=10)
    CriterionFactory.create(panel=panel, position=2, label="预算", weight=1, most=5)
    PanelistFactory.create_batch(reviewers, panel=panel)
    for _ in range(sites):
        before(panel, waiting_site(panel.branch))
    return panel


def points(review: Review, *given: int) -> dict[int, Scored]:
    """Return points by each criterion, in their order."""
    criteria = review.panel_site.panel.criteria.order_by("position")
    return {one.pk: Scored(each) for one, each in zip(criteria, given, strict=True)}


def hand_in(review: Review, *given: int) -> Review:
    """Hand in a review with these points, after its declaration."""
    by = Account.objects.get(pk=review.panelist.account_id)
    review = declare_free(review, at=timezone.now(), by=by)
    return submit_review(
        review, version=review.version, scores=points(review, *given), comment="", on=MONDAY, by=by
    )


def closed_panel(**fields: object) -> Panel:
    """Return a panel of one site whose two reviewers handed in 8/4 and 6/3."""
    panel = open_panel_with(**fields)
    for review, given in zip(
        Review.objects.filter(panel_site__panel=panel), ((8, 4), (6, 3)), strict=False
    ):
        hand_in(review, *given)
    return close_panel(panel, on=MONDAY, by=officer_of(panel.branch))


def determined(panel: Panel, outcome: Outcome = Outcome.ACCEPTED) -> Determination:
    """Decide on the first site of a closed panel."""
    return determine(
        panel.panel_sites.order_by("pk").first(),
        outcome=outcome,
        reasons=REASONS,
        on=MONDAY,
        by=officer_of(panel.branch),
        why_few="演示",
    )


def accepted_site(branch: Branch | None = None) -> Site:
    """Return a site that its panel accepted."""
    panel = closed_panel(branch=branch or BranchFactory.create())
    return determined(panel).panel_site.site


def know_the_year(year: int = 2026) -> None:
    """Let the calendar know ``year``: without a day it is not filled."""
    Holiday.objects.get_or_create(on=date(year, 10, 1), defaults={"name": "国庆节"})
    assert calendar().years >= {year}


def drafted(*sites: Site) -> PublicNotice:
    branch = sites[0].branch
    return draft_notice(
        branch,
        title="演示公示",
        text="拟入选医院如下。",
        workdays=5,
        sites=sites,
        by=officer_of(branch),
    )


def published(*sites: Site, on: date = MONDAY) -> PublicNotice:
    """Publish a notice on accepted sites, for five working days."""
    know_the_year()
    notice = drafted(*(sites or (accepted_site(),)))
    return publish_notice(notice, version=notice.version, on=on, by=officer_of(notice.branch))


def objected(notice: PublicNotice, *, site: Site | None = None, on: date = MONDAY) -> Objection:
    return receive_objection(
        notice,
        text="公示材料与实际不符。",
        site=site,
        name="演示群众",
        contact="13800000000",
        on=on,
    )


def reviewer_of(review: Review) -> Account:
    """Return the reviewer, fetched anew."""
    return Account.objects.get(pk=review.panelist.account_id)


@dataclass(frozen=True)
class UnderReview:
    """One of everything that panel and notice keep, in one branch."""

    panel: Panel  # being prepared
    closed: Panel
    sheet: Review
    determination: Determination
    notice: PublicNotice
    objection: Objection


def review_of_branch(site: Site) -> UnderReview:
    """Make one of everything in the branch of ``site``, whose hospital was decided on."""
    panel = PanelFactory.create(branch=site.branch)
    CriterionFactory.create(panel=panel)
    PanelistFactory.create(panel=panel)
    before(panel, waiting_site(site.branch))
    closed = PanelFactory.create(
        branch=site.branch, status=PanelStatus.CLOSED, opened_on=MONDAY, closed_on=MONDAY
    )
    PanelistFactory.create(panel=closed)
    placed = before(closed, site)
    placed.reviews.update(
        status=ReviewStatus.SUBMITTED, submitted_on=MONDAY, declared_at=timezone.now()
    )
    sheet = placed.reviews.get()
    criterion = CriterionFactory.create(panel=closed)
    Score.objects.create(review=sheet, criterion=criterion, points=7)
    determination = Determination.objects.create(
        panel_site=placed,
        number=f"{closed.number}-D",
        outcome=Outcome.ACCEPTED,
        reasons=REASONS,
        mean="70.00",
        rank=1,
        ranked_count=1,
        reviews_count=1,
        decided_by=AccountFactory.create(),
        decided_on=MONDAY,
    )
    notice = PublicNotice.objects.create(
        branch=site.branch, number=f"{closed.number}-N", title="演示公示", text="如下", workdays=5
    )
    notice.notice_sites.create(site=site)
    objection = Objection(
        notice=notice,
        number=f"{notice.number}-01",
        receipt="演示",
        text="不符",
        channel=Channel.WEB,
        received_on=MONDAY,
    )
    objection.name, objection.contact = "演示群众", "13800000000"
    objection.save()
    return UnderReview(panel, closed, sheet, determination, notice, objection)
