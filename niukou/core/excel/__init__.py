"""The Excel door: sheets declared once, read from what people send, written for them.

Reading refuses what is no workbook and keeps what is wrong in a row with that row; writing
never lets a text become a formula.
"""

from niukou.core.excel.packages import (
    MacrosInside,
    NotAWorkbook,
    PasswordProtected,
    TooMuchInside,
)
from niukou.core.excel.reading import HeaderNotFound, Reading, Row, read_sheet
from niukou.core.excel.sheets import Column, Kind, Sheet
from niukou.core.excel.template import write_rows, write_template
from niukou.core.excel.writing import Table, write_tables, write_xlsx

__all__ = [
    "Column",
    "HeaderNotFound",
    "Kind",
    "MacrosInside",
    "NotAWorkbook",
    "PasswordProtected",
    "Reading",
    "Row",
    "Sheet",
    "Table",
    "TooMuchInside",
    "read_sheet",
    "write_rows",
    "write_tables",
    "write_template",
    "write_xlsx",
]
