"""The pages, papers and JSON of published figures: what they show, and to whom."""

from datetime import date

import pytest
from django.urls import reverse

from niukou.figures.actions.corrections import approve_correction, propose_correction
from niukou.figures.definitions import HOSPITALS_SIGNED
from niukou.figures.models import Correction, Publication
from niukou.figures.queries.figures import prove
from tests.factories import (
    SIGNING_DAY,
    BranchFactory,
    auditor,
    officer_of,
    officer_of_all,
    signed_site,
    stranger,
)
from tests.factories.figures import (
    published,
    scope_of_branch,
    signed_a_day_later,
    waiting_correction,
    zhejiang,
)

pytestmark = pytest.mark.django_db
FIGURE = "/figures/hospitals-signed/?branch=zhejiang&as_of=2024-11-23"
PUBLISH = "/figures/hospitals-signed/publish/?branch=zhejiang&as_of=2024-11-23"
WHY = "协议日期录错"


@pytest.fixture
def branch():
    return zhejiang()


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def corrected(branch) -> Publication:
    """Return a publication that an approved correction follows."""
    waiting = waiting_correction(scope_of_branch(branch), by=officer_of(branch))
    return approve_correction(waiting, by=officer_of_all(branch.programme)).publication


# --- publishing ----------------------------------------------------------------------------------
def test_an_officer_publishes_from_the_page_of_the_figure(branch, signed_in) -> None:
    officer = officer_of(branch)
    browser = signed_in(officer)
    assert PUBLISH.replace("&", "&amp;") in text_of(browser.get(FIGURE))
    shown = browser.get(PUBLISH)
    digest = shown.context["form"]["seen_digest"].value()

    response = browser.post(PUBLISH, {"qualifier": "EXACT", "seen_digest": digest})

    one = Publication.objects.get()
    assert (response.status_code, response.url) == (302, one.get_absolute_url())
    assert (one.value, one.published_by) == ("22", officer)
    page = browser.get(FIGURE)
    assert one.number in text_of(page)
    assert page.context["proof"].publish_url == ""


def test_the_publish_page_refuses_bad_input_others_and_the_unseen(branch, signed_in) -> None:
    hidden = BranchFactory.create(is_public=False)
    officer = signed_in(officer_of(branch))

    assert officer.post(PUBLISH, {"qualifier": "PLANNED"}).status_code == 422
    assert officer.post(PUBLISH, {"qualifier": "EXACT", "seen_digest": "0" * 64}).status_code == 422
    assert officer.get(PUBLISH.replace("2024", "2999")).status_code == 404
    assert officer.get(PUBLISH.replace("hospitals-signed", "no-such")).status_code == 404
    assert officer.get(PUBLISH.replace("zhejiang", hidden.slug)).status_code == 404
    assert signed_in(stranger()).get(PUBLISH).status_code == 403
    assert Publication.objects.count() == 0


def test_only_who_may_publish_is_offered_to(branch, signed_in, anybody) -> None:
    for browser in (anybody, signed_in(stranger()), signed_in(auditor())):
        assert "/publish/" not in text_of(browser.get(FIGURE))


# --- reading -------------------------------------------------------------------------------------
def test_anybody_reads_number_day_signer_code_and_correction_beside_the_figure(
    branch, anybody
) -> None:
    one = corrected(branch)

    page = text_of(anybody.get(FIGURE))

    for said in (one.number, one.signer, one.code, WHY):
        assert said in page
    assert one.published_by.email not in page


def test_a_publication_of_a_later_day_is_not_shown_for_an_earlier_one(branch, anybody) -> None:
    published(scope_of_branch(branch), by=officer_of(branch))

    page = anybody.get(FIGURE.replace("11-23", "11-22"))

    assert page.context["proof"].published == []


def test_the_page_of_a_publication_shows_what_was_published_and_that_it_holds(
    branch, anybody
) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))

    page = anybody.get(one.get_absolute_url())

    assert page.context["drift"] is None
    for said in (str(one.quantity), one.digest, one.code, one.signer):
        assert said in text_of(page)


def test_drift_is_shown_with_links_to_who_may_open_the_agreement(
    branch, anybody, signed_in
) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))
    agreement = signed_a_day_later(scope_of_branch(branch))

    public = text_of(anybody.get(one.get_absolute_url()))
    mine = text_of(signed_in(officer_of(branch)).get(one.get_absolute_url()))

    assert agreement.number in public
    assert agreement.get_absolute_url() not in public
    assert agreement.get_absolute_url() in mine
    assert reverse("figures:correction-propose", args=[one.number]) in mine


