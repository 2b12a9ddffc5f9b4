"""The formal check and the recommendation, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from niukou.core.errors import EditConflict
from niukou.network.models import RoleKind
from niukou.programmes.actions import formal_checks as refusals
from niukou.programmes.actions import recommendations as later
from niukou.programmes.actions.application_gates import ApplicationFirst, DoneAtTheApplication
from niukou.programmes.actions.applications import name_recommender, submit_application
from niukou.programmes.actions.formal_checks import (
    Finding,
    begin_formal_check,
    note_findings,
    pass_application,
    reject_application,
    return_application,
)
from niukou.programmes.actions.recommendations import recommend_application
from niukou.programmes.actions.sites import move_site, sign_site
from niukou.programmes.actions.steps import (
    BeforeLastStep,
    DatedByApplication,
    DayToCome,
    correct_step,
)
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Application, CheckOutcome, Fault, FormalCheck, Opinion
from niukou.programmes.queries.applications import answers_for_panel
from tests.factories import (
    AgreementFactory,
    AgreementPartyFactory,
    OrganisationFactory,
    RoleFactory,
    holder,
    officer_of,
    stranger,
)
from tests.factories.calls import (
    CHECKED,
    HANDED_IN,
    applicant,
    at,
    begun,
    checking,
    fresh,
    handed_in,
    looked_at,
    open_call,
    paper,
    passed,
    published_form,
    question,
    returned,
    typed,
)
from tests.factories.programmes import site_in

pytestmark = pytest.mark.django_db


def officer(application):
    return officer_of(application.call.branch)


# --- the check ---------------------------------------------------------------------------------
def test_begin_takes_what_was_handed_in_and_moves_the_site() -> None:
    application = handed_in()

    check = begin_formal_check(application, on=CHECKED, by=officer(application))

    assert check.submission == application.submissions.get()
    assert fresh(application).site.status == SiteStatus.FORMAL_CHECK


def test_begin_refuses_a_draft_a_second_check_and_the_hospitals_own_people() -> None:
    draft, application = begun(), handed_in()
    both = officer(application)
    RoleFactory.create(
        account=both, kind=RoleKind.HOSPITAL_COORDINATOR, organisation=application.site.hospital
    )

    with pytest.raises(refusals.NothingToCheck):
        begin_formal_check(draft, on=CHECKED, by=officer(draft))
    for by in (applicant(application.site.hospital), both, stranger()):
        with pytest.raises(PermissionDenied):
            begin_formal_check(application, on=CHECKED, by=by)
    with pytest.raises(BeforeLastStep):
        begin_formal_check(application, on=HANDED_IN - timedelta(days=1), by=officer(application))
    begin_formal_check(application, on=CHECKED, by=officer(application))
    with pytest.raises(refusals.NothingToCheck):
        begin_formal_check(application, on=CHECKED, by=officer(application))


def test_note_refuses_another_forms_question_an_unexplained_fault_and_a_second_officer() -> None:
    check = checking()
    application = check.submission.application
    said = {"version": check.version, "by": officer(application)}
    name = question(application, "医院名称")
    elsewhere = published_form(application.call, number=2).questions.first()

    with pytest.raises(refusals.NotAskedFor):
        note_findings(check, findings={elsewhere: Finding()}, **said)
    with pytest.raises(refusals.RemarkMissing) as refused:
        note_findings(check, findings={name: Finding(Fault.OTHER, " ")}, **said)
    note_findings(check, findings={name: Finding(Fault.OTHER, "名称不一致")}, **said)
    with pytest.raises(EditConflict):
        note_findings(check, findings={name: Finding()}, **said)

    assert refused.value.field == name.name
    assert check.items.get().remark == "名称不一致"


def test_return_tells_the_hospital_what_and_why_and_keeps_what_it_typed() -> None:
    application = returned()

    check = FormalCheck.objects.get(submission__application=application)
    wrong = check.items.filter(is_complete=False).get()
    assert (wrong.field.label, wrong.fault, wrong.remark) == (
        "盖章的申请书",
        "WRONG_SEAL",
        "科室章",
    )
    assert (check.outcome, check.reason) == (CheckOutcome.RETURNED, "请重新盖章")
    assert (application.site.status, application.until_on) == (
        SiteStatus.RETURNED,
        CHECKED + timedelta(days=15),
    )
    assert application.answers.working().count() == 6


def test_return_refuses_without_a_fault_and_without_time_to_mend() -> None:
    check = looked_at(checking())
    by = officer(check.submission.application)
    said = {"reason": "", "on": CHECKED, "by": by}

    with pytest.raises(refusals.NothingIsWrong):
        return_application(check, version=check.version, until_on=date(2026, 5, 1), **said)
    check = looked_at(check, 盖章的申请书=Finding(Fault.COPY))
    with pytest.raises(refusals.NoTimeToMend):
        return_application(check, version=check.version, until_on=CHECKED, **said)
    with pytest.raises(PermissionDenied):
        return_application(
            check, version=check.version, until_on=date(2026, 5, 1), **said | {"by": stranger()}
        )


def test_pass_goes_to_the_panel_once_everything_was_looked_at_and_is_in_order() -> None:
    check = checking()
    application = check.submission.application
    by = officer(application)

    with pytest.raises(refusals.NotLookedAt, match="6"):
        pass_application(check, version=check.version, on=CHECKED, by=by)
    check = looked_at(check, 盖章的申请书=Finding(Fault.COPY))
    with pytest.raises(refusals.SomethingIsWrong):
        pass_application(check, version=check.version, on=CHECKED, by=by)
    check = looked_at(check)
    with pytest.raises(EditConflict):
        pass_application(check, version=check.version - 1, on=CHECKED, by=by)
    with pytest.raises(DayToCome):
        pass_application(check, version=check.version, on=date(2062, 1, 1), by=by)
    pass_application(check, version=check.version, on=CHECKED, by=by)

    assert fresh(application).site.status == SiteStatus.PANEL_REVIEW
    with pytest.raises(refusals.CheckIsDecided):
        pass_application(
            check, version=FormalCheck.objects.get(pk=check.pk).version, on=CHECKED, by=by
        )


def test_reject_ends_the_site_with_its_reason() -> None:
    check = checking()
    application = check.submission.application

    reject_application(
        check, version=check.version, reason="不在征集范围", on=CHECKED, by=officer(application)
    )

    site = fresh(application).site
    assert site.status == SiteStatus.REJECTED
    assert site.steps.order_by("-pk").first().note == "不在征集范围"


# --- the recommendation ------------------------------------------------------------------------
def asked_for(*, submitted: bool = True):
    """Return an application that names an association, and the association's administrator."""
    application = typed(open_call(asks_recommendation=True))
    association = OrganisationFactory.create(kind="SOCIAL_ASSOCIATION")
    by = applicant(application.site.hospital)
    application = name_recommender(
        application, version=application.version, recommender=association, by=by
    )
    if submitted:
        submit_application(application, at=at(HANDED_IN), by=by)
    return fresh(application), holder(RoleKind.ORGANISATION_ADMINISTRATOR, association)


