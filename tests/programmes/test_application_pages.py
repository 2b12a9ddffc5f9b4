"""The pages on which a hospital applies, an officer checks and an association recommends."""

from datetime import date
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from niukou.core.due import due_for
from niukou.core.models import EvidenceFile
from niukou.network.models import RoleKind
from niukou.programmes.actions.applications import name_recommender, submit_application
from niukou.programmes.actions.formal_checks import Finding, note_findings, return_application
from niukou.programmes.application_paper import application_code
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Application, Fault, FormalCheck, Recommendation
from niukou.programmes.queries.applications import working_answers
from tests.factories import OrganisationFactory, holder, officer_of, signed_site, stranger
from tests.factories.calls import (
    CHECKED,
    HANDED_IN,
    CallFactory,
    applicant,
    at,
    begun,
    checking,
    fresh,
    handed_in,
    looked_at,
    open_call,
    passed,
    published_form,
    question,
    returned,
    typed,
)
from tests.factories.network import SCAN

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_april")]


@pytest.fixture
def in_april():
    """The middle of the time in which the call is open."""
    with time_machine.travel(date(2026, 4, 20), tick=True):
        yield


def url(name: str, application: Application) -> str:
    return reverse(f"programmes:{name}", args=[application.site.number])


def write(application: Application, section: int = 1) -> str:
    return f"{url('application-write', application)}?section={section}"


def named(application: Application, **values: object) -> dict[str, object]:
    """Return what a page posts: answers by the names of their inputs."""
    posted = {question(application, label).name: value for label, value in values.items()}
    return posted | {"version": fresh(application).version}


def typed_now(application: Application, label: str) -> object:
    return working_answers(application)[question(application, label).pk].value


# --- apply -------------------------------------------------------------------------------------
def test_a_hospital_applies_from_the_call_to_the_hand_in(signed_in) -> None:
    call, hospital = open_call(), OrganisationFactory.create()
    browser = signed_in(applicant(hospital))
    begin = reverse("programmes:application-begin", args=[call.number])

    assert browser.get(begin).status_code == 200
    assert browser.post(begin, {"hospital": hospital.pk}).status_code == 302
    again = browser.post(begin, {"hospital": hospital.pk})
    assert (again.status_code, "已有申报" in again.content.decode()) == (422, True)
    application = Application.objects.get()
    first = named(application, 医院名称="甲医院", 床位数="1200", 医院类型="儿童")
    to_second = browser.post(write(application), first | {"next": "1"})
    assert to_second.url.endswith("section=2")
    second = named(application, 申请金额="1.2万", 有社工部吗="False", 可以开工的日期="2026-09-01")
    assert browser.post(write(application, 2), second).url.endswith("section=2")
    incomplete = browser.post(url("application-submit", application), {"sure": "yes"})
    assert (incomplete.status_code, "盖章的申请书" in incomplete.content.decode()) == (422, True)
    paper = SimpleUploadedFile("申请书.pdf", SCAN)
    third = named(application, 盖章的申请书=paper) | {"next": "1"}
    assert browser.post(write(application, 3), third).url.endswith("/submit/")
    assert browser.post(url("application-submit", application), {"sure": "yes"}).status_code == 302
    assert fresh(application).site.status == SiteStatus.APPLIED
    assert str(typed_now(application, "申请金额")) == "12,000.00"
    assert browser.get(write(application)).status_code == 302


def test_what_is_right_is_kept_where_something_else_is_not(signed_in) -> None:
    application = begun()
    browser = signed_in(applicant(application.site.hospital))
    posted = named(application, 医院名称="=cmd|'/c calc'!A0", 床位数="很多", 医院类型="儿童")

    refused = browser.post(write(application), posted)

    html = refused.content.decode()
    assert refused.status_code == 422
    assert (typed_now(application, "医院名称"), typed_now(application, "医院类型")) == (
        "=cmd|'/c calc'!A0",
        "儿童",
    )
    assert 'value="很多"' in html
    version = refused.context["form"]["version"].value()
    mended = posted | {question(application, "床位数").name: "300", "version": version}
    assert browser.post(write(application), mended).status_code == 302


@pytest.mark.parametrize(
    ("file", "told"),
    [
        (SimpleUploadedFile("大图.png", b"\x89PNG\r\n\x1a\n" + bytes(40 * 10**6)), "40.0 MB"),
        (SimpleUploadedFile("表.pdf", b"PK\x03\x04 nothing of the kind"), "PDF、JPEG、PNG"),
    ],
    ids=["large", "other"],
)
def test_a_file_that_does_not_fit_is_refused_and_the_kept_one_stays(signed_in, file, told) -> None:
    application = typed()
    browser = signed_in(applicant(application.site.hospital))

    refused = browser.post(write(application, 3), named(application, 盖章的申请书=file))

    assert refused.status_code == 422
    assert all(part in refused.content.decode() for part in told.split("、"))
    assert typed_now(application, "盖章的申请书").name == "申请书.pdf"
    assert EvidenceFile.objects.count() == 1


