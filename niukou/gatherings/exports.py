"""Gatherings, and who was at one, written out to Excel."""

from collections.abc import Iterator
from typing import IO

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from niukou.core.batches import in_batches
from niukou.core.excel import Table, write_xlsx
from niukou.gatherings.models import Gathering
from niukou.gatherings.queries.lines import lines_of
from niukou.gatherings.queries.participants import Participant

AT_ONCE = 500


def gatherings_table(gatherings: QuerySet[Gathering]) -> Table:
    """Return ``gatherings`` in their order; where only days are known, no hour is told."""
    headings = [
        *(_("Number"), _("Title"), _("Kind"), _("First day"), _("Last day"), _("When")),
        *(pgettext("gathering", "Where"), _("Belongs to"), _("Status")),
    ]
    widths = (18, 40, 12, 12, 12, 36, 40, 20, 14)
    return Table(_("Gatherings"), headings, _gathering_rows(gatherings), widths)


def _gathering_rows(gatherings: QuerySet[Gathering]) -> Iterator[list[object]]:
    for batch in in_batches(gatherings.iterator(chunk_size=AT_ONCE), AT_ONCE):
        for one, when, where, place in lines_of(batch):
            yield [
                *(one.number, one.title, one.get_kind_display(), one.first_on, one.last_on),
                *(when, where, place.label if place else "", one.get_status_display()),
            ]


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