def test_an_unapproved_correction_is_seen_by_officers_alone(branch, anybody, signed_in) -> None:
    one = waiting_correction(scope_of_branch(branch), by=officer_of(branch)).publication

    assert WHY not in text_of(anybody.get(one.get_absolute_url()))
    assert WHY not in text_of(anybody.get(FIGURE))
    assert WHY in text_of(signed_in(officer_of(branch)).get(one.get_absolute_url()))


def test_publications_of_an_unpublished_branch_are_404_to_strangers(anybody, signed_in) -> None:
    branch = signed_site(branch=BranchFactory.create(is_public=False)).branch
    one = published(scope_of_branch(branch), by=officer_of(branch))
    places = [
        one.get_absolute_url(),
        reverse("figures:publication-paper", args=[one.number]),
        f"/api/v1/publications/{one.number}",
    ]

    for place in places:
        assert anybody.get(place).status_code == 404
        assert signed_in(officer_of(branch)).get(place).status_code == 200
    assert one.number not in text_of(anybody.get("/publications/"))
    assert anybody.get("/api/v1/publications").json()["items"] == []


def test_the_paper_is_a_pdf(branch, anybody) -> None:
    one = corrected(branch)

    response = anybody.get(reverse("figures:publication-paper", args=[one.number]))

    assert b"".join(response.streaming_content)[:5] == b"%PDF-"
    assert response["Content-Type"] == "application/pdf"


# --- verifying -----------------------------------------------------------------------------------
def verdict(browser, code: str):
    return browser.get("/verify/", {"code": code}).context["found"]


def test_the_code_of_a_publication_is_verified_until_a_correction_follows(branch, anybody) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))

    found = verdict(anybody, one.code)
    assert (found.verdict, found.number, found.url) == (
        "GENUINE",
        one.number,
        one.get_absolute_url(),
    )
    signed_a_day_later(scope_of_branch(branch))
    correction = propose_correction(one, reason=WHY, by=officer_of(branch))
    assert verdict(anybody, one.code).verdict == "GENUINE"
    approve_correction(correction, by=officer_of_all(branch.programme))
    assert verdict(anybody, one.code).verdict == "CORRECTED"
    assert verdict(anybody, one.code[:-3]).verdict == "NOT_GENUINE"


def test_a_code_of_what_is_not_public_leads_nowhere(anybody) -> None:
    branch = signed_site(branch=BranchFactory.create(is_public=False)).branch
    one = published(scope_of_branch(branch), by=officer_of(branch))

    found = verdict(anybody, one.code)

    assert (found.verdict, found.url) == ("GENUINE", "")


# --- correcting ----------------------------------------------------------------------------------
def test_one_officer_proposes_and_another_approves(branch, signed_in) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))
    signed_a_day_later(scope_of_branch(branch))
    place = reverse("figures:correction-propose", args=[one.number])
    proposer, approver = signed_in(officer_of(branch)), signed_in(officer_of_all(branch.programme))
    assert proposer.get(place).status_code == 200

    assert proposer.post(place, {"reason": ""}).status_code == 422
    assert proposer.post(place, {"reason": WHY}).status_code == 302
    correction = Correction.objects.get()
    detail = correction.get_absolute_url()
    assert "/approve/" not in text_of(proposer.get(detail))
    assert "/approve/" in text_of(approver.get(detail))
    assert proposer.post(f"{detail}approve/").status_code == 403
    assert approver.post(f"{detail}reject/", {"remark": ""}).status_code == 422
    assert approver.post(f"{detail}approve/").status_code == 302

    correction.refresh_from_db()
    assert correction.status == "APPROVED"
    assert approver.post(f"{detail}approve/").status_code == 422


def test_while_a_correction_waits_its_publication_leads_to_it_and_offers_no_other(
    branch, signed_in
) -> None:
    waiting = waiting_correction(scope_of_branch(branch), by=officer_of(branch))
    page, proposer = waiting.publication.get_absolute_url(), signed_in(officer_of(branch))
    approver = signed_in(officer_of_all(branch.programme))
    propose = reverse("figures:correction-propose", args=[waiting.publication.number])

    while_it_waits = text_of(proposer.get(page))
    approver.post(f"{waiting.get_absolute_url()}reject/", {"remark": "先核对原件"})
    once_rejected = text_of(proposer.get(page))

    assert ("有更正待审" in while_it_waits, propose in while_it_waits) == (True, False)
    assert ("有更正待审" in once_rejected, propose in once_rejected) == (False, True)


