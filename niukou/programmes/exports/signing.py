"""Signings as workbooks: what waits in a branch, what was signed, and on which occasion."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.excel import Table
from niukou.core.http import ExportColumn, table_of
from niukou.network.models import Agreement
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

IN_THE_REGISTER = (
    ExportColumn(gettext_lazy("Number"), lambda agreement: agreement.number, 20),
    ExportColumn(gettext_lazy("Title"), lambda agreement: agreement.title, 36),
    ExportColumn(gettext_lazy("Kind"), lambda agreement: agreement.get_kind_display(), 16),
    ExportColumn(gettext_lazy("Signed on"), lambda agreement: agreement.signed_on, 12),
    ExportColumn(gettext_lazy("Signing group"), lambda agreement: agreement.signing_group, 12),
    ExportColumn(gettext_lazy("In force from"), lambda agreement: agreement.starts_on, 12),
    ExportColumn(gettext_lazy("No longer in force from"), lambda agreement: agreement.ends_on, 12),
)
WRITTEN = (
    ExportColumn(gettext_lazy("Title"), lambda draft: draft.title, 36),
    ExportColumn(gettext_lazy("Template"), lambda draft: draft.template, 24),
    ExportColumn(gettext_lazy("Status"), lambda draft: draft.get_status_display(), 14),
    ExportColumn(gettext_lazy("Prepared on"), lambda draft: draft.prepared_at, 18),
    ExportColumn(gettext_lazy("Agreement"), lambda draft: draft.agreement, 20),
    ExportColumn(gettext_lazy("Why it was dropped"), lambda draft: draft.dropped_because, 44),
)


def agreements_tables(
    agreements: Iterable[Agreement], drafts: Iterable[AgreementDraft]
) -> Iterator[Table]:
    """Return what a hospital signed, then what was written for it: waiting, signed, dropped."""
    yield table_of(_("In the register"), agreements, IN_THE_REGISTER)
    yield table_of(_("Written here"), drafts, WRITTEN)


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
