"""The pages of panels, reviews and notices, as people open them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from niukou.core.due import due_for
from niukou.people.models import Account
from niukou.programmes.models import (
    Determination,
    Objection,
    Panel,
    PublicNotice,
    Review,
    Score,
)
from tests.factories import AccountFactory, BranchFactory, OrganisationFactory, officer_of
from tests.factories.programmes import coordinator, officer_of_its_branch
from tests.factories.review import (
    DUE,
    MONDAY,
    PanelFactory,
    accepted_site,
    before,
    closed_panel,
    determined,
    drafted,
    hand_in,
    know_the_year,
    objected,
    open_panel_with,
    published,
    reviewer_of,
    waiting_site,
)

pytestmark = pytest.mark.django_db


def url(name: str, *args: object) -> str:
    return reverse(f"programmes:{name}", args=args)


def test_an_officer_prepares_fills_and_opens_a_panel(signed_in) -> None:
    branch = BranchFactory.create(code="ZJ")
    site = waiting_site(branch)
    reviewer = AccountFactory.create(email="ping@example.org")
    body = OrganisationFactory.create(official_name="演示大学")
    browser = signed_in(officer_of(branch))
    today = timezone.localdate()

    made = browser.post(
        url("panel-prepare", branch.slug),
        {
            "title": "首轮评审",
            "is_blinded": "on",
            "scores_due_on": today + timedelta(days=10),
            "least_reviews": 1,
            "conflict_years": 3,
        },
    )
    panel = Panel.objects.get()
    assert (made.status_code, made.url) == (302, panel.get_absolute_url())
    for name, data in (
        ("criterion-add", {"label": "需求", "weight": 3, "most": 10}),
        ("panel-sites-add", {"sites": [site.pk]}),
        (
            "panelist-invite",
            {"account": "Ping@Example.org", "organisation": "演示大学", "on": today},
        ),
        ("panel-open", {"on": today}),
    ):
        answer = browser.post(url(name, panel.number), data)
        assert (answer.status_code, answer.url) == (302, panel.get_absolute_url()), name
    panel.refresh_from_db()
    assert (panel.status, panel.is_blinded) == ("OPEN", True)
    review = Review.objects.get()
    assert (review.panelist.account, review.panelist.organisation) == (reviewer, body)
    assert "需求" in browser.get(panel.get_absolute_url()).content.decode()


def test_an_address_nobody_signs_in_with_is_said(signed_in) -> None:
    panel = PanelFactory.create()
    browser = signed_in(officer_of(panel.branch))

    answer = browser.post(
        url("panelist-invite", panel.number), {"account": "none@example.org", "on": MONDAY}
    )

    assert answer.status_code == 422
    assert "account" in answer.context["form"].errors


def test_a_panel_that_is_not_ready_says_what_it_lacks(signed_in) -> None:
    panel = PanelFactory.create()
    browser = signed_in(officer_of(panel.branch))

    assert browser.post(url("panel-open", panel.number), {"on": MONDAY}).status_code == 422
    assert browser.get(panel.get_absolute_url()).status_code == 200


def test_two_officers_edit_a_panel_and_the_second_is_told(signed_in) -> None:
    panel = PanelFactory.create()
    data = {
        "version": panel.version,
        "title": "改过",
        "scores_due_on": DUE,
        "least_reviews": 2,
        "why": "改名",
    }
    first, second = (signed_in(officer_of(panel.branch)) for _ in range(2))

    assert first.post(url("panel-edit", panel.number), data).status_code == 302
    answer = second.post(url("panel-edit", panel.number), data | {"title": "另一个"})

    assert answer.status_code == 422
    assert [one.theirs for one in answer.context["form"].differences] == ["改过"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_matrix_runs_the_same_queries_for_any_number_of_sites_and_reviewers(
    signed_in, count, django_assert_num_queries
) -> None:
    panel = open_panel_with(reviewers=count)
    for _ in range(count):
        before(panel, waiting_site(panel.branch))
    for review in Review.objects.order_by("pk")[:count]:
        hand_in(review, 8, 4)
    browser = signed_in(officer_of(panel.branch))
    browser.get(reverse("programmes:programme-list"))  # the session notes the visit

    # session, account, roles, panel, reviewers, sites, reviews, scores, branches one runs, criteria
    with django_assert_num_queries(10):
        page = browser.get(panel.get_absolute_url())

    assert len(page.context["matrix"].lines) == count + 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_review_page_of_a_branch_runs_the_same_queries_for_any_number(
    signed_in, count, django_assert_num_queries
) -> None:
    branch = BranchFactory.create()
    for _ in range(count):
        objected(published(accepted_site(branch)))
        waiting_site(branch)
    browser = signed_in(officer_of(branch))
    browser.get(reverse("programmes:programme-list"))

    # session, account, roles, branch, branches one runs, accepted, panels, notices, unplaced
    with django_assert_num_queries(9):
        page = browser.get(url("branch-review", branch.slug))

    known = page.context["known"]
    assert (len(known.panels), len(known.notices), len(known.unplaced)) == (count,) * 3


# --- the reviewer ----------------------------------------------------------------------------
def sheet(review: Review, *given: object, **more: object) -> dict[str, object]:
    criteria = review.panel_site.panel.criteria.order_by("position")
    points = {f"points_{one.pk}": each for one, each in zip(criteria, given, strict=True)}
    review.refresh_from_db()
    return {"version": review.version, "comment": "", **points, **more}


def test_a_reviewer_declares_keeps_a_draft_and_hands_in(signed_in) -> None:
    open_panel_with(reviewers=1)
    review = Review.objects.get()
    browser = signed_in(reviewer_of(review))
    place = review.get_absolute_url()

    assert "form" not in browser.get(place).context
    assert browser.post(url("review-declare", review.pk)).status_code == 302
    assert browser.post(place, sheet(review, 8, "")).status_code == 302
    lacking = browser.post(place, sheet(review, 8, "", submit="yes"))
    assert lacking.status_code == 422
    assert len(lacking.context["form"].errors) == 1
    too_many = browser.post(place, sheet(review, 8, 6))
    assert too_many.status_code == 422
    done = browser.post(place, sheet(review, 8, 4, submit="yes"))
    assert (done.status_code, done.url) == (302, url("review-list"))
    review.refresh_from_db()
    assert review.status == "SUBMITTED"
    assert sorted(Score.objects.values_list("points", flat=True)) == [4, 8]
    read_only = browser.get(place).content.decode()
    assert "<textarea" not in read_only


def test_two_windows_of_one_reviewer_lose_nothing(signed_in) -> None:
    open_panel_with(reviewers=1)
    review = Review.objects.get()
    browser = signed_in(reviewer_of(review))
    browser.post(url("review-declare", review.pk))
    first, second = sheet(review, 8, 4), sheet(review, 2, 1)

    assert browser.post(review.get_absolute_url(), first).status_code == 302
    answer = browser.post(review.get_absolute_url(), second)

    assert answer.status_code == 422
    differences = answer.context["form"].differences
    assert [(one.theirs, one.yours) for one in differences] == [("8", "2"), ("4", "1")]


def test_due_reviews_stand_on_the_desk_by_number_until_they_are_given(signed_in) -> None:
    panel = open_panel_with(reviewers=1)
    before(panel, waiting_site(panel.branch))
    first, second = Review.objects.order_by("pk")
    account = reviewer_of(first)

    assert [(one.url, one.on) for one in due_for(account, on=MONDAY)] == [
        (first.get_absolute_url(), DUE),
        (second.get_absolute_url(), DUE),
    ]
    hand_in(first, 8, 4)

    assert [one.url for one in due_for(account, on=MONDAY)] == [second.get_absolute_url()]


def test_an_officers_desk_knows_what_waits_between_panel_and_signature() -> None:
    late = open_panel_with()
    panel = closed_panel(branch=late.branch)
    site = accepted_site(late.branch)
    notice = published(accepted_site(late.branch))
    objection = objected(notice)
    officer = officer_of(late.branch)
    after = notice.until_on + timedelta(days=30)

    found = {one.url for one in due_for(officer, on=after)}

    assert {
        late.get_absolute_url(),
        panel.get_absolute_url(),
        url("branch-review", site.branch.slug),
        objection.get_absolute_url(),
        notice.get_absolute_url(),
    } <= found
    elsewhere = officer_of(BranchFactory.create())
    assert due_for(elsewhere, on=after) == []


# --- decisions and letters -------------------------------------------------------------------
def test_an_officer_decides_and_the_hospital_reads_why_and_no_score(signed_in) -> None:
    panel = closed_panel()
    placed = panel.panel_sites.get()
    browser = signed_in(officer_of(panel.branch))
    place = url("site-determine", panel.number, placed.pk)
    today = timezone.localdate()

    assert "70.00" in browser.get(place).content.decode()
    assert browser.post(place, {"outcome": "ACCEPTED", "on": today}).status_code == 422
    done = browser.post(place, {"outcome": "ACCEPTED", "reasons": "需求清楚", "on": today})
    assert done.status_code == 302
    made = Determination.objects.get()
    assert browser.get(place).status_code == 404

    hospital = signed_in(coordinator(placed.site))
    page = hospital.get(url("site-review", placed.site.number)).content.decode()
    assert "需求清楚" in page
    assert "70.00" not in page
    assert panel.panelists.first().name not in page
    letter = hospital.get(url("determination-letter", made.number))
    assert (letter.status_code, letter["Content-Type"]) == (200, "application/pdf")
    assert letter.content.startswith(b"%PDF-")


def test_a_short_panel_asks_why(signed_in) -> None:
    panel = closed_panel(least_reviews=3)
    placed = panel.panel_sites.get()
    browser = signed_in(officer_of(panel.branch))
    place = url("site-determine", panel.number, placed.pk)
    data = {"outcome": "ACCEPTED", "reasons": "需求清楚", "on": timezone.localdate()}

    assert browser.post(place, data).status_code == 422
    assert browser.post(place, data | {"why_few": "一人因病"}).status_code == 302


# --- notices ---------------------------------------------------------------------------------
def test_an_officer_drafts_publishes_extends_and_ends_a_notice(signed_in) -> None:
    site = accepted_site()
    know_the_year()

    with time_machine.travel("2026-10-12T10:00:00+08:00", tick=False):
        browser = signed_in(officer_of_its_branch(site))
        data = {"title": "公示", "text": "如下", "workdays": 5, "sites": [site.pk]}
        assert browser.post(url("notice-draft", site.branch.slug), data).status_code == 302
        notice = PublicNotice.objects.get()
        planned = browser.get(url("notice-publish", notice.number))
        assert planned.context["last_on"] == date(2026, 10, 19)
        stale = browser.post(url("notice-publish", notice.number), {"version": 99})
        assert stale.status_code == 422
        answer = browser.post(url("notice-publish", notice.number), {"version": notice.version})
        assert answer.status_code == 302
        longer = {"last_on": "2026-10-20", "why": "补材料"}
        assert browser.post(url("notice-extend", notice.number), longer).status_code == 302
        early = browser.post(url("notice-end", notice.number), {"on": "2026-10-12"})
        assert early.status_code == 422
    with time_machine.travel("2026-10-21T10:00:00+08:00", tick=False):
        browser = signed_in(officer_of_its_branch(site))
        ended = browser.post(url("notice-end", notice.number), {"on": "2026-10-21"})
        assert ended.status_code == 302
        assert browser.get(notice.get_absolute_url()).status_code == 200
    notice.refresh_from_db()
    assert (notice.status, notice.last_on) == ("ENDED", date(2026, 10, 20))


def test_a_notice_whose_year_has_no_holidays_yet_says_so(signed_in) -> None:
    notice = drafted(accepted_site())
    browser = signed_in(officer_of(notice.branch))

    page = browser.get(url("notice-publish", notice.number))

    assert (page.status_code, page.context["last_on"]) == (200, None)
    refused = browser.post(url("notice-publish", notice.number), {"version": notice.version})
    assert refused.status_code == 422


def test_two_officers_edit_a_draft_and_the_second_keeps_what_they_typed(signed_in) -> None:
    site = accepted_site()
    notice = drafted(site)
    data = {
        "version": notice.version,
        "title": "公示一",
        "text": "如下",
        "workdays": 5,
        "sites": [site.pk],
        "why": "改题",
    }
    first, second = (signed_in(officer_of(notice.branch)) for _ in range(2))

    assert first.post(url("notice-edit", notice.number), data).status_code == 302
    answer = second.post(url("notice-edit", notice.number), data | {"title": "公示二"})

    assert answer.status_code == 422
    assert "公示二" in answer.content.decode()


def test_an_objection_is_recorded_shown_masked_revealed_and_answered(signed_in) -> None:
    notice = published()
    browser = signed_in(officer_of(notice.branch))
    data = {
        "text": "来信反映情况",
        "name": "李四光",
        "contact": "0571-00000000",
        "channel": "LETTER",
        "on": MONDAY,
    }

    assert browser.post(url("objection-record", notice.number), data).status_code == 302
    objection = Objection.objects.get()
    page = browser.get(objection.get_absolute_url()).content.decode()
    assert "李**" in page
    assert "李四光" not in page
    who = url("objector-reveal", objection.number)
    assert browser.post(who, {"reason": ""}).status_code == 422
    shown = browser.post(who, {"reason": "回电"})
    assert "李四光" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert "回电" in browser.get(objection.get_absolute_url()).content.decode()
    assert browser.post(objection.get_absolute_url(), {"outcome": "UPHELD"}).status_code == 422
    answered = browser.post(
        objection.get_absolute_url(), {"outcome": "NOT_UPHELD", "answer": "已核实"}
    )
    assert answered.status_code == 302
    objection.refresh_from_db()
    assert objection.answered_by == Account.objects.get(pk=browser.session["_auth_user_id"])


def test_the_hospital_reads_that_it_is_on_a_notice_and_no_objection(signed_in) -> None:
    site = accepted_site()
    objection = objected(published(site), site=site)
    browser = signed_in(coordinator(site))

    page = browser.get(url("site-review", site.number)).content.decode()

    assert f"/notices/{objection.notice.number}/" in page
    assert objection.number not in page


def test_a_rejected_site_shows_its_letter_to_nobody_else(signed_in) -> None:
    made = determined(closed_panel(), "REJECTED")
    site = made.panel_site.site

    assert signed_in(coordinator(site)).get(url("site-review", site.number)).status_code == 200
    stranger = signed_in(AccountFactory.create())
    assert stranger.get(url("determination-letter", made.number)).status_code == 404