def test_a_correction_is_rejected_with_a_remark(branch, signed_in) -> None:
    waiting = waiting_correction(scope_of_branch(branch), by=officer_of(branch))
    approver = signed_in(officer_of_all(branch.programme))

    response = approver.post(f"{waiting.get_absolute_url()}reject/", {"remark": "先核对原件"})

    assert response.url == waiting.publication.get_absolute_url()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.remark) == ("REJECTED", "先核对原件")


def test_nobody_decides_on_their_own_page(branch, signed_in) -> None:
    officer = officer_of_all(branch.programme)
    waiting = waiting_correction(scope_of_branch(branch), by=officer)
    browser = signed_in(officer)

    response = browser.post(f"{waiting.get_absolute_url()}approve/")

    assert response.status_code == 422
    assert f'action="{waiting.get_absolute_url()}approve/"' not in response.content.decode()
    waiting.refresh_from_db()
    assert waiting.is_waiting


def test_corrections_are_not_there_for_strangers(branch, signed_in, anybody) -> None:
    waiting = waiting_correction(scope_of_branch(branch), by=officer_of(branch))
    place = waiting.get_absolute_url()

    assert anybody.get(place).status_code == 302
    assert signed_in(stranger()).get(place).status_code == 404
    assert signed_in(stranger()).post(f"{place}approve/").status_code == 404
    assert signed_in(auditor()).get(place).status_code == 200
    assert signed_in(auditor()).post(f"{place}approve/").status_code == 403


# --- JSON ----------------------------------------------------------------------------------------
def test_the_api_tells_the_publication_and_what_followed(branch, anybody) -> None:
    one = corrected(branch)

    told = anybody.get(f"/api/v1/publications/{one.number}").json()

    assert (told["value"], told["unit"], told["as_of"]) == (22, "HOSPITALS", "2024-11-23")
    assert told["scope"]["branch"] == "zhejiang"
    assert told["verification_code"] == one.code
    [followed] = told["corrections"]
    assert (followed["value"], followed["reason"]) == (21, WHY)
    figure = prove(HOSPITALS_SIGNED, scope_of_branch(branch), SIGNING_DAY)
    assert followed["digest"] == figure.digest


def test_the_api_lists_and_narrows(branch, anybody) -> None:
    scope, officer = scope_of_branch(branch), officer_of(branch)
    older = published(scope, by=officer)
    newer = published(scope, by=officer, as_of=date(2024, 11, 24))

    told = anybody.get("/api/v1/publications?branch=zhejiang&indicator=hospitals-signed").json()
    none = anybody.get("/api/v1/publications?indicator=stations-opened").json()

    assert [item["number"] for item in told["items"]] == [newer.number, older.number]
    assert none["items"] == []
    assert anybody.get("/api/v1/publications/PUB-1900-0001").status_code == 404


# --- queries -------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_the_list_runs_the_same_queries_for_any_number(
    branch, anybody, count: int, django_assert_num_queries
) -> None:
    scope, officer = scope_of_branch(branch), officer_of(branch)
    for day in range(count):
        published(scope, by=officer, as_of=date(2024, 11, 23 + day))

    with django_assert_num_queries(2):  # how many; the publications with their corrections
        page = anybody.get("/publications/")

    assert len(page.context["published"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_publication_runs_few_queries(
    signed_in, count: int, django_assert_max_num_queries
) -> None:
    branch = zhejiang()
    one = published(scope_of_branch(branch), by=officer_of(branch))
    for _place in range(count):
        signed_site(branch=branch)
    browser = signed_in(officer_of_all(branch.programme))
    browser.get(one.get_absolute_url())

    with django_assert_max_num_queries(12):
        page = browser.get(one.get_absolute_url())

    assert len(page.context["differences"]) == count


def test_the_figure_page_runs_few_queries_with_publications_beside_it(
    branch, signed_in, django_assert_max_num_queries
) -> None:
    corrected(branch)
    browser = signed_in(officer_of(branch))
    browser.get(FIGURE)

    with django_assert_max_num_queries(12):
        browser.get(FIGURE)
