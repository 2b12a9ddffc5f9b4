"""A reviewer declares, scores and hands in, or stands back; ties keep them out."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from niukou.core.errors import EditConflict
from niukou.network.models import RoleKind
from niukou.programmes.actions import reviews as refusals
from niukou.programmes.actions.panels import PanelNotOpen, close_panel
from niukou.programmes.actions.reviews import (
    Scored,
    declare_free,
    open_review,
    recuse,
    save_review,
    submit_review,
)
from niukou.programmes.models import Panelist, Review, Score
from niukou.programmes.queries.conflicts import find_conflict
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    RoleFactory,
    officer_of,
    stranger,
)
from tests.factories.programmes import SiteContactFactory
from tests.factories.review import (
    MONDAY,
    CriterionFactory,
    PanelistFactory,
    hand_in,
    open_panel_with,
    points,
    reviewer_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> Review:
    open_panel_with(reviewers=1)
    return Review.objects.get()


def declared(review: Review) -> Review:
    return declare_free(review, at=timezone.now(), by=reviewer_of(review))


# --- ties ------------------------------------------------------------------------------------
THREE_YEARS_AGO = date(2023, 10, 12)


@pytest.fixture
def hospital():
    above = OrganisationFactory.create(official_name="演示主管单位")
    hospital = OrganisationFactory.create(official_name="演示医院甲", supervised_by=above)
    OrganisationFactory.create(official_name="演示分院", supervised_by=hospital)
    return hospital


def body(hospital, where: str):
    return {
        "itself": hospital,
        "above": hospital.supervised_by,
        "below": hospital.supervises.get(),
        "beside": OrganisationFactory.create(supervised_by=hospital.supervised_by),
    }[where]


PLACES = [("itself", True), ("above", True), ("below", True), ("beside", False)]


@pytest.mark.parametrize(("where", "tied"), PLACES)
def test_a_role_ties_to_the_hospital_and_to_what_stands_above_or_below(
    hospital, where, tied
) -> None:
    panelist = PanelistFactory.create()
    RoleFactory.create(account=panelist.account, organisation=body(hospital, where))

    assert bool(find_conflict(panelist, hospital, on=MONDAY)) == tied


@pytest.mark.parametrize(("where", "tied"), PLACES)
def test_an_office_ties_as_a_role_does(hospital, where, tied) -> None:
    panelist = PanelistFactory.create()
    OfficeFactory.create(person=panelist.account.person, organisation=body(hospital, where))

    assert bool(find_conflict(panelist, hospital, on=MONDAY)) == tied


@pytest.mark.parametrize(("where", "tied"), PLACES)
def test_who_speaks_for_an_organisation_has_its_ties(hospital, where, tied) -> None:
    panelist = PanelistFactory.create(organisation=body(hospital, where))

    assert bool(find_conflict(panelist, hospital, on=MONDAY)) == tied


# the first day a role no longer held; what a panel of three years says of it on MONDAY
@pytest.mark.parametrize(
    ("until_on", "tied"),
    [
        (None, True),
        (MONDAY, True),
        (THREE_YEARS_AGO + timedelta(days=1), True),
        (THREE_YEARS_AGO, False),
        (THREE_YEARS_AGO - timedelta(days=1), False),
    ],
)
def test_a_tie_counts_as_long_as_the_panel_says(hospital, until_on, tied) -> None:
    panelist = PanelistFactory.create()
    held = {"organisation": hospital, "until_on": until_on}
    RoleFactory.create(account=panelist.account, **held)
    other = PanelistFactory.create()
    OfficeFactory.create(person=other.account.person, **held)

    found = [bool(find_conflict(one, hospital, on=MONDAY)) for one in (panelist, other)]

    assert found == [tied, tied]


def test_a_role_that_begins_later_ties_at_once_and_a_donor_is_tied_too(hospital) -> None:
    coming, donor = PanelistFactory.create_batch(2)
    RoleFactory.create(account=coming.account, organisation=hospital, from_on=date(2027, 1, 1))
    RoleFactory.create(account=donor.account, organisation=hospital, kind=RoleKind.DONOR)

    assert all(find_conflict(one, hospital, on=MONDAY) for one in (coming, donor))


def test_a_contact_of_one_of_its_sites_is_tied(hospital) -> None:
    panelist = PanelistFactory.create()
    SiteContactFactory.create(person=panelist.account.person, site__hospital=hospital)

    assert "演示医院甲" in find_conflict(panelist, hospital, on=MONDAY)


@pytest.mark.parametrize(
    ("of_reviewer", "of_hospital", "tied"),
    [(True, True, True), (True, False, False), (False, True, False)],
)
def test_two_related_parties_of_the_foundation_are_tied(
    hospital, of_reviewer, of_hospital, tied
) -> None:
    organisation = OrganisationFactory.create(is_related_party=of_reviewer)
    panelist = PanelistFactory.create(organisation=organisation)
    hospital.is_related_party = of_hospital

    assert bool(find_conflict(panelist, hospital, on=MONDAY)) == tied


def test_nothing_ties_a_person_who_was_never_near_nor_an_account_without_one(hospital) -> None:
    without = PanelistFactory.create(account__person=None, organisation=None)
    elsewhere = PanelistFactory.create(organisation=OrganisationFactory.create())
    RoleFactory.create(account=elsewhere.account)
    OfficeFactory.create(organisation=hospital)

    assert [find_conflict(one, hospital, on=MONDAY) for one in (without, elsewhere)] == ["", ""]


# --- the reviewer ----------------------------------------------------------------------------
def test_a_tie_found_when_a_review_is_opened_keeps_its_reviewer_out(review) -> None:
    by = reviewer_of(review)
    assert open_review(review, on=MONDAY, by=by) is True
    RoleFactory.create(account=by, organisation=review.panel_site.site.hospital)

    assert open_review(review, on=MONDAY, by=by) is False

    review.refresh_from_db()
    assert (review.status, review.how, review.kept_out_on) == ("BARRED", "FOUND", MONDAY)
    assert list(Review.objects.visible_to(by)) == []


def test_a_declaration_does_not_help_against_a_tie_in_the_register(review) -> None:
    by = reviewer_of(review)
    RoleFactory.create(account=by, organisation=review.panel_site.site.hospital)

    said = declare_free(review, at=timezone.now(), by=by)

    assert (said.status, said.declared_at) == ("BARRED", None)


def test_the_first_declaration_is_kept_as_the_moment_of_looking(review) -> None:
    at = timezone.now()

    declare_free(review, at=at, by=reviewer_of(review))
    again = declare_free(review, at=at + timedelta(hours=1), by=reviewer_of(review))

    assert again.declared_at == at


def test_a_draft_keeps_some_points_and_handing_in_wants_all(review) -> None:
    review, by = declared(review), reviewer_of(review)
    first, second = review.panel_site.panel.criteria.order_by("position")
    some = {first.pk: Scored(8, "扎实"), second.pk: Scored(None)}

    saved = save_review(review, version=review.version, scores=some, comment="草稿", by=by)

    assert list(Score.objects.order_by("criterion").values_list("points", "remark")) == [
        (8, "扎实"),
        (None, ""),
    ]
    with pytest.raises(refusals.PointsMissing) as refused:
        submit_review(review, version=saved.version, scores=some, comment="", on=MONDAY, by=by)
    assert refused.value.field == f"points_{second.pk}"
    review.refresh_from_db()
    assert (review.status, review.comment) == ("ASSIGNED", "草稿")


def test_what_was_handed_in_stays(review) -> None:
    done = hand_in(review, 8, 4)
    by = reviewer_of(review)

    assert (done.status, done.submitted_on) == ("SUBMITTED", MONDAY)
    with pytest.raises(refusals.NotYours):
        save_review(done, version=done.version, scores={}, comment="", by=by)
    with pytest.raises(refusals.NotYours):
        recuse(done, reason="想起来了", on=MONDAY, by=by)


@pytest.mark.parametrize("given", [(11, 0), (0, 6)])
def test_more_than_the_most_points_is_refused_and_nothing_is_kept(review, given) -> None:
    review = declared(review)

    with pytest.raises(refusals.PointsOutOfRange):
        save_review(
            review,
            version=review.version,
            scores=points(review, *given),
            comment="",
            by=reviewer_of(review),
        )
    assert Score.objects.exists() is False


def test_another_panels_criterion_is_refused(review) -> None:
    review = declared(review)
    scores = {CriterionFactory.create().pk: Scored(1)}

    with pytest.raises(refusals.OtherPanelsCriterion):
        save_review(
            review, version=review.version, scores=scores, comment="", by=reviewer_of(review)
        )


def test_nobody_scores_before_declaring_nor_in_two_windows(review) -> None:
    by = reviewer_of(review)
    with pytest.raises(refusals.DeclareFirst):
        save_review(review, version=review.version, scores={}, comment="", by=by)

    seen = declared(review).version
    save_review(review, version=seen, scores={}, comment="一", by=by)

    with pytest.raises(EditConflict):
        save_review(review, version=seen, scores={}, comment="二", by=by)


def test_a_recusal_stays_on_record_with_its_reason_and_counts_nowhere(review) -> None:
    by = reviewer_of(review)
    with pytest.raises(refusals.ReasonMissing):
        recuse(review, reason=" ", on=MONDAY, by=by)

    out = recuse(review, reason="亲属在该院工作", on=MONDAY, by=by)

    assert (out.status, out.how, out.reason) == ("RECUSED", "DECLARED", "亲属在该院工作")
    assert list(Review.objects.counting()) == []
    assert list(Review.objects.kept_out()) == [out]
    for verb in (
        lambda: declare_free(out, at=timezone.now(), by=by),
        lambda: recuse(out, reason="再一次", on=MONDAY, by=by),
    ):
        with pytest.raises(refusals.NotYours):
            verb()


def test_only_its_reviewer_gives_a_review_not_even_an_officer(review) -> None:
    version = review.version
    another = PanelistFactory.create(panel=review.panel_site.panel).account
    for by in (officer_of(review.panel_site.panel.branch), another, stranger()):
        for verb in (
            lambda by=by: open_review(review, on=MONDAY, by=by),
            lambda by=by: declare_free(review, at=timezone.now(), by=by),
            lambda by=by: recuse(review, reason="x", on=MONDAY, by=by),
            lambda by=by: save_review(review, version=version, scores={}, comment="", by=by),
            lambda by=by: submit_review(
                review, version=version, scores={}, comment="", on=MONDAY, by=by
            ),
        ):
            with pytest.raises(PermissionDenied):
                verb()


def test_a_closed_panel_takes_nothing(review) -> None:
    review, by = declared(review), reviewer_of(review)
    panel = review.panel_site.panel
    close_panel(panel, on=MONDAY, by=officer_of(panel.branch))

    with pytest.raises(PanelNotOpen):
        save_review(review, version=review.version, scores={}, comment="", by=by)
    with pytest.raises(PanelNotOpen):
        recuse(review, reason="迟了", on=MONDAY, by=by)


def test_the_database_keeps_no_recusal_without_a_reason(review) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(status="RECUSED", how="DECLARED")
    with pytest.raises(IntegrityError), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(status="SUBMITTED", submitted_on=MONDAY)
    assert Panelist.objects.count() == 1
