"""Writing workbooks."""

import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook

from niukou.core.excel import Table, write_rows, write_tables, write_template, write_xlsx
from niukou.core.http import ExportColumn, export
from niukou.network.models import Organisation
from niukou.programmes.imports import SiteImporter
from tests.factories import OrganisationFactory, stranger


def written(rows: list[list[object]]) -> list[tuple[object, ...]]:
    file = BytesIO()
    write_xlsx(file, name="名单", headings=["甲", "乙"], rows=rows)
    return list(load_workbook(BytesIO(file.getvalue())).active.iter_rows(values_only=True))


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "https://example.org", "007"]
)
def test_no_text_becomes_a_formula_a_link_or_a_number(text) -> None:
    file = BytesIO()

    write_xlsx(file, name="名单", headings=["甲"], rows=[[text]])

    cell = load_workbook(BytesIO(file.getvalue())).active["A2"]
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text, None)


def test_values_keep_their_kind() -> None:
    day, moment = date(2024, 11, 23), datetime(2024, 11, 23, 1, 30, tzinfo=UTC)

    rows = written([[day, moment], [Decimal("1.5"), None], [True, ""]])

    assert rows == [
        ("甲", "乙"),
        (datetime(2024, 11, 23), datetime(2024, 11, 23, 9, 30)),  # noqa: DTZ001  # Excel knows no time zones
        (1.5, None),
        ("True", None),
    ]


def test_an_export_without_rows_has_its_headings() -> None:
    assert written([]) == [("甲", "乙")]


def test_rows_beyond_what_a_sheet_holds_go_on_in_the_next(monkeypatch) -> None:
    monkeypatch.setattr("niukou.core.excel.writing.ROWS_LIMIT", 2)
    file = BytesIO()

    write_xlsx(file, name="名单", headings=["甲"], rows=[[n] for n in range(5)])

    sheets = load_workbook(BytesIO(file.getvalue())).worksheets
    assert [(sheet.title, sheet.max_row) for sheet in sheets] == [
        ("名单", 3),
        ("名单 2", 3),
        ("名单 3", 2),
    ]


def test_each_table_has_its_own_sheet_and_no_two_have_one_name() -> None:
    file, long = BytesIO(), "甲" * 40
    names = ["表", "表", "a", "A", "[x]/y", "'引'", "", long, long]

    write_tables([Table(name, ["列"], [[place]]) for place, name in enumerate(names)], file)

    sheets = load_workbook(BytesIO(file.getvalue())).worksheets
    assert [sheet.title for sheet in sheets] == [
        *("表", "表 2", "a", "A 2", "-x--y", "引", "1", "甲" * 31, "甲" * 29 + " 2"),
    ]
    assert [sheet["A2"].value for sheet in sheets] == list(range(len(names)))


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "https://example.org"])
def test_no_sheet_makes_a_formula_of_a_text_or_a_heading(text) -> None:
    file = BytesIO()

    write_tables([Table(name, [text], [[text]]) for name in ("甲", "乙", text)], file)

    cells = [
        cell
        for sheet in load_workbook(BytesIO(file.getvalue())).worksheets
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert [(cell.data_type, cell.value, cell.hyperlink) for cell in cells] == [
        ("s", text, None)
    ] * 6


def test_memory_does_not_grow_with_the_rows_of_several_tables() -> None:
    def peak(count: int) -> int:
        tables = [Table(name, ["a"], ([f"text {n}"] for n in range(count))) for name in "xyz"]
        tracemalloc.start()
        write_tables(tables, BytesIO())
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    small = peak(1_000)

    assert peak(8_000) < small + 1_500_000


def test_memory_does_not_grow_with_the_rows() -> None:
    def peak(count: int) -> int:
        tracemalloc.start()
        write_xlsx(BytesIO(), name="x", headings=["a"], rows=([f"text {n}"] for n in range(count)))
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    small = peak(2_000)

    assert peak(20_000) < small + 1_500_000


def test_the_template_explains_offers_choices_and_marks_its_example() -> None:
    file = BytesIO()

    write_template(file, SiteImporter.sheet)

    workbook = load_workbook(BytesIO(file.getvalue()))
    sheet, explained = workbook.worksheets
    columns = SiteImporter.sheet.columns
    assert [cell.value for cell in sheet[1]] == [
        f"{column.label} *" if column.required else str(column.label) for column in columns
    ]
    assert sheet["A2"].value.startswith("示例")
    assert sheet["A1"].comment.text.strip() == str(columns[0].help)
    assert len(sheet.data_validations.dataValidation) == 1
    assert explained.max_row == len(columns) + 1


def test_refused_rows_keep_their_texts_and_say_why() -> None:
    file = BytesIO()

    write_rows(
        file, SiteImporter.sheet, [({"hospital": "=甲医院"}, ["日期不对"])], remarks=["原因"]
    )

    sheet = load_workbook(BytesIO(file.getvalue())).worksheets[0]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("=甲医院", "s")
    assert (sheet.cell(1, 12).value, sheet.cell(2, 12).value) == ("原因", "日期不对")


@pytest.mark.django_db
def test_export_hands_out_a_queryset_as_a_workbook(rf) -> None:
    OrganisationFactory.create(official_name="演示医院甲")
    columns = [
        ExportColumn("名称", lambda one: one.official_name),
        ExportColumn("代码", lambda one: one.uscc),
    ]

    response = export(
        rf.get("/"),
        Organisation.objects.visible_to(stranger()).order_by("pk"),
        columns,
        filename="机构",
    )

    sheet = load_workbook(BytesIO(b"".join(response.streaming_content))).active
    assert [row[0] for row in sheet.iter_rows(values_only=True)] == ["名称", "演示医院甲"]
    assert response["Cache-Control"] == "private, no-store"
