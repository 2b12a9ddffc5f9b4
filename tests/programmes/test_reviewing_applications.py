"""Where application and panel meet: what reviewers read, and that nothing goes past them."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from niukou.programmes.actions.applications import submit_application
from niukou.programmes.actions.review_gates import DecidedByPanel, TakenByNotice
from niukou.programmes.actions.reviews import declare_free
from niukou.programmes.actions.sites import move_site
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Application,
    Outcome,
    Panel,
    PanelStatus,
    Review,
    Site,
)
from niukou.programmes.next_steps import offered_moves
from niukou.programmes.queries.conflicts import find_conflict
from niukou.programmes.queries.reviews import answers_shown
from tests.factories import AccountFactory, OrganisationFactory, officer_of
from tests.factories.calls import applicant, at, checking, fresh, passed, question
from tests.factories.network import SCAN
from tests.factories.review import (
    MONDAY,
    CriterionFactory,
    PanelFactory,
    PanelistFactory,
    before,
    determined,
    hand_in,
    reviewer_of,
)

pytestmark = pytest.mark.django_db
S = SiteStatus


def panel_on(application: Application, **fields: object) -> Panel:
    """Return an open panel of one reviewer, before which the site of the application stands."""
    panel = PanelFactory.create(
        branch=application.site.branch,
        status=PanelStatus.OPEN,
        opened_on=MONDAY,
        least_reviews=1,
        **fields,
    )
    CriterionFactory.create(panel=panel, position=1, label="需求", weight=3, most=10)
    PanelistFactory.create(panel=panel)
    before(panel, application.site)
    return panel


def declared(panel: Panel) -> Review:
    review = Review.objects.select_related("panel_site__panel", "panel_site__site").get(
        panel_site__panel=panel
    )
    return declare_free(review, at=timezone.now(), by=reviewer_of(review))


def file_url(review: Review, application: Application, label: str = "盖章的申请书") -> str:
    asked = question(application, label)
    return reverse("programmes:review-file", args=[review.pk, asked.pk])


def test_a_reviewer_reads_the_application_and_opens_its_papers(signed_in) -> None:
    application = passed()
    review = declared(panel_on(application))
    browser = signed_in(reviewer_of(review))

    sheet = browser.get(review.get_absolute_url()).content.decode()
    paper = browser.get(file_url(review, application))

    assert "床位数" in sheet
    assert str(application.site.hospital) in sheet
    assert file_url(review, application) in sheet
    assert b"".join(paper.streaming_content) == SCAN
    assert paper["Cache-Control"] == "private, no-store"


def test_a_blinded_reviewer_reads_no_answer_that_tells_the_hospital(signed_in) -> None:
    application = passed()
    review = declared(panel_on(application, is_blinded=True))
    browser = signed_in(reviewer_of(review))

    sheet = browser.get(review.get_absolute_url()).content.decode()

    assert "床位数" in sheet
    assert str(application.site.hospital) not in sheet
    assert [one.label for one in answers_shown(review) if one.label == "医院名称"] == []
    assert browser.get(file_url(review, application)).status_code == 404


def test_papers_open_to_nobody_but_a_reviewer_who_declared_while_the_panel_is_open(
    signed_in,
) -> None:
    application = passed()
    panel = panel_on(application)
    review = Review.objects.get(panel_site__panel=panel)
    address = file_url(review, application)
    browser = signed_in(reviewer_of(review))

    undeclared = browser.get(address)
    declared(panel)
    other = signed_in(AccountFactory.create()).get(address)
    no_such = browser.get(reverse("programmes:review-file", args=[review.pk, 0]))
    no_paper = browser.get(file_url(review, application, "床位数"))
    Panel.objects.filter(pk=panel.pk).update(status=PanelStatus.CLOSED, closed_on=MONDAY)
    closed = browser.get(address)

    answers = [undeclared, other, no_such, no_paper, closed]
    assert [one.status_code for one in answers] == [404] * 5


def test_who_speaks_for_the_organisation_that_recommends_is_tied_to_the_applicant() -> None:
    application = passed()
    association = OrganisationFactory.create()
    recommends = PanelistFactory.create(organisation=association)
    other = PanelistFactory.create(organisation=OrganisationFactory.create())
    hospital = application.site.hospital

    assert find_conflict(recommends, hospital, on=MONDAY) == ""
    Application.objects.filter(pk=application.pk).update(recommender=association)

    assert str(association) in find_conflict(recommends, hospital, on=MONDAY)
    assert find_conflict(other, hospital, on=MONDAY) == ""


@pytest.mark.parametrize(
    ("to", "refusal"),
    [
        (S.PUBLIC_NOTICE, TakenByNotice),
        (S.RETURNED, DecidedByPanel),
        (S.REJECTED, DecidedByPanel),
    ],
)
def test_an_application_that_passed_its_check_goes_on_by_panel_alone(to, refusal) -> None:
    site = Site.objects.get(pk=passed().site_id)
    by = officer_of(site.branch)

    with pytest.raises(refusal):
        move_site(site, to=to, on=date(2026, 5, 1), note="另行决定", by=by)

    assert to not in offered_moves(site)
    assert Site.objects.get(pk=site.pk).status == S.PANEL_REVIEW


def test_what_a_panel_returned_is_handed_in_again_checked_again_and_reviewed_again() -> None:
    application = passed()
    panel = panel_on(application)
    hand_in(Review.objects.get(panel_site__panel=panel), 5)
    Panel.objects.filter(pk=panel.pk).update(status=PanelStatus.CLOSED, closed_on=MONDAY)
    determined(Panel.objects.get(pk=panel.pk), Outcome.RETURNED)

    application = fresh(application)
    assert application.site.status == S.RETURNED
    later = date(2026, 10, 20)
    submit_application(application, at=at(later), by=applicant(application.site.hospital))
    application = passed(fresh(application), on=later)

    assert application.submissions.count() == 2
    assert application.site.status == S.PANEL_REVIEW
    with pytest.raises(DecidedByPanel):
        move_site(
            application.site,
            to=S.REJECTED,
            on=later,
            note="不再评审",
            by=officer_of(application.site.branch),
        )
    assert panel_on(application).panel_sites.get().site_id == application.site_id


def test_a_check_that_is_under_way_is_not_before_a_panel() -> None:
    site = Site.objects.get(pk=checking().submission.application.site_id)

    assert site.status == S.FORMAL_CHECK
    assert offered_moves(Site.objects.select_related("application").get(pk=site.pk)) == []
