"""Anybody reads a notice, objects to it, and follows it up with a receipt number."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from niukou.programmes.actions.objections import answer_objection
from niukou.programmes.letters import determination_code
from niukou.programmes.models import Determination, Objection, ObjectionOutcome
from tests.factories import officer_of
from tests.factories.review import MONDAY, accepted_site, drafted, objected, published

pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    with time_machine.travel("2026-10-13T10:00:00+08:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def notice(today):
    return published()


def place(notice, name: str = "notice") -> str:
    return reverse(f"portal:{name}", args=[notice.branch.programme.slug, notice.number])


def test_a_notice_names_its_hospitals_and_its_days_and_may_be_kept_a_minute(
    anybody, notice
) -> None:
    site = notice.notice_sites.get().site

    page = anybody.get(place(notice))

    html = page.content.decode()
    assert page["Cache-Control"] == "public, max-age=60"
    assert b"csrfmiddlewaretoken" not in page.content
    assert str(site.hospital) in html
    assert place(notice, "notice-object") in html
    branch = reverse("portal:branch", args=[notice.branch.programme.slug, notice.branch.slug])
    assert place(notice) in anybody.get(branch).content.decode()


def test_anybody_objects_and_gets_a_receipt_that_shows_the_answer(anybody, notice) -> None:
    site = notice.notice_sites.get().site
    browser = type(anybody)(enforce_csrf_checks=True)
    form = browser.get(place(notice, "notice-object"))
    token = form.context["csrf_token"]

    sent = browser.post(
        place(notice, "notice-object"),
        {"site": site.pk, "text": "材料不符", "csrfmiddlewaretoken": str(token)},
    )

    objection = Objection.objects.get()
    assert (sent.status_code, objection.channel, objection.site) == (302, "WEB", site)
    page = browser.get(sent.url)
    assert objection.receipt in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    answer_objection(
        objection,
        outcome=ObjectionOutcome.NOT_UPHELD,
        answer="已核实，材料属实。",
        on=date(2026, 10, 13),
        by=officer_of(notice.branch),
    )
    assert "已核实" in browser.get(sent.url).content.decode()


def test_a_receipt_of_another_notice_or_a_guess_tells_nothing(anybody, notice) -> None:
    other = published(accepted_site(notice.branch))
    objection = objected(other)

    for typed in (objection.receipt, objection.number, "AAAA-AAAA-AAAA", "'; --", "x" * 500):
        page = anybody.get(place(notice, "notice-receipt"), {"receipt": typed})
        assert page.status_code == 200
        assert page.context["objection"] is None
    found = anybody.get(
        place(other, "notice-receipt"), {"receipt": f" {objection.receipt.lower()} "}
    )
    html = found.content.decode()
    assert found.context["objection"] == objection
    assert "演示群众" not in html
    assert objection.text not in html


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(anybody, notice) -> None:
    elsewhere = accepted_site()
    for data in (
        {"text": ""},
        {"text": "x" * 4001},
        {"text": "可以", "name": "张" * 61},
        {"text": "可以", "site": elsewhere.pk},
        {"text": "可以", "site": "nonsense"},
    ):
        answer = anybody.post(place(notice, "notice-object"), {"name": "留着", **data})
        assert answer.status_code == 422, data
    assert Objection.objects.exists() is False
    assert (
        "留着"
        in anybody.post(
            place(notice, "notice-object"), {"name": "留着", "text": ""}
        ).content.decode()
    )


def test_objections_from_one_place_are_limited_and_nothing_typed_is_lost(anybody, notice) -> None:
    for _ in range(10):
        answer = anybody.post(place(notice, "notice-object"), {"text": "反映"})
        assert answer.status_code == 302

    answer = anybody.post(place(notice, "notice-object"), {"text": "第十一次"})

    assert answer.status_code == 429
    assert "第十一次" in answer.content.decode()
    assert Objection.objects.count() == 10


@pytest.mark.parametrize("runs", [True, False])
def test_the_last_day_is_a_whole_day_in_china(anybody, notice, today, runs) -> None:
    today.move_to("2026-10-19T23:59:00+08:00" if runs else "2026-10-20T00:01:00+08:00")

    page = anybody.get(place(notice))
    assert (place(notice, "notice-object") in page.content.decode()) == runs
    answer = anybody.post(place(notice, "notice-object"), {"text": "反映"})
    assert answer.status_code == (302 if runs else 422)
    assert Objection.objects.exists() == runs


def test_a_draft_and_another_programmes_address_are_404(anybody, notice) -> None:
    draft = drafted(accepted_site())

    assert anybody.get(place(draft)).status_code == 404
    assert anybody.post(place(draft, "notice-object"), {"text": "x"}).status_code == 404
    other = accepted_site().branch.programme.slug
    wrong = reverse("portal:notice", args=[other, notice.number])
    assert anybody.get(wrong).status_code == 404


def test_markup_in_an_objection_is_text(signed_in, anybody, notice) -> None:
    anybody.post(place(notice, "notice-object"), {"text": "<script>alert(1)</script>"})
    browser = signed_in(officer_of(notice.branch))

    page = browser.get(Objection.objects.get().get_absolute_url()).content.decode()

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_a_letter_is_verified_by_its_code_and_names_no_hospital(anybody, notice) -> None:
    made = Determination.objects.select_related("panel_site__site__hospital").get()
    code = determination_code(made)

    page = anybody.get("/verify/", {"code": code})

    assert page.context["found"].verdict == "GENUINE"
    assert made.number in page.content.decode()
    assert str(made.panel_site.site.hospital) not in page.content.decode()
    made.reasons = "改过"
    assert (
        anybody.get("/verify/", {"code": determination_code(made)}).context["found"].verdict
        == "GONE"
    )


def test_the_api_lists_what_was_published_and_hides_drafts(anybody, signed_in, notice) -> None:
    drafted(accepted_site(notice.branch))

    listed = anybody.get("/api/v1/notices").json()
    assert [one["number"] for one in listed["items"]] == [notice.number]
    found = anybody.get(f"/api/v1/notices/{notice.number}").json()
    assert found["published_on"] == str(MONDAY)
    assert found["last_on"] == "2026-10-19"
    assert found["hospitals"] == [str(notice.notice_sites.get().site.hospital)]
    mine = signed_in(officer_of(notice.branch)).get("/api/v1/notices").json()
    assert mine["count"] == 2


def test_the_api_tells_those_who_run_a_panel_how_sites_stand(anybody, signed_in, notice) -> None:
    panel = notice.notice_sites.get().site.panel_sites.get().panel
    address = f"/api/v1/panels/{panel.number}"

    assert anybody.get(address).status_code == 401
    found = signed_in(officer_of(notice.branch)).get(address).json()

    assert found["sites"] == [
        {
            "site": notice.notice_sites.get().site.number,
            "reviews": 2,
            "mean": "70.00",
            "rank": 1,
            "outcome": "ACCEPTED",
        }
    ]
