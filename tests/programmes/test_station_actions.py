"""What can be done to a service station, and what is refused."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from niukou.core.errors import EditConflict
from niukou.programmes.actions import stations as refusals
from niukou.programmes.actions.stations import (
    correct_opening,
    edit_station,
    open_station,
    plan_station,
)
from niukou.programmes.actions.steps import (
    BeforeLastStep,
    DatedByOpening,
    DayToCome,
    NotSignedYet,
    OutOfOrder,
    correct_step,
)
from niukou.programmes.lifecycle import OPENINGS, SiteStatus
from niukou.programmes.models import SiteAgreement, SiteStep
from tests.factories import (
    BranchFactory,
    CampusFactory,
    ServiceStationFactory,
    SiteStepFactory,
    officer_of,
    signed_site,
    stranger,
)
from tests.factories.programmes import coordinator, draft_site, site_in

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
        with pytest.raises(NotSignedYet):
            open_station(station, on=on, by=officer_of(station.site.branch))


def test_open_refuses_a_second_opening_a_day_to_come_and_the_coordinator() -> None:
    station = ServiceStationFactory.create(site=signed_site())
    by = officer_of(station.site.branch)
    with pytest.raises(DayToCome):
        open_station(station, on=date(2062, 1, 1), by=by)
    with pytest.raises(PermissionDenied):
        open_station(station, on=OPENING, by=coordinator(station.site))
    open_station(station, on=OPENING, by=by)

    with pytest.raises(refusals.OpenedAlready, match="2025"):
        open_station(station, on=OPENING, by=by)


# --- the opening takes the site along ----------------------------------------------------------
def opened_station(**fields: object):
    """Return a station that opened, and whose opening unveiled its site."""
    station = ServiceStationFactory.create(site=signed_site(), **fields)
    return open_station(station, on=OPENING, by=officer_of(station.site.branch))


@pytest.mark.parametrize("now", OPENINGS)
def test_open_unveils_a_site_from_wherever_its_building_was_recorded_last(now) -> None:
    site = site_in(now, BranchFactory.create())
    station = ServiceStationFactory.create(site=site)

    open_station(station, on=OPENING, by=officer_of(site.branch))

    site.refresh_from_db()
    step = station.steps.get()
    assert (site.status, site.version) == (SiteStatus.UNVEILED, 2)
    assert (step.from_status, step.to_status, step.on) == (now, SiteStatus.UNVEILED, OPENING)


@pytest.mark.parametrize(
    "now", [SiteStatus.UNVEILED, SiteStatus.OPERATING, SiteStatus.PAUSED, SiteStatus.CLOSED]
)
def test_open_leaves_a_site_where_it_is_once_it_is_unveiled(now) -> None:
    site = site_in(now, BranchFactory.create())
    station = ServiceStationFactory.create(site=site)

    open_station(station, on=OPENING, by=officer_of(site.branch))

    site.refresh_from_db()
    assert (site.status, station.steps.exists()) == (now, False)


def test_open_refuses_a_day_before_the_sites_last_step() -> None:
    station = ServiceStationFactory.create(site=signed_site())
    SiteStepFactory.create(site=station.site, to_status=SiteStatus.DESIGN, on=date(2026, 1, 1))

    with pytest.raises(BeforeLastStep, match="2026"):
        open_station(station, on=OPENING, by=officer_of(station.site.branch))

    station.refresh_from_db()
    assert station.opened_on is None


def test_correct_opening_moves_the_step_with_it_and_keeps_why() -> None:
    station = opened_station()
    right = date(2025, 10, 30)
    by = officer_of(station.site.branch)

    corrected = correct_opening(
        station, version=station.version, on=right, ceremony=None, why="照片为证", by=by
    )

    step = SiteStep.objects.get(station=station)
    assert (corrected.opened_on, step.on) == (right, right)
    for record in (corrected, step):
        last = record.events.select_related("pgh_context").latest("pgh_id")
        assert last.pgh_context.metadata["why"] == "照片为证"


def test_correct_opening_moves_no_step_that_another_opening_took() -> None:
    first = opened_station(name="一站")
    by = officer_of(first.site.branch)
    second = ServiceStationFactory.create(site=first.site, campus=first.campus, name="二站")
    second = open_station(second, on=OPENING, by=by)

    correct_opening(
        second, version=second.version, on=date(2025, 11, 3), ceremony=None, why="记错", by=by
    )

    assert SiteStep.objects.get(station__isnull=False).on == OPENING


def test_correct_opening_refuses_what_an_opening_refuses() -> None:
    station = opened_station()
    planned = ServiceStationFactory.create(site=station.site, campus=station.campus, name="计划站")
    said = {"why": "更正", "ceremony": None, "by": officer_of(station.site.branch)}
    SiteStepFactory.create(site=station.site, to_status=SiteStatus.OPERATING, on=date(2025, 12, 1))

    for refusal, subject, on in (
        (refusals.NotOpenYet, planned, OPENING),
        (NotSignedYet, station, date(2024, 11, 22)),
        (DayToCome, station, date(2062, 1, 1)),
        (OutOfOrder, station, date(2025, 12, 2)),
    ):
        with pytest.raises(refusal):
            correct_opening(subject, version=subject.version, on=on, **said)
    with pytest.raises(EditConflict):
        correct_opening(station, version=station.version - 1, on=OPENING, **said)
    with pytest.raises(PermissionDenied):
        correct_opening(
            station,
            version=station.version,
            on=OPENING,
            **said | {"by": coordinator(station.site)},
        )
    station.refresh_from_db()
    assert station.opened_on == OPENING


def test_the_step_of_an_opening_is_corrected_at_the_station() -> None:
    step = SiteStep.objects.get(station=opened_station())

    with pytest.raises(DatedByOpening):
        correct_step(step, on=date(2025, 10, 1), why="记错", by=officer_of(step.site.branch))


# --- what is said of it ------------------------------------------------------------------------
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


def test_opening_is_corrected_on_its_page_which_tells_the_history(signed_in) -> None:
    station = opened_station()
    browser = signed_in(officer_of(station.site.branch))
    url = reverse("programmes:opening-correct", args=[station.pk])
    said = {"version": station.version, "on": "2025-10-30", "why": "照片为证"}

    assert signed_in(stranger()).get(url).status_code == 403
    assert signed_in(coordinator(station.site)).get(url).status_code == 403
    assert browser.get(url).context["form"].initial["on"] == OPENING
    assert browser.post(url, said | {"on": "2024-01-01"}).status_code == 422
    assert browser.post(url, said).status_code == 302
    late = browser.post(url, said | {"on": "2025-10-29"})
    assert (late.status_code, late.context["form"].differences[0].theirs) == (422, "2025-10-30")
    newest, *_older = browser.get(url).context["changes"]
    assert newest.why == "照片为证"
    assert [str(station.steps.get().on), "照片为证" in late.content.decode()] == [
        "2025-10-30",
        True,
    ]


def test_a_planned_station_has_no_opening_to_correct(signed_in) -> None:
    station = ServiceStationFactory.create(site=signed_site())
    url = reverse("programmes:opening-correct", args=[station.pk])

    assert signed_in(officer_of(station.site.branch)).get(url).status_code == 404
