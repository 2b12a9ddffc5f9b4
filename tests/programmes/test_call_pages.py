"""The pages of calls and their forms, as people open them."""

from datetime import date, timedelta

import pytest
import time_machine
from django.urls import reverse

from niukou.programmes.models import Call, CallStatus, FormField
from tests.factories import BranchFactory, officer_of, stranger
from tests.factories.calls import applicant, begun, draft_of_a_call, handed_in, open_call

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_april")]
CALL = {
    "title": "演示征集",
    "opens_on": "2026-05-01",
    "closes_on": "2026-05-31",
    "who_may_apply": "医院",
    "what_is_granted": "服务站",
    "procedure": "评审",
    "contact": "项目办",
}


@pytest.fixture
def in_april():
    """The middle of the time in which the calls of these tests are open."""
    with time_machine.travel(date(2026, 4, 20), tick=True):
        yield


def url(name: str, *arguments: object) -> str:
    return reverse(f"programmes:{name}", args=arguments)


def test_an_officer_draws_up_a_call_changes_its_form_and_publishes_it(signed_in) -> None:
    branch = BranchFactory.create()
    browser = signed_in(officer_of(branch))

    assert browser.post(url("call-draft", branch.slug), CALL | {"title": ""}).status_code == 422
    assert browser.post(url("call-draft", branch.slug), CALL).status_code == 302
    call = Call.objects.get()
    assert (call.last_on, call.closes_on) == (date(2026, 5, 31), date(2026, 6, 1))
    asked = {"section": "材料", "label": "预算表", "kind": "FILE", "is_required": "on"}
    adding = url("question-add", call.number)
    assert browser.post(adding, asked | {"choices": "一\n二"}).status_code == 422
    assert browser.post(adding, asked).status_code == 302
    question = FormField.objects.get(label="预算表")
    editing = url("question-edit", call.number, question.pk)
    assert browser.get(editing).status_code == 200
    assert browser.post(editing, asked | {"version": 1, "label": "预算"}).status_code == 302
    late = browser.post(editing, asked | {"version": 1, "label": "概算"})
    assert (late.status_code, late.context["form"].differences[0].theirs) == (422, "预算")
    assert (
        browser.post(url("question-move", call.number, question.pk), {"up": 1}).status_code == 302
    )
    assert browser.get(url("form-preview", call.number)).status_code == 200
    assert (
        browser.post(url("question-remove", call.number, question.pk), {"x": 1}).status_code == 302
    )
    assert browser.get(url("call-publish", call.number)).status_code == 200
    assert browser.post(url("call-publish", call.number), {"sure": "yes"}).status_code == 302
    call.refresh_from_db()
    assert call.status == CallStatus.PUBLISHED
    assert browser.post(url("call-publish", call.number), {"sure": "yes"}).status_code == 422
    assert browser.get(editing).status_code == 404


def test_a_published_form_gets_its_next_version_on_a_page(signed_in) -> None:
    call = open_call()
    browser = signed_in(officer_of(call.branch))

    assert browser.get(url("form-detail", call.number)).context["is_drawn_up"] is False
    assert browser.get(url("question-add", call.number)).status_code == 404
    assert browser.post(url("form-revise", call.number), {"sure": "yes"}).status_code == 302
    assert browser.post(url("form-revise", call.number), {"sure": "yes"}).status_code == 422
    assert browser.get(url("form-detail", call.number)).context["is_drawn_up"] is True
    assert browser.post(url("form-publish", call.number), {"sure": "yes"}).status_code == 302
    assert [one.version_number for one in call.forms.exclude(published_on=None)] == [1, 2]


