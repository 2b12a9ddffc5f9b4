"""The demo world: public facts as published, everything else plainly invented."""

from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db.models import Count

from niukou.core.codes import SYNTHETIC_REGION, BadCode, Fault, read_credit_code, read_id_number
from niukou.desk.demo import facts, invented
from niukou.desk.demo.scale import enlarge
from niukou.desk.demo.signins import PASSWORD, sign_ins
from niukou.desk.demo.world import build_world
from niukou.figures.definitions import AGREEMENTS_SIGNED, DAYS_SIGNING_TO_OPENING, HOSPITALS_SIGNED
from niukou.figures.indicators import Scope
from niukou.figures.models import Reading
from niukou.figures.queries.figures import groups_of, prove
from niukou.network.models import (
    Agreement,
    AgreementKind,
    AgreementParty,
    Campus,
    Office,
    Organisation,
)
from niukou.people.models import Account, Person
from niukou.programmes.models import Branch, ServiceStation, Site, Target
from tests.factories import RegionFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 23)
PUBLISHED = {body.name for body in facts.BODIES}
TABLES = (Account, Agreement, Campus, Office, Organisation, Person, Reading, Site, Target)


@pytest.fixture
def regions() -> None:
    """The divisions the demo world stands in."""
    for code in ("110000", "330000"):
        RegionFactory.create(code=code, level="PROVINCE")
    for code in (*invented.CITIES, "421000"):
        RegionFactory.create(code=code, level="CITY")
    RegionFactory.create(code="440112", level="COUNTY")


@pytest.fixture
def zhejiang(regions: None) -> Scope:
    """The branch of the demo world."""
    assert build_world()
    branch = Branch.objects.select_related("programme").get(slug="zhejiang")
    return Scope(branch.programme, branch)


def counts() -> dict[str, int]:
    return {table.__name__: table.objects.count() for table in TABLES}


def is_nobodys(number: str) -> bool:
    """Return whether an ID number is well formed, and of a region that never was."""
    with pytest.raises(BadCode) as refused:
        read_id_number(number, is_known_region=lambda code, year: False, today=TODAY)
    parts = read_id_number(number, is_known_region=lambda code, year: True, today=TODAY)
    return refused.value.fault == Fault.REGION and parts.region == SYNTHETIC_REGION


# --- what was published ------------------------------------------------------------------------
def test_twenty_two_hospitals_signed_on_the_day_and_none_the_day_before(zhejiang: Scope) -> None:
    day, before = facts.SIGNED_ON, facts.SIGNED_ON - timedelta(days=1)

    figures = [prove(HOSPITALS_SIGNED, zhejiang, on) for on in (before, day)]

    assert [figure.quantity.value for figure in figures] == [0, 22]
    assert [figure.evidence_count for figure in figures] == [0, 22]


def test_the_twenty_two_stand_in_four_signing_groups(zhejiang: Scope) -> None:
    groups = groups_of(prove(AGREEMENTS_SIGNED, zhejiang, facts.SIGNED_ON))

    assert [group.key for group in groups] == ["1", "2", "3", "4"]
    assert sum(group.count for group in groups) == 22
    joined = Agreement.objects.filter(kind=AgreementKind.PILOT)
    assert set(joined.values_list("cohort", flat=True)) == {facts.COHORT}


def test_both_readings_of_the_signing_stand_side_by_side(zhejiang: Scope) -> None:
    readings = Reading.objects.filter(branch=zhejiang.branch, indicator="hospitals-signed")

    said = dict(readings.values_list("source", "reads"))
    assert said == {facts.PAPER: "四批共22家", facts.NOTICE: "首批22家"}


def test_the_first_hospital_has_its_campuses_and_its_station_on_one_of_them(
    zhejiang: Scope,
) -> None:
    hospital = Organisation.objects.get(official_name=facts.CHILDREN)

    opened = ServiceStation.objects.get(opened_on__isnull=False)

    assert {campus.name for campus in hospital.campuses.all()} == {"莫干山院区", "滨江院区"}
    assert (opened.site.hospital, opened.campus.name) == (hospital, "滨江院区")
    waited = prove(DAYS_SIGNING_TO_OPENING, zhejiang, facts.OPENED_ON).quantity
    assert (opened.opened_on, waited.value) == (date(2025, 10, 31), 342)


