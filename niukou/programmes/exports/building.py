"""The building of a hospital's stations as a workbook: designs, checks, acceptances, defects."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from niukou.core.excel import Table
from niukou.core.http import ExportColumn, table_of
from niukou.programmes.models import Acceptance, Defect, Design, SelfCheck

STATION = ExportColumn(_("Station"), lambda one: one.station.name, 24)
NOTE = ExportColumn(_("Note"), lambda one: one.note, 44)


def _defect_status(defect: Defect) -> str:
    if defect.confirmed_on:
        return _now("Mended and confirmed")
    return _now("Mended, to be confirmed") if defect.mended_on else pgettext("defect", "Open")


DESIGNS = (
    STATION,
    ExportColumn(_("Submitted on"), lambda one: one.submitted_on, 12),
    ExportColumn(_("What is to be built"), lambda one: one.description, 60),
    ExportColumn(_("Budget in words"), lambda one: one.budget, 44),
    ExportColumn(_("Status"), lambda one: one.get_status_display(), 12),
    ExportColumn(_("Decided on"), lambda one: one.decided_on, 12),
    ExportColumn(_("Note on the decision"), lambda one: one.decision_note, 44),
)
SELF_CHECKS = (
    STATION,
    ExportColumn(_("Checked on"), lambda one: one.checked_on, 12),
    ExportColumn(_("Passed"), lambda one: _("yes") if one.is_passed else _("no"), 8),
    NOTE,
)
ACCEPTANCES = (
    ExportColumn(_("Number"), lambda one: one.number, 18),
    STATION,
    ExportColumn(_("Inspected on"), lambda one: one.inspected_on, 12),
    ExportColumn(_("Result"), lambda one: one.get_verdict_display(), 20),
    ExportColumn(_("Signed for the hospital on"), lambda one: one.hospital_signed_on, 14),
    ExportColumn(_("Signed for the programme on"), lambda one: one.programme_signed_on, 14),
    ExportColumn(_("Withdrawn on"), lambda one: one.withdrawn_on, 12),
    ExportColumn(_("Why it was withdrawn"), lambda one: one.withdrawn_because, 30),
    NOTE,
)
DEFECTS = (
    STATION,
    ExportColumn(_("What is wrong"), lambda one: one.words, 44),
    ExportColumn(_("How serious"), lambda one: one.get_severity_display(), 16),
    ExportColumn(_("Status"), _defect_status, 18),
    ExportColumn(_("Found on"), lambda one: one.found_on, 12),
    ExportColumn(_("To be mended by"), lambda one: one.due_on, 12),
    ExportColumn(_("Mended on"), lambda one: one.mended_on, 12),
    ExportColumn(_("Mended by"), lambda one: one.get_mended_side_display(), 12),
    ExportColumn(_("How it was mended"), lambda one: one.mending, 44),
    ExportColumn(_("Why it was sent back"), lambda one: one.sent_back_because, 30),
    ExportColumn(_("Confirmed on"), lambda one: one.confirmed_on, 12),
)


def building_tables(
    *,
    designs: Iterable[Design],
    self_checks: Iterable[SelfCheck],
    acceptances: Iterable[Acceptance],
    defects: Iterable[Defect],
) -> Iterator[Table]:
    """Return all that was submitted, checked and found, not the latest alone."""
    yield table_of(_now("Defects"), defects, DEFECTS)
    yield table_of(_now("Designs"), designs, DESIGNS)
    yield table_of(_now("Self-checks"), self_checks, SELF_CHECKS)
    yield table_of(_now("Acceptances"), acceptances, ACCEPTANCES)
