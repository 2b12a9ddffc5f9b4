"""Calls and the applications to them, written out row by row."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from niukou.core.http import ExportColumn
from niukou.programmes.models import Application


def first_handed_in(application: Application) -> date | None:
    """Return the day on which the application came in for the first time."""
    at = application.first_submitted_at
    return timezone.localdate(at) if at else None


def call_columns(*, on: date, counts: bool) -> list[ExportColumn]:
    """Return what a list of calls says on that day; ``counts``: also how many were handed in."""
    columns = [
        ExportColumn(_("Number"), lambda call: call.number, 18),
        ExportColumn(_("Call"), lambda call: call.title, 40),
        ExportColumn(_("State"), lambda call: call.phase(on=on).label, 14),
        ExportColumn(_("Open from"), lambda call: call.opens_on, 12),
        ExportColumn(_("Until and including"), lambda call: call.last_on, 16),
    ]
    handed_in = ExportColumn(
        pgettext_lazy("application", "Handed in"), lambda call: call.handed_in_count, 12
    )
    return [*columns, handed_in] if counts else columns


APPLICATIONS = (
    ExportColumn(_("Number"), lambda one: one.site.number, 16),
    ExportColumn(_("Hospital"), lambda one: one.site.hospital.official_name, 36),
    ExportColumn(_("Unified social credit code"), lambda one: one.site.hospital.uscc, 22),
    ExportColumn(_("Call"), lambda one: one.call.title, 40),
    ExportColumn(_("Number of the call"), lambda one: one.call.number, 18),
    ExportColumn(_("Status"), lambda one: one.site.get_status_display(), 20),
    ExportColumn(_("First handed in"), first_handed_in, 14),
)
