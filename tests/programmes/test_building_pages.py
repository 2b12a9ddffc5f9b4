"""The pages of building a station, as people open them; the paper, and what is due."""

import re
from datetime import date

import pytest
from django.urls import reverse

from niukou.core.due import due_for
from niukou.programmes.acceptance_paper import acceptance_code
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Acceptance, ChecklistKind, Defect, Design, SelfCheck
from tests.factories import ServiceStationFactory, officer_of_all, stranger
from tests.factories.building import (
    AcceptanceFactory,
    DefectFactory,
    DesignFactory,
    OpeningHoursFactory,
    ZoneFactory,
    administrator,
    checklist_of,
    mended,
    officer,
    open_station_of,
    passed_self_check,
    photo_of,
    signed_acceptance,
    station_in,
)
from tests.factories.pictures import picture
from tests.factories.programmes import coordinator

pytestmark = pytest.mark.django_db


def page_of(name: str, *arguments: object) -> str:
    return reverse(f"programmes:{name}", args=arguments)


@pytest.mark.parametrize("count", [1, 3])
def test_the_tabs_run_the_same_queries_for_any_number_of_records(
    signed_in, count, django_assert_num_queries
) -> None:
    station = open_station_of()
    stations = [station] + [
        ServiceStationFactory.create(site=station.site, campus=station.campus, name=f"站{n}")
        for n in range(1, count)
    ]
    for one in stations:
        photo_of(one)
        ZoneFactory.create(station=one)
        OpeningHoursFactory.create(station=one)
        DesignFactory.create(station=one)
        passed_self_check(one)
        AcceptanceFactory.create(station=one)
        DefectFactory.create(station=one)
    browser = signed_in(officer(station))
    browser.get(reverse("programmes:programme-list"))  # the session notes the visit

    # session, account, roles, site, branches one runs, stations, zones, spells, hours, pictures
    with django_assert_num_queries(10):
        tab = browser.get(page_of("site-stations", station.site.number))
    # session, account, roles, site, branches one runs, stations, designs, self-checks,
    # acceptances, defects
    with django_assert_num_queries(10):
        building = browser.get(page_of("site-building", station.site.number))

    assert len(tab.context["cards"]) == len(building.context["cards"]) == count


def test_an_empty_site_leads_to_the_plan(signed_in) -> None:
    site = station_in(SiteStatus.DESIGN).site
    site.stations.all().delete()

    html = signed_in(coordinator(site)).get(page_of("site-stations", site.number))

    assert page_of("station-plan", site.number) in html.content.decode()


def test_a_design_goes_from_the_hospital_to_the_officer(signed_in) -> None:
    station = station_in(SiteStatus.DESIGN)
    hospital, programme = signed_in(coordinator(station.site)), signed_in(officer(station))
    submit = page_of("design-submit", station.pk)

    assert hospital.get(submit).status_code == 200
    assert hospital.post(submit, {"on": "2025-03-01"}).status_code == 422
    said = {"description": "三间", "on": "2025-03-01", "floor_plan": picture(name="平面图.jpg")}
    assert hospital.post(submit, said).status_code == 302
    design = Design.objects.get()
    url = design.get_absolute_url()
    assert "decision" not in hospital.get(url).content.decode()
    decide = {"decision": "RETURNED", "on": "2025-03-05", "note": ""}
    assert hospital.post(url, decide).status_code == 403
    assert programme.post(url, decide).status_code == 422
    assert programme.post(url, decide | {"note": "补消防"}).status_code == 302
    assert "补消防" in hospital.get(url).content.decode()
    assert signed_in(stranger()).get(url).status_code == 404


def answers(checklist, failing: bool = False) -> dict[str, str]:
    said = {f"answer_{item.pk}": "PASS" for item in checklist.items.all()}
    last = checklist.items.last()
    failed = {f"answer_{last.pk}": "FAIL", f"note_{last.pk}": "缺标识"}
    return said | (failed if failing else {})


def test_a_self_check_is_filled_in_item_by_item(signed_in) -> None:
    station = station_in(SiteStatus.SELF_CHECK)
    browser = signed_in(coordinator(station.site))
    url = page_of("self-check-record", station.pk)
    assert "还没有编写" in browser.get(url).content.decode()
    checklist = checklist_of(station.site.branch.programme, ChecklistKind.SELF_CHECK)
    sent = answers(checklist, failing=True) | {"on": "2025-09-01", "note": ""}

    assert "消防通道畅通" in browser.get(url).content.decode()
    missing = {name: value for name, value in sent.items() if not name.startswith("note_")}
    assert browser.post(url, missing).status_code == 422
    response = browser.post(url, sent)

    check = SelfCheck.objects.get()
    assert (response.status_code, check.is_passed) == (302, False)
    assert "缺标识" in browser.get(check.get_absolute_url()).content.decode()
    assert Defect.objects.get().words == "标识清楚：缺标识"


