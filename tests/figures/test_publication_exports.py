"""The book, what was published and the disclosure calendar as workbooks: what the pages say."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from niukou.figures.actions.corrections import approve_correction
from niukou.figures.actions.publications import check_all
from niukou.figures.definitions import BOOK
from niukou.figures.models import Duty
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
from tests.factories.duties import ADDRESS, FIRST_DUE, kept, open_duty
from tests.factories.duties import published as published_duty
from tests.factories.figures import (
    published,
    scope_of_branch,
    signed_a_day_later,
    waiting_correction,
    zhejiang,
)
from tests.factories.workbooks import sheets_of, told

pytestmark = pytest.mark.django_db
LIST = "/publications/export/"
BOOK_OF_BRANCH = "/figures/export/?branch=zhejiang&as_of=2024-11-23"


@pytest.fixture
def branch():
    return zhejiang()


# --- what was published ----------------------------------------------------------------------------
def test_publications_come_out_with_value_digest_and_what_the_last_check_found(
    branch, in_english
) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))
    browser = in_english(stranger())
    (before,) = told(browser.get(LIST), "Published figures")
    check_all()
    (agreed,) = told(browser.get(LIST), "Published figures")
    signed_a_day_later(scope_of_branch(branch))
    check_all()

    (row,) = told(browser.get(LIST), "Published figures")

    assert (row["Number"], row["Code"], row["Scope"]) == (one.number, one.indicator, one.scope_name)
    assert (row["Value"], row["Unit"], row["Qualifier"]) == (22, "hospitals", "exact")
    assert (row["As of"].date(), row["Digest"], row["Records"]) == (SIGNING_DAY, one.digest, 22)
    held = [said["It still holds"] for said in (before, agreed, row)]
    assert held == [None, "yes", "no"]
    assert before["Last checked"] is None
    assert row["Last checked"] is not None


def test_corrections_follow_on_a_sheet_of_their_own_once_they_are_approved(
    branch, in_english
) -> None:
    waiting = waiting_correction(scope_of_branch(branch), by=officer_of(branch))
    browser = in_english(officer_of(branch))
    assert told(browser.get(LIST), "Corrections") == []
    approved = approve_correction(waiting, by=officer_of_all(branch.programme))

    sheets = sheets_of(browser.get(LIST))

    assert sheets["Published figures"][1][13] == "21 hospitals"
    assert sheets["Corrections"][1][:6] == (
        *(approved.publication.number, approved.publication.label),
        *(21, "hospitals", approved.reason, 21),
    )


def test_one_publication_names_the_changed_records_its_reader_may_see(branch, in_english) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))
    address = reverse("figures:publication-export", args=[one.number])
    browser = in_english(stranger())
    sound = told(browser.get(address), "Proof")
    assert {row["What"]: row["Detail"] for row in sound}["It still holds"] == "yes"
    agreement = signed_a_day_later(scope_of_branch(branch))

    sheets = sheets_of(browser.get(address))

    facts = dict(sheets["Proof"][1:])
    assert facts["It still holds"] == "no"
    assert facts["What the records say now"] == "21 hospitals"
    assert (facts["Records that changed"], facts["Of these not public"]) == (1, 0)
    assert sheets["Records that changed"][1][0] == agreement.number
    page = browser.get(one.get_absolute_url()).content.decode()
    assert address in page


def test_publications_of_a_hidden_branch_are_not_handed_out(anybody, in_english) -> None:
    branch = signed_site(branch=BranchFactory.create(is_public=False)).branch
    one = published(scope_of_branch(branch), by=officer_of(branch))
    address = reverse("figures:publication-export", args=[one.number])

    for browser in (anybody, in_english(stranger())):
        assert len(sheets_of(browser.get(LIST)).popitem()[1]) == 1  # the headings
        assert browser.get(address).status_code == 404
    (row,) = told(in_english(auditor()).get(LIST), "Published figures")
    assert row["Number"] == one.number


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_the_same_of_the_database_for_any_number_of_figures(
    branch, in_english, django_assert_num_queries, count: int
) -> None:
    for days in range(count):
        as_of = date(2024, 11, 23 + days)
        published(scope_of_branch(branch), by=officer_of(branch), as_of=as_of)
    browser = in_english(officer_of(branch))
    browser.get("/publications/")

    with django_assert_num_queries(5):  # session, account, roles, offices, publications
        response = browser.get(LIST)

    assert len(told(response, "Published figures")) == count


# --- the indicator book ----------------------------------------------------------------------------
def test_the_whole_book_comes_out_with_values_of_the_day_asked_about(branch, in_english) -> None:
    response = in_english(stranger()).get(BOOK_OF_BRANCH)

    rows = {row["Code"]: row for row in told(response, "Indicators")}

    assert rows.keys() == BOOK.keys()
    known = prove(BOOK["hospitals-signed"], scope_of_branch(branch), SIGNING_DAY)
    assert (rows["hospitals-signed"]["Value"], known.quantity.value) == (22, 22)
    day_before = in_english(stranger()).get(BOOK_OF_BRANCH.replace("11-23", "11-22"))
    rows = {row["Code"]: row["Value"] for row in told(day_before, "Indicators")}
    assert rows["hospitals-signed"] == 0


def test_the_book_is_handed_out_to_who_is_signed_in(branch, anybody, in_english) -> None:
    assert anybody.get("/figures/export/").status_code == 302
    assert "/figures/export/" not in anybody.get("/figures/").content.decode()
    browser = in_english(stranger())
    assert "/figures/export/?" in browser.get("/figures/?branch=zhejiang").content.decode()
    for query in ("?branch=nowhere", "?branch=zhejiang&as_of=someday"):
        assert browser.get(f"/figures/export/{query}").status_code == 404


# --- the disclosure calendar -----------------------------------------------------------------------
@time_machine.travel(date(2026, 4, 2), tick=True)
def test_the_calendar_comes_out_with_what_is_late_and_where_it_was_published(in_english) -> None:
    programme = kept()
    duty = published_duty(open_duty(programme))
    address = reverse("figures:disclosure-export", args=[programme.slug])

    rows = told(in_english(officer_of_all(programme)).get(address), "Disclosure")

    told_of = {row["Due on"].date(): row for row in rows if row["What"] == "Progress entry"}
    row = told_of[FIRST_DUE]
    assert (row["Status"], row["Late"]) == ("Published", "came late")
    assert (row["Published on"].date(), row["Address where it was published"]) == (
        duty.published_on,
        ADDRESS,
    )
    assert len(rows) == Duty.objects.exclude(status="LAPSED").count()
    public = told(in_english(stranger()).get(address), "Disclosure")
    assert [one["Status"] for one in public] == ["Published"] * programme.is_public
