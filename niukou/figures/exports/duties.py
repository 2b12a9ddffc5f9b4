"""The disclosure calendar of a programme, written out row by row."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from niukou.core.excel import Table
from niukou.figures.models import Duty


def duties_table(duties: Iterable[Duty], *, on: date) -> Table:
    """Return duties with the days they have, and whether they are late on that day."""
    headings = [
        *(_("Due on"), _("What"), _("Detail"), _("From"), _("Last day"), _("Status"), _("Late")),
        *(_("Published on"), _("Address where it was published"), _("Source")),
    ]
    widths = [12, 28, 24, 12, 12, 14, 10, 12, 44, 60]
    return Table(_("Disclosure"), headings, (_duty(one, on) for one in duties), widths)


def _duty(one: Duty, on: date) -> Sequence[object]:
    return (
        *(one.deadline_on, one.get_kind_display(), one.about, one.start_on, one.last_on),
        *(one.get_status_display(), _late(one, on), one.published_on, one.published_url),
        one.source,
    )


def _late(one: Duty, on: date) -> str:
    if one.was_late:
        return _("came late")
    return _("overdue") if one.is_overdue(on) else ""
