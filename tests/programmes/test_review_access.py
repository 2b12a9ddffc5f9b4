"""Who sees which panel, review, notice and objection, and who may do what; what a blinded page hides."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from niukou.people.models import Account
from niukou.programmes.actions.reviews import recuse
from niukou.programmes.models import (
    Determination,
    Objection,
    Panel,
    PanelStatus,
    PublicNotice,
    Review,
)
from niukou.programmes.rules import Can
from tests.factories import AccountFactory, BranchFactory, RoleFactory, officer_of
from tests.factories.programmes import (
    administrator_of_the_hospital,
    administrator_of_the_platform,
    auditor_of_the_platform,
    coordinator,
    officer_of_another_branch,
    officer_of_another_programme,
    officer_of_its_branch,
    officer_of_the_programme,
    stranger_to,
)
from tests.factories.review import (
    MONDAY,
    PanelistFactory,
    accepted_site,
    hand_in,
    objected,
    open_panel_with,
    published,
    reviewer_of,
)
from tests.programmes.test_access import ROLES, RUNS_IT

pytestmark = pytest.mark.django_db


def nobody(site) -> AnonymousUser:
    return AnonymousUser()


def own_reviewer(site) -> Account:
    return reviewer_of(Review.objects.filter(panel_site__site=site).first())


def reviewer_elsewhere(site) -> Account:
    panel = open_panel_with(branch=site.branch, reviewers=1)
    return Account.objects.get(pk=panel.panelists.get().account_id)


# who                           panel, reviews, decision, notice, objection
READERS = [
    (officer_of_its_branch,         [1, 2, 1, 1, 1]),
    (officer_of_the_programme,      [1, 2, 1, 1, 1]),
    (auditor_of_the_platform,       [1, 2, 1, 1, 1]),
    (own_reviewer,                  [0, 1, 0, 1, 0]),
    (reviewer_elsewhere,            [0, 0, 0, 1, 0]),
    (coordinator,                   [0, 0, 1, 1, 0]),
    (administrator_of_the_hospital, [0, 0, 1, 1, 0]),
    (officer_of_another_branch,     [0, 0, 0, 1, 0]),
    (officer_of_another_programme,  [0, 0, 0, 1, 0]),
    (administrator_of_the_platform, [0, 0, 0, 1, 0]),
    (stranger_to,                   [0, 0, 0, 1, 0]),
    (nobody,                        [0, 0, 0, 1, 0]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "counts"), READERS, ids=lambda part: getattr(part, "__name__", "")
)
def test_who_reads_what_of_a_site_in_public_notice(reader, counts) -> None:
    site = accepted_site()
    objected(published(site))
    user = reader(site)

    seen = [
        rows.count()
        for rows in (
            Panel.objects.visible_to(user).filter(panel_sites__site=site),
            Review.objects.visible_to(user).filter(panel_site__site=site),
            Determination.objects.visible_to(user).filter(panel_site__site=site),
            PublicNotice.objects.visible_to(user).filter(notice_sites__site=site),
            Objection.objects.visible_to(user),
        )
    ]
    assert seen == counts


HOLDERS = {
    Can.PREPARE_PANEL: RUNS_IT,
    Can.RUN_PANEL: RUNS_IT,
    Can.GIVE_REVIEW: {"reviewer"},
    Can.DETERMINE: RUNS_IT,
    Can.DRAFT_NOTICE: RUNS_IT,
    Can.RUN_NOTICE: RUNS_IT,
    Can.ANSWER_OBJECTION: RUNS_IT,
}
DOERS = {**ROLES, "reviewer": own_reviewer, "other reviewer": reviewer_elsewhere}


@pytest.mark.parametrize("role", DOERS)
def test_who_may_do_what_about_panels_and_notices(role) -> None:
    site = accepted_site()
    objection = objected(published(site))
    placed = site.panel_sites.get()
    subjects = {
        Can.PREPARE_PANEL: site.branch,
        Can.RUN_PANEL: placed.panel,
        Can.GIVE_REVIEW: placed.reviews.order_by("pk").first(),
        Can.DETERMINE: placed,
        Can.DRAFT_NOTICE: site.branch,
        Can.RUN_NOTICE: objection.notice,
        Can.ANSWER_OBJECTION: objection,
    }
    user = DOERS[role](site)

    held = {can for can, subject in subjects.items() if user.has_perm(can, subject)}

    assert held == {can for can, holders in HOLDERS.items() if role in holders}


def test_a_draft_notice_and_a_hidden_branch_are_not_public() -> None:
    site = accepted_site()
    notice = published(site)
    anybody = AnonymousUser()
    assert PublicNotice.objects.visible_to(anybody).exists()

    site.branch.is_public = False
    site.branch.save()

    assert PublicNotice.objects.visible_to(anybody).exists() is False
    assert list(PublicNotice.objects.visible_to(officer_of(site.branch))) == [notice]


# --- the reviewer's pages --------------------------------------------------------------------
@pytest.fixture
def blinded() -> Review:
    panel = open_panel_with(is_blinded=True, reviewers=1)
    site = panel.panel_sites.get().site
    site.hospital.official_name = "演示不可见医院"
    site.hospital.save()
    site.note = "内部备注"
    site.save()
    return Review.objects.get()


def pages_of(browser, review: Review) -> dict[str, str]:
    number = review.panel_site.site.number
    places = {
        "desk": reverse("desk:home"),
        "list": reverse("programmes:review-list"),
        "review": review.get_absolute_url(),
        "recuse": reverse("programmes:review-recuse", args=[review.pk]),
        "search by number": f"{reverse('desk:search')}?q={number}",
        "sites": reverse("programmes:site-list"),
    }
    return {name: browser.get(place).content.decode() for name, place in places.items()}


@pytest.mark.parametrize("stage", ["before", "declared", "submitted"])
def test_a_blinded_reviewer_meets_the_number_and_never_the_hospital(
    signed_in, blinded, stage
) -> None:
    if stage == "declared":
        signed_in(reviewer_of(blinded)).post(
            reverse("programmes:review-declare", args=[blinded.pk])
        )
    if stage == "submitted":
        hand_in(blinded, 8, 4)
    browser = signed_in(reviewer_of(blinded))

    for name, html in pages_of(browser, blinded).items():
        assert "演示不可见医院" not in html, name
        assert "内部备注" not in html, name
    assert (
        blinded.panel_site.site.number in browser.get(blinded.get_absolute_url()).content.decode()
    )
    site = blinded.panel_site.site
    for place in (
        site.get_absolute_url(),
        reverse("programmes:site-review", args=[site.number]),
        blinded.panel_site.panel.get_absolute_url(),
        f"/api/v1/sites/{site.number}",
        f"/api/v1/panels/{blinded.panel_site.panel.number}",
    ):
        assert browser.get(place).status_code == 404, place


def test_an_open_panel_names_the_hospital(signed_in) -> None:
    open_panel_with(reviewers=1)
    review = Review.objects.get()
    browser = signed_in(reviewer_of(review))

    page = browser.get(review.get_absolute_url()).content.decode()

    assert str(review.panel_site.site.hospital) in page


def test_a_barred_reviewer_finds_nothing_of_that_site(signed_in) -> None:
    open_panel_with(reviewers=1)
    review = Review.objects.get()
    account = reviewer_of(review)
    RoleFactory.create(
        account=account, organisation=review.panel_site.site.hospital, until_on=MONDAY
    )
    browser = signed_in(account)
    places = [
        review.get_absolute_url(),
        reverse("programmes:review-recuse", args=[review.pk]),
    ]

    # the first look finds the tie; after it, the review is not there at all
    for _ in range(2):
        assert [browser.get(place).status_code for place in places] == [404, 404]
    declare = reverse("programmes:review-declare", args=[review.pk])
    assert browser.post(declare).status_code == 404
    review.refresh_from_db()
    assert (review.status, review.how) == ("BARRED", "FOUND")
    assert (
        review.panel_site.site.number
        not in browser.get(reverse("programmes:review-list")).content.decode()
    )


def test_a_recused_reviewer_reads_that_they_stood_back_and_no_answer(signed_in) -> None:
    open_panel_with(reviewers=1)
    review = Review.objects.get()
    browser = signed_in(reviewer_of(review))
    browser.post(reverse("programmes:review-declare", args=[review.pk]))
    review.refresh_from_db()
    recuse(review, reason="想起亲属在该院", on=MONDAY, by=reviewer_of(review))

    page = browser.get(review.get_absolute_url())

    assert page.status_code == 200
    assert page.templates[0].name.endswith("review_declare.html")
    assert "想起亲属在该院" in page.content.decode()
    posted = browser.post(review.get_absolute_url(), {"submit": "yes", "version": review.version})
    assert posted.templates[0].name.endswith("review_declare.html")


def test_a_review_is_another_reviewers_404_also_of_the_same_panel(signed_in) -> None:
    open_panel_with(reviewers=2)
    mine, theirs = Review.objects.order_by("pk")
    other_panel = open_panel_with(reviewers=1)
    elsewhere = Account.objects.get(pk=other_panel.panelists.get().account_id)

    for account in (reviewer_of(theirs), elsewhere, officer_of(mine.panel_site.panel.branch)):
        browser = signed_in(account)
        for name in ("review-detail", "review-recuse"):
            place = reverse(f"programmes:{name}", args=[mine.pk])
            assert browser.get(place).status_code == 404
            assert browser.post(place, {"reason": "x", "version": 1}).status_code == 404
        declare = reverse("programmes:review-declare", args=[mine.pk])
        assert browser.post(declare).status_code == 404
    mine.refresh_from_db()
    assert (mine.status, mine.declared_at) == ("ASSIGNED", None)


def test_before_its_panel_opens_a_review_is_not_there(signed_in) -> None:
    panel = open_panel_with(reviewers=1)
    Panel.objects.filter(pk=panel.pk).update(status=PanelStatus.PREPARING, opened_on=None)
    review = Review.objects.get()

    assert signed_in(reviewer_of(review)).get(review.get_absolute_url()).status_code == 404


def test_officers_read_a_score_sheet_only_once_it_is_handed_in(signed_in) -> None:
    open_panel_with(reviewers=1)
    review = Review.objects.get()
    panel = review.panel_site.panel
    browser = signed_in(officer_of(panel.branch))
    place = reverse("programmes:sheet-detail", args=[panel.number, review.pk])

    assert browser.get(place).status_code == 404
    hand_in(review, 8, 4)
    assert browser.get(place).status_code == 200
    assert signed_in(AccountFactory.create()).get(place).status_code == 404
    other = PanelistFactory.create(panel__branch=BranchFactory.create()).panel
    wrong = reverse("programmes:sheet-detail", args=[other.number, review.pk])
    assert browser.get(wrong).status_code == 404
