"""Returns as workbooks: the board of a branch, the list of a site."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from tests.factories import BranchFactory, OrganisationFactory, officer_of, signed_site, stranger
from tests.factories.programmes import coordinator, officer_of_another_branch
from tests.factories.returns import FEBRUARY, accepted, open_return, submitted
from tests.factories.workbooks import formulas_of, sheets_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_may")]


@pytest.fixture
def in_may():
    """Long after the returns of February were due."""
    with time_machine.travel(date(2026, 5, 20), tick=True):
        yield


def at(name: str, record: str) -> str:
    return reverse(f"figures:{name}", args=[record])


def test_the_board_comes_out_as_it_stands_and_row_by_row(signed_in) -> None:
    branch = BranchFactory.create()
    late = open_return(signed_site(branch=branch))
    done = accepted(open_return(signed_site(branch=branch)))
    elsewhere = submitted(open_return())
    browser = signed_in(officer_of(branch))
    board = browser.get(at("branch-returns", branch.slug)).context["board"]

    as_it_stands, row_by_row = sheets_of(
        browser.get(at("branch-returns-export", branch.slug))
    ).values()

    assert list(as_it_stands[0][2:]) == board.periods
    assert [row[0] for row in as_it_stands[1:]] == [row.site.number for row in board.rows]
    told = {row[0]: row for row in row_by_row[1:]}
    assert told.keys() == {late.site.number, done.site.number}
    assert (told[late.site.number][6], told[done.site.number][6]) == ("逾期", None)
    assert told[late.site.number][7].date() == late.deadline_on
    assert told[done.site.number][8].date() == done.first_submitted_on
    assert f"{late.get_status_display()} · 逾期" in [row[2] for row in as_it_stands[1:]]
    assert elsewhere.site.number not in str(row_by_row)
    strangers = sheets_of(signed_in(stranger()).get(at("branch-returns-export", branch.slug)))
    assert [len(rows) for rows in strangers.values()] == [1, 1]


def test_a_site_gets_its_own_returns_and_no_other_does(signed_in) -> None:
    one = open_return(on=FEBRUARY)
    export = at("site-returns-export", one.site.number)

    (rows,) = sheets_of(signed_in(coordinator(one.site)).get(export)).values()

    assert [row[0] for row in rows[1:]] == [one.site.number]
    assert rows[1][2] == one.period_name
    assert (rows[1][3].date(), rows[1][4].date()) == (one.start_on, one.last_on)
    for account in (stranger(), officer_of_another_branch(one.site)):
        assert signed_in(account).get(export).status_code == 404
    hidden = BranchFactory.create(is_public=False)
    assert signed_in(stranger()).get(at("branch-returns-export", hidden.slug)).status_code == 404


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_the_name_of_a_hospital_stays_text(signed_in, name: str) -> None:
    hospital = OrganisationFactory.create(official_name=name)
    one = open_return(signed_site(hospital=hospital))
    browser = signed_in(officer_of(one.site.branch))

    for address in (
        at("branch-returns-export", one.site.branch.slug),
        at("site-returns-export", one.site.number),
    ):
        assert formulas_of(browser.get(address)) == []
        assert all(rows[1][1] == name for rows in sheets_of(browser.get(address)).values())