def test_the_targets_keep_their_units(zhejiang: Scope) -> None:
    of_branch = Target.objects.filter(branch=zhejiang.branch)
    of_programme = Target.objects.filter(branch=None)

    said = [dict(rows.values_list("unit", "planned_value")) for rows in (of_branch, of_programme)]
    assert said[0] == {"HOSPITALS": 30, "POSTS": 60, "PERSONS": 200}
    stations = of_programme.get(indicator="hospitals-with-station")
    assert (stations.planned_value, said[1]["PERSONS"]) == (100, 1000)


# --- what was invented -------------------------------------------------------------------------
def test_whatever_was_not_published_carries_the_mark(zhejiang: Scope) -> None:
    bodies = set(Organisation.objects.values_list("official_name", flat=True))
    persons = set(Person.objects.values_list("official_name", flat=True))

    assert bodies >= PUBLISHED
    assert persons
    assert {name for name in (bodies - PUBLISHED) | persons if invented.MARK not in name} == set()
    campuses = Campus.objects.exclude(organisation__official_name__in=PUBLISHED)
    assert {campus.name for campus in campuses} == {"演示院区"}
    planned = ServiceStation.objects.filter(opened_on=None)
    assert planned
    assert all(invented.MARK in station.name for station in planned)


def test_no_code_or_number_of_the_demo_was_ever_issued(zhejiang: Scope) -> None:
    codes = Organisation.objects.exclude(uscc="").values_list("uscc", flat=True)
    numbers = [person.id_number.reveal() for person in Person.objects.all()]

    assert {read_credit_code(code).region for code in codes} == {SYNTHETIC_REGION}
    assert len(numbers) == len(set(numbers)) > 20
    assert all(map(is_nobodys, numbers))
    assert {person.phone.reveal()[:3] for person in Person.objects.all()} == {"100"}


def test_building_it_again_changes_nothing(zhejiang: Scope) -> None:
    before = counts()

    assert not build_world()

    assert counts() == before


def test_each_demo_account_signs_in_and_is_told_of(zhejiang: Scope, capsys) -> None:
    call_command("load_demo", "--show-logins")

    told = capsys.readouterr().out
    accounts = {one.email: Account.objects.get(email=one.email) for one in sign_ins()}
    assert len(accounts) == len(sign_ins())
    assert all(account.check_password(PASSWORD) for account in accounts.values())
    assert all(f"{email} " in told and PASSWORD in told for email in accounts)


# --- the large world ---------------------------------------------------------------------------
def test_the_large_world_has_what_it_says(regions: None) -> None:
    said = [enlarge(1), enlarge(1)]

    each = "1000 persons, 1000 offices, 400 organisations, 3000 agreements, 6000 parties"
    assert said == [each, each]
    assert (Person.objects.count(), Organisation.objects.count()) == (2000, 800)
    assert (Agreement.objects.count(), AgreementParty.objects.count()) == (6000, 12_000)
    bare = Agreement.objects.annotate(parts=Count("parties")).exclude(parts=2)
    assert not bare.exists()
    assert Office.objects.values("person").distinct().count() == 2000
    numbers = [person.id_number.reveal() for person in Person.objects.all()]
    assert len(set(numbers)) == 2000
    assert all(map(is_nobodys, numbers[::40]))


def test_what_is_copied_in_is_as_saving_it_would_have_made_it(regions: None) -> None:
    enlarge(1)
    records = [table.objects.latest("pk") for table in (Person, Organisation, Agreement)]
    copied = [record.search for record in records]

    for record in records:
        record.save()

    assert [record.search for record in records] == copied
    assert all(record.events.filter(pgh_label="insert").count() == 1 for record in records)


def test_the_large_world_is_found_by_its_names_and_marked_throughout(regions: None) -> None:
    enlarge(1)
    person, body = Person.objects.earliest("pk"), Organisation.objects.earliest("pk")

    assert person in Person.objects.filter(search__finds=person.official_name[1:3])
    assert body in Organisation.objects.filter(search__finds=body.uscc)
    assert not Person.objects.exclude(official_name__contains="演示").exists()
    assert not Organisation.objects.exclude(official_name__contains="演示").exists()
    assert not Agreement.objects.exclude(number__startswith="演示").exists()