def test_who_is_asked_sees_it_once_handed_in_and_recommends_once() -> None:
    draft, _somebody = asked_for(submitted=False)
    application, by = asked_for()
    said = {"opinion": Opinion.IN_FAVOUR, "words": "同意推荐", "on": HANDED_IN, "by": by}
    assert list(Application.objects.visible_to(_somebody)) == []
    assert list(Application.objects.visible_to(by)) == [application]

    with pytest.raises(later.NotHandedIn):
        recommend_application(draft, **said | {"by": _somebody})
    given = recommend_application(application, letter=paper("推荐函.pdf"), **said)

    assert (given.organisation, given.letter.name) == (application.recommender, "推荐函.pdf")
    with pytest.raises(later.RecommendedAlready):
        recommend_application(application, **said)
    for other in (applicant(application.site.hospital), officer(application), stranger()):
        with pytest.raises(PermissionDenied):
            recommend_application(application, **said | {"by": other})


def test_a_call_that_asks_for_a_recommendation_passes_nothing_without_it() -> None:
    application, by = asked_for()
    check = looked_at(checking(application))

    with pytest.raises(refusals.RecommendationMissing):
        pass_application(check, version=check.version, on=CHECKED, by=officer(application))
    recommend_application(
        application, opinion=Opinion.AGAINST, words="床位未核实", on=CHECKED, by=by
    )
    pass_application(check, version=check.version, on=CHECKED, by=officer(application))

    with pytest.raises(later.TooLateToRecommend):
        recommend_application(
            application, opinion=Opinion.IN_FAVOUR, words="同意", on=CHECKED, by=by
        )


