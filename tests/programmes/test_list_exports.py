"""Lists as workbooks: what the page shows, filtered and ordered alike, to the same people."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from niukou.network.models import RoleKind
from niukou.people.models import Account
from tests.browser import Browser
from tests.factories import (
    SIGNING_DAY,
    BranchFactory,
    OrganisationFactory,
    ServiceStationFactory,
    holder,
    officer_of,
    officer_of_all,
    signed_site,
    stranger,
)
from tests.factories.calls import HANDED_IN, applicant, draft_of_a_call, handed_in, open_call
from tests.factories.money import (
    committed_grant,
    donation_of,
    drafted_grant,
    finance_officer,
    paid_tranche,
    planned_grant,
    yuan,
)
from tests.factories.programmes import coordinator, draft_site, officer_of_another_branch
from tests.factories.workbooks import formulas_of, sheets_of

pytestmark = pytest.mark.django_db
FORMULAS = ("=1+1", "+86", "-2", "@SUM(A1)")


@pytest.fixture
def signed_in(signed_in):
    """Return a browser whose reader takes pages and workbooks in English."""

    def sign_in(account: Account) -> Browser:
        browser = signed_in(account)
        browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return browser

    return sign_in


def url(name: str, *args: object) -> str:
    return reverse(f"programmes:{name}", args=args)


def rows_of(response) -> list[tuple[object, ...]]:
    """Return the rows of the only sheet, without its headings."""
    (rows,) = sheets_of(response).values()
    return rows[1:]


def column(response, heading: str) -> list[object]:
    (rows,) = sheets_of(response).values()
    return [row[rows[0].index(heading)] for row in rows[1:]]


# --- sites -----------------------------------------------------------------------------------------
def test_sites_come_out_as_the_list_narrows_and_orders_them(signed_in) -> None:
    branch = BranchFactory.create()
    first, second = signed_site(branch=branch), signed_site(branch=branch)
    ServiceStationFactory.create(site=second, opened_on=date(2025, 10, 31))
    elsewhere = signed_site()
    browser = signed_in(officer_of(branch))

    for query in (
        "",
        f"branch={branch.slug}",
        f"branch={branch.slug}&without=station",
        f"branch={branch.slug}&stage=FORMAL_CHECK",
        f"q={second.number}",
        "sort=hospital",
    ):
        shown = browser.get(f"{url('site-list')}?{query}").context["rows"]
        numbers = [site.number for site in shown]
        assert column(browser.get(f"{url('site-export')}?{query}"), "Number") == numbers, query
    asked = {"branch": branch.slug, "sort": "number"}
    told = {row[0]: row for row in rows_of(browser.get(url("site-export"), asked))}
    assert told.keys() == {first.number, second.number}
    assert elsewhere.number not in told
    row = told[second.number]
    assert row[1:4] == (second.hospital.official_name, second.hospital.uscc, branch.name)
    assert row[6:8] == (datetime(*SIGNING_DAY.timetuple()[:3]), datetime(2025, 10, 31))  # noqa: DTZ001
    page = browser.get(f"{url('site-list')}?branch={branch.slug}").content.decode()
    assert f"{url('site-export')}?branch={branch.slug}" in page


def test_a_stranger_exports_the_sites_they_may_read_and_no_others(signed_in) -> None:
    hidden = signed_site(branch=BranchFactory.create(is_public=False))
    shown, draft = signed_site(), draft_site()
    other = officer_of_another_branch(hidden)

    for account in (stranger(), other):
        numbers = column(signed_in(account).get(url("site-export")), "Number")
        assert shown.number in numbers
        assert {hidden.number, draft.number}.isdisjoint(numbers)


@pytest.mark.parametrize("count", [1, 3])
def test_an_export_asks_the_same_of_the_database_for_any_number_of_rows(
    signed_in, count: int, django_assert_num_queries
) -> None:
    branch = BranchFactory.create()
    for _one in range(count):
        signed_site(branch=branch)
    browser = signed_in(officer_of(branch))
    browser.get(url("programme-list"))  # the session notes the visit

    with django_assert_num_queries(5):  # session, account, roles, offices, sites
        response = browser.get(url("site-export"))

    assert len(rows_of(response)) == count


# --- donations -------------------------------------------------------------------------------------
def test_donations_come_out_filtered_with_amounts_in_yuan(signed_in) -> None:
    programme = signed_site().branch.programme
    cash = donation_of(programme, amount=yuan("1234.5"), donor_shown="演示公司")
    goods = donation_of(
        programme, amount=None, is_in_kind=True, description="演示绘本", donor_shown="演示书店"
    )
    browser = signed_in(finance_officer(programme))
    export = url("donation-export", programme.slug)

    both = {row[0]: row for row in rows_of(browser.get(export))}

    assert both[cash.number][1:6] == ("演示公司", None, "In money", 1234.5, None)
    assert both[goods.number][1:6] == ("演示书店", None, "In kind", None, "演示绘本")
    assert both[cash.number][9] == "Owed"
    for query, found in (("kind=goods", [goods]), ("q=演示公司", [cash]), ("only=voided", [])):
        numbers = [one.number for one in found]
        assert column(browser.get(f"{export}?{query}"), "Number") == numbers
        rows = browser.get(f"{url('donation-list', programme.slug)}?{query}").context["rows"]
        assert [one.number for one in rows] == numbers


def test_donations_are_for_those_who_may_see_the_money(signed_in) -> None:
    site = signed_site()
    programme = site.branch.programme
    donation = donation_of(programme)
    export = url("donation-export", programme.slug)
    donor = holder(RoleKind.DONOR, OrganisationFactory.create())

    for account in (stranger(), coordinator(site), donor):
        assert signed_in(account).get(export).status_code == 403
    assert rows_of(signed_in(officer_of_another_branch(site)).get(export)) == []
    whole = rows_of(signed_in(officer_of_all(programme)).get(export))
    assert [row[0] for row in whole] == [donation.number]


# --- grants and tranches ---------------------------------------------------------------------------
def test_the_money_of_a_programme_comes_out_with_its_grants_and_tranches(signed_in) -> None:
    grant = committed_grant(papers=("发票",))
    programme = grant.site.branch.programme
    paid_tranche(planned := committed_grant(signed_site(branch=grant.site.branch)))
    draft = drafted_grant(grant.site)
    browser = signed_in(officer_of_all(programme))
    picture = browser.get(url("programme-money", programme.slug)).context["picture"]

    sheets = sheets_of(browser.get(url("money-export", programme.slug)))

    assert list(sheets) == [
        *("Money", "By branch", "By purpose", "Grants", "Budget", "Tranches"),
    ]
    sums = {row[0]: row[1] for row in sheets["Money"][1:]}
    assert (sums["Committed"], sums["Paid"]) == (2000, 600)
    assert sums["Committed"] == picture.total.committed.yuan
    assert sheets["By branch"][1][1:] == (2000, 2000, 600, 0)
    grants = {row[0]: row for row in sheets["Grants"][1:]}
    assert grants.keys() == {grant.number, planned.number, draft.number}
    assert grants[planned.number][9:] == (1000, 1000, 600, 0)
    assert grants[grant.number][9:] == (1000, 1000, 0, 0)
    assert grants[draft.number][9:] == (0, 0, 0, 0)
    tranches = [row for row in sheets["Tranches"][1:] if row[0] == planned.number]
    assert [row[2:5] for row in tranches] == [(1, 600, "Paid"), (2, 400, "Planned")]
    assert tranches[0][8] == "演示流水-1"
    assert "发票" in str(sheets["Tranches"])


def test_a_programmes_grants_are_read_some_at_a_time(signed_in, monkeypatch) -> None:
    monkeypatch.setattr("niukou.programmes.queries.grants.AT_ONCE", 2)
    site = signed_site()
    numbers = [drafted_grant(site).number for _one in range(5)]
    browser = signed_in(officer_of_all(site.branch.programme))

    sheets = sheets_of(browser.get(url("money-export", site.branch.programme.slug)))

    assert [row[0] for row in sheets["Grants"][1:]] == numbers[::-1]


def test_an_officer_of_a_branch_gets_the_grants_of_their_branch(signed_in) -> None:
    ours = committed_grant()
    programme = ours.site.branch.programme
    theirs = committed_grant(signed_site(branch=BranchFactory.create(programme=programme)))
    export = url("money-export", programme.slug)

    sheets = sheets_of(signed_in(officer_of(ours.site.branch)).get(export))

    assert [row[0] for row in sheets["Grants"][1:]] == [ours.number]
    assert theirs.site.number not in str(sheets)
    for account in (stranger(), coordinator(ours.site)):
        assert signed_in(account).get(export).status_code == 403


def test_a_hospital_gets_its_own_money_without_drafts(signed_in) -> None:
    grant = committed_grant()
    draft = planned_grant(grant.site)
    export = url("site-money-export", grant.site.number)

    sheets = sheets_of(signed_in(coordinator(grant.site)).get(export))

    assert [row[0] for row in sheets["Grants"][1:]] == [grant.number]
    assert {row[0] for row in sheets["Tranches"][1:]} == {grant.number}
    assert sum(row[3] for row in sheets["Budget"][1:]) == 1000
    assert draft.number not in str(sheets)
    for account in (stranger(), officer_of_another_branch(grant.site)):
        assert signed_in(account).get(export).status_code == 404


# --- calls and applications ------------------------------------------------------------------------
@time_machine.travel(date(2026, 4, 20), tick=True)
def test_calls_come_out_with_their_state_and_counts_for_officers_only(signed_in) -> None:
    call = open_call()
    handed_in(call)
    draft = draft_of_a_call(branch=call.branch)
    export = url("call-export", call.branch.slug)

    officers = sheets_of(signed_in(officer_of(call.branch)).get(export))["Calls"]
    strangers = sheets_of(signed_in(stranger()).get(export))["Calls"]

    told = {row[0]: row for row in officers[1:]}
    assert told[call.number][1:3] == (call.title, "Open")
    assert told[call.number][5] == 1
    assert told[draft.number][2] == "Draft"
    assert [row[0] for row in strangers[1:]] == [call.number]
    assert "Handed in" not in strangers[0]
    hidden = draft_of_a_call(branch=BranchFactory.create(is_public=False))
    hidden_export = url("call-export", hidden.branch.slug)
    assert signed_in(stranger()).get(hidden_export).status_code == 404


@time_machine.travel(date(2026, 4, 20), tick=True)
def test_applications_come_out_filtered_by_their_call(signed_in) -> None:
    first, second = handed_in(), handed_in()
    browser = signed_in(officer_of(first.site.branch))
    own = {"call": first.call.number}

    row = rows_of(browser.get(url("application-export"), own))[0]

    assert row[0] == first.site.number
    assert row[3:5] == (first.call.title, first.call.number)
    assert row[6].date() == HANDED_IN
    assert column(browser.get(url("application-export"), {"status": "DRAFT"}), "Number") == []
    page = browser.get(first.call.get_absolute_url()).content.decode()
    assert f'href="{url("application-export")}?call={first.call.number}"' in page
    hospital = signed_in(applicant(second.site.hospital))
    assert column(hospital.get(url("application-export")), "Number") == [second.site.number]
    assert column(signed_in(stranger()).get(url("application-export")), "Number") == []


# --- what people type stays text -------------------------------------------------------------------
@pytest.mark.parametrize("text", FORMULAS)
def test_no_list_makes_a_formula_of_what_people_typed(signed_in, text: str) -> None:
    hospital = OrganisationFactory.create(official_name=text)
    site = signed_site(branch=BranchFactory.create(name=text), hospital=hospital)
    programme = site.branch.programme
    donation_of(programme, donor_shown=text, is_in_kind=True, description=text)
    grant = planned_grant(site, papers=(text,))
    grant.budget_lines.update(words=text)
    draft_of_a_call(branch=site.branch, title=text)
    browser = signed_in(officer_of_all(programme))

    for address, sheet in (
        (url("site-export"), "Sites"),
        (url("donation-export", programme.slug), "Donations"),
        (url("money-export", programme.slug), "Budget"),
        (url("site-money-export", site.number), "Grants"),
        (url("call-export", site.branch.slug), "Calls"),
    ):
        assert formulas_of(browser.get(address)) == []
        cells = [cell for row in sheets_of(browser.get(address))[sheet] for cell in row]
        assert text in cells, address