def test_a_kept_file_can_be_taken_out(signed_in) -> None:
    application = typed()
    asked = question(application, "盖章的申请书")
    browser = signed_in(applicant(application.site.hospital))

    posted = {"version": application.version, f"remove-{asked.name}": "on"}
    assert browser.post(write(application, 3), posted).status_code == 302

    assert typed_now(application, "盖章的申请书") is None


def test_an_answer_to_another_forms_question_is_refused(signed_in) -> None:
    application, other = begun(), begun()
    foreign = question(other, "医院名称").name
    browser = signed_in(applicant(application.site.hospital))

    refused = browser.post(write(application), named(application, 床位数="5") | {foreign: "乙"})

    assert (refused.status_code, "另一份表单" in refused.content.decode()) == (422, True)
    assert not working_answers(other)


def test_what_people_wrote_is_text_wherever_a_page_prints_it(signed_in) -> None:
    attack = "<img src=x onerror=alert(1)>"
    call = CallFactory.create()
    published_form(call, asked=(("材料", attack, "FILE", {"help": attack}),))
    application = begun(call)
    by = applicant(application.site.hospital)
    asked = application.form.questions.get()
    file = SimpleUploadedFile("<b>申请书<!--.pdf", SCAN)
    assert (
        signed_in(by).post(write(application), {"version": 1, asked.name: file}).status_code == 302
    )
    submit_application(fresh(application), at=at(HANDED_IN), by=by)
    check = checking(fresh(application))
    fault = {asked: Finding(Fault.OTHER, attack)}
    officer = officer_of(call.branch)
    check = note_findings(check, version=1, findings=fault, by=officer)
    return_application(
        check, version=2, until_on=date(2026, 5, 9), reason=attack, on=CHECKED, by=officer
    )

    for page in (write(application), url("application-detail", application)):
        html = signed_in(by).get(page).content.decode()
        assert ("<img src=x" in html, "<b>申请书" in html) == (False, False), page


def test_another_hospitals_application_is_not_there(signed_in) -> None:
    application = handed_in()
    paper = application.submissions.get().answers.exclude(file=None).get().file
    pages = [
        url(name, application)
        for name in (
            "application-detail",
            "application-write",
            "application-submit",
            "application-withdraw",
            "application-paper",
            "recommender-name",
        )
    ]

    for account in (applicant(OrganisationFactory.create()), stranger()):
        browser = signed_in(account)
        assert {browser.get(page).status_code for page in [*pages, paper.get_absolute_url()]} == {
            404
        }
        assert browser.post(pages[1], {"version": 1}).status_code == 404


def test_the_second_of_two_who_type_the_same_is_told_and_keeps_what_they_typed(signed_in) -> None:
    application = begun()
    browser = signed_in(applicant(application.site.hospital))
    mine, theirs = named(application, 医院名称="甲"), named(application, 医院名称="乙")
    browser.post(write(application), theirs)

    late = browser.post(write(application), mine)

    difference = late.context["form"].differences[0]
    assert (late.status_code, difference.theirs, difference.yours) == (422, "乙", "甲")
    over = mine | {"version": late.context["form"]["version"].value()}
    assert browser.post(write(application), over).status_code == 302
    assert typed_now(application, "医院名称") == "甲"


def test_an_officer_reads_nothing_before_it_is_handed_in(signed_in) -> None:
    application = typed()
    browser = signed_in(officer_of(application.call.branch))
    file = typed_now(application, "盖章的申请书")

    page = browser.get(url("application-detail", application))

    assert page.context["known"].chosen is None
    assert browser.get(url("application-write", application)).status_code == 403
    assert browser.get(url("application-paper", application)).status_code == 404
    assert browser.get(file.get_absolute_url()).status_code == 404


def test_the_hospital_reads_why_it_was_returned_and_each_version_stays(signed_in) -> None:
    application = returned()
    browser = signed_in(applicant(application.site.hospital))

    for page in (write(application, 3), url("application-detail", application)):
        html = browser.get(page).content.decode()
        for said in ("科室章", "请重新盖章", "2026年4月29日"):
            assert said in html, (page, said)
    browser.post(
        write(application), named(application, 医院名称="改名医院", 床位数="1", 医院类型="综合")
    )
    assert browser.post(url("application-submit", application), {"sure": "yes"}).status_code == 302
    page = url("application-detail", application)
    assert "改名医院" in browser.get(page).content.decode()
    assert "改名医院" not in browser.get(f"{page}?handed_in=1").content.decode()
    assert browser.get(f"{page}?handed_in=99").context["known"].chosen.ordinal == 2


