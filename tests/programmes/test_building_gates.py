"""What keeps a site from a step while its station is built, and since when something is proved."""

from datetime import date

import pytest

from niukou.programmes import building as refusals
from niukou.programmes.actions.sites import move_site
from niukou.programmes.conditions import condition
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import ServiceStation, Severity, Verdict
from tests.factories import ServiceStationFactory
from tests.factories.building import (
    AcceptanceFactory,
    DefectFactory,
    DesignFactory,
    agreed_design,
    mended,
    officer,
    passed_self_check,
    signed_acceptance,
    station_in,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 1, 5)


def go(station: ServiceStation, to: SiteStatus) -> str:
    moved = move_site(station.site, to=to, on=TODAY, by=officer(station))
    return moved.status


STEPS = {
    SiteStatus.DESIGN: SiteStatus.FIRST_PAYMENT,
    SiteStatus.SELF_CHECK: SiteStatus.ACCEPTANCE,
    SiteStatus.ACCEPTANCE: SiteStatus.LAST_PAYMENT,
}


@pytest.mark.parametrize("now", STEPS)
def test_a_site_whose_building_is_not_followed_here_is_kept_from_nothing(now) -> None:
    station = station_in(now)

    assert go(station, STEPS[now]) == STEPS[now]


def test_the_first_payment_waits_for_an_agreed_design() -> None:
    station = station_in(SiteStatus.DESIGN)
    DesignFactory.create(station=station)

    with pytest.raises(refusals.DesignNotAgreed):
        go(station, SiteStatus.FIRST_PAYMENT)
    agreed_design(station)

    assert go(station, SiteStatus.FIRST_PAYMENT) == "FIRST_PAYMENT"


def test_the_inspection_waits_for_a_self_check_that_passed() -> None:
    station = station_in(SiteStatus.SELF_CHECK)
    agreed_design(station)

    with pytest.raises(refusals.SelfCheckNotPassed):
        go(station, SiteStatus.ACCEPTANCE)
    check = passed_self_check(station)
    type(check).objects.filter(pk=check.pk).update(is_passed=False)
    with pytest.raises(refusals.SelfCheckNotPassed):
        go(station, SiteStatus.ACCEPTANCE)
    type(check).objects.filter(pk=check.pk).update(is_passed=True)

    assert go(station, SiteStatus.ACCEPTANCE) == "ACCEPTANCE"


def test_the_last_payment_waits_for_both_signatures_and_for_blocking_defects() -> None:
    station = station_in(SiteStatus.ACCEPTANCE)
    agreed_design(station)
    with pytest.raises(refusals.NotAccepted):
        go(station, SiteStatus.LAST_PAYMENT)
    failed = signed_acceptance(station, verdict=Verdict.FAILED, on=date(2025, 9, 1))
    with pytest.raises(refusals.NotAccepted):
        go(station, SiteStatus.LAST_PAYMENT)
    sheet = AcceptanceFactory.create(station=station, checklist=failed.checklist)
    with pytest.raises(refusals.NotAccepted):
        go(station, SiteStatus.LAST_PAYMENT)
    sheet.withdrawn_on = TODAY
    sheet.save()
    signed_acceptance(station)
    DefectFactory.create(station=station, severity=Severity.SERIOUS)
    blocking = DefectFactory.create(station=station, words="消防")

    with pytest.raises(refusals.BlockedByDefect):
        go(station, SiteStatus.LAST_PAYMENT)
    mended(blocking)
    with pytest.raises(refusals.BlockedByDefect):
        go(station, SiteStatus.LAST_PAYMENT)
    mended(blocking, confirmed_on=date(2025, 9, 30))

    assert go(station, SiteStatus.LAST_PAYMENT) == "LAST_PAYMENT"


def test_each_station_followed_here_has_to_be_ready() -> None:
    station = station_in(SiteStatus.DESIGN)
    agreed_design(station)
    second = ServiceStationFactory.create(site=station.site, campus=station.campus, name="二站")
    assert condition("design-agreed").met_on(station.site) == date(2025, 3, 10)
    DesignFactory.create(station=second)

    assert condition("design-agreed").met_on(station.site) is None
    with pytest.raises(refusals.DesignNotAgreed):
        go(station, SiteStatus.FIRST_PAYMENT)
    agreed_design(second, on=date(2025, 4, 1))

    assert condition("design-agreed").met_on(station.site) == date(2025, 4, 1)


def test_money_learns_from_which_day_each_condition_is_proved() -> None:
    station = station_in(SiteStatus.ACCEPTANCE)
    codes = (
        "design-agreed",
        "self-check-passed",
        "acceptance-signed",
        "defects-mended",
        "station-opened",
    )

    def proved() -> list[date | None]:
        return [condition(code).met_on(station.site) for code in codes]

    assert proved() == [None] * 5
    agreed_design(station)
    passed_self_check(station)
    signed_acceptance(station)
    assert proved() == [
        date(2025, 3, 10),
        date(2025, 9, 1),
        date(2025, 9, 20),
        date(2025, 9, 20),
        None,
    ]
    defect = DefectFactory.create(station=station, severity=Severity.MINOR)
    assert proved()[3] is None
    mended(defect, confirmed_on=date(2025, 10, 2))
    ServiceStation.objects.filter(pk=station.pk).update(opened_on=date(2025, 10, 31))
    assert proved()[3:] == [date(2025, 10, 2), date(2025, 10, 31)]
