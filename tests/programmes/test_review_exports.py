"""Panels, reviews, notices, recommendations and signings as workbooks: no more than the pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from niukou.network.models import RoleKind
from niukou.people.models import Account
from niukou.programmes.actions.applications import name_recommender, submit_application
from niukou.programmes.actions.notices import extend_notice
from niukou.programmes.actions.reviews import declare_free, recuse
from niukou.programmes.actions.signing import hold_signing
from niukou.programmes.models import Outcome, Panel, Review
from niukou.programmes.queries.panels import matrix
from tests.factories import BranchFactory, OrganisationFactory, holder, officer_of, stranger
from tests.factories.calls import HANDED_IN, applicant, at, fresh, open_call, typed
from tests.factories.programmes import coordinator, officer_of_another_branch
from tests.factories.review import (
    MONDAY,
    accepted_site,
    before,
    closed_panel,
    determined,
    drafted,
    hand_in,
    objected,
    open_panel_with,
    published,
    reviewer_of,
    waiting_site,
)
from tests.factories.signing import prepared
from tests.factories.workbooks import formulas_of, sheets_of, told

pytestmark = pytest.mark.django_db


def export(name: str, *args: object) -> str:
    return reverse(f"programmes:{name}-export", args=args)


# --- one panel -------------------------------------------------------------------------------------
def test_a_closed_panel_comes_out_with_scores_means_ranks_and_decisions(in_english) -> None:
    panel = closed_panel()
    made = determined(panel)
    first, second = panel.panelists.order_by("pk")

    response = in_english(officer_of(panel.branch)).get(export("panel", panel.number))

    (line,) = told(response, "Sites and reviews")
    (known,) = matrix(panel).lines
    site = known.panel_site.site
    assert (line["Rank"], line["Site"], line["Hospital"]) == (1, site.number, str(site.hospital))
    assert [line[one.name] for one in (first, second)] == [80, 60]
    assert (line["Mean"], line["Reviews that count"], line["Reviews a site needs"]) == (70, 2, 2)
    assert (line["Decision"], line["Number of the decision"]) == ("Accepted", made.number)
    response = in_english(officer_of(panel.branch)).get(export("panel", panel.number))
    points = [
        (one["Reviewer"], one["Criterion"], one["Points"], one["Most points"])
        for one in told(response, "Points by criterion")
    ]
    assert points == [
        (first.name, "需求", 8, 10),
        (first.name, "预算", 4, 5),
        (second.name, "需求", 6, 10),
        (second.name, "预算", 3, 5),
    ]


def test_an_open_panel_says_who_reads_and_keeps_means_ranks_and_drafts_back(in_english) -> None:
    panel = open_panel_with(reviewers=4)
    handed, reading, away, idle = Review.objects.filter(panel_site__panel=panel).order_by("pk")
    hand_in(handed, 8, 4)
    declare_free(reading, at=at(MONDAY), by=reviewer_of(reading))
    reading.scores.create(criterion=panel.criteria.get(position=1), points=9, remark="草稿里的话")
    recuse(away, reason="本院职工", on=MONDAY, by=reviewer_of(away))
    names = [one.panelist.name for one in (handed, reading, away, idle)]

    sheets = sheets_of(in_english(officer_of(panel.branch)).get(export("panel", panel.number)))

    headings, line = sheets["Sites and reviews"]
    assert headings == ("Site", "Hospital", *names)
    assert line[2:] == (80, "Reading", "Recused", "Assigned")
    assert [row[1] for row in sheets["Points by criterion"][1:]] == [names[0]] * 2
    assert "草稿里的话" not in str(sheets)
    assert [row[1:4] for row in sheets["Recusals on record"][1:]] == [
        (names[2], line[0], "本院职工")
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_panel_asks_the_same_of_the_database_for_any_number_of_sites(
    in_english, count: int, django_assert_max_num_queries
) -> None:
    panel = open_panel_with(sites=count, reviewers=2)
    for review in Review.objects.filter(panel_site__panel=panel):
        hand_in(review, 8, 4)
    browser = in_english(officer_of(panel.branch))
    browser.get(panel.get_absolute_url())

    with django_assert_max_num_queries(12):
        response = browser.get(export("panel", panel.number))

    assert len(told(response, "Sites and reviews")) == count


def test_a_reviewer_takes_their_own_reviews_away_and_not_the_panel(in_english) -> None:
    open_one, blinded = open_panel_with(), open_panel_with(is_blinded=True)
    seen, unseen = (one.panel_sites.get().site for one in (open_one, blinded))
    reviewer = Account.objects.get(pk=open_one.panelists.first().account_id)
    also = blinded.panelists.first()
    also.account = reviewer
    also.save()
    browser = in_english(reviewer)

    rows = told(browser.get(export("own-reviews")), "My reviews")

    hospitals = {row["Site"]: row["Hospital"] for row in rows}
    assert hospitals == {seen.number: seen.hospital.official_name, unseen.number: None}
    assert {row["State"] for row in rows} == {"To do"}
    assert unseen.hospital.official_name not in str(rows)
    for panel in (open_one, blinded):
        assert browser.get(export("panel", panel.number)).status_code == 404


def test_a_hospital_and_other_branches_get_no_panel(in_english) -> None:
    panel = closed_panel()
    site = panel.panel_sites.get().site

    for account in (coordinator(site), officer_of_another_branch(site), stranger()):
        for address in (export("panel", panel.number), export("review", panel.branch.slug)):
            assert in_english(account).get(address).status_code == 404


# --- panels and notices of a branch ----------------------------------------------------------------
def test_the_review_of_a_branch_comes_out_with_what_waits(in_english) -> None:
    branch = BranchFactory.create()
    unplaced = waiting_site(branch)
    panel = closed_panel(branch=branch)
    accepted = determined(panel, Outcome.ACCEPTED).panel_site.site
    notice = published(accepted_site(branch))
    objected(notice)
    browser = in_english(officer_of(branch))

    sheets = sheets_of(browser.get(export("review", branch.slug)))

    panels = {row[0]: row for row in sheets["Panels"][1:]}
    assert panels.keys() == {one.number for one in Panel.objects.all()}
    assert panels[panel.number][2:4] == ("Reviews closed", "no")
    assert panels[panel.number][7:] == (1, 1, 2)
    assert sheets["Sites that wait for a panel"][1:] == [
        (unplaced.number, unplaced.hospital.official_name)
    ]
    (row,) = sheets["Public notices"][1:]
    assert (row[0], row[2], row[7], row[8]) == (notice.number, "Published", 1, 1)
    assert [row[0] for row in sheets["Sites that wait for a notice"][1:]] == [accepted.number]
    page = browser.get(reverse("programmes:branch-review", args=[branch.slug])).content.decode()
    assert export("review", branch.slug) in page


# --- one notice ------------------------------------------------------------------------------------
def test_a_notice_comes_out_with_sites_and_objections_but_not_who_objected(in_english) -> None:
    notice = published(site := accepted_site())
    officer = officer_of(notice.branch)
    whole, about = objected(notice), objected(notice, site=site)
    last = date(2026, 10, 26)
    extend_notice(notice, last_on=last, why="补充材料", on=MONDAY, by=officer)
    browser = in_english(officer)

    sheets = sheets_of(browser.get(export("notice", notice.number)))

    assert sheets["Public notice"][1][0] == notice.number
    assert sheets["Sites on the notice"][1][:2] == (site.number, site.hospital.official_name)
    objections = {row[0]: row[1:] for row in sheets["Objections"][1:]}
    assert objections[whole.number][0] == "The whole notice"
    assert objections[about.number][0] == site.number
    assert objections[whole.number][2:4] == ("Public page", "Not answered")
    assert [row[2] for row in sheets["Extensions"][1:]] == ["补充材料"]
    for sealed in ("演示群众", "13800000000", whole.text, whole.receipt):
        assert sealed not in str(sheets)


def test_a_notice_everybody_may_read_is_no_workbook_for_everybody(in_english) -> None:
    notice = published(site := accepted_site())
    draft = drafted(accepted_site(notice.branch))

    for account in (stranger(), coordinator(site), officer_of_another_branch(site)):
        for number in (notice.number, draft.number):
            assert in_english(account).get(export("notice", number)).status_code == 404


# --- signings --------------------------------------------------------------------------------------
def test_signings_come_out_with_each_agreement_in_its_group(in_english) -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    first, second, waiting = (prepared(branch, officer) for _one in range(3))
    signing = hold_signing(
        branch,
        title="第一批签约",
        on=date(2026, 3, 20),
        cohort="首批",
        groups={first: 2, second: 1},
        by=officer,
    )
    browser = in_english(officer)

    sheets = sheets_of(browser.get(export("signings", branch.slug)))

    assert [row[0] for row in sheets["Wait for their signature"][1:]] == [waiting.site.number]
    assert [row[1:] for row in sheets["Signings held"][1:]] == [("第一批签约", "首批", 2)]
    signed = [row[3:6] for row in sheets["What was signed"][1:]]
    assert signed == [
        (group, one.site.number, one.site.hospital.official_name)
        for group, one in ((1, second), (2, first))
    ]
    alone = sheets_of(browser.get(export("signing", branch.slug, signing.pk)))
    assert alone["What was signed"] == sheets["What was signed"]
    for account in (stranger(), coordinator(first.site), officer_of_another_branch(first.site)):
        for address in (
            export("signings", branch.slug),
            export("signing", branch.slug, signing.pk),
        ):
            assert in_english(account).get(address).status_code == 404


# --- recommendations -------------------------------------------------------------------------------
def test_an_association_takes_away_what_asks_for_its_recommendation(in_english) -> None:
    application = typed(open_call(asks_recommendation=True))
    association = OrganisationFactory.create(kind="SOCIAL_ASSOCIATION")
    by = applicant(application.site.hospital)
    name_recommender(application, version=application.version, recommender=association, by=by)
    browser = in_english(holder(RoleKind.ORGANISATION_ADMINISTRATOR, association))
    assert told(browser.get(export("recommendation")), "Recommendations") == []
    submit_application(fresh(application), at=at(HANDED_IN), by=by)

    (row,) = told(browser.get(export("recommendation")), "Recommendations")

    assert row["Hospital"] == application.site.hospital.official_name
    assert (row["First handed in"].date(), row["Your opinion"]) == (HANDED_IN, "Waits for you")
    others = (by, officer_of(application.call.branch), stranger())
    for account in others:
        response = in_english(account).get(export("recommendation"))
        assert told(response, "Recommendations") == []


# --- what people type stays text -------------------------------------------------------------------
@pytest.mark.parametrize("text", ["=1+1", "+86", "-2", "@SUM(A1)"])
def test_nothing_typed_in_a_review_becomes_a_formula(in_english, text: str) -> None:
    hospital = OrganisationFactory.create(official_name=text)
    panel = open_panel_with(sites=0, title=text)
    placed = before(panel, waiting_site(panel.branch, hospital=hospital))
    review = hand_in(placed.reviews.first(), 8, 4)
    review.scores.update(remark=text)
    browser = in_english(officer_of(panel.branch))

    for address in (export("panel", panel.number), export("review", panel.branch.slug)):
        assert formulas_of(browser.get(address)) == []
        assert text in [
            cell
            for rows in sheets_of(browser.get(address)).values()
            for row in rows
            for cell in row
        ]
    assert Decimal(80) == matrix(panel).lines[0].cells[0].score
