"""Writing rows to Excel: streamed, and no text ever becomes a formula or a link."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import count
from typing import IO, Any

from django.utils import timezone
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

ROWS_LIMIT = 1_048_575  # below the headings; Excel ends there
CELL_LIMIT_CHARACTERS = 32_767
SHEET_NAME_LIMIT_CHARACTERS = 31


@dataclass(frozen=True, slots=True)
class Table:
    """What is written to a sheet of its own: its name, headings, rows; ``widths`` in characters."""

    name: Any
    headings: Sequence[Any]
    rows: Iterable[Sequence[object]]
    widths: Sequence[int] = ()


def write_tables(tables: Iterable[Table], to: IO[bytes]) -> None:
    """Write each of ``tables`` to a sheet, in their order; memory does not grow with their rows.

    Dates and numbers stay what they are, everything else is written as text. Rows beyond
    what Excel can hold go on in further sheets. No two sheets have one name: the second is
    numbered.
    """
    with open_workbook(to) as workbook:
        formats, taken = Formats(workbook), set[str]()
        for table in tables:
            _write_table(workbook, table, formats, taken)


def write_xlsx(
    to: IO[bytes],
    *,
    name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[object]],
    widths: Sequence[int] = (),
) -> None:
    """Write one table to ``to``, as ``write_tables`` does."""
    write_tables([Table(name, headings, rows, widths)], to)


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
    return _cut(text, SHEET_NAME_LIMIT_CHARACTERS) or "1"


def _cut(text: str, most: int) -> str:
    """Return the beginning of ``text`` without what no name may hold, or begin or end with."""
    allowed = "".join("-" if sign in "[]:*?/\\" else sign for sign in text)
    return allowed.strip("' ")[:most].rstrip("' ")


def _free_name(text: str, taken: set[str]) -> str:
    """Return the name of the next sheet called ``text``, numbered from the second on."""
    name = next(name for name in _numbered(text) if name.casefold() not in taken)
    taken.add(name.casefold())
    return name


def _numbered(text: str) -> Iterator[str]:
    yield sheet_name(text)
    for place in count(2):
        ending = f" {place}"
        yield (_cut(text, SHEET_NAME_LIMIT_CHARACTERS - len(ending)) or "1") + ending


def _write_table(workbook: Workbook, table: Table, formats: Formats, taken: set[str]) -> None:
    sheet: Worksheet | None = None
    for place, row in enumerate(table.rows):
        if place % ROWS_LIMIT == 0:
            sheet = _begin(workbook, table, formats, taken)
        write_row(sheet, place % ROWS_LIMIT + 1, row, formats)
    if sheet is None:
        _begin(workbook, table, formats, taken)


def _begin(workbook: Workbook, table: Table, formats: Formats, taken: set[str]) -> Worksheet:
    sheet = workbook.add_worksheet(_free_name(str(table.name), taken))
    for place, width in enumerate(table.widths):
        sheet.set_column(place, place, width)
    for place, heading in enumerate(table.headings):
        sheet.write_string(0, place, str(heading), formats.heading)
    sheet.freeze_panes(1, 0)
    return sheet
