"""A dashboard as a workbook says what its page says, as of the same day, to the same people."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from niukou.core.quantities import Unit
from niukou.network.models import RoleKind
from niukou.people.models import Account
from niukou.programmes.models import Programme
from tests.browser import Browser
from tests.factories import (
    SIGNING_DAY,
    BranchFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ServiceStationFactory,
    TargetFactory,
    holder,
    officer_of,
    signed_site,
    stranger,
)
from tests.factories.figures import ReadingFactory, zhejiang
from tests.factories.money import donation_of
from tests.factories.posts import PostFactory, held
from tests.factories.programmes import officer_of_another_branch
from tests.factories.workbooks import formulas_of, sheets_of

pytestmark = pytest.mark.django_db
ABOUT = "About this workbook"


@pytest.fixture
def signed_in(signed_in):
    """Return a browser whose reader takes pages and workbooks in English."""

    def sign_in(account: Account) -> Browser:
        browser = signed_in(account)
        browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return browser

    return sign_in


def book_of(name: str, record: str) -> str:
    return reverse(f"figures:{name}", args=[record])


def day_of(value: object) -> date:
    assert isinstance(value, datetime)
    return value.date()


def donor_of(programme: Programme) -> Account:
    organisation = OrganisationFactory.create()
    donation_of(programme, donor=organisation)
    return holder(RoleKind.DONOR, organisation)


def test_the_board_of_a_branch_is_a_sheet_for_each_of_its_tables(signed_in) -> None:
    branch = zhejiang()
    first = branch.sites.order_by("number").first()
    ServiceStationFactory.create(site=first, opened_on=date(2025, 10, 31))
    browser = signed_in(officer_of(branch))

    sheets = sheets_of(browser.get(book_of("branch-export", branch.slug)))

    assert list(sheets) == [
        *(ABOUT, "Results", "Posts", "Money", "Targets and results", "By signing group"),
        *("What other sources say",),
        *("Stations opened", "Hospitals signed, by month", "Sites by stage, today"),
    ]
    signed = sheets["Results"][1]
    assert signed[1:7] == ("hospitals-signed", 1, 22, "hospitals", "exact", 22)
    stations, posts, persons = sheets["Targets and results"][1:]
    assert stations[1:7] == ("hospitals-with-station", 1, 30, "hospitals", 1, "exact")
    assert (posts[3:6], persons[3:6]) == ((60, "posts", 0), (200, "persons", 0))
    assert [row[1] for row in sheets["By signing group"][1:]] == [6, 6, 5, 5]
    assert {row[2] for row in sheets["What other sources say"][1:]} == {"四批", "首批"}
    assert [row[0] for row in sheets["Stations opened"][1:]] == [first.hospital.official_name]
    assert sheets["Hospitals signed, by month"][-1][1] == 22
    assert len(sheets["Sites by stage, today"]) == 1 + 22


@pytest.mark.parametrize(("days", "count"), [(-1, 0), (0, 1), (1, 1)])
def test_a_workbook_is_of_the_day_of_its_page(signed_in, days: int, count: int) -> None:
    site = signed_site()
    browser, day = signed_in(officer_of(site.branch)), SIGNING_DAY + timedelta(days=days)
    asked = {"as_of": day.isoformat()}
    page = browser.get(book_of("branch-board", site.branch.slug), asked)
    assert page.context["summary"].signed.quantity.value == count

    sheets = sheets_of(browser.get(book_of("branch-export", site.branch.slug), asked))

    assert (sheets["Results"][1][3], day_of(sheets["Results"][1][7])) == (count, day)
    assert sheets["Hospitals signed, by month"][-1][1] == count
    about = dict(sheets[ABOUT][1:])
    assert day_of(about["As of"]) == day
    later = browser.get(book_of("branch-export", site.branch.slug), {"as_of": "2099-01-01"})
    assert later.status_code == 404


def test_the_overview_keeps_unpublished_branches_out_of_the_figure(signed_in) -> None:
    programme = ProgrammeFactory.create()
    TargetFactory.create(programme=programme, indicator="hospitals-signed")
    branch = BranchFactory.create(programme=programme)
    hidden = BranchFactory.create(programme=programme, is_public=False, name="未公开站")
    signed_site(branch=branch), signed_site(branch=hidden)
    url = book_of("programme-export", programme.slug)

    of_stranger = sheets_of(signed_in(stranger()).get(url))
    of_officer = sheets_of(signed_in(officer_of(hidden)).get(url))

    assert of_stranger["Targets and results"][1][5] == 1
    assert of_stranger["Figures"][1][3] == of_officer["Figures"][1][3] == 1
    assert of_stranger["By province"][1][:1] + of_stranger["By province"][1][2:3] == ("330000", 1)
    assert [row[0] for row in of_stranger["Branches"][1:]] == [branch.name]
    assert {row[0]: row[4:] for row in of_officer["Branches"][1:]} == {
        branch.name: (1, None),
        hidden.name: (None, "Not public: not in this figure"),
    }
    assert hidden.name not in str(of_stranger)


def test_the_overview_has_the_sources_that_differ(signed_in) -> None:
    branch = zhejiang(is_public=True)
    ReadingFactory.create(programme=branch.programme, branch=branch, value=21, source="某报")

    sheets = sheets_of(
        signed_in(stranger()).get(book_of("programme-export", branch.programme.slug))
    )

    assert {row[3] for row in sheets["Sources that differ"][1:]} == {21, 22}
    assert sheets["Latest events"][1:]


def test_a_hospital_gets_its_own_figures_and_the_chosen_one_by_month(signed_in) -> None:
    branch = BranchFactory.create()
    site, other = signed_site(branch=branch), signed_site(branch=branch)
    ServiceStationFactory.create(site=site, opened_on=date(2025, 10, 31))
    browser = signed_in(holder(RoleKind.HOSPITAL_COORDINATOR, site.hospital))

    sheets = sheets_of(
        browser.get(book_of("site-figures-export", site.number), {"figure": "stations-opened"})
    )

    counts = {row[1]: row[3] for row in sheets["Figures of this hospital"][1:]}
    assert (counts["hospitals-signed"], counts["stations-opened"]) == (1, 1)
    assert sheets["By month"][0][1] == "Stations opened"
    assert sheets["By month"][-1][1:] == (1, "stations")
    assert other.number not in str(sheets)
    assert browser.get(book_of("site-figures-export", other.number)).status_code == 404
    for account in (stranger(), officer_of_another_branch(site)):
        answer = signed_in(account).get(book_of("site-figures-export", site.number))
        assert answer.status_code == 404


@time_machine.travel("2026-06-20 12:00+08:00", tick=False)
def test_a_donor_gets_what_their_page_tells_and_few_people_stay_hidden(signed_in) -> None:
    programme = ProgrammeFactory.create()
    site = signed_site(branch=BranchFactory.create(programme=programme))
    own = {"programme": programme, "unit": Unit.PERSONS, "planned_value": 60}
    TargetFactory.create(**own, indicator="persons-in-posts")
    TargetFactory.create(programme=programme, indicator="hospitals-signed")
    for _one in range(3):
        held(PostFactory.create(site=site))
    browser = signed_in(donor_of(programme))
    page = browser.get(book_of("giving", programme.slug)).context["summary"]

    sheets = sheets_of(browser.get(book_of("giving-export", programme.slug)))

    told = {row[1]: row for row in sheets["Results"][1:]}
    assert told.keys() == {one.indicator.code for one in page.figures}
    assert told["hospitals-signed"][3] == 1
    people = told["persons-in-posts"]
    assert "persons-in-posts" in page.hidden
    assert people[3] is None
    assert day_of(people[6]) == date(2026, 5, 31)
    assert people[7] == "Fewer than 5: not told, to protect people."
    targets = {row[1]: row for row in sheets["Targets and results"][1:]}
    assert targets["persons-in-posts"][5] is None
    assert day_of(targets["persons-in-posts"][7]) == date(2026, 5, 31)
    assert targets["persons-in-posts"][8] == "Fewer than 5: not told, to protect people."
    assert day_of(targets["hospitals-signed"][7]) == date(2026, 6, 20)
    assert [row[1] for row in sheets["Money"][1:]] == [one.indicator.code for one in page.money]
    for name in (site.number, site.hospital.official_name):
        assert name not in str(sheets)


def test_a_donors_workbook_is_for_donors_of_that_programme(signed_in) -> None:
    programme = ProgrammeFactory.create()
    url = book_of("giving-export", programme.slug)

    for account in (stranger(), donor_of(ProgrammeFactory.create())):
        assert signed_in(account).get(url).status_code == 404
    day = {"as_of": "2099-01-01"}
    assert signed_in(donor_of(programme)).get(url, day).status_code == 404


def test_no_sheet_of_a_dashboard_has_a_formula(signed_in) -> None:
    branch = BranchFactory.create(name="=1+1")
    hospital = OrganisationFactory.create(official_name="@SUM(A1:A9)")
    signed_site(branch=branch, hospital=hospital)
    own = {"programme": branch.programme, "branch": branch}
    ReadingFactory.create(**own, reads="+1", source="-2+3", source_url="https://example.org/a")
    TargetFactory.create(**own, indicator="hospitals-signed", source='=HYPERLINK("x")')
    browser = signed_in(officer_of(branch))

    for url in (
        book_of("branch-export", branch.slug),
        book_of("programme-export", branch.programme.slug),
    ):
        assert formulas_of(browser.get(url)) == []
    sheets = sheets_of(browser.get(book_of("branch-export", branch.slug)))
    assert sheets["What other sources say"][1][2:8:5] == ("+1", "-2+3")
    assert sheets["Sites by stage, today"][1][2] == "@SUM(A1:A9)"
    assert sheets["Targets and results"][1][9] == '=HYPERLINK("x")'


@pytest.mark.parametrize(
    ("page", "book"),
    [("branch-board", "branch-export"), ("programme-overview", "programme-export")],
)
def test_the_page_leads_to_its_workbook_of_the_same_day(signed_in, page: str, book: str) -> None:
    site = signed_site()
    slug = {"branch": site.branch.slug, "programme": site.branch.programme.slug}
    record, day = slug[page.partition("-")[0]], SIGNING_DAY.isoformat()

    shown = signed_in(officer_of(site.branch)).get(book_of(page, record), {"as_of": day})

    assert f'href="{book_of(book, record)}?as_of={day}"' in shown.content.decode()
