"""What is kept of one hospital as workbooks: its building and its agreements."""

from datetime import date

import pytest
from django.urls import reverse

from niukou.programmes.actions.signing import drop_draft, hold_signing, prepare_agreement
from niukou.programmes.lifecycle import SiteStatus
from tests.factories import BranchFactory, officer_of, stranger
from tests.factories.building import (
    DefectFactory,
    agreed_design,
    mended,
    passed_self_check,
    signed_acceptance,
    station_in,
)
from tests.factories.programmes import coordinator, officer_of_another_branch
from tests.factories.signing import prepared, wording_for
from tests.factories.workbooks import formulas_of, sheets_of, told

pytestmark = pytest.mark.django_db


def export(name: str, number: str) -> str:
    return reverse(f"programmes:site-{name}-export", args=[number])


def test_the_building_comes_out_with_every_check_and_defect(in_english) -> None:
    station = station_in(SiteStatus.BUILDING)
    other = station_in(SiteStatus.BUILDING)
    agreed_design(station)
    passed_self_check(station)
    sheet = signed_acceptance(station)
    done = mended(DefectFactory.create(station=station, words="甲"), confirmed_on=date(2025, 9, 20))
    half = mended(DefectFactory.create(station=station, words="乙"))
    new = DefectFactory.create(station=station, words="=1+1", due_on=date(2025, 10, 1))
    DefectFactory.create(station=other, words="别处")
    browser = in_english(coordinator(station.site))
    address = export("building", station.site.number)

    sheets = sheets_of(browser.get(address))

    assert list(sheets) == ["Defects", "Designs", "Self-checks", "Acceptances"]
    states = {row["What is wrong"]: row for row in told(browser.get(address), "Defects")}
    assert {words: row["Status"] for words, row in states.items()} == {
        done.words: "Mended and confirmed",
        half.words: "Mended, to be confirmed",
        new.words: "Open",
    }
    assert (states["甲"]["Mended by"], states["甲"]["How it was mended"]) == ("Hospital", "已清理")
    assert states["=1+1"]["To be mended by"].date() == new.due_on
    assert formulas_of(browser.get(address)) == []
    assert sheets["Designs"][1][4] == "Agreed"
    assert sheets["Self-checks"][1][2] == "yes"
    assert sheets["Acceptances"][1][0] == sheet.number
    assert address in browser.get(address.removesuffix("export/")).content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_the_building_asks_the_same_of_the_database_for_any_number_of_defects(
    in_english, count: int, django_assert_num_queries
) -> None:
    station = station_in(SiteStatus.BUILDING)
    DefectFactory.create_batch(count, station=station)
    browser = in_english(officer_of(station.site.branch))
    address = export("building", station.site.number)
    browser.get(address)

    # session, account, roles, site, defects, designs, self-checks, acceptances
    with django_assert_num_queries(9):
        response = browser.get(address)

    assert len(told(response, "Defects")) == count


def test_the_agreements_of_a_hospital_come_out_with_what_was_dropped(in_english) -> None:
    branch = BranchFactory.create()
    officer = officer_of(branch)
    dropped = prepared(branch, officer)
    site = dropped.site
    drop_draft(dropped, why="写错了", by=officer)
    again = prepare_agreement(
        site, template=dropped.template, wording=wording_for(site, title="第二稿"), by=officer
    )
    hold_signing(
        branch, title="签约", on=date(2026, 3, 20), cohort="", groups={again: 2}, by=officer
    )
    again.refresh_from_db()

    response = in_english(coordinator(site)).get(export("agreements", site.number))
    sheets = sheets_of(response)

    assert sheets["In the register"][1][0] == again.agreement.number
    assert sheets["In the register"][1][4] == 2
    written = [(row[0], row[2], row[5]) for row in sheets["Written here"][1:]]
    assert written == [("第二稿", "Signed", None), (dropped.title, "Dropped", "写错了")]


@pytest.mark.parametrize("name", ["building", "agreements"])
def test_what_is_kept_of_a_hospital_is_for_those_who_work_on_it(in_english, name: str) -> None:
    site = station_in(SiteStatus.BUILDING).site
    elsewhere = station_in(SiteStatus.BUILDING).site

    for account in (stranger(), officer_of_another_branch(site), coordinator(elsewhere)):
        assert in_english(account).get(export(name, site.number)).status_code == 404
    for account in (coordinator(site), officer_of(site.branch)):
        assert in_english(account).get(export(name, site.number)).status_code == 200
