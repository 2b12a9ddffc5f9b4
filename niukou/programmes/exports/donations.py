"""Donations of a list, written out row by row."""

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from niukou.core.http import ExportColumn
from niukou.programmes.models import Donation


def _bound_to(donation: Donation) -> object:
    site = donation.site
    return donation.branch or (site.hospital.official_name if site else donation.purpose)


def _receipt(donation: Donation) -> str:
    if donation.receipt_number:
        return donation.receipt_number
    if donation.receipt_waived:
        return _now("Not wanted")
    return "" if donation.voided_on else _now("Owed")


DONATIONS = (
    ExportColumn(_("Number"), lambda one: one.number, 18),
    ExportColumn(_("Donor"), lambda one: one.donor_shown, 34),
    ExportColumn(_("Related party"), lambda one: _("yes") if one.is_related_party else "", 10),
    ExportColumn(
        _("Money or goods"), lambda one: _("In kind") if one.is_in_kind else _("In money"), 12
    ),
    ExportColumn(_("Amount (yuan)"), lambda one: one.amount.yuan if one.amount else None, 16),
    ExportColumn(_("What was given"), lambda one: one.description, 30),
    ExportColumn(_("Restriction"), lambda one: one.get_restriction_display(), 14),
    ExportColumn(_("What it is for"), _bound_to, 34),
    ExportColumn(_("Received on"), lambda one: one.received_on, 12),
    ExportColumn(_("Receipt"), _receipt, 18),
    ExportColumn(_("Taken out of the books on"), lambda one: one.voided_on, 16),
)
