"""Agreements on paper, with the code that proves what the paper says."""

import hashlib
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from niukou.core import signing
from niukou.core.paper import compile_pdf, qr_svg
from niukou.network.models import Agreement, AgreementParty

KIND = "agreement"


def agreement_digest(agreement: Agreement) -> bytes:
    """Return the SHA-256 of what the register says of ``agreement``, 32 bytes.

    Any correction of a fact or of a party's name changes it; the scanned copy does not count.
    """
    facts = [
        agreement.number,
        agreement.kind,
        agreement.title,
        agreement.signed_on,
        agreement.signing_group,
        agreement.cohort,
        agreement.starts_on,
        agreement.ends_on,
        agreement.ended_on,
    ]
    lines = [_canonical(fact) for fact in facts]
    lines += sorted(
        _canonical(
            f"{party.capacity}\t{party.organisation.official_name}\t{party.organisation.uscc}"
        )
        for party in _parties(agreement)
    )
    return hashlib.sha256("\n".join(lines).encode()).digest()


def agreement_code(agreement: Agreement) -> str:
    """Return the verification code of what ``agreement`` says now; the same facts, the same code."""
    return signing.issue(KIND, agreement.number, agreement_digest(agreement))


def verification_url(code: str) -> str:
    """Return the public address that verifies ``code``."""
    return f"{settings.NIUKOU_PUBLIC_URL}/verify/?{urlencode({'code': code})}"


def agreement_pdf(agreement: Agreement, *, on: date) -> bytes:
    """Return the register's sheet on ``agreement`` as A4 PDF, in the language now active.

    ``on`` is the day it is printed. It is a record of the signed paper, not the paper itself.
    """
    code = agreement_code(agreement)
    data = {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "house": _("Niukou · register of agreements"),
        "heading": str(agreement.get_kind_display()),
        "number": agreement.number,
        "title": agreement.title,
        "facts": _facts(agreement),
        "parties-label": _("Parties"),
        "party-heads": ["", _("Capacity"), _("Organisation"), _("Unified social credit code")],
        "parties": [
            [
                str(place),
                str(party.get_capacity_display()),
                party.organisation.official_name,
                party.organisation.uscc or party.organisation.no_uscc_reason,
            ]
            for place, party in enumerate(_parties(agreement), start=1)
        ],
        "note": _("This sheet says what the register held on the day of printing."),
        "proof-label": _("Is this sheet genuine?"),
        "proof-hint": _("Scan the picture, or enter the code at %(address)s.")
        % {"address": f"{settings.NIUKOU_PUBLIC_URL}/verify/"},
        "code": code,
        "qr": qr_svg(verification_url(code)),
        "foot": _("%(number)s, printed on %(day)s")
        % {"number": agreement.number, "day": date_format(on)},
    }
    return compile_pdf("network/typst/agreement.typ", data)


def _facts(agreement: Agreement) -> list[list[str]]:
    facts = [
        (_("Number"), agreement.number),
        (_("Signed on"), _day(agreement.signed_on)),
        (_("Signing group"), str(agreement.signing_group or "—")),
        (_("Cohort"), agreement.cohort or "—"),
        (_("In force from"), _day(agreement.starts_on)),
        (_("No longer in force from"), _day(agreement.ends_on)),
    ]
    if agreement.ended_on:
        facts.append((_("Ended early on"), _day(agreement.ended_on)))
    return [list(fact) for fact in facts]


def _parties(agreement: Agreement) -> list[AgreementParty]:
    return list(agreement.parties.select_related("organisation").order_by("pk"))


def _day(on: date | None) -> str:
    return date_format(on) if on else "—"


def _canonical(fact: object) -> str:
    """Return one line: no fact can pretend to be two."""
    return "" if fact is None else str(fact).replace("\\", "\\\\").replace("\n", "\\n")
