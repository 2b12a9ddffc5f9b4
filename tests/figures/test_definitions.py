"""What each indicator counts: the day before, the day, the day after."""

from datetime import date, timedelta

import pytest

from niukou.core.quantities import Quantity, Unit
from niukou.figures.definitions import (
    AGREEMENTS_SIGNED,
    BOOK,
    DAYS_SIGNING_TO_OPENING,
    HOSPITALS_SIGNED,
    HOSPITALS_WITH_STATION,
    STATIONS_OPENED,
    IndicatorUnknown,
    find_indicator,
)
from niukou.figures.indicators import Indicator, Scope
from niukou.figures.queries.figures import counted, groups_of, prove
from niukou.programmes.models import SiteAgreement
from tests.factories import (
    SIGNING_DAY,
    AgreementFactory,
    BranchFactory,
    CampusFactory,
    OrganisationFactory,
    ProgrammeFactory,
    ServiceStationFactory,
    signed_site,
)
from tests.factories.figures import opened_station, scope_of_branch, zhejiang

pytestmark = pytest.mark.django_db
ONE_DAY = timedelta(days=1)


def hospitals(number: int) -> Quantity:
    return Quantity(number, Unit.HOSPITALS)


def test_zhejiang_has_22_hospitals_in_four_groups_from_the_day_they_signed() -> None:
    scope = scope_of_branch(zhejiang())

    assert HOSPITALS_SIGNED.value(scope, date(2024, 11, 22)) == hospitals(0)
    assert HOSPITALS_SIGNED.value(scope, date(2024, 11, 23)) == hospitals(22)
    assert HOSPITALS_SIGNED.value(scope, date(2024, 11, 24)) == hospitals(22)
    assert len(HOSPITALS_SIGNED.evidence(scope, date(2024, 11, 23))) == 22
    groups = groups_of(prove(HOSPITALS_SIGNED, scope, date(2024, 11, 23)))
    assert [(group.key, group.count) for group in groups] == [
        ("1", 6),
        ("2", 6),
        ("3", 5),
        ("4", 5),
    ]


@pytest.mark.parametrize("ending", ["ends_on", "ended_on"])
def test_a_hospital_counts_until_the_day_its_agreement_ended(ending: str) -> None:
    site = signed_site()
    agreement = site.agreements.get().agreement
    setattr(agreement, ending, date(2025, 6, 1))
    agreement.save()
    scope = scope_of_branch(site.branch)

    assert HOSPITALS_SIGNED.value(scope, date(2025, 5, 31)) == hospitals(1)
    assert HOSPITALS_SIGNED.value(scope, date(2025, 6, 1)) == hospitals(0)


def test_a_hospital_that_signs_again_counts_again() -> None:
    site = signed_site()
    first = site.agreements.get().agreement
    first.ended_on = date(2025, 6, 1)
    first.save()
    again = AgreementFactory.create(signed_on=date(2025, 9, 1))
    SiteAgreement.objects.create(site=site, agreement=again)
    scope = scope_of_branch(site.branch)

    assert HOSPITALS_SIGNED.value(scope, date(2025, 8, 31)) == hospitals(0)
    assert HOSPITALS_SIGNED.value(scope, date(2025, 9, 1)) == hospitals(1)


def test_two_agreements_of_one_hospital_are_one_hospital_and_two_agreements() -> None:
    site = signed_site(group=1)
    second = AgreementFactory.create(signed_on=SIGNING_DAY + ONE_DAY, signing_group=2)
    SiteAgreement.objects.create(site=site, agreement=second)
    scope, day = scope_of_branch(site.branch), SIGNING_DAY + ONE_DAY

    assert HOSPITALS_SIGNED.value(scope, day) == hospitals(1)
    assert [row.agreement.signing_group for row in HOSPITALS_SIGNED.evidence(scope, day)] == [1]
    assert AGREEMENTS_SIGNED.value(scope, day) == Quantity(2, Unit.AGREEMENTS)


def test_a_hospital_in_two_branches_is_one_hospital_of_the_programme() -> None:
    programme, hospital = ProgrammeFactory.create(), OrganisationFactory.create()
    for _place in range(2):
        signed_site(branch=BranchFactory.create(programme=programme), hospital=hospital)

    assert HOSPITALS_SIGNED.value(Scope(programme), SIGNING_DAY) == hospitals(1)


def test_a_programme_leaves_out_its_unpublished_branches_for_every_reader() -> None:
    programme = ProgrammeFactory.create()
    signed_site(branch=BranchFactory.create(programme=programme))
    hidden = BranchFactory.create(programme=programme, is_public=False)
    signed_site(branch=hidden)

    assert HOSPITALS_SIGNED.value(Scope(programme), SIGNING_DAY) == hospitals(1)
    assert HOSPITALS_SIGNED.value(Scope(programme, hidden), SIGNING_DAY) == hospitals(1)


