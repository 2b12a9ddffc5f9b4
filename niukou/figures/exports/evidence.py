"""The evidence of a figure, written out row by row."""

from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _

from niukou.core.excel import write_xlsx
from niukou.figures.indicators import Evidence
from niukou.figures.queries.figures import Figure

WIDTHS = (24, 36, 16, 14, 36, 44)


def write_evidence(to: IO[bytes], figure: Figure, shown: Evidence) -> None:
    """Write the ``shown`` part of the evidence of ``figure`` to ``to``."""
    headings = [
        _("Record"),
        _("Hospital"),
        _("Site"),
        _("Date"),
        _("Detail"),
        _("Line of the digest"),
    ]
    name = str(figure.indicator.label)
    write_xlsx(to, name=name, headings=headings, rows=_rows(figure, shown), widths=WIDTHS)


def _rows(figure: Figure, shown: Evidence) -> Iterator[tuple[object, ...]]:
    for record in shown.iterator(chunk_size=2000):
        row = figure.indicator.row(record)
        yield row.reference, row.hospital, row.site, row.on, row.detail, row.line
