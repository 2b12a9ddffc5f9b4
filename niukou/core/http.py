"""Files as answers: kept evidence, and workbooks written to disk and handed out piece by piece."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from tempfile import TemporaryFile
from typing import IO, Any

from django.core.files.storage import default_storage
from django.db.models import QuerySet
from django.http import FileResponse, HttpRequest
from django.utils import timezone

from niukou.core.excel import Table, write_tables
from niukou.core.files import JPEG, PDF, PNG, XLSX
from niukou.core.models import EvidenceFile

FETCHED_ROWS = 2000
SHOWN_IN_THE_BROWSER = {PDF, JPEG, PNG}


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A heading and how a record fills it: with a text, number, date or moment."""

    heading: Any
    value: Callable[[Any], object]
    width: int = 18


def export(
    request: HttpRequest, rows: QuerySet[Any], columns: Sequence[ExportColumn], *, filename: str
) -> FileResponse:
    """Return ``rows`` as a workbook named ``filename`` and today's date.

    ``rows`` come from ``visible_to``, filtered as on the page; memory does not grow with them.
    """
    found = rows.iterator(chunk_size=FETCHED_ROWS)
    return export_tables(
        [table_of(filename, found, columns)], filename=f"{filename}-{timezone.localdate()}"
    )


def export_tables(tables: Iterable[Table], *, filename: str) -> FileResponse:
    """Return a workbook with a sheet for each table, as whoever reads them sees them."""
    return workbook(partial(write_tables, tables), filename=filename)


def table_of(name: Any, records: Iterable[Any], columns: Sequence[ExportColumn]) -> Table:
    """Return ``records`` as a table: each becomes a row as it is written."""
    return Table(
        name=name,
        headings=[column.heading for column in columns],
        rows=_cells(records, columns),
        widths=[column.width for column in columns],
    )


def workbook(write: Callable[[IO[bytes]], object], *, filename: str) -> FileResponse:
    """Return what ``write`` writes, to be saved as ``filename`` with the ending .xlsx."""
    file = TemporaryFile()  # noqa: SIM115  # the response closes it
    write(file)
    file.seek(0)
    response = FileResponse(
        file, as_attachment=True, filename=f"{filename}.xlsx", content_type=XLSX
    )
    response["Cache-Control"] = "private, no-store"
    return response


def _cells(found: Iterable[Any], columns: Sequence[ExportColumn]) -> Iterable[list[object]]:
    for record in found:
        yield [column.value(record) for column in columns]


def file_response(file: EvidenceFile, *, name: str = "") -> FileResponse:
    """Hand out a kept file to a reader whose right was checked; no cache keeps it.

    ``name`` is what it is called there; "": as it was called when it came.
    """
    response = FileResponse(
        default_storage.open(file.path),
        as_attachment=file.media_type not in SHOWN_IN_THE_BROWSER,
        filename=name or file.name,
        content_type=file.media_type,
    )
    response["Cache-Control"] = "private, no-store"
    return response