def test_a_call_is_edited_closed_and_cancelled_on_its_pages(signed_in) -> None:
    call, other = open_call(), open_call()
    browser = signed_in(officer_of(call.branch))
    said = CALL | {"version": 1, "opens_on": "2026-03-01", "why": "延期"}

    assert (
        browser.post(url("call-edit", call.number), said | {"closes_on": "2026-04-29"}).status_code
        == 422
    )
    assert browser.post(url("call-edit", call.number), said).status_code == 302
    late = browser.post(url("call-edit", call.number), said | {"closes_on": "2026-06-30"})
    assert late.context["form"].differences[-1].theirs == "2026-05-31"
    assert browser.post(url("call-close", call.number), {"reason": ""}).status_code == 422
    assert browser.post(url("call-close", call.number), {"reason": "额满"}).status_code == 302
    assert browser.post(url("call-cancel", call.number), {"reason": "取消"}).status_code == 422
    assert "额满" in browser.get(call.get_absolute_url()).content.decode()
    assert browser.get(url("call-edit", other.number)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_calls_runs_the_same_queries_for_any_number(
    signed_in, count, django_assert_num_queries
) -> None:
    branch = BranchFactory.create()
    for _ in range(count):
        handed_in(open_call(branch=branch))
    browser = signed_in(officer_of(branch))
    browser.get(reverse("programmes:programme-list"))  # the session notes the visit

    # session, account, roles, branch, calls with their numbers, offices
    with django_assert_num_queries(6):
        response = browser.get(url("call-list", branch.slug))

    assert [call.handed_in_count for call, _phase in response.context["calls"]] == [1] * count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_call_runs_the_same_queries_for_any_number_of_applications(
    signed_in, count, django_assert_max_num_queries
) -> None:
    call = open_call()
    for _ in range(count):
        begun(call)
    browser = signed_in(officer_of(call.branch))

    with django_assert_max_num_queries(12):
        response = browser.get(call.get_absolute_url())

    assert len(response.context["applications"]) == count


def test_a_hospital_sees_its_own_application_at_a_call_and_no_other(signed_in) -> None:
    call = open_call()
    mine, other = begun(call), begun(call)

    page = signed_in(applicant(mine.site.hospital)).get(call.get_absolute_url())

    assert list(page.context["applications"]) == [mine]
    assert other.site.hospital.official_name not in page.content.decode()


def test_a_draft_of_a_call_is_not_there_for_others(signed_in) -> None:
    call = draft_of_a_call()

    for account in (stranger(), officer_of(BranchFactory.create())):
        assert signed_in(account).get(call.get_absolute_url()).status_code == 404


# --- the public page ---------------------------------------------------------------------------
def test_everybody_reads_a_published_call_and_caches_may_keep_it(anybody) -> None:
    call = open_call()
    call.refresh_from_db()
    place = reverse("portal:call", args=[call.branch.programme.slug, call.number])

    page = anybody.get(place)

    html = page.content.decode()
    assert (page.status_code, page["Cache-Control"]) == (200, "public, max-age=60")
    for said in (call.who_may_apply, call.procedure, "盖章的申请书", "2026年4月30日"):
        assert said in html
    branch = anybody.get(f"/p/{call.branch.programme.slug}/{call.branch.slug}/")
    assert place in branch.content.decode()
    assert anybody.get(f"/p/elsewhere/calls/{call.number}/").status_code == 404


def test_a_draft_a_hidden_branch_and_the_form_being_drawn_up_stay_unseen(anybody) -> None:
    draft, hidden = draft_of_a_call(), open_call(branch__is_public=False)

    for call in (draft, hidden):
        place = f"/p/{call.branch.programme.slug}/calls/{call.number}/"
        assert anybody.get(place).status_code == 404
        assert anybody.get(f"/api/v1/calls/{call.number}").status_code == 404


def test_calls_are_spoken_in_json_without_a_token(anybody) -> None:
    call = open_call()
    draft_of_a_call(branch=call.branch)

    listed = anybody.get("/api/v1/calls").json()
    one = anybody.get(f"/api/v1/calls/{call.number}").json()

    assert [each["number"] for each in listed["items"]] == [call.number]
    assert (one["phase"], one["form_version"], len(one["questions"])) == ("OPEN", 1, 8)
    assert one["closes_on"] == (call.last_on + timedelta(days=1)).isoformat()
