"""Lists of posts and their holders: what they bring, what is refused, twice the same."""

from datetime import date
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from openpyxl import load_workbook

from niukou.core.excel import read_sheet, write_template
from niukou.core.imports import Outcome, apply_import, import_rows
from niukou.core.models import ImportRun, ImportStatus
from niukou.programmes.imports import PostImporter
from niukou.programmes.models import Post, PostHolding, PostMonth
from niukou.programmes.post_lifecycle import PostStatus
from tests.factories import (
    OfficeFactory,
    OrganisationFactory,
    PersonFactory,
    officer_of,
    signed_site,
)
from tests.factories.posts import PostFactory, agency, coordinator_of, held, rate_for
from tests.factories.workbooks import book, upload

pytestmark = pytest.mark.django_db
HEADINGS = ["医院", "岗位序号", "岗位类型", "派驻机构", "批准日期", "姓名", "到岗日期", "离岗日期"]


@pytest.fixture
def site():
    hospital = OrganisationFactory.create(official_name="演示妇幼医院", aliases=["演示妇幼"])
    return signed_site(number="ZJ-001", hospital=hospital)


def run(site, rows, *, by=None, headings=HEADINGS):
    reading = read_sheet(book(rows, headings=headings), PostImporter.sheet)
    by = by or officer_of(site.branch)
    return import_rows(PostImporter(), reading, scope=site.branch.slug, by=by)


def outcomes(results) -> list[str]:
    return [one.outcome for one in results]


def test_a_list_brings_posts_holders_and_their_months(site) -> None:
    sender = agency()
    rate_for(PostFactory.build(site=site, number="x", employer=site.hospital))
    rows = [
        [
            "ZJ-001",
            1,
            "派驻",
            sender.official_name,
            "2025-01-06",
            "王演示",
            "2025-03-10",
            "2025-05-31",
        ],
        ["演示妇幼", 1, "派驻", sender.official_name, "2025-01-06", "李演示", "2025-07-01", ""],
        ["演示妇幼医院", 2, "聘任", "", "2025年2月1日", "", "", ""],
    ]

    results = run(site, rows)

    assert outcomes(results) == [Outcome.CREATED, Outcome.MATCHED, Outcome.CREATED]
    first, second = Post.objects.order_by("number")
    assert (first.number, first.status, first.employer) == ("ZJ-001-P1", PostStatus.FILLED, sender)
    assert (second.number, second.status) == ("ZJ-001-P2", PostStatus.APPROVED)
    assert list(first.holdings.order_by("from_on").values_list("from_on", "until_on")) == [
        (date(2025, 3, 10), date(2025, 6, 1)),
        (date(2025, 7, 1), None),
    ]
    months = PostMonth.objects.filter(post=first).order_by("month")
    assert list(months.values_list("days_held", flat=True))[:4] == [22, 30, 31, 31]


def test_the_same_list_twice_changes_nothing_and_a_longer_one_completes(site) -> None:
    row = ["ZJ-001", 1, "聘任", "", "2025-01-06", "王演示", "2025-03-10", ""]
    assert outcomes(run(site, [row])) == [Outcome.CREATED]
    before = list(PostHolding.objects.values_list())

    assert outcomes(run(site, [row, row])) == [Outcome.UNCHANGED] * 2
    assert list(PostHolding.objects.values_list()) == before
    left = [*row[:7], "2025-05-31"]
    assert outcomes(run(site, [left])) == [Outcome.MATCHED]
    assert outcomes(run(site, [left, row])) == [Outcome.UNCHANGED] * 2
    assert PostHolding.objects.get().until_on == date(2025, 6, 1)
    assert Post.objects.get().status == PostStatus.VACANT


