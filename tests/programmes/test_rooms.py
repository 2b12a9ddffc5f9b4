"""Zones and opening hours."""

from datetime import date, time
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation

from niukou.core.errors import EditConflict
from niukou.programmes.actions import rooms as refusals
from niukou.programmes.actions.rooms import Room, set_opening_hours, set_zones
from niukou.programmes.models import OpeningHours, Weekday, ZoneKind
from niukou.programmes.queries.hours import hours_in_words
from tests.factories import ServiceStationFactory, stranger
from tests.factories.building import OpeningHoursFactory, ZoneFactory, open_station_of
from tests.factories.programmes import coordinator

pytestmark = pytest.mark.django_db
MORNING, AFTERNOON = (time(8, 30), time(12)), (time(13, 30), time(17))
FROM = date(2026, 1, 5)


def week(*days: Weekday, stretches=(MORNING, AFTERNOON)) -> dict:
    return dict.fromkeys(days, stretches)


WORKDAYS = tuple(Weekday)[:5]


def test_zones_are_set_as_a_whole_and_keep_what_stays() -> None:
    station = ServiceStationFactory.create(area_m2=Decimal(60))
    kept = ZoneFactory.create(station=station, name="小组活动室")
    ZoneFactory.create(station=station, name="旧库房")
    rooms = [
        Room(ZoneKind.RECEPTION, "接待区", Decimal(20)),
        Room(ZoneKind.GROUP, "小组活动室", Decimal(40)),
    ]

    set_zones(station, version=1, zones=rooms, why="改造", by=coordinator(station.site))

    zones = list(station.zones.order_by("position"))
    assert [(zone.name, zone.area_m2) for zone in zones] == [("接待区", 20), ("小组活动室", 40)]
    assert zones[1].pk == kept.pk


def test_zones_refuse_two_of_one_name_more_area_than_there_is_and_a_second_editor() -> None:
    station = ServiceStationFactory.create(area_m2=Decimal(30))
    said = {"why": "改造", "by": coordinator(station.site)}
    one, other = Room(ZoneKind.PLAY, "区", Decimal(20)), Room(ZoneKind.READING, "区", None)

    for refusal, zones in (
        (refusals.ZoneNamedTwice, [one, other]),
        (refusals.ZonesTooLarge, [one, Room(ZoneKind.READING, "角", Decimal("10.1"))]),
    ):
        with pytest.raises(refusal):
            set_zones(station, version=1, zones=zones, **said)
    with pytest.raises(EditConflict):
        set_zones(station, version=0, zones=[], **said)
    with pytest.raises(PermissionDenied):
        set_zones(station, version=1, zones=[], **said | {"by": stranger()})
    assert not station.zones.exists()


def test_a_timetable_ends_the_one_before_it_and_replaces_one_of_its_own_day() -> None:
    station = open_station_of()
    said = {"why": "调整", "by": coordinator(station.site)}
    set_opening_hours(station, version=1, from_on=FROM, hours=week(*WORKDAYS), **said)

    later = date(2026, 7, 1)
    set_opening_hours(station, version=2, from_on=later, hours=week(Weekday.MONDAY), **said)
    set_opening_hours(
        station, version=3, from_on=later, hours=week(Weekday.SUNDAY, stretches=[MORNING]), **said
    )

    def on(day: date) -> set[int]:
        rows = OpeningHours.objects.filter(station=station).in_force(on=day)
        return set(rows.values_list("weekday", flat=True))

    assert (on(date(2026, 6, 30)), on(later)) == ({1, 2, 3, 4, 5}, {7})
    assert on(date(2026, 1, 4)) == set()


def test_hours_refuse_stretches_that_overlap_and_a_day_before_a_later_timetable() -> None:
    station = open_station_of()
    said = {"version": 1, "why": "调整", "by": coordinator(station.site)}
    crossing = [(time(8), time(12)), (time(11), time(15))]

    with pytest.raises(refusals.StretchesOverlap):
        set_opening_hours(station, from_on=FROM, hours={Weekday.MONDAY: crossing}, **said)
    OpeningHoursFactory.create(station=station, from_on=date(2026, 7, 1))
    with pytest.raises(refusals.LaterTimetable, match="2026"):
        set_opening_hours(station, from_on=FROM, hours={}, **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningHoursFactory.create(station=station, opens_at="17:00", closes_at="17:00")


def test_hours_in_words_name_days_of_one_timetable_together() -> None:
    station = open_station_of()
    hours = week(*WORKDAYS) | week(Weekday.SUNDAY, stretches=[MORNING])
    by = coordinator(station.site)
    set_opening_hours(station, version=1, from_on=FROM, hours=hours, why="新", by=by)

    with translation.override("en"):
        said = hours_in_words(station.opening_hours.all())
    with translation.override("zh-hans"):
        chinese = hours_in_words(station.opening_hours.all())

    assert said == [
        ("Monday to Friday", "08:30–12:00, 13:30–17:00"),
        ("Sunday", "08:30–12:00"),
    ]
    assert chinese[0] == ("星期一至星期五", "08:30–12:00、13:30–17:00")
    assert hours_in_words([]) == []


def test_the_page_of_hours_understands_how_people_write_them(signed_in) -> None:
    station = open_station_of()
    browser = signed_in(coordinator(station.site))
    url = reverse("programmes:station-hours", args=[station.pk])
    said = {"version": 1, "from_on": "2026-01-05", "why": "新"}

    assert browser.get(url).status_code == 200
    for wrong in ("八点到五点", "25:00-26:00", "12:00-8:30", "8:30-12:00 午休"):
        refused = browser.post(url, said | {"day_1": wrong})
        assert (refused.status_code, "day_1" in refused.context["form"].errors) == (422, True)
    assert browser.post(url, said | {"day_1": "8：30～12：00；13.30至17.00"}).status_code == 302
    stretches = station.opening_hours.order_by("opens_at").values_list("opens_at", "closes_at")
    assert list(stretches) == [MORNING, AFTERNOON]
    late = browser.post(url, said | {"day_1": "9:00-12:00"})
    assert (late.status_code, late.context["form"].differences[0].theirs) == (
        422,
        "08:30-12:00, 13:30-17:00",
    )


def test_the_page_of_zones_adds_rows_and_tells_the_second_editor(signed_in) -> None:
    station = ServiceStationFactory.create()
    browser = signed_in(coordinator(station.site))
    url = reverse("programmes:station-zones", args=[station.pk])
    said = {
        "version": 1,
        "rows": 3,
        "kind_1": "PLAY",
        "name_1": "儿童游戏区",
        "area_1": "12.5",
        "why": "建成",
    }

    assert browser.get(url).status_code == 200
    more = browser.post(url, said | {"another": "1"})
    assert (more.status_code, more.context["form"].row_count) == (200, 4)
    assert "儿童游戏区" in more.content.decode()
    assert browser.post(url, said | {"area_2": "3"}).status_code == 422
    assert browser.post(url, said).status_code == 302
    assert str(station.zones.get().area_m2) == "12.5"
    late = browser.post(url, said | {"name_1": "阅读角"})
    (difference,) = late.context["form"].differences
    told = "儿童游戏区 12.5 m²", "阅读角 (儿童游戏区) 12.5 m²"
    assert (late.status_code, (difference.theirs, difference.yours)) == (422, told)