def test_withdraw_asks_for_a_reason(signed_in) -> None:
    application = handed_in()
    browser = signed_in(applicant(application.site.hospital))
    page = url("application-withdraw", application)

    assert browser.post(page, {"on": "2026-04-20", "reason": ""}).status_code == 422
    assert browser.post(page, {"on": "2026-04-20", "reason": "改到明年"}).status_code == 302
    assert browser.post(page, {"on": "2026-04-20", "reason": "再撤"}).status_code == 422


def test_a_site_that_came_without_an_application_says_so(signed_in) -> None:
    site = signed_site()
    page = reverse("programmes:application-detail", args=[site.number])

    assert signed_in(officer_of(site.branch)).get(page).context["application"] is None
    assert signed_in(stranger()).get(page).status_code == 404


# --- lists and cost ----------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_applications_runs_the_same_queries_for_any_number(
    signed_in, count, django_assert_num_queries
) -> None:
    call = open_call()
    for _ in range(count):
        handed_in(call)
    browser = signed_in(officer_of(call.branch))
    browser.get(reverse("programmes:programme-list"))  # the session notes the visit

    # session, account, roles, calls to filter by, count of rows, rows
    with django_assert_num_queries(7):
        response = browser.get(reverse("programmes:application-list"))

    assert len(response.context["rows"]) == count


def test_the_list_narrows_by_call_status_and_name(signed_in) -> None:
    call, other = open_call(), open_call()
    mine = handed_in(call, hospital=OrganisationFactory.create(official_name="演示妇幼医院"))
    begun(call)
    handed_in(other)
    browser = signed_in(officer_of(call.branch))
    place = reverse("programmes:application-list")

    for query, count in (
        ("", 2),
        ("?status=APPLIED", 1),
        (f"?call={call.number}", 2),
        ("?q=妇幼", 1),
    ):
        assert len(browser.get(place + query).context["rows"]) == count, query
    assert list(browser.get(place + "?q=妇幼").context["rows"]) == [mine]


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("application-detail", (returned, applicant)),
        ("application-write", (returned, applicant)),
        ("application-submit", (typed, applicant)),
        ("application-detail", (passed, None)),
        ("check-detail", (lambda: checking().submission.application, None)),
    ],
)
def test_no_page_of_an_application_asks_the_database_too_often(
    signed_in, django_assert_max_num_queries, name, made
) -> None:
    make, who = made
    application = make()
    reader = who(application.site.hospital) if who else officer_of(application.call.branch)
    browser = signed_in(reader)
    browser.get(reverse("programmes:programme-list"))  # the session notes the visit

    with django_assert_max_num_queries(12):
        assert browser.get(url(name, application)).status_code == 200


# --- the check ---------------------------------------------------------------------------------
def test_an_officer_checks_answer_by_answer_and_returns(signed_in) -> None:
    application = handed_in()
    browser = signed_in(officer_of(application.call.branch))
    page = url("check-detail", application)

    assert browser.get(page).status_code == 404
    assert browser.post(url("check-begin", application)).url == page
    name, seal = (question(application, label).name for label in ("医院名称", "盖章的申请书"))
    other = {"version": 1, seal: "OTHER", f"{seal}-remark": ""}
    assert browser.post(page, other).status_code == 422
    assert (
        browser.post(page, other | {f"{seal}-remark": "签名不清", "rest": "1"}).status_code == 302
    )
    late = browser.post(page, {"version": 1, name: "MISSING"})
    assert late.status_code == 422
    assert "签名不清" in browser.get(url("check-return", application)).content.decode()
    said = {"version": 2, "on": "2026-04-20", "until_on": "2026-05-04", "reason": ""}
    assert browser.post(url("check-pass", application), said).status_code == 422
    assert browser.post(url("check-return", application), said | {"version": 1}).status_code == 422
    assert browser.post(url("check-return", application), said).status_code == 302
    assert fresh(application).until_on == date(2026, 5, 5)
    assert browser.get(page).status_code == 404


def test_the_hospital_sees_no_finding_before_the_check_has_ended(signed_in) -> None:
    check = looked_at(checking())
    application = check.submission.application
    browser = signed_in(applicant(application.site.hospital))

    assert browser.get(url("application-detail", application)).context["known"].check is None
    assert list(FormalCheck.objects.visible_to(applicant(application.site.hospital))) == []
    assert browser.get(url("check-detail", application)).status_code == 404
    assert browser.post(url("check-begin", application)).status_code == 403


