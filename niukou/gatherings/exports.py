"""Who was at a gathering, written out to Excel."""

from collections.abc import Iterator
from typing import IO

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from niukou.core.excel import write_xlsx
from niukou.gatherings.queries.participants import Participant


def export_participants(participants: list[Participant], to: IO[bytes]) -> None:
    """Write ``participants`` to a workbook, in their order. Telephones stay sealed."""
    write_xlsx(
        to,
        name=_("Participants"),
        headings=[
            pgettext("person", "Name"),
            _("Unit"),
            _("Registration"),
            _("Checked in"),
            _("How"),
            _("Minutes present"),
        ],
        rows=_rows(participants),
        widths=[20, 36, 16, 18, 20, 14],
    )


def _rows(participants: list[Participant]) -> Iterator[list[object]]:
    for one in participants:
        there = one.attendance
        yield [
            one.name,
            one.unit,
            one.registration.get_status_display() if one.registration else "",
            there.checked_in_at if there else None,
            there.get_how_display() if there else "",
            there.minutes_present if there else None,
        ]