# --- what a panel reads ------------------------------------------------------------------------
def test_a_blinded_panel_reads_nothing_that_tells_the_hospital() -> None:
    application = passed()
    hospital = application.site.hospital.official_name

    plain = answers_for_panel(application.site, is_blinded=False)
    blinded = answers_for_panel(application.site, is_blinded=True)

    assert hospital in [one.text for one in plain]
    assert {one.label for one in plain} - {one.label for one in blinded} == {
        "医院名称",
        "盖章的申请书",
    }
    assert [one for one in blinded if hospital in one.text or "申请书" in one.text] == []
    assert (
        answers_for_panel(
            site_in(SiteStatus.PANEL_REVIEW, application.call.branch), is_blinded=True
        )
        == []
    )


# --- the gates ---------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("make", "to"),
    [
        (typed, SiteStatus.APPLIED),
        (typed, SiteStatus.WITHDRAWN),
        (handed_in, SiteStatus.FORMAL_CHECK),
        (handed_in, SiteStatus.WITHDRAWN),
        (lambda: checking().submission.application, SiteStatus.RETURNED),
        (lambda: checking().submission.application, SiteStatus.REJECTED),
        (lambda: checking().submission.application, SiteStatus.PANEL_REVIEW),
        (returned, SiteStatus.APPLIED),
        (passed, SiteStatus.WITHDRAWN),
    ],
)
def test_a_site_with_an_application_is_moved_by_its_own_verbs(make, to) -> None:
    application = make()

    with pytest.raises(DoneAtTheApplication):
        move_site(application.site, to=to, on=date(2026, 5, 3), by=officer(application))


def test_a_draft_with_an_application_is_not_signed_past_its_review() -> None:
    application = begun()
    agreement = AgreementFactory.create(signed_on=CHECKED)
    AgreementPartyFactory.create(agreement=agreement, organisation=application.site.hospital)

    with pytest.raises(ApplicationFirst):
        sign_site(application.site, agreement=agreement, by=officer(application))


def test_a_site_without_an_application_moves_as_before() -> None:
    for now, to in (
        (SiteStatus.DRAFT, SiteStatus.APPLIED),
        (SiteStatus.APPLIED, SiteStatus.FORMAL_CHECK),
        (SiteStatus.FORMAL_CHECK, SiteStatus.RETURNED),
    ):
        site = site_in(now, open_call().branch)
        assert move_site(site, to=to, on=CHECKED, by=officer_of(site.branch)).status == to


def test_the_day_of_a_step_that_follows_its_record_is_not_corrected_at_the_site() -> None:
    application = returned()
    proposed, *taken = application.site.steps.order_by("pk")
    by = officer(application)

    for step in taken:
        with pytest.raises(DatedByApplication):
            correct_step(step, on=HANDED_IN, why="记错", by=by)
    assert correct_step(proposed, on=date(2026, 4, 1), why="记错", by=by).on == date(2026, 4, 1)
