"""Writing rows to Excel: streamed, and no text ever becomes a formula or a link."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import IO, Any

from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

ROWS_LIMIT = 1_048_575  # below the headings; Excel ends there
CELL_LIMIT_CHARACTERS = 32_767
SHEET_NAME_LIMIT_CHARACTERS = 31


def write_xlsx(
    to: IO[bytes],
    *,
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    widths: Sequence[int] = (),
) -> None:
    """Write one sheet to ``to``; memory does not grow with the number of ``rows``.

    Dates and numbers stay what they are, everything else is written as text. Rows beyond
    what Excel can hold go on in further sheets. ``widths`` are in characters.
    """
    with open_workbook(to) as workbook:
        formats = Formats(workbook)
        begin = partial(_begin, workbook, headings=headings, widths=widths, look=formats.heading)
        sheet: Worksheet | None = None
        for count, row in enumerate(rows):
            if count % ROWS_LIMIT == 0:
                sheet = begin(_numbered(name, count // ROWS_LIMIT))
            write_row(sheet, count % ROWS_LIMIT + 1, row, formats)
        if sheet is None:
            begin(_numbered(name, 0))


def open_workbook(to: IO[bytes]) -> Workbook:
    """Return a workbook that is written row by row and never guesses what a text means."""
    return Workbook(to, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"})


class Formats:
    """The few looks our workbooks have."""

    def __init__(self, workbook: Workbook) -> None:
        heading = {
            "bold": True,
            "bg_color": "#F1F3F5",
            "bottom": 1,
            "text_wrap": True,
            "valign": "top",
        }
        self.heading: Format = workbook.add_format(heading)
        self.required: Format = workbook.add_format(heading | {"font_color": "#B3261E"})
        self.soft: Format = workbook.add_format({"italic": False, "font_color": "#6B7280"})
        self.date: Format = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self.moment: Format = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.text: Format = workbook.add_format({"num_format": "@"})
        self.wrapped: Format = workbook.add_format({"text_wrap": True, "valign": "top"})


def write_row(sheet: Any, number: int, row: Sequence[object], formats: Formats) -> None:
    for place, value in enumerate(row):
        write_cell(sheet, number, place, value, formats=formats)


def write_cell(sheet: Any, number: int, place: int, value: object, *, formats: Formats) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        local = timezone.make_naive(value) if timezone.is_aware(value) else value
        sheet.write_datetime(number, place, local, formats.moment)
    elif isinstance(value, date):
        sheet.write_datetime(number, place, value, formats.date)
    elif isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        sheet.write_number(number, place, value)
    else:
        sheet.write_string(number, place, str(value)[:CELL_LIMIT_CHARACTERS])


def sheet_name(text: str) -> str:
    """Return ``text`` as Excel accepts the name of a sheet."""
    allowed = "".join("-" if sign in "[]:*?/\\" else sign for sign in text).strip("'")
    return allowed[:SHEET_NAME_LIMIT_CHARACTERS] or "1"


def _numbered(name: str, place: int) -> str:
    ending = f" {place + 1}" if place else ""
    return sheet_name(name)[: SHEET_NAME_LIMIT_CHARACTERS - len(ending)] + ending


def _begin(
    workbook: Workbook, name: str, headings: Sequence[str], *, widths: Sequence[int], look: Format
) -> Worksheet:
    sheet = workbook.add_worksheet(name)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, look)
    sheet.freeze_panes(1, 0)
    return sheet