def test_each_refusal_names_its_column_and_the_others_go_on(site) -> None:
    good = ["ZJ-001", 1, "聘任", "", "2025-01-06", "王演示", "2025-03-10", "2025-05-31"]
    busy = PersonFactory.create(official_name="忙演示")
    OfficeFactory.create(person=busy, organisation=site.hospital)
    held(PostFactory.create(site=signed_site()), person=busy)
    cases = [
        (["没有的医院", *good[1:]], "hospital"),
        (["ZJ-001", 2, "外包", *good[3:]], "kind"),
        (["ZJ-001", 2, "派驻", "", *good[4:]], "employer"),
        (["ZJ-001", 2, "派驻", "查无此机构", *good[4:]], "employer"),
        (["ZJ-001", 2, "派驻", site.hospital.official_name, *good[4:]], "employer"),
        (["ZJ-001", 2, "聘任", "", "2020-01-01", "", "", ""], "from_on"),  # before the agreement
        (["ZJ-001", 1, "聘任", "", "2025-01-07", "", "", ""], "approved_on"),
        (["ZJ-001", 1, "聘任", "", "2025-01-06", "李演示", "", ""], "from_on"),
        (["ZJ-001", 1, "聘任", "", "2025-01-06", "李演示", "2025-05-01", ""], "from_on"),
        (["ZJ-001", 1, "聘任", "", "2025-01-06", "李演示", "2099-05-01", ""], "from_on"),
        ([*good[:7], "2025-06-30"], "last_on"),
        (["ZJ-001", 1, "聘任", "", "2025-01-06", "忙演示", "2025-07-01", ""], "holder"),
        (["ZJ-001", 1, "聘任", "", "某日", "", "", ""], "approved_on"),
    ]

    results = run(site, [good, *(row for row, _column in cases)])

    assert results[0].outcome == Outcome.CREATED
    assert [list(one.problems) for one in results[1:]] == [[column] for _row, column in cases]
    assert (Post.objects.filter(site=site).count(), site.posts.get().holdings.count()) == (1, 1)


def test_a_person_of_the_employer_is_known_again_and_two_of_one_name_are_not_guessed(site) -> None:
    known = OfficeFactory.create(
        organisation=site.hospital, person=PersonFactory.create(official_name="王演示")
    ).person
    row = ["ZJ-001", 1, "聘任", "", "2025-01-06", "王演示", "2025-03-10", "2025-05-31"]
    run(site, [row])
    assert PostHolding.objects.get().person == known

    OfficeFactory.create(
        organisation=site.hospital, person=PersonFactory.create(official_name="王演示")
    )
    again = run(site, [[*row[:6], "2025-07-01", ""]])
    assert list(again[0].problems) == ["holder"]


def test_only_officers_of_the_branch_import_posts(site) -> None:
    by = coordinator_of(PostFactory.create(site=site))

    with pytest.raises(PermissionDenied):
        run(site, [["ZJ-001", 2, "聘任", "", "2025-01-06", "", "", ""]], by=by)


def test_the_template_is_read_as_it_is_handed_out(site) -> None:
    empty = BytesIO()
    write_template(empty, PostImporter.sheet)
    workbook = load_workbook(BytesIO(empty.getvalue()))
    sheet = workbook.worksheets[0]
    row = {"hospital": "ZJ-001", "position": 1, "kind": "聘任", "approved_on": "2025-01-06"}
    sheet.append([row.get(column.key) for column in PostImporter.sheet.columns])
    filled = BytesIO()
    workbook.save(filled)
    filled.seek(0)

    reading = read_sheet(filled, PostImporter.sheet)

    [read] = [one for one in reading.rows if one.values["hospital"] == "ZJ-001"]
    assert read.problems == {}


def test_an_import_is_previewed_confirmed_and_written(site, signed_in) -> None:
    browser = signed_in(officer_of(site.branch))
    row = ["ZJ-001", 1, "聘任", "", "2025-01-06", "王演示", "2025-03-10", ""]
    address = reverse("programmes:post-import", args=[site.branch.slug])
    assert browser.get(address).status_code == 200

    sent = browser.post(address, {"file": upload(book([row], headings=HEADINGS))})

    run_ = ImportRun.objects.get()
    assert (sent.status_code, run_.status) == (302, ImportStatus.PREVIEWED)
    assert Post.objects.count() == 0
    browser.post(reverse("core:import-confirm", args=[run_.pk]))
    apply_import(run_.pk)
    apply_import(run_.pk)
    assert (Post.objects.count(), PostHolding.objects.count()) == (1, 1)
    assert browser.get(run_.get_absolute_url()).status_code == 200
