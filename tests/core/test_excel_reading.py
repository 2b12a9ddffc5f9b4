"""Reading the lists people send."""

import zipfile
from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from niukou.core.excel import (
    Column,
    HeaderNotFound,
    Kind,
    MacrosInside,
    NotAWorkbook,
    PasswordProtected,
    Sheet,
    TooMuchInside,
    read_sheet,
)
from niukou.programmes.imports import SiteImporter
from tests.factories.workbooks import book, filled_template, saved

LIST = Sheet(
    "list",
    "List",
    (
        Column(key="name", label="Name", synonyms=("医院名称",), required=True, max_length=20),
        Column(key="on", label="Signed on", synonyms=("签署日期",), required=True, kind=Kind.DATE),
        Column(key="group", label="Group", synonyms=("签约组",), kind=Kind.ORDINAL),
        Column(key="count", label="Count", synonyms=("数量",), kind=Kind.INTEGER),
        Column(key="code", label="Code", synonyms=("代码",), kind=Kind.CODE),
        Column(key="others", label="Others", synonyms=("别名",), kind=Kind.NAMES),
    ),
)
DAY = date(2024, 11, 23)


def read_one(column: str, value: object) -> object:
    headings = ["医院名称", "签署日期"] + (
        [column] if column not in {"医院名称", "签署日期"} else []
    )
    row = {"医院名称": "甲医院", "签署日期": DAY} | {column: value}
    return read_sheet(book([[row[name] for name in headings]], headings=headings), LIST).rows[0]


@pytest.mark.parametrize(
    "written",
    [
        DAY,
        datetime(2024, 11, 23, 9, 30),  # noqa: DTZ001  # Excel knows no time zones
        45619,
        20241123,
        "2024-11-23",
        "2024/11/23",
        "2024.11.23",
        "20241123",
        "2024年11月23日",
        "２０２４年１１月２３日",
        "二〇二四年十一月二十三日",
        " 2024-11-23\u200b",
    ],
)
def test_a_date_is_read_in_every_notation(written) -> None:
    assert read_one("签署日期", written).values["on"] == DAY


@pytest.mark.parametrize("written", ["11/23/2024", "2024-02-30", "去年", "24-11-23"])
def test_a_date_that_could_mean_another_day_is_refused_with_its_row(written) -> None:
    row = read_one("签署日期", written)

    assert set(row.problems) == {"on"}
    assert written in row.problems["on"]


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("第一组", 1),
        ("1", 1),
        (1, 1),
        (1.0, 1),
        ("一", 1),
        ("第12组", 12),
        ("十二组", 12),
        ("Group 3", 3),
        ("４", 4),
    ],
)
def test_an_ordinal_is_read_from_words_and_figures(written, number) -> None:
    assert read_one("签约组", written).values["group"] == number


def test_an_ordinal_that_is_none_is_refused() -> None:
    assert set(read_one("签约组", "甲组").problems) == {"group"}


def test_codes_names_and_numbers_are_cleaned() -> None:
    assert read_one("代码", "１２33 ００-y").values["code"] == "123300Y"
    assert read_one("别名", "甲院、乙院；丙院\n甲院").values["others"] == ("甲院", "乙院", "丙院")
    assert read_one("数量", "３０").values["count"] == 30
    assert set(read_one("数量", "三十多").problems) == {"count"}


def test_a_number_with_lost_digits_is_refused() -> None:
    assert set(read_one("代码", 123456789012345678).problems) == {"code"}


def test_a_long_text_is_refused() -> None:
    assert set(read_one("医院名称", "医" * 21).problems) == {"name"}


def test_an_empty_cell_that_must_be_filled_is_refused_and_other_rows_go_on() -> None:
    reading = read_sheet(
        book([["", DAY], ["乙医院", DAY]], headings=["医院名称", "签署日期"]), LIST
    )

    assert [(row.number, sorted(row.problems)) for row in reading.rows] == [(2, ["name"]), (3, [])]


def test_headings_below_title_lines_and_over_two_merged_rows_are_found() -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"] = "试点医院一览表"
    sheet.merge_cells("A1:E1")
    sheet["A3"], sheet["B3"], sheet["C3"] = "序号", " 医院　名称（全称）*", "协议"
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B3:B4")
    sheet.merge_cells("C3:D3")
    sheet["C4"], sheet["D4"] = "签署日期", "签约组"
    sheet["B5"], sheet["C5"], sheet["D5"] = "甲医院", "2024.11.23", "第一组"
    sheet["B6"], sheet["C6"] = "乙医院", "2024.11.23"
    sheet.merge_cells("D5:D6")

    reading = read_sheet(saved(workbook), LIST)

    assert [
        (row.number, row.values["name"], row.values["on"], row.values["group"])
        for row in reading.rows
    ] == [
        (5, "甲医院", DAY, 1),
        (6, "乙医院", DAY, 1),
    ]


