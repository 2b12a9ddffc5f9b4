"""Whatever the shape of the cells, the same facts give the same result."""

from datetime import date, datetime

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niukou.core.codes import synthetic_credit_code
from niukou.core.imports import Outcome, import_rows, read_rows
from niukou.network.models import Agreement
from niukou.programmes.imports import SiteImporter
from niukou.programmes.models import Branch, ProgrammeInitiator, Site
from tests.factories import BranchFactory, OrganisationFactory, officer_of
from tests.factories.workbooks import book

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 23)
CODE = synthetic_credit_code(registration="12", sequence=77)
FULL_WIDTH = {ord(sign): ord(sign) + 0xFEE0 for sign in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ()-/."}

NAMES = ["演示（甲）医院", "演示(甲)医院", " 演示（甲） 医院", "演示【甲】医院\u200b", "甲院"]
DAYS = [
    DAY,
    datetime(2024, 11, 23, 8),  # noqa: DTZ001  # Excel knows no time zones
    45619,
    20241123,
    "2024-11-23",
    "2024/11/23",
    "2024.11.23",
    "20241123",
    "2024年11月23日",
    "二〇二四年十一月二十三日",
]  # Excel knows no time zones
GROUPS = ["第一组", "1", 1, "一", "第1组", "一组"]
CODES = [CODE, CODE.lower(), f"{CODE[:8]} {CODE[8:]}", f"{CODE[:8]}-{CODE[8:]}"]
HEADINGS = {
    "hospital": ["医院名称", "*医院名称", "医院全称（必填）", "Hospital", "医 院"],
    "uscc": ["统一社会信用代码", "信用代码", "USCC"],
    "signed_on": ["签署日期", "签约时间", "Signed on", "签订日期（年月日）"],
    "signing_group": ["签约组", "组别", "Signing group"],
}


def cells(values: list) -> st.SearchStrategy:
    return st.sampled_from(values).flatmap(
        lambda value: (
            st.sampled_from([value, value.translate(FULL_WIDTH)])
            if isinstance(value, str)
            else st.just(value)
        )
    )


@st.composite
def lists(draw):
    """One row of the same facts, its columns in any order under any known heading."""
    shapes = {"hospital": NAMES, "uscc": CODES, "signed_on": DAYS, "signing_group": GROUPS}
    order = draw(st.permutations(list(shapes)))
    titles = draw(st.integers(0, 2))
    headings = [draw(st.sampled_from(HEADINGS[key])) for key in order]
    row = [draw(cells(shapes[key])) for key in order]
    above = [["试点医院名单（２０２４）"]] * titles
    return book(
        [*above[1:], *([headings] if above else []), row], headings=above[0] if above else headings
    )


@pytest.fixture
def branch() -> Branch:
    branch = BranchFactory.create()
    ProgrammeInitiator.objects.create(
        programme=branch.programme, organisation=OrganisationFactory.create(), position=1
    )
    OrganisationFactory.create(official_name="演示（甲）医院", aliases=["甲院"], uscc=CODE)
    return branch


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(first=lists(), second=lists())
def test_any_mix_of_cell_shapes_gives_the_same_result_and_the_second_changes_nothing(
    branch, first, second
) -> None:
    importer, officer = SiteImporter(), officer_of(branch)
    with transaction.atomic():
        results = [
            import_rows(importer, read_rows(file, importer.sheet), scope=branch.slug, by=officer)
            for file in (first, second)
        ]

        site = Site.objects.get(branch=branch)
        agreement = Agreement.objects.get(parties__organisation=site.hospital)
        transaction.set_rollback(True)

    assert [[one.outcome for one in result] for result in results] == [
        [Outcome.MATCHED],
        [Outcome.UNCHANGED],
    ]
    assert (site.hospital.official_name, site.hospital.aliases) == ("演示（甲）医院", ["甲院"])
    assert (agreement.signed_on, agreement.signing_group) == (DAY, 1)
