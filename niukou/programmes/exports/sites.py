"""Sites of a list, written out row by row."""

from django.utils.translation import gettext_lazy as _

from niukou.core.http import ExportColumn

SITES = (
    ExportColumn(_("Number"), lambda site: site.number, 16),
    ExportColumn(_("Hospital"), lambda site: site.hospital.official_name, 36),
    ExportColumn(_("Unified social credit code"), lambda site: site.hospital.uscc, 22),
    ExportColumn(_("Branch"), lambda site: site.branch, 20),
    ExportColumn(_("Stage"), lambda site: site.stage.label, 14),
    ExportColumn(_("Status"), lambda site: site.get_status_display(), 20),
    ExportColumn(_("Signed on"), lambda site: site.signed_on, 12),
    ExportColumn(_("Station opened on"), lambda site: site.opened_on, 16),
    ExportColumn(_("Due by"), lambda site: site.due_on, 12),
)
