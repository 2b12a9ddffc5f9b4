"""What is counted of stations after they opened: the day before, the day, the day after."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser

from niukou.core.money import Money
from niukou.core.quantities import Quantity, Unit
from niukou.figures.definitions import BOOK
from niukou.figures.indicators import Indicator, Scope
from niukou.programmes.actions.assets import move_asset
from niukou.programmes.actions.operation import end_station, pause_station, reopen_station
from niukou.programmes.lifecycle import OperatingStatus, SiteStatus
from niukou.programmes.models import MoveKind, ServiceStation, Verdict
from tests.factories import ServiceStationFactory, SiteStepFactory, signed_site, stranger
from tests.factories.building import (
    OPENED_ON,
    DefectFactory,
    asset_of,
    mended,
    officer,
    open_station_of,
    signed_acceptance,
)
from tests.factories.figures import scope_of_branch

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)
OPERATING, PAUSED, AREA, DAYS, DEFECTS, ASSETS, VALUE = (
    BOOK[code]
    for code in (
        "stations-operating",
        "stations-paused",
        "station-area",
        "days-acceptance",
        "defects-open",
        "assets-in-custody",
        "equipment-value",
    )
)


def scope_of(station: ServiceStation) -> Scope:
    return scope_of_branch(station.site.branch)


def values(indicator: Indicator, station: ServiceStation, *days: date) -> list[object]:
    found = [indicator.value(scope_of(station), day) for day in days]
    assert all(one is None or one.unit == indicator.unit for one in found)
    return [one and one.value for one in found]


def test_a_station_operates_from_its_opening_but_for_its_pauses_until_its_end() -> None:
    station = open_station_of(area_m2=Decimal("48.5"))
    by = officer(station)
    paused, reopened, ended = date(2026, 1, 10), date(2026, 3, 2), date(2026, 6, 1)
    pause_station(station, on=paused, reason="装修", by=by)
    reopen_station(station, on=reopened, reason="好", by=by)
    end_station(station, to=OperatingStatus.HANDED_OVER, on=ended, reason="期满", by=by)
    days = [
        day for border in (OPENED_ON, paused, reopened, ended) for day in (border - ONE_DAY, border)
    ]

    assert values(OPERATING, station, *days) == [0, 1, 1, 0, 0, 1, 1, 0]
    assert values(PAUSED, station, *days) == [0, 0, 0, 1, 1, 0, 0, 0]
    area = Decimal("48.5")
    assert values(AREA, station, *days) == [None, area, area, None, None, area, area, None]
    assert BOOK["stations-opened"].value(scope_of(station), ended) == Quantity(1, Unit.STATIONS)


def test_a_station_without_an_area_adds_nothing_and_alone_gives_no_area() -> None:
    station = open_station_of()
    assert values(AREA, station, OPENED_ON) == [None]
    ServiceStationFactory.create(
        site=signed_site(branch=station.site.branch), opened_on=OPENED_ON, area_m2=Decimal(30)
    )

    assert values(AREA, station, OPENED_ON) == [Decimal("30.0")]


def test_days_to_acceptance_run_from_the_first_day_of_building_to_the_second_signature() -> None:
    station = ServiceStationFactory.create(site=signed_site())
    for on in (date(2025, 6, 1), date(2025, 7, 1)):
        SiteStepFactory.create(site=station.site, to_status=SiteStatus.BUILDING, on=on)
    signed_acceptance(station, on=date(2025, 8, 1), verdict=Verdict.FAILED)
    sheet = signed_acceptance(station, on=date(2025, 9, 20))
    signed_acceptance(station, on=date(2025, 9, 25))

    days = [sheet.programme_signed_on + step * ONE_DAY for step in (-1, 0, 1, 30)]
    assert values(DAYS, station, *days) == [None, 111, 111, 111]


def test_an_acceptance_without_a_recorded_begin_of_building_measures_nothing() -> None:
    station = ServiceStationFactory.create(site=signed_site())
    signed_acceptance(station)

    assert values(DAYS, station, date(2026, 1, 1)) == [None]


def test_a_defect_is_open_from_the_day_it_was_found_to_the_day_before_its_confirmation() -> None:
    defect = mended(
        DefectFactory.create(found_on=date(2025, 9, 10)), confirmed_on=date(2025, 9, 30)
    )
    days = [date(2025, 9, day) for day in (9, 10, 15, 29, 30)]

    assert values(DEFECTS, defect.station, *days) == [0, 1, 1, 1, 0]


def test_items_count_until_they_are_written_off_and_only_priced_ones_have_a_value() -> None:
    station = ServiceStationFactory.create(site=signed_site())
    came, gone = date(2025, 9, 30), date(2026, 2, 1)
    priced = asset_of(station, quantity=3, on=came, unit_price=Money.from_yuan("12.50"))
    asset_of(station, quantity=5, on=came, item="无价")
    move_asset(
        priced,
        kind=MoveKind.WRITTEN_OFF,
        on=gone,
        quantity=2,
        from_place="小组活动室",
        reason="损坏",
        by=officer(station),
    )
    days = [came - ONE_DAY, came, gone - ONE_DAY, gone]

    assert values(ASSETS, station, *days) == [0, 8, 8, 6]
    assert values(VALUE, station, *days) == [None, 3750, 3750, 1250]


def test_everything_has_a_value_where_nothing_is_recorded() -> None:
    site = signed_site()
    scope = scope_of_branch(site.branch)

    found = {one.code: one.value(scope, OPENED_ON) for one in (OPERATING, PAUSED, DEFECTS, ASSETS)}
    assert {code: quantity.value for code, quantity in found.items()} == dict.fromkeys(found, 0)
    assert [one.value(scope, OPENED_ON) for one in (AREA, DAYS, VALUE)] == [None] * 3


def test_records_of_building_are_seen_by_those_who_work_there_and_pauses_as_far_as_stations() -> (
    None
):
    station = open_station_of()
    pause_station(station, on=date(2026, 1, 10), reason="装修", by=officer(station))
    DefectFactory.create(station=station)
    asset_of(station)
    scope, day = scope_of(station), date(2026, 1, 11)
    readers = (officer(station), stranger(), AnonymousUser())

    seen = {
        one.code: [one.narrows(one.evidence(scope, day), reader).count() for reader in readers]
        for one in (PAUSED, DEFECTS, ASSETS)
    }

    assert seen == {
        "stations-paused": [1, 1, 1],
        "defects-open": [1, 0, 0],
        "assets-in-custody": [1, 0, 0],
    }
    for one in (PAUSED, DEFECTS, ASSETS):
        [record] = one.evidence(scope, day)
        row = one.row(record)
        assert row.line.split(" ")[1] == station.site.number
        assert row.line.split(" ")[2] == row.on.isoformat()


def test_a_figure_of_building_opens_for_everybody_with_the_records_of_those_who_work_there(
    signed_in, anybody
) -> None:
    defect = DefectFactory.create(station=open_station_of())
    url = DEFECTS.url(scope_of(defect.station), date(2025, 12, 1))

    inside = signed_in(officer(defect.station)).get(url).content.decode()
    outside = anybody.get(url).content.decode()

    assert (defect.words in inside, defect.words in outside) == (True, False)