def test_pass_and_reject_on_their_pages(signed_in) -> None:
    for how, status in (("pass", SiteStatus.PANEL_REVIEW), ("reject", SiteStatus.REJECTED)):
        check = looked_at(checking())
        application = check.submission.application
        browser = signed_in(officer_of(application.call.branch))
        page = url(f"check-{how}", application)
        assert browser.get(page).status_code == 200
        said = {"version": check.version, "on": "2026-04-20", "reason": "不符合条件"}
        assert browser.post(page, said).status_code == 302
        assert fresh(application).site.status == status


# --- the recommendation ------------------------------------------------------------------------
def test_an_association_finds_reads_and_recommends_what_names_it(signed_in) -> None:
    application = typed(open_call(asks_recommendation=True))
    association = OrganisationFactory.create(kind="SOCIAL_ASSOCIATION")
    by = applicant(application.site.hospital)
    naming = url("recommender-name", application)
    named_by = {"version": application.version, "recommender": association.official_name}
    assert signed_in(by).post(naming, named_by).status_code == 302
    browser = signed_in(holder(RoleKind.ORGANISATION_ADMINISTRATOR, association))
    listed, page = (
        reverse("programmes:recommendation-list"),
        url("recommendation-give", application),
    )
    assert list(browser.get(listed).context["rows"]) == []
    assert browser.get(page).status_code == 404
    submit_application(fresh(application), at=at(HANDED_IN), by=by)

    assert list(browser.get(listed).context["rows"]) == [application]
    paper = application.submissions.get().answers.exclude(file=None).get().file
    assert browser.get(paper.get_absolute_url()).status_code == 200
    assert browser.get(application.site.get_absolute_url()).status_code == 404
    said = {"opinion": "IN_FAVOUR", "words": "同意推荐", "on": "2026-04-20"}
    wrong = browser.post(page, said | {"letter": SimpleUploadedFile("函.pdf", b"nothing")})
    assert wrong.status_code == 422
    right = browser.post(page, said | {"letter": SimpleUploadedFile("函.pdf", SCAN)})
    assert right.status_code == 302
    letter = Recommendation.objects.get().letter
    assert signed_in(by).get(letter.get_absolute_url()).status_code == 200
    assert signed_in(stranger()).get(letter.get_absolute_url()).status_code == 404


def test_the_second_who_names_a_recommender_is_told(signed_in) -> None:
    application = begun()
    by = applicant(application.site.hospital)
    name_recommender(
        application, version=application.version, recommender=OrganisationFactory.create(), by=by
    )

    late = signed_in(by).post(url("recommender-name", application), {"version": 1})

    assert late.status_code == 422


# --- paper, due work, JSON ---------------------------------------------------------------------
def test_the_paper_says_what_was_handed_in_and_its_code_is_verified(signed_in, anybody) -> None:
    application = handed_in()
    browser = signed_in(applicant(application.site.hospital))

    pdf = browser.get(url("application-paper", application)).getvalue()

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    told = text.replace("\n", "").replace(" ", "")
    code = application_code(application.submissions.get())
    for said in (application.site.hospital.official_name, "800张", "申请书.pdf", code):
        assert said in told
    assert (
        anybody.get(reverse("portal:verify"), {"code": code}).context["found"].verdict == "GENUINE"
    )


def test_what_is_due_finds_officer_hospital_and_association() -> None:
    def due(account) -> list[str]:
        return [one.label for one in due_for(account, on=date(2026, 4, 20))]

    waiting, back = handed_in(), returned()
    closing = open_call()
    draft = begun(closing)

    assert any(
        waiting.site.hospital.official_name in one for one in due(officer_of(waiting.call.branch))
    )
    assert any("即将截止" in one for one in due(officer_of(closing.branch)))
    assert any("再次提交" in one for one in due(applicant(back.site.hospital)))
    assert any("提交" in one for one in due(applicant(draft.site.hospital)))
    assert due(stranger()) == []


def test_an_application_is_spoken_in_json_to_who_works_on_it(signed_in, anybody) -> None:
    application = handed_in()
    place = f"/api/v1/sites/{application.site.number}/application"

    told = signed_in(officer_of(application.call.branch)).get(place).json()

    assert (told["status"], told["handed_in_times"]) == ("APPLIED", 1)
    assert {"section": "医院", "label": "床位数", "text": "800 张", "url": ""} in told["answers"]
    assert signed_in(stranger()).get(place).status_code == 404
    assert anybody.get(place).status_code == 401
