"""The real list of regions, 1980 to 2024, in our tables."""

import pytest

from niukou.network.models import Region, RegionLevel, RegionRecode
from niukou.network.reference import is_known_region, load_regions
from niukou.network.reference.runs import Listed, Run, amend, recodes_of, runs_of


@pytest.fixture(scope="module")
def regions(django_db_setup, django_db_blocker):
    """The whole list, loaded once for this file and taken out again."""
    with django_db_blocker.unblock():
        yield load_regions()
        RegionRecode.objects.all().delete()
        Region.objects.filter(level=RegionLevel.COUNTY).delete()
        Region.objects.filter(level=RegionLevel.CITY).delete()
        Region.objects.all().delete()


pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("year", "provinces", "counties"),
    [(1980, 30, 2761), (1988, 31, None), (1997, 33, None), (2024, 34, 2846)],
)
def test_as_many_divisions_are_in_force_as_the_list_has(
    regions: int, year: int, provinces: int, counties: int | None
) -> None:
    in_force = Region.objects.in_force(year)

    assert in_force.filter(level=RegionLevel.PROVINCE).count() == provinces
    assert counties in {None, in_force.filter(level=RegionLevel.COUNTY).count()}


def test_loading_again_changes_nothing(regions: int) -> None:
    before = list(Region.objects.order_by("pk").values())
    recodes = RegionRecode.objects.count()

    assert load_regions() == regions
    assert list(Region.objects.order_by("pk").values()) == before
    assert RegionRecode.objects.count() == recodes


def test_every_division_below_a_province_has_one_above_it(regions: int) -> None:
    orphans = Region.objects.exclude(level=RegionLevel.PROVINCE).filter(parent=None)

    assert Region.objects.filter(level=RegionLevel.COUNTY, parent__isnull=False).exists()
    assert list(orphans) == []


def test_yuhang_is_followed_from_county_to_city_to_district(regions: int) -> None:
    path, code = ["330125"], "330125"
    while step := RegionRecode.objects.filter(old__code=code).select_related("new").first():
        code = step.new.code
        path.append(f"{step.year} {code}")

    assert path == ["330125", "1994 339021", "1995 330184", "2001 330110"]


@pytest.mark.parametrize(
    ("old", "new", "year"),
    [
        ("330183", "330111", 2014),  # 富阳市 → 富阳区
        ("330322", "330305", 2015),  # 洞头县 → 洞头区
        ("320602", "320613", 2020),  # 崇川区, same name
        ("371203", "370117", 2018),  # 钢城区, from 莱芜 to 济南
    ],
)
def test_a_county_under_a_new_code_is_known_as_the_same(
    regions: int, old: str, new: str, year: int
) -> None:
    assert RegionRecode.objects.filter(old__code=old, new__code=new, year=year).count() == 1


@pytest.mark.parametrize(
    ("code", "year", "known"),
    [
        ("330125", 1980, True),  # 余杭县, until 1994
        ("330125", 1993, True),
        ("330125", 1994, False),
        ("330114", 1950, True),  # 钱塘区 since 2021: a card may be given late
        ("330114", 2024, True),
        ("440309", 1990, True),  # 龙华区 since 2017
        ("330100", 1990, False),  # a city is no county
        ("999000", 1990, False),  # never existed
    ],
)
def test_is_known_region_looks_at_the_year_and_all_later_ones(
    regions: int, code: str, year: int, known: bool
) -> None:
    assert is_known_region(code, year) is known


def test_a_division_holds_what_is_below_it_and_nothing_of_its_neighbours(regions: int) -> None:
    taizhou = Region.objects.get(code="331000", until_year=None)

    codes = {region.code[:4] for region in Region.objects.within(taizhou)}

    assert codes == {"3310"}


def test_a_gap_in_the_list_makes_two_runs_and_the_last_year_is_open() -> None:
    listed = [Listed(year, "110101", "东城区", "110100") for year in (2001, 2002, 2004)]

    runs = runs_of(listed, last_year=2004)

    assert [(run.start, run.until) for run in runs] == [(2001, 2003), (2004, None)]


def test_later_changes_end_rename_and_begin() -> None:
    runs = [
        Run("110101", "东城区", "110100", 1980, None),
        Run("110102", "西城区", "110100", 1980, None),
    ]
    changes = [
        Listed(2025, "110101", "", ""),
        Listed(2025, "110102", "新城区", "110100"),
        Listed(2026, "110120", "另城区", "110100"),
    ]

    amended = amend(runs, changes)

    assert [(run.name, run.start, run.until) for run in amended] == [
        ("东城区", 1980, 2025),
        ("西城区", 1980, 2025),
        ("新城区", 2025, None),
        ("另城区", 2026, None),
    ]


def test_two_of_the_same_name_are_never_guessed_and_a_renaming_is_no_recode() -> None:
    runs = [
        Run("330101", "郊区", "330100", 1980, 1990),
        Run("330201", "郊区", "330200", 1980, 1990),
        Run("330301", "郊区", "330300", 1990, None),
        Run("330401", "甲乙县", "330400", 1980, 1990),
        Run("330401", "甲乙市", "330400", 1990, None),
        Run("330501", "丙丁市", "330500", 1980, 1990),
        Run("330601", "丙丁县", "330600", 1990, None),  # nobody falls in rank
    ]

    assert list(recodes_of(runs)) == []