def test_a_station_counts_from_the_day_it_opened() -> None:
    station = opened_station(BranchFactory.create(), on=date(2025, 10, 31))
    scope = scope_of_branch(station.site.branch)

    assert STATIONS_OPENED.value(scope, date(2025, 10, 30)) == Quantity(0, Unit.STATIONS)
    assert STATIONS_OPENED.value(scope, date(2025, 10, 31)) == Quantity(1, Unit.STATIONS)


def test_two_stations_of_one_hospital_are_one_hospital_with_a_station() -> None:
    first = opened_station(BranchFactory.create())
    other = CampusFactory.create(organisation=first.site.hospital)
    ServiceStationFactory.create(site=first.site, campus=other, opened_on=date(2026, 1, 5))
    scope, day = scope_of_branch(first.site.branch), date(2026, 1, 5)

    assert STATIONS_OPENED.value(scope, day) == Quantity(2, Unit.STATIONS)
    assert HOSPITALS_WITH_STATION.value(scope, day) == hospitals(1)
    assert [row.pk for row in HOSPITALS_WITH_STATION.evidence(scope, day)] == [first.pk]


def test_the_first_station_of_zhejiang_opened_342_days_after_signing() -> None:
    station = opened_station(BranchFactory.create())
    scope = scope_of_branch(station.site.branch)

    assert DAYS_SIGNING_TO_OPENING.value(scope, date(2025, 10, 30)) is None
    assert DAYS_SIGNING_TO_OPENING.value(scope, date(2025, 10, 31)) == Quantity(342, Unit.DAYS)


@pytest.mark.parametrize(
    ("waits", "median"), [([10], "10"), ([10, 11], "10.5"), ([10, 20, 900], "20"), ([10, 20], "15")]
)
def test_the_days_are_the_median_so_one_late_station_does_not_speak_for_all(waits, median) -> None:
    branch = BranchFactory.create()
    for days in waits:
        opened_station(branch, on=SIGNING_DAY + timedelta(days=days))

    value = DAYS_SIGNING_TO_OPENING.value(scope_of_branch(branch), date(2027, 12, 31))

    assert str(value.value) == median


def test_a_planned_station_and_one_never_signed_for_measure_nothing() -> None:
    branch = BranchFactory.create()
    ServiceStationFactory.create(site__branch=branch)
    ServiceStationFactory.create(site__branch=branch, opened_on=date(2025, 1, 1))
    scope = scope_of_branch(branch)

    assert STATIONS_OPENED.value(scope, date(2026, 1, 1)) == Quantity(1, Unit.STATIONS)
    assert DAYS_SIGNING_TO_OPENING.value(scope, date(2026, 1, 1)) is None


def test_what_is_not_recorded_yet_is_none_and_never_0() -> None:
    scope = scope_of_branch(zhejiang())
    said = dict.fromkeys(("label", "source", "counts", "none_means"), "演示")
    indicator = Indicator(code="promised-only", unit=Unit.PERSONS, **said)

    assert indicator.value(scope, SIGNING_DAY) is None
    assert list(indicator.evidence(scope, SIGNING_DAY)) == []
    assert not indicator.is_recorded


@pytest.mark.parametrize(
    "indicator", [one for one in BOOK.values() if one.is_count], ids=lambda one: one.code
)
def test_the_value_is_the_number_of_its_records_on_every_day(indicator: Indicator) -> None:
    branch = zhejiang()
    station = opened_station(branch)
    again = AgreementFactory.create(signed_on=date(2025, 1, 1), ended_on=date(2025, 12, 1))
    SiteAgreement.objects.create(site=station.site, agreement=again)
    scopes = [scope_of_branch(branch), Scope(branch.programme)]
    days = [SIGNING_DAY - ONE_DAY, SIGNING_DAY, date(2025, 1, 1), date(2025, 12, 1)]
    asked = [(indicator, scope, day) for scope in scopes for day in days]

    for one, scope, day in asked:
        value = one.value(scope, day).value
        assert value == len(one.evidence(scope, day)) == prove(one, scope, day).evidence_count
        assert value == counted(asked)[one, scope, day]


@pytest.mark.parametrize("indicator", BOOK.values(), ids=lambda one: one.code)
def test_every_definition_says_what_it_counts_and_by_whose_words(indicator: Indicator) -> None:
    texts = (indicator.label, indicator.source, indicator.counts, indicator.none_means)

    assert all(len(str(text)) > 2 for text in texts)
    assert find_indicator(indicator.code) is indicator


def test_an_unknown_indicator_is_refused_with_the_list_of_those_known() -> None:
    with pytest.raises(IndicatorUnknown, match="hospitals-signed"):
        find_indicator("hospitals-singed")
