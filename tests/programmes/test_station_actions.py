"""What can be done to a service station, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from niukou.core.errors import EditConflict
from niukou.programmes.actions import stations as refusals
from niukou.programmes.actions.stations import edit_station, open_station, plan_station
from niukou.programmes.models import SiteAgreement
from tests.factories import (
    CampusFactory,
    ServiceStationFactory,
    officer_of,
    signed_site,
    stranger,
)
from tests.factories.programmes import coordinator, draft_site

pytestmark = pytest.mark.django_db
OPENING = date(2025, 10, 31)


def test_plan_puts_a_station_on_a_campus_of_the_hospital() -> None:
    site = draft_site()
    campus = CampusFactory.create(organisation=site.hospital)

    station = plan_station(site, campus=campus, name="博爱社工服务站", by=coordinator(site))

    assert (station.campus, station.opened_on, station.area_m2) == (campus, None, None)


def test_plan_refuses_another_hospitals_campus_and_a_name_taken_there() -> None:
    station = ServiceStationFactory.create()
    by = officer_of(station.site.branch)

    with pytest.raises(refusals.CampusElsewhere):
        plan_station(station.site, campus=CampusFactory.create(), name="站", by=by)
    with pytest.raises(refusals.StationKnown):
        plan_station(station.site, campus=station.campus, name=station.name, by=by)
    with pytest.raises(PermissionDenied):
        plan_station(station.site, campus=station.campus, name="站", by=stranger())


def test_open_records_the_day() -> None:
    station = ServiceStationFactory.create(site=signed_site())

    opened = open_station(station, on=OPENING, by=officer_of(station.site.branch))

    assert (opened.opened_on, opened.version) == (OPENING, station.version + 1)


def test_open_refuses_a_hospital_without_an_agreement_in_force_on_that_day() -> None:
    unsigned = ServiceStationFactory.create(site=draft_site())
    early = ServiceStationFactory.create(site=signed_site())
    ended = ServiceStationFactory.create(site=signed_site())
    agreement = SiteAgreement.objects.get(site=ended.site).agreement
    agreement.ended_on = date(2025, 1, 1)
    agreement.save()

    for station, on in ((unsigned, OPENING), (early, date(2024, 11, 22)), (ended, OPENING)):
        with pytest.raises(refusals.NotSignedYet):
            open_station(station, on=on, by=officer_of(station.site.branch))


def test_open_refuses_a_second_opening_a_day_to_come_and_the_coordinator() -> None:
    station = ServiceStationFactory.create(site=signed_site())
    by = officer_of(station.site.branch)
    with pytest.raises(refusals.DayToCome):
        open_station(station, on=date(2062, 1, 1), by=by)
    with pytest.raises(PermissionDenied):
        open_station(station, on=OPENING, by=coordinator(station.site))
    open_station(station, on=OPENING, by=by)

    with pytest.raises(refusals.OpenedAlready, match="2025"):
        open_station(station, on=OPENING, by=by)


def test_edit_changes_what_is_said_and_tells_the_second_editor() -> None:
    station = ServiceStationFactory.create()
    said = {"location": "1号楼2层", "area_m2": Decimal("48.5"), "why": "更正"}
    by = coordinator(station.site)
    edit_station(station, version=station.version, name="新名", by=by, **said)

    with pytest.raises(EditConflict) as refusal:
        edit_station(station, version=station.version, name="后改的名", by=by, **said)

    assert refusal.value.current.name == "新名"


def test_edit_refuses_the_name_of_another_station_there() -> None:
    station = ServiceStationFactory.create()
    ServiceStationFactory.create(site=station.site, campus=station.campus, name="另一站")

    with pytest.raises(refusals.StationKnown):
        edit_station(
            station,
            version=station.version,
            name="另一站",
            location="",
            area_m2=None,
            why="改名",
            by=officer_of(station.site.branch),
        )


def test_station_doors(signed_in) -> None:
    site = signed_site()
    campus = CampusFactory.create(organisation=site.hospital)
    browser = signed_in(officer_of(site.branch))
    plan = reverse("programmes:station-plan", args=[site.number])

    assert browser.post(plan, {"campus": campus.pk, "name": "博爱站"}).status_code == 302
    station = site.stations.get()
    opening, edit = (
        reverse(f"programmes:station-{verb}", args=[station.pk]) for verb in ("open", "edit")
    )
    for url in (opening, edit):
        assert browser.get(url).status_code == 200
        assert signed_in(stranger()).get(url).status_code == 404
    assert browser.post(opening, {"on": "2024-11-22"}).status_code == 422
    assert browser.post(opening, {"on": "2025-10-31"}).status_code == 302
    assert signed_in(stranger()).get(edit).status_code == 403
    said = {"version": 2, "name": "博爱站", "location": "3层", "area_m2": "-1", "why": "补"}
    assert browser.post(edit, said).status_code == 422
    assert browser.post(edit, said | {"area_m2": "40"}).status_code == 302
    late = browser.post(edit, said | {"area_m2": "41", "location": "4层"})
    assert (late.status_code, "3层" in late.content.decode()) == (422, True)
