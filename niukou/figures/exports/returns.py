"""The returns of a branch or a site, written out to Excel."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from niukou.core.excel import Table
from niukou.figures.queries.returns import ListedReturn, ReturnBoard


def board_tables(board: ReturnBoard) -> Iterator[Table]:
    """Return the board as it stands, then each of its returns in a row of its own."""
    yield Table(
        _("Hospitals by period"),
        [_("Site"), _("Hospital"), *board.periods],
        (
            (
                *(row.site.number, row.site.hospital.official_name),
                *(_state(cell) if cell else "" for cell in row.cells),
            )
            for row in board.rows
        ),
        [16, 36, *(18 for _period in board.periods)],
    )
    yield returns_table(cell for row in board.rows for cell in row.cells if cell)


def returns_table(listed: Iterable[ListedReturn]) -> Table:
    """Return returns in their order, each with its days."""
    headings = [
        *(_("Site"), _("Hospital"), _("Period"), _("From"), _("Last day"), _("Status")),
        *(_("Late"), _("Due on"), _("First handed in on"), pgettext("return", "Checked on")),
    ]
    widths = (16, 36, 16, 12, 12, 16, 12, 12, 14, 12)
    return Table(_("Returns"), headings, (_row(one) for one in listed), widths)


def _row(listed: ListedReturn) -> tuple[object, ...]:
    one = listed.one
    return (
        *(one.site.number, one.site.hospital.official_name, one.period_name, one.start_on),
        *(one.last_on, one.get_status_display(), _late(listed)),
        *(one.deadline_on, one.first_submitted_on, one.checked_on),
    )


def _state(listed: ListedReturn) -> str:
    late = _late(listed)
    status = listed.one.get_status_display()
    return f"{status} · {late}" if late else status


def _late(listed: ListedReturn) -> str:
    if not listed.is_late:
        return ""
    return _("came late") if listed.one.first_submitted_on else _("late")
