"""The workbook people fill in, and the same one with remarks on its rows."""

from collections.abc import Iterable, Mapping, Sequence
from typing import IO, Any

from django.utils.translation import gettext as _
from xlsxwriter import Workbook

from niukou.core.excel.sheets import Column, Kind, Sheet
from niukou.core.excel.writing import Formats, open_workbook, sheet_name, write_cell

PREPARED_ROWS = 1000
REMARK_WIDTH = 40
EXAMPLE_MARK = "示例 Example:"  # never translated: reading knows it by this


def write_template(to: IO[bytes], sheet: Sheet) -> None:
    """Write an empty list: headings with notes, one example, and a sheet that explains."""
    with open_workbook(to) as workbook:
        formats = Formats(workbook)
        page = _begin(workbook, sheet, formats)
        for place, column in enumerate(sheet.columns):
            if column.example:
                page.write_string(1, place, _example(column, sheet), formats.soft)
        _explain(workbook, sheet, formats)


def write_rows(
    to: IO[bytes],
    sheet: Sheet,
    rows: Iterable[tuple[Mapping[str, str], Sequence[str]]],
    *,
    remarks: Sequence[str],
) -> None:
    """Write rows in the template's shape, each followed by what is remarked on it.

    A row is its texts by column and its remarks, whose headings are ``remarks``: the workbook
    can be mended and sent again.
    """
    with open_workbook(to) as workbook:
        formats = Formats(workbook)
        page = _begin(workbook, sheet, formats)
        first = len(sheet.columns)
        page.set_column(first, first + len(remarks) - 1, REMARK_WIDTH)
        for place, heading in enumerate(remarks, start=first):
            page.write_string(0, place, heading, formats.heading)
        for number, (texts, said) in enumerate(rows, start=1):
            for place, column in enumerate(sheet.columns):
                write_cell(page, number, place, texts.get(column.key, ""), formats=formats)
            for place, text in enumerate(said, start=first):
                page.write_string(number, place, text, formats.wrapped)
        _explain(workbook, sheet, formats)


def _begin(workbook: Workbook, sheet: Sheet, formats: Formats) -> Any:
    page = workbook.add_worksheet(sheet_name(str(sheet.name)))
    for place, column in enumerate(sheet.columns):
        # As text, so that long codes keep their digits and 1-2 does not turn into a day.
        page.set_column(place, place, column.width, formats.text)
        look = formats.required if column.required else formats.heading
        page.write_string(0, place, _heading(column), look)
        if column.help:
            page.write_comment(0, place, str(column.help), {"x_scale": 2})
        if column.choices:
            allowed = {"validate": "list", "source": list(column.choices), "error_type": "warning"}
            page.data_validation(1, place, PREPARED_ROWS, place, allowed)
    page.freeze_panes(1, 0)
    return page


def _heading(column: Column) -> str:
    return f"{column.label} *" if column.required else str(column.label)


def _example(column: Column, sheet: Sheet) -> str:
    first = next(each for each in sheet.columns if each.required)
    return f"{EXAMPLE_MARK} {column.example}" if column is first else column.example


def _explain(workbook: Workbook, sheet: Sheet, formats: Formats) -> None:
    kinds = {
        Kind.TEXT: _("Text"),
        Kind.CODE: _("Code"),
        Kind.NAMES: _("Several names, divided by 、"),
        Kind.DATE: _("Date, like 2024-11-23"),
        Kind.INTEGER: _("Whole number"),
        Kind.ORDINAL: _("Number in order, like 1 or 第一组"),
    }
    page = workbook.add_worksheet(sheet_name(_("What each column means")))
    for place, width in enumerate((24, 12, 30, 60, 30)):
        page.set_column(place, place, width)
    titles = [
        _("Column"),
        _("Must it be filled?"),
        _("What goes in"),
        _("What it means"),
        _("Example"),
    ]
    for place, title in enumerate(titles):
        page.write_string(0, place, title, formats.heading)
    for number, column in enumerate(sheet.columns, start=1):
        must = _("Yes") if column.required else _("No")
        texts = [str(column.label), must, kinds[column.kind], str(column.help), column.example]
        for place, text in enumerate(texts):
            page.write_string(number, place, text, formats.wrapped)
