"""Where a list begins: below title lines, in one row of headings or in several."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from niukou.core.excel.cells import shown
from niukou.core.excel.sheets import Column, Sheet
from niukou.core.normalise import clean_text, same_name_key

Grid = list[list[Any]]
Ranges = Sequence[tuple[tuple[int, int], tuple[int, int]]]

SEARCHED_ROWS = 30
DEPTHS = (1, 2, 3)
REMARK = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Header:
    """The best row of headings found: where the data begins, which column stands where."""

    first_data_row: int
    places: dict[str, int]
    doubled: tuple[str, ...] = ()

    def missing(self, sheet: Sheet) -> list[Column]:
        return [one for one in sheet.columns if one.required and one.key not in self.places]


def find_header(sheet: Sheet, grid: Grid, merged: Ranges) -> Header:
    """Return the place where most columns of ``sheet`` are named, one row or up to three deep."""
    top = [list(row) for row in grid[: SEARCHED_ROWS + max(DEPTHS)]]
    _fill(top, merged, across=True)
    headings = [[shown(cell) for cell in row] for row in top]
    best = Header(0, {})
    for depth in DEPTHS:
        for start in range(min(SEARCHED_ROWS, len(headings) - depth + 1)):
            found = _match(sheet, headings[start : start + depth], start + depth)
            if len(found.places) > len(best.places):
                best = found
    return best


def fill_down(grid: Grid, merged: Ranges) -> None:
    """Write what stands in cells merged over several rows into each of them."""
    _fill(grid, merged, across=False)


def _fill(grid: Grid, merged: Ranges, *, across: bool) -> None:
    for (top, left), (bottom, right) in merged:
        if top >= len(grid) or left >= len(grid[top]):
            continue
        for row in grid[top : bottom + 1]:
            until = min(right, len(row) - 1) if across else left
            row[left : until + 1] = [grid[top][left]] * (until - left + 1)


def _match(sheet: Sheet, band: list[list[str]], first_data_row: int) -> Header:
    places: dict[str, int] = {}
    doubled = []
    for index, texts in enumerate(zip(*band, strict=True)):
        column = _known(sheet, texts)
        if column is None:
            continue
        if column.key in places:
            doubled.append(str(column.label))
            continue
        places[column.key] = index
    return Header(first_data_row, places, tuple(doubled))


def _known(sheet: Sheet, texts: Sequence[str]) -> Column | None:
    """Return the column that a heading names: its lowest line first, then all lines as one."""
    for text in (*reversed(texts), "".join(dict.fromkeys(texts))):
        for spelling in (text, REMARK.sub("", clean_text(text))):
            if column := sheet.by_heading.get(same_name_key(spelling)):
                return column
    return None
