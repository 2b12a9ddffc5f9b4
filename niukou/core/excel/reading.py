"""Reading a list as people really send it: what is wrong stays with its row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from niukou.core.errors import DomainError
from niukou.core.excel.cells import read_cell, shown
from niukou.core.excel.headers import Grid, Header, fill_down, find_header
from niukou.core.excel.packages import NotAWorkbook, Oddities, TooMuchInside, check_package
from niukou.core.excel.sheets import Sheet

EXAMPLE = re.compile(r"(示例|例|(示例 )?example) ?:", re.IGNORECASE)
REMARK = re.compile(
    r"(注|备注|说明|填表|制表|填报|审核|联系人|合计|总计|小计|共计|note|total)", re.IGNORECASE
)
NAMED_ROWS = 5


class HeaderNotFound(DomainError):
    """No row names the columns that must be there."""

    field = "file"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it was read; ``number`` is the one Excel shows.

    ``values`` has every column of the sheet; a column in ``problems`` has its empty value.
    ``texts`` is what stood in the cells.
    """

    number: int
    values: dict[str, Any]
    problems: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows of a list, and ``notes`` of what was passed over or is unusual."""

    rows: list[Row]
    notes: list[str]


def read_sheet(file: IO[bytes], sheet: Sheet) -> Reading:
    """Return the rows of the first visible sheet of ``file`` that has the columns of ``sheet``.

    Raises:
        NotAWorkbook, PasswordProtected, MacrosInside, TooMuchInside: see ``packages``.
        HeaderNotFound: the columns that must be there are not; the message names them.
    """
    odd_by_sheet = check_package(file)
    notes: list[str] = []
    closest: Header | None = None
    try:
        with CalamineWorkbook.from_filelike(file) as workbook:
            for index in _readable(workbook, notes):
                found = workbook.get_sheet_by_index(index)
                grid, merged = found.to_python(skip_empty_area=False), found.merged_cell_ranges
                header = find_header(sheet, grid, merged or [])
                if not header.missing(sheet):
                    fill_down(grid, merged or [])
                    odd = odd_by_sheet[index] if index < len(odd_by_sheet) else Oddities()
                    return _read(sheet, grid, header, odd=odd, notes=notes)
                if closest is None or len(header.places) > len(closest.places):
                    closest = header
    except (CalamineError, OSError) as error:
        raise NotAWorkbook(
            _(
                "This workbook is damaged or incomplete. Open it in Excel, save it again, send it again."
            )
        ) from error
    raise _header_not_found(sheet, closest)


def _readable(workbook: CalamineWorkbook, notes: list[str]) -> Iterator[int]:
    for index, found in enumerate(workbook.sheets_metadata):
        if found.typ != SheetTypeEnum.WorkSheet:
            continue
        if found.visible == SheetVisibleEnum.Visible:
            yield index
        else:
            notes.append(_("The hidden sheet “%s” was not read.") % found.name)


def _header_not_found(sheet: Sheet, closest: Header | None) -> HeaderNotFound:
    if closest is None or not closest.places:
        message = _(
            "No list was found in this workbook. Use the template: its first row names the columns."
        )
        return HeaderNotFound(message)
    missing = "、".join(str(column.label) for column in closest.missing(sheet))
    return HeaderNotFound(_("These columns are missing: %s. The template has them.") % missing)


def _read(sheet: Sheet, grid: Grid, header: Header, *, odd: Oddities, notes: list[str]) -> Reading:
    rows: list[Row] = []
    skipped: list[int] = []
    for index in range(header.first_data_row, len(grid)):
        cells = grid[index]
        known = {key: cells[place] for key, place in header.places.items()}
        texts = {key: shown(value) for key, value in known.items()}
        broken = _broken(header, odd, index)
        if not any(texts.values()) and not broken:
            continue
        if _is_remark(cells, texts, sheet) and not broken:
            skipped.append(index + 1)
            continue
        rows.append(_row(sheet, Row(index + 1, {}, broken, texts), known))
        if len(rows) > settings.NIUKOU_IMPORT_LIMIT_ROWS:
            message = _("This list has more than %s rows. Send it in parts.")
            raise TooMuchInside(message % settings.NIUKOU_IMPORT_LIMIT_ROWS)
    return Reading(rows, notes + _notes(rows, skipped, header, odd))


def _row(sheet: Sheet, row: Row, cells: dict[str, Any]) -> Row:
    broken = set(row.problems)
    for column in sheet.columns:
        if column.key in broken:
            row.values[column.key] = read_cell(column, None)
            continue
        try:
            row.values[column.key] = read_cell(column, cells.get(column.key))
        except DomainError as refusal:
            row.values[column.key] = read_cell(column, None)
            row.problems[column.key] = refusal.message
            continue
        if column.required and not row.values[column.key]:
            row.problems[column.key] = _("This must be filled in.")
    return row


def _broken(header: Header, odd: Oddities, index: int) -> dict[str, str]:
    """Return what is wrong with formulas in the row, by column."""
    found = {}
    for key, place in header.places.items():
        if (index, place) in odd.empty_formulas:
            found[key] = _(
                "This formula has no result. Open and save it in Excel, or type the value."
            )
        elif error := odd.errors.get((index, place)):
            found[key] = _("The cell shows the error %s.") % error
    return found


def _is_remark(cells: list[Any], texts: dict[str, str], sheet: Sheet) -> bool:
    """Tell the template's example and notes below the table from a row of the list."""
    required = [texts.get(column.key, "") for column in sheet.columns if column.required]
    if any(EXAMPLE.match(text) for text in required):
        return True
    if all(required):
        return False
    filled = [text for text in map(shown, cells) if text]
    return len(filled) <= 2 and bool(REMARK.match(filled[0]))  # noqa: PLR2004  # “合计 22”


def _notes(rows: list[Row], skipped: list[int], header: Header, odd: Oddities) -> list[str]:
    notes = []
    if skipped:
        text = ngettext(
            "Row %(rows)s is an example or a remark and was left out.",
            "Rows %(rows)s are examples or remarks and were left out.",
            len(skipped),
        )
        notes.append(text % {"rows": _named(skipped)})
    if hidden := [row.number for row in rows if row.number - 1 in odd.hidden_rows]:
        text = ngettext(
            "Row %(rows)s is hidden in the workbook; it is read like the others.",
            "Rows %(rows)s are hidden in the workbook; they are read like the others.",
            len(hidden),
        )
        notes.append(text % {"rows": _named(hidden)})
    notes += [
        _("The column “%s” is there twice: the first one counts.") % one for one in header.doubled
    ]
    return notes


def _named(numbers: list[int]) -> str:
    first = "、".join(map(str, numbers[:NAMED_ROWS]))
    return f"{first} …" if len(numbers) > NAMED_ROWS else first