def test_remarks_empty_rows_and_prefilled_numbers_are_left_out() -> None:
    rows = [
        [1, "甲医院", DAY],
        [],
        [2, None, None],
        [None, "注：以上为第一批", None],
        ["合计", 1, None],
    ]

    reading = read_sheet(book(rows, headings=["序号", "医院名称", "签署日期"]), LIST)

    assert [row.number for row in reading.rows] == [2]
    assert "5、6" in reading.notes[0]


def test_hidden_rows_are_read_and_said_and_hidden_sheets_are_said() -> None:
    workbook = Workbook()
    sheet = workbook.active
    for row in (["医院名称", "签署日期"], ["甲医院", DAY], ["乙医院", DAY]):
        sheet.append(row)
    sheet.row_dimensions[3].hidden = True
    hidden = workbook.create_sheet("旧名单", 0)
    hidden.sheet_state = "hidden"
    hidden.append(["医院名称", "签署日期"])

    reading = read_sheet(saved(workbook), LIST)

    assert [row.values["name"] for row in reading.rows] == ["甲医院", "乙医院"]
    assert len(reading.notes) == 2
    assert "旧名单" in reading.notes[0]
    assert "3" in reading.notes[1]


def test_a_formula_without_a_result_and_an_error_are_refused_with_their_rows() -> None:
    reading = read_sheet(
        book(
            [["甲医院", "=TODAY()"], ["#REF!", DAY], ["丙医院", DAY]],
            headings=["医院名称", "签署日期"],
        ),
        LIST,
    )

    assert [sorted(row.problems) for row in reading.rows] == [["on"], ["name"], []]


def test_the_template_is_read_back_without_its_example() -> None:
    reading = read_sheet(
        filled_template([{"hospital": "甲医院", "signed_on": DAY}]), SiteImporter.sheet
    )

    assert [row.values["hospital"] for row in reading.rows] == ["甲医院"]
    assert len(reading.notes) == 1


def test_missing_columns_are_named() -> None:
    with pytest.raises(HeaderNotFound, match="Signed on"):
        read_sheet(book([["甲医院"]], headings=["医院名称"]), LIST)


def _with_part(name: str) -> bytes:
    file = book([["甲医院", DAY]], headings=["医院名称", "签署日期"])
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, b"x")
    return file.getvalue()


def _whole() -> bytes:
    return book([["甲医院", DAY]] * 50, headings=["医院名称", "签署日期"]).getvalue()


def _with_wrong_byte() -> bytes:
    whole = bytearray(_whole())
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        offset = archive.getinfo("xl/worksheets/sheet1.xml").header_offset
    whole[offset + 90] ^= 0xFF
    return bytes(whole)


def _without_a_sheet() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(BytesIO(_whole())) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            if "worksheets/" not in part.filename:
                new.writestr(part, old.read(part))
    return file.getvalue()


BROKEN = {
    "random bytes": (bytes(range(256)) * 20, NotAWorkbook),
    "nothing": (b"", NotAWorkbook),
    "a text file": ("医院名称,签署日期\n".encode(), NotAWorkbook),
    "a truncated archive": (_whole()[:3000], NotAWorkbook),
    "a wrong byte": (_with_wrong_byte(), NotAWorkbook),
    "an archive of other things": (zipfile and b"PK\x03\x04" + b"\0" * 60, NotAWorkbook),
    "the old format": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, NotAWorkbook),
    "a password": (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"),
        PasswordProtected,
    ),
    "macros": (_with_part("xl/vbaProject.bin"), MacrosInside),
    "no sheet": (_without_a_sheet(), (NotAWorkbook, HeaderNotFound)),
    "an empty sheet": (saved(Workbook()).getvalue(), HeaderNotFound),
    "other columns": (book([["甲"]], headings=["姓名"]).getvalue(), HeaderNotFound),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_cannot_be_read_is_refused_in_words(name) -> None:
    content, refusal = BROKEN[name]

    with pytest.raises(refusal) as refused:
        read_sheet(BytesIO(content), LIST)

    assert len(refused.value.message) > 10
    assert refused.value.field == "file"


def test_an_archive_that_unpacks_to_far_more_is_refused_before_it_is_read() -> None:
    file = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(_whole())) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            new.writestr(part, old.read(part))
        new.writestr("xl/media/zeros", b"\0" * 101_000_000)

    with pytest.raises(TooMuchInside):
        read_sheet(file, LIST)


def test_one_cell_far_away_does_not_fill_the_memory() -> None:
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["医院名称", "签署日期"])
    sheet.cell(1_048_576, 16_000, "x")

    with pytest.raises(TooMuchInside):
        read_sheet(saved(workbook), LIST)


def test_a_list_with_too_many_rows_is_refused(settings) -> None:
    settings.NIUKOU_IMPORT_LIMIT_ROWS = 2

    with pytest.raises(TooMuchInside, match="2"):
        read_sheet(book([["甲医院", DAY]] * 3, headings=["医院名称", "签署日期"]), LIST)
