"""Whoever waits for nobody else finds on the desk, and on the page they stand on, what comes next."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from niukou.core.due import due_for
from niukou.network.models import RoleKind
from niukou.programmes.actions.tranches import attach_condition_evidence
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import TrancheCondition
from tests.factories import BranchFactory, OrganisationFactory, holder, officer_of
from tests.factories.calls import CLOSES, OPENS, applicant, begun, open_call, passed
from tests.factories.money import committed_grant, scan
from tests.factories.programmes import coordinator, site_in
from tests.factories.review import (
    accepted_site,
    closed_panel,
    determined,
    hand_in,
    open_panel_with,
    reviewer_of,
    waiting_site,
)

pytestmark = pytest.mark.django_db
DAY = date(2026, 10, 12)


def test_a_hospital_is_told_which_paper_the_next_money_waits_for() -> None:
    grant = committed_grant(papers=("施工合同（演示）",))
    hospital = coordinator(grant.site)
    first, second = TrancheCondition.objects.filter(words="施工合同（演示）").order_by("pk")

    def where() -> list[str]:
        return [due.url for due in due_for(hospital, on=DAY) if "施工合同（演示）" in due.label]

    assert where() == [reverse("programmes:evidence-attach", args=[first.pk])]
    attach_condition_evidence(first, file=scan(), by=hospital)
    assert second.evidence is None
    assert where() == []  # the second tranche is not in turn yet


def test_a_draft_stands_on_the_desk_as_long_as_its_call_is_open() -> None:
    application = begun()
    writer = applicant(application.site.hospital)
    write = reverse("programmes:application-write", args=[application.site.number])

    days = [
        [(due.url, due.on) for due in due_for(writer, on=on) if due.url == write]
        for on in (OPENS, CLOSES - timedelta(days=1), CLOSES)
    ]

    assert days == [[(write, CLOSES - timedelta(days=1))]] * 2 + [[]]


def test_officers_are_told_of_sites_that_no_panel_has_before_it() -> None:
    branch = BranchFactory.create()
    review = reverse("programmes:branch-review", args=[branch.slug])
    officer = officer_of(branch)
    accepted_site(branch)
    open_panel_with(branch=branch)
    assert [
        due for due in due_for(officer, on=DAY) if (due.icon, due.url) == ("gavel", review)
    ] == []

    waiting_site(branch)
    waiting_site(branch)

    [told] = [due for due in due_for(officer, on=DAY) if (due.icon, due.url) == ("gavel", review)]
    assert "2" in told.label.replace(branch.name, "")


def test_a_panel_that_accepted_leads_to_the_notice(signed_in) -> None:
    panel = closed_panel()
    officer = officer_of(panel.branch)
    draft = reverse("programmes:notice-draft", args=[panel.branch.slug])
    before = signed_in(officer).get(panel.get_absolute_url()).content.decode()

    determined(panel)

    after = signed_in(officer).get(panel.get_absolute_url()).content.decode()
    assert (draft in before, draft in after) == (False, True)


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (SiteStatus.PANEL_REVIEW, "site-review"),
        (SiteStatus.PUBLIC_NOTICE, "site-agreements"),
        (SiteStatus.BUILDING, "site-building"),
        (SiteStatus.UNVEILED, "site-stations"),
    ],
)
def test_the_page_of_a_site_leads_to_where_its_next_step_is_taken(signed_in, status, name) -> None:
    site = site_in(status, BranchFactory.create())

    page = signed_in(coordinator(site)).get(site.get_absolute_url())

    assert page.context["next_page"].url == reverse(f"programmes:{name}", args=[site.number])


def test_after_the_check_hospital_and_officer_read_what_comes_next(signed_in) -> None:
    application = passed()
    branch = application.site.branch
    panels = reverse("programmes:branch-review", args=[branch.slug])

    pages = [
        signed_in(who).get(application.get_absolute_url())
        for who in (applicant(application.site.hospital), officer_of(branch))
    ]

    assert [panels in page.content.decode().split("nk-lead")[1] for page in pages] == [False, True]


def test_the_desk_of_a_hospital_in_no_programme_leads_to_the_open_calls(signed_in) -> None:
    call = open_call(opens_on=date(2020, 1, 1), closes_on=date(2100, 1, 1))
    hospital = OrganisationFactory.create()
    newcomer, busy = applicant(hospital), applicant(begun().site.hospital)

    ways = [
        [way.url for way in signed_in(who).get(reverse("desk:home")).context["ways"]]
        for who in (newcomer, busy, holder(RoleKind.DONOR, hospital))
    ]

    assert ways == [[call.get_absolute_url()], [], []]


def test_a_reviewer_who_gave_all_reviews_still_finds_them(signed_in) -> None:
    panel = open_panel_with(reviewers=1)
    review = panel.panel_sites.get().reviews.get()
    hand_in(review, 8, 4)

    desk = signed_in(reviewer_of(review)).get(reverse("desk:home"))

    assert desk.context["has_work"]
    assert [way.url for way in desk.context["ways"]] == [reverse("programmes:review-list")]
