"""What a hospital does with its application, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from niukou.core.errors import EditConflict
from niukou.core.files import FileOfOtherKind, FileTooLarge
from niukou.core.money import Money
from niukou.network.models import RoleKind
from niukou.programmes.actions import applications as refusals
from niukou.programmes.actions.applications import (
    begin_application,
    name_recommender,
    save_answers,
    submit_application,
    withdraw_application,
)
from niukou.programmes.actions.sites import AlreadyASite, NotAHospital
from niukou.programmes.answers import AnswerDoesNotFit, NoSuchChoice
from niukou.programmes.lifecycle import MoveNotAllowed, SiteStatus
from niukou.programmes.models import ApplicationAnswer, CallStatus, CheckOutcome, FormalCheck
from niukou.programmes.queries.applications import working_answers
from tests.factories import (
    OrganisationFactory,
    holder,
    officer_of,
    signed_site,
    stranger,
)
from tests.factories.calls import (
    CLOSES,
    HANDED_IN,
    OPENS,
    applicant,
    at,
    begun,
    checking,
    fresh,
    full_answers,
    handed_in,
    open_call,
    paper,
    passed,
    published_form,
    question,
    returned,
    typed,
)
from tests.factories.programmes import draft_site

pytestmark = pytest.mark.django_db


def answered(application, label):
    return working_answers(application)[question(application, label).pk].value


# --- begin -------------------------------------------------------------------------------------
def test_begin_gives_the_hospital_its_place_and_the_published_form() -> None:
    call, hospital = open_call(), OrganisationFactory.create()

    application = begin_application(call, hospital=hospital, on=OPENS, by=applicant(hospital))

    site = application.site
    assert (site.hospital, site.status, site.branch) == (hospital, SiteStatus.DRAFT, call.branch)
    assert application.form == call.forms.get()
    assert site.steps.get().on == OPENS


def test_begin_takes_the_place_an_officer_proposed() -> None:
    call = open_call()
    site = draft_site(branch=call.branch)

    application = begin_application(
        call, hospital=site.hospital, on=OPENS, by=applicant(site.hospital)
    )

    assert application.site == site


def test_begin_refuses_before_the_first_day_and_from_the_closing_day_on() -> None:
    call, hospital = open_call(), OrganisationFactory.create()
    by = applicant(hospital)

    for on in (date(2026, 2, 28), CLOSES):
        with pytest.raises(refusals.CallNotOpen, match="2026"):
            begin_application(call, hospital=hospital, on=on, by=by)
    last = begin_application(call, hospital=hospital, on=date(2026, 4, 30), by=by)
    assert last.begun_on == call.last_on


def test_begin_refuses_a_second_application_a_signed_hospital_and_what_is_none() -> None:
    call = open_call()
    first = begun(call)
    signed = signed_site(branch=call.branch).hospital
    federation = OrganisationFactory.create(kind="FEDERATION")

    for refusal, body in (
        (refusals.AppliesAlready, first.site.hospital),
        (AlreadyASite, signed),
        (NotAHospital, federation),
    ):
        with pytest.raises(refusal):
            begin_application(call, hospital=body, on=OPENS, by=applicant(body))
    with pytest.raises(PermissionDenied):
        begin_application(call, hospital=OrganisationFactory.create(), on=OPENS, by=stranger())


# --- type --------------------------------------------------------------------------------------
def test_save_keeps_what_is_typed_however_incomplete() -> None:
    application = begun()
    by = applicant(application.site.hospital)
    answers = {
        question(application, "床位数"): Decimal("1200.5"),
        question(application, "申请金额"): Money.from_yuan("1234.56"),
        question(application, "有社工部吗"): False,
        question(application, "可以开工的日期"): date(2026, 9, 1),
        question(application, "医院名称"): '=HYPERLINK("http://example.org")',
    }

    saved = save_answers(application, version=application.version, answers=answers, by=by)

    kept = working_answers(saved)
    assert {q.pk: kept[q.pk].value for q in answers} == {q.pk: v for q, v in answers.items()}


def test_save_takes_an_answer_back() -> None:
    application = typed()
    by = applicant(application.site.hospital)

    save_answers(
        application,
        version=application.version,
        answers={question(application, "医院名称"): None},
        by=by,
    )

    assert answered(application, "医院名称") is None


@pytest.mark.parametrize(
    ("label", "value", "refusal"),
    [
        ("床位数", Decimal(-1), AnswerDoesNotFit),
        ("床位数", Decimal("1.001"), AnswerDoesNotFit),
        ("床位数", Decimal("NaN"), AnswerDoesNotFit),
        ("床位数", Decimal(10**16), AnswerDoesNotFit),
        ("床位数", "很多", AnswerDoesNotFit),
        ("医院类型", "口腔", NoSuchChoice),
        ("打算怎样使用", "字" * 21, AnswerDoesNotFit),
        ("医院名称", "字" * 201, AnswerDoesNotFit),
        ("盖章的申请书", "申请书.pdf", refusals.NotAFile),
        ("盖章的申请书", paper("申请书.pdf", b"MZ nonsense"), FileOfOtherKind),
        ("盖章的申请书", paper("大图.png", b"\x89PNG\r\n\x1a\n" + bytes(11 * 10**6)), FileTooLarge),
    ],
)  # fmt: skip
def test_save_refuses_what_is_no_answer_and_keeps_the_rest_as_it_was(label, value, refusal) -> None:
    application = typed()
    by = applicant(application.site.hospital)
    asked = question(application, label)

    with pytest.raises(refusal) as refused:
        save_answers(application, version=application.version, answers={asked: value}, by=by)

    assert refused.value.field == asked.name
    assert answered(application, "床位数") == 800
    assert answered(application, "盖章的申请书").name == "申请书.pdf"


def test_save_refuses_a_question_of_another_form() -> None:
    application = begun()
    elsewhere = published_form(application.call, number=2).questions.first()

    with pytest.raises(refusals.FieldElsewhere):
        save_answers(
            application,
            version=application.version,
            answers={elsewhere: "甲"},
            by=applicant(application.site.hospital),
        )


def test_two_people_type_in_different_questions_and_are_told_in_the_same_one() -> None:
    application = begun()
    by = applicant(application.site.hospital)
    seen = application.version
    name, beds = question(application, "医院名称"), question(application, "床位数")
    save_answers(application, version=seen, answers={name: "甲医院"}, by=by)

    save_answers(application, version=seen, answers={beds: Decimal(5)}, by=by)
    save_answers(application, version=seen, answers={name: "甲医院"}, by=by)
    with pytest.raises(EditConflict):
        save_answers(application, version=seen, answers={name: "乙医院"}, by=by)

    assert (answered(application, "医院名称"), answered(application, "床位数")) == ("甲医院", 5)


def test_save_refuses_what_is_handed_in_and_who_is_not_the_hospitals() -> None:
    application = handed_in()
    said = {"version": application.version, "answers": full_answers(application)}
    administrator = holder(RoleKind.ORGANISATION_ADMINISTRATOR, application.site.hospital)

    with pytest.raises(refusals.NotWritable):
        save_answers(application, by=administrator, **said)
    for by in (
        officer_of(application.call.branch),
        applicant(OrganisationFactory.create()),
        holder(RoleKind.DONOR, application.site.hospital),
    ):
        with pytest.raises(PermissionDenied):
            save_answers(application, by=by, **said)


def test_name_recommender_refuses_the_hospital_itself_and_a_second_editor() -> None:
    application = begun()
    by = applicant(application.site.hospital)
    association = OrganisationFactory.create(kind="SOCIAL_ASSOCIATION")

    with pytest.raises(refusals.RecommendsItself):
        name_recommender(
            application,
            version=application.version,
            recommender=application.site.hospital,
            by=by,
        )
    named = name_recommender(
        application, version=application.version, recommender=association, by=by
    )
    with pytest.raises(EditConflict):
        name_recommender(application, version=application.version, recommender=None, by=by)
    assert named.recommender == association


# --- hand in -----------------------------------------------------------------------------------
def test_submit_freezes_the_answers_and_moves_the_site() -> None:
    application = handed_in()

    submission = application.submissions.get()
    assert (submission.ordinal, submission.on) == (1, HANDED_IN)
    assert submission.answers.count() == 6
    assert (application.site.status, application.first_submitted_at) == (
        SiteStatus.APPLIED,
        at(HANDED_IN),
    )
    for write in (
        lambda: submission.answers.update(text="改"),
        lambda: submission.answers.all().delete(),
        lambda: application.submissions.update(ordinal=7),
    ):
        with pytest.raises(DatabaseError, match="frozen"), transaction.atomic():
            write()


def test_the_first_hand_in_keeps_its_time_whoever_writes() -> None:
    application = handed_in()

    with pytest.raises(DatabaseError, match="first_handed_in"), transaction.atomic():
        type(application).objects.update(first_submitted_at=at(date(2026, 4, 12)))
    other = published_form(application.call, number=2)
    with pytest.raises(DatabaseError, match="keeps_the_form"), transaction.atomic():
        type(application).objects.update(form=other)


def test_submit_refuses_what_is_incomplete_and_names_what_is_missing() -> None:
    application = begun()
    by = applicant(application.site.hospital)
    answers = full_answers(application)
    answers.pop(question(application, "盖章的申请书"))
    answers[question(application, "医院名称")] = None
    save_answers(application, version=application.version, answers=answers, by=by)

    with pytest.raises(refusals.ApplicationIncomplete) as refused:
        submit_application(application, at=at(HANDED_IN), by=by)

    assert [one.label for one in refused.value.missing] == ["医院名称", "盖章的申请书"]
    assert fresh(application).site.status == SiteStatus.DRAFT


def test_submit_refuses_from_the_closing_day_on_and_when_the_call_was_ended() -> None:
    application = typed()
    by = applicant(application.site.hospital)

    with pytest.raises(refusals.CallNotOpen):
        submit_application(application, at=at(CLOSES), by=by)
    type(application.call).objects.update(
        status=CallStatus.CLOSED, ended_on=HANDED_IN, end_reason="名额已满"
    )
    with pytest.raises(refusals.CallNotOpen):
        submit_application(application, at=at(HANDED_IN), by=by)


def test_submit_refuses_without_the_recommender_a_call_asks_for() -> None:
    application = typed(open_call(asks_recommendation=True))
    by = applicant(application.site.hospital)

    with pytest.raises(refusals.RecommenderMissing):
        submit_application(application, at=at(HANDED_IN), by=by)
    name_recommender(
        application,
        version=application.version,
        recommender=OrganisationFactory.create(),
        by=by,
    )
    assert submit_application(fresh(application), at=at(HANDED_IN), by=by).ordinal == 1


def test_submit_refuses_a_second_time_and_who_is_not_the_hospitals() -> None:
    application = typed()
    with pytest.raises(PermissionDenied):
        submit_application(application, at=at(HANDED_IN), by=officer_of(application.call.branch))
    by = applicant(application.site.hospital)
    submit_application(application, at=at(HANDED_IN), by=by)

    with pytest.raises(refusals.NotWritable):
        submit_application(application, at=at(HANDED_IN), by=by)


def test_a_returned_application_is_handed_in_again_after_the_call_closed_until_its_day() -> None:
    application = returned(handed_in(on=date(2026, 4, 29)), on=date(2026, 4, 30))
    by = applicant(application.site.hospital)
    assert application.until_on == date(2026, 5, 15)

    with pytest.raises(refusals.TooLateToHandIn):
        submit_application(application, at=at(date(2026, 5, 15)), by=by)
    again = submit_application(application, at=at(date(2026, 5, 14)), by=by)

    application = fresh(application)
    assert (again.ordinal, application.site.status) == (2, SiteStatus.APPLIED)
    assert application.first_submitted_at == at(date(2026, 4, 29))
    assert ApplicationAnswer.objects.filter(application=application).count() == 3 * 6


def test_an_old_application_keeps_its_old_form() -> None:
    application = typed()
    published_form(application.call, number=2, asked=())

    submit_application(application, at=at(HANDED_IN), by=applicant(application.site.hospital))

    assert fresh(application).form.version_number == 1


# --- withdraw ----------------------------------------------------------------------------------
def test_withdraw_ends_the_site_and_the_check_that_was_under_way() -> None:
    check = checking()
    application = check.submission.application

    withdraw_application(
        application,
        on=date(2026, 4, 16),
        reason="改到明年",
        by=applicant(application.site.hospital),
    )

    check = FormalCheck.objects.get(pk=check.pk)
    assert (check.outcome, check.decided_on) == (CheckOutcome.WITHDRAWN, date(2026, 4, 16))
    assert fresh(application).site.status == SiteStatus.WITHDRAWN
    again = begun(application.call, hospital=application.site.hospital)
    assert again.site != application.site


def test_withdraw_works_from_the_draft_to_the_panel_and_not_from_the_end() -> None:
    for application in (begun(), returned(), passed()):
        by = applicant(application.site.hospital)
        said = {"on": date(2026, 5, 2), "reason": "不再申请", "by": by}
        withdraw_application(application, **said)
        with pytest.raises(MoveNotAllowed):
            withdraw_application(application, **said)
    with pytest.raises(PermissionDenied):
        withdraw_application(begun(), on=HANDED_IN, reason="x", by=stranger())


def test_an_answer_says_one_thing_only() -> None:
    answer = ApplicationAnswer.objects.filter(application=typed(), text="儿童").get()

    with pytest.raises(IntegrityError, match="answer_says_one_thing"), transaction.atomic():
        ApplicationAnswer.objects.filter(pk=answer.pk).update(number=1)
