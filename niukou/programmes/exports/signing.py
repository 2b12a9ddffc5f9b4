"""Signings as workbooks: what waits in a branch, what was signed, and on which occasion."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.excel import Table
from niukou.core.http import ExportColumn, table_of
from niukou.programmes.models import AgreementDraft, Signing

WAITING = (
    ExportColumn(gettext_lazy("Site"), lambda draft: draft.site.number, 16),
    ExportColumn(gettext_lazy("Hospital"), lambda draft: draft.site.hospital.official_name, 36),
    ExportColumn(gettext_lazy("Agreement"), lambda draft: draft.title, 36),
    ExportColumn(gettext_lazy("Template"), lambda draft: draft.template, 24),
    ExportColumn(
        gettext_lazy("Status of the site"), lambda draft: draft.site.get_status_display(), 20
    ),
)
SIGNINGS = (
    ExportColumn(gettext_lazy("Signed on"), lambda signing: signing.on, 12),
    ExportColumn(gettext_lazy("Title"), lambda signing: signing.title, 40),
    ExportColumn(gettext_lazy("Cohort"), lambda signing: signing.cohort, 14),
    ExportColumn(gettext_lazy("Agreements"), lambda signing: signing.count, 12),
)
SIGNED = (
    ExportColumn(gettext_lazy("Signed on"), lambda draft: draft.signing.on, 12),
    ExportColumn(gettext_lazy("Signing"), lambda draft: draft.signing.title, 40),
    ExportColumn(gettext_lazy("Cohort"), lambda draft: draft.signing.cohort, 14),
    ExportColumn(gettext_lazy("Signing group"), lambda draft: draft.agreement.signing_group, 12),
    ExportColumn(gettext_lazy("Site"), lambda draft: draft.site.number, 16),
    ExportColumn(gettext_lazy("Hospital"), lambda draft: draft.site.hospital.official_name, 36),
    ExportColumn(gettext_lazy("Agreement"), lambda draft: draft.agreement.number, 20),
    ExportColumn(gettext_lazy("Title of the agreement"), lambda draft: draft.agreement.title, 36),
)


def signing_tables(
    *,
    waiting: Iterable[AgreementDraft],
    signings: Iterable[Signing],
    signed: Iterable[AgreementDraft],
) -> Iterator[Table]:
    """Return what waits for its signature, the signings held, and each agreement signed in them."""
    yield table_of(_("Wait for their signature"), waiting, WAITING)
    yield table_of(_("Signings held"), signings, SIGNINGS)
    yield signed_table(signed)


def signed_table(signed: Iterable[AgreementDraft]) -> Table:
    return table_of(_("What was signed"), signed, SIGNED)
