"""Workbooks as people send them, made cell by cell."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from niukou.core.excel import write_template
from niukou.programmes.imports import SiteImporter

HEADINGS = ["医院名称", "统一社会信用代码", "协议编号", "签署日期", "签约组", "批次", "别名"]


def saved(workbook: Workbook) -> BytesIO:
    file = BytesIO()
    workbook.save(file)
    file.seek(0)
    return file


def book(rows: Iterable[Sequence[Any]], *, headings: Sequence[str] = HEADINGS) -> BytesIO:
    """Return a plain workbook: one row of headings, then ``rows``."""
    workbook = Workbook()
    sheet = workbook.active
    for row in (headings, *rows):
        sheet.append(list(row))
    return saved(workbook)


def filled_template(rows: Iterable[dict[str, Any]]) -> BytesIO:
    """Return our own template with its example left in and ``rows`` below, by column key."""
    empty = BytesIO()
    write_template(empty, SiteImporter.sheet)
    workbook = load_workbook(BytesIO(empty.getvalue()))
    sheet = workbook.worksheets[0]
    keys = [column.key for column in SiteImporter.sheet.columns]
    for row in rows:
        sheet.append([row.get(key) for key in keys])
    return saved(workbook)


def upload(file: BytesIO, name: str = "医院名单.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, file.getvalue())


def sheets_of(response: Any) -> dict[str, list[tuple[Any, ...]]]:
    """Return the rows of each sheet that was handed out, the headings first."""
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in opened(response)}


def opened(response: Any) -> list[Any]:
    """Return the sheets of a workbook that was handed out."""
    assert response.status_code == 200, response.status_code
    return load_workbook(BytesIO(b"".join(response.streaming_content))).worksheets


def formulas_of(response: Any) -> list[str]:
    """Return the cells, on any sheet, that a program would reckon with or follow."""
    cells = [cell for sheet in opened(response) for row in sheet.iter_rows() for cell in row]
    return [str(cell.value) for cell in cells if cell.data_type == "f" or cell.hyperlink]


def told(response: Any, sheet: str) -> list[dict[str, Any]]:
    """Return the rows of one sheet that was handed out, each by its headings."""
    headings, *rows = sheets_of(response)[sheet]
    return [dict(zip(headings, row, strict=True)) for row in rows]