def test_an_acceptance_is_recorded_signed_and_printed(signed_in, anybody) -> None:
    station = station_in(SiteStatus.ACCEPTANCE)
    hospital, programme = signed_in(administrator(station)), signed_in(officer(station))
    checklist = checklist_of(station.site.branch.programme, ChecklistKind.ACCEPTANCE)
    record = page_of("acceptance-record", station.pk)
    sent = answers(checklist, failing=True) | {"on": "2025-09-10", "due_on": "2025-09-30"}

    assert programme.get(record).status_code == 200
    assert programme.post(record, sent | {"verdict": "PASSED"}).status_code == 422
    assert programme.post(record, sent | {"verdict": "PASSED_WITH_DEFECTS"}).status_code == 302
    sheet = Acceptance.objects.get()
    code = acceptance_code(sheet)
    for browser, side in ((hospital, "hospital"), (programme, "programme")):
        sign = page_of("acceptance-sign", sheet.number, side)
        assert sign in browser.get(sheet.get_absolute_url()).content.decode()
        assert browser.get(sign).status_code == 200
        assert browser.post(sign, {"on": "2025-09-09"}).status_code == 422
        assert browser.post(sign, {"on": "2025-09-20"}).status_code == 302
    assert sign not in programme.get(sheet.get_absolute_url()).content.decode()

    paper = hospital.get(page_of("acceptance-paper", sheet.number))
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    sheet.refresh_from_db()
    verdicts = [
        anybody.get("/verify/", {"code": one}).context["found"].verdict
        for one in (code, acceptance_code(sheet))
    ]
    assert verdicts == ["CORRECTED", "GENUINE"]
    found = anybody.get("/verify/", {"code": acceptance_code(sheet)}).content.decode()
    assert station.site.hospital.official_name not in found


def test_a_sheet_is_withdrawn_and_its_scan_attached(signed_in) -> None:
    sheet = AcceptanceFactory.create()
    browser = signed_in(officer(sheet.station))
    scan, withdraw = (page_of(f"acceptance-{verb}", sheet.number) for verb in ("scan", "withdraw"))

    assert browser.get(scan).status_code == browser.get(withdraw).status_code == 200
    assert browser.post(scan, {"file": picture()}).status_code == 302
    sheet.refresh_from_db()
    outside = signed_in(stranger())
    assert outside.get(sheet.scan.get_absolute_url()).status_code == 404
    assert browser.get(sheet.scan.get_absolute_url()).status_code == 200
    assert browser.post(withdraw, {"on": "2025-09-20", "reason": "录错"}).status_code == 302
    assert "录错" in browser.get(sheet.get_absolute_url()).content.decode()
    assert browser.post(withdraw, {"on": "2025-09-20", "reason": "再撤"}).status_code == 422


def test_a_defect_is_reported_mended_looked_at_and_sent_back(signed_in) -> None:
    station = ServiceStationFactory.create()
    hospital, programme = signed_in(coordinator(station.site)), signed_in(officer(station))
    report = page_of("defect-report", station.pk)
    said = {"words": "插座松动", "severity": "SERIOUS", "on": "2025-09-10"}

    assert programme.get(report).status_code == 200
    assert programme.post(report, said | {"due_on": "2025-09-01"}).status_code == 422
    assert programme.post(report, said | {"due_on": "2025-09-30"}).status_code == 302
    defect = Defect.objects.get()
    mend, confirm, back = (
        page_of(f"defect-{verb}", defect.pk) for verb in ("mend", "confirm", "send-back")
    )
    mending = {"mending": "已换", "on": "2025-09-12", "evidence": picture()}
    assert hospital.get(mend).status_code == 200
    assert hospital.post(mend, mending | {"on": "2025-09-01"}).status_code == 422
    assert hospital.post(mend, mending | {"evidence": picture()}).status_code == 302
    assert hospital.post(confirm, {"on": "2025-09-13"}).status_code == 422
    assert programme.get(back).status_code == 200
    assert programme.post(back, {"reason": "还松"}).status_code == 302
    assert "还松" in hospital.get(mend).content.decode()
    assert hospital.post(mend, mending | {"evidence": picture()}).status_code == 302
    assert programme.get(confirm).status_code == 200
    assert programme.post(confirm, {"on": "2025-09-14"}).status_code == 302
    defect.refresh_from_db()
    assert defect.state == "confirmed"


def test_checklists_are_read_by_all_and_written_for_the_whole_programme(signed_in) -> None:
    station = ServiceStationFactory.create()
    programme = station.site.branch.programme
    checklist_of(programme, ChecklistKind.SELF_CHECK)
    browser = signed_in(officer_of_all(programme))
    listed, write = (page_of(f"checklist-{name}", programme.slug) for name in ("list", "write"))

    begun = browser.get(f"{write}?kind=SELF_CHECK").context["form"]["must_pass"].value()
    assert begun == "消防通道畅通"
    said = {"kind": "SELF_CHECK", "from_on": "2026-01-01", "must_pass": "甲\n乙", "others": ""}
    assert browser.post(write, said | {"must_pass": ""}).status_code == 422
    assert browser.post(write, said).status_code == 302
    assert "第 2 版" in signed_in(coordinator(station.site)).get(listed).content.decode()


def test_the_desk_tells_each_side_what_it_has_to_do() -> None:
    station = station_in(SiteStatus.SELF_CHECK)
    today = date(2025, 10, 1)

    def urls(user) -> set[str]:
        return {
            re.sub(r"\d+", "#", due.url.rpartition("?")[0] or due.url)
            for due in due_for(user, on=today)
        }

    hospital, programme = coordinator(station.site), officer(station)
    assert "/stations/#/self-check/" in urls(hospital)
    passed_self_check(station)
    design = DesignFactory.create(station=station)
    sheet = AcceptanceFactory.create(station=station)
    defect = DefectFactory.create(station=station)
    building = page_of("site-building", station.site.number)

    def told(user) -> list[bool]:
        found = {due.url for due in due_for(user, on=today)}
        return [one.get_absolute_url() in found for one in (design, sheet, defect)]

    assert (told(hospital), told(programme)) == ([False, True, True], [True, True, False])
    mended(defect)
    assert (told(hospital), told(programme)) == ([False, True, False], [True, True, True])
    assert told(stranger()) == [False, False, False]
    assert defect.get_absolute_url() == building
    signed = signed_acceptance(open_station_of())
    assert signed.get_absolute_url() not in {
        due.url for due in due_for(officer(signed.station), on=today)
    }
