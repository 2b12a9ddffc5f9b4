"""Receipts on paper, with the code that proves what the paper says."""

import hashlib
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from niukou.core import signing
from niukou.core.money import in_capitals
from niukou.core.paper import compile_pdf, qr_svg
from niukou.network.papers import verification_url
from niukou.programmes.models import Donation

KIND = "receipt"


def receipt_digest(donation: Donation) -> bytes:
    """Return the SHA-256 of what the receipt of ``donation`` says, 32 bytes."""
    facts = [
        donation.receipt_number,
        donation.number,
        donation.donor_shown,
        donation.received_by.official_name,
        donation.is_in_kind,
        donation.description,
        donation.amount.fen if donation.amount else "",
        donation.received_on,
        donation.restriction,
        donation.branch_id or "",
        donation.site_id or "",
        donation.purpose,
        donation.receipt_on,
        donation.voided_on or "",
    ]
    lines = [str(fact).replace("\\", "\\\\").replace("\n", "\\n") for fact in facts]
    return hashlib.sha256("\n".join(lines).encode()).digest()


def receipt_code(donation: Donation) -> str:
    """Return the verification code of the receipt as the books have it now."""
    return signing.issue(KIND, donation.receipt_number, receipt_digest(donation))


def receipt_pdf(donation: Donation, *, on: date) -> bytes:
    """Return the receipt of ``donation`` as A4 PDF, in the language now active.

    It states donor, kind and amount, charity, handler and date. Source: charity law art. 38.
    """
    code = receipt_code(donation)
    data = {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "house": donation.received_by.official_name,
        "heading": _("Donation receipt"),
        "number": donation.receipt_number,
        "title": str(donation.programme),
        "voided": _("Taken out of the books: this receipt no longer holds.")
        if donation.voided_on
        else "",
        "facts": _facts(donation),
        "note": _("This receipt confirms a donation; it is no invoice."),
        "proof-label": _("Is this receipt genuine?"),
        "proof-hint": _("Scan the picture, or enter the code at %(address)s.")
        % {"address": f"{settings.NIUKOU_PUBLIC_URL}/verify/"},
        "code": code,
        "qr": qr_svg(verification_url(code)),
        "foot": _("%(number)s, printed on %(day)s")
        % {"number": donation.receipt_number, "day": date_format(on)},
    }
    return compile_pdf("programmes/typst/receipt.typ", data)


def _facts(donation: Donation) -> list[list[str]]:
    amount = donation.amount
    handler = donation.handled_by
    what = _("Goods: %s") % donation.description if donation.is_in_kind else _("In money")
    facts = [
        [_("Donor"), donation.donor_shown],
        [_("What was given"), what],
        [_("Amount"), f"¥{amount}" if amount else _("Value not known")],
        [_("In capital numerals"), in_capitals(amount) if amount else "—"],
        [_("Received on"), date_format(donation.received_on)],
        [_("What it is for"), bound_to(donation)],
        [_("Received by"), donation.received_by.official_name],
        [_("Handled by"), str(handler.person or handler.email) if handler else "—"],
        [_("Issued on"), date_format(donation.receipt_on) if donation.receipt_on else "—"],
    ]
    return [[term, str(said)] for term, said in facts]


def bound_to(donation: Donation) -> str:
    """Return in words what the donor bound the gift to."""
    part = donation.branch or (donation.site and donation.site.hospital)
    said = [donation.get_restriction_display(), str(part or ""), donation.purpose]
    return " · ".join(word for word in said if word)
