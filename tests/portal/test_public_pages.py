"""The public pages: open, cacheable, and silent about everything else."""

from datetime import date

import pytest
from django.urls import reverse

from niukou.core.signing import issue
from niukou.network.papers import agreement_code
from tests.factories import AgreementFactory, AgreementPartyFactory, officer_of, stranger
from tests.factories.figures import opened_station, zhejiang

pytestmark = pytest.mark.django_db


def test_the_branch_page_keeps_targets_and_results_apart(anybody) -> None:
    branch = zhejiang()
    opened_station(branch, signed_on=date(2024, 11, 24))

    page = anybody.get(f"/p/{branch.programme.slug}/zhejiang/?as_of=2024-11-23")

    summary = page.context["summary"]
    assert summary.signed.quantity.value == 22
    assert [group.count for group in summary.groups] == [6, 6, 5, 5]
    assert [one.planned.value for one in summary.comparisons] == [30, 60, 200]
    # stations, posts and trainings are all recorded here: by that day there were none
    assert [one.result and one.result.value for one in summary.comparisons] == [0, 0, 0]
    assert [[one.reads for one in pair] for pair in summary.readings] == [["四批", "首批"]]
    html = page.content.decode()
    assert "/figures/hospitals-signed/?branch=zhejiang&amp;as_of=2024-11-23" in html


@pytest.mark.parametrize("place", ["/", "/p/{0}/", "/p/{0}/zhejiang/", "/figures/", "/verify/"])
def test_what_a_stranger_gets_may_be_kept_a_minute_and_carries_no_token(anybody, place) -> None:
    branch = zhejiang()

    response = anybody.get(place.format(branch.programme.slug))

    assert response.status_code == 200
    assert response["Cache-Control"] == "public, max-age=60"
    assert {"Accept-Language", "Cookie"} <= set(response["Vary"].split(", "))
    assert response.cookies == {}
    assert b"csrfmiddlewaretoken" not in response.content
    assert b"X-CSRFToken" not in response.content


@pytest.mark.parametrize("place", ["/", "/p/{0}/", "/p/{0}/zhejiang/", "/figures/"])
def test_what_somebody_signed_in_gets_is_kept_by_nobody_else(signed_in, place) -> None:
    branch = zhejiang()

    response = signed_in(stranger()).get(place.format(branch.programme.slug))

    assert response.status_code == 200
    assert response["Cache-Control"] == "private"


def test_a_stranger_can_switch_the_language_without_a_token(anybody) -> None:
    strict = type(anybody)(enforce_csrf_checks=True)

    response = strict.post(reverse("set_language"), {"language": "en", "next": "/"})

    assert (response.status_code, response.url) == (302, "/")
    assert strict.get("/").wsgi_request.LANGUAGE_CODE == "en"


def test_the_public_pages_show_an_officer_what_a_stranger_sees(signed_in) -> None:
    branch = zhejiang(is_public=False)
    browser = signed_in(officer_of(branch))

    assert browser.get(f"/p/{branch.programme.slug}/").context["summary"].branches == []
    assert browser.get(f"/p/{branch.programme.slug}/zhejiang/").status_code == 404


@pytest.mark.parametrize(
    "place", ["/p/atlantis/", "/p/atlantis/zhejiang/", "/p/{0}/atlantis/", "/p/zhejiang/{0}/"]
)
def test_what_is_not_there_is_404(anybody, place: str) -> None:
    branch = zhejiang()

    assert anybody.get(place.format(branch.programme.slug)).status_code == 404


@pytest.mark.parametrize("as_of", ["nonsense", "2999-01-01", "0001-01-01"])
def test_a_day_that_is_none_is_said(anybody, as_of: str) -> None:
    branch = zhejiang()

    for place in (f"/p/{branch.programme.slug}/", f"/p/{branch.programme.slug}/zhejiang/"):
        response = anybody.get(f"{place}?as_of={as_of}")
        assert response.status_code == 422
        assert "public" not in response.get("Cache-Control", "")


@pytest.fixture
def agreement():
    made = AgreementFactory.create()
    AgreementPartyFactory.create(agreement=made)
    return made


def verdict(browser, code: str) -> str:
    return browser.get("/verify/", {"code": code}).context["found"].verdict


def test_a_paper_is_genuine_until_its_record_is_corrected(anybody, agreement) -> None:
    code = agreement_code(agreement)
    assert verdict(anybody, code) == "GENUINE"
    assert verdict(anybody, f" {code[:40]}\n{code[40:]} ") == "GENUINE"

    agreement.title = "改过的名"
    agreement.save()

    assert verdict(anybody, code) == "CORRECTED"
    assert verdict(anybody, agreement_code(agreement)) == "GENUINE"


def test_a_code_that_was_changed_made_up_or_of_another_kind_proves_nothing(
    anybody, agreement
) -> None:
    code = agreement_code(agreement)
    changed = code[:20] + ("A" if code[20] != "A" else "B") + code[21:]

    for wrong in (changed, code[:-4], "nonsense", "汉字", "%00", "A" * 5000):
        assert verdict(anybody, wrong) == "NOT_GENUINE", wrong
    assert verdict(anybody, issue("letter", agreement.number, b"x")) == "GONE"
    assert verdict(anybody, issue("agreement", "no-such-number", b"x")) == "GONE"


def test_verifying_shows_number_and_day_and_no_party(anybody, agreement) -> None:
    page = anybody.get("/verify/", {"code": agreement_code(agreement)}).content.decode()

    assert agreement.number in page
    assert agreement.parties.get().organisation.official_name not in page
