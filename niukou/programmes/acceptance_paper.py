"""The acceptance sheet on paper, with both signatures and the code that proves it."""

import hashlib
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from niukou.core import signing
from niukou.core.paper import compile_pdf, qr_svg
from niukou.people.models import Account
from niukou.programmes.models import Acceptance
from niukou.programmes.queries.checks import answers_of

KIND = "acceptance"


def acceptance_digest(sheet: Acceptance) -> bytes:
    """Return the SHA-256 of what the sheet says, 32 bytes; a signature changes it, a scan does not."""
    station = sheet.station
    facts: list[object] = [
        sheet.number,
        station.site.number,
        station.site.hospital.official_name,
        station.campus.name,
        station.name,
        sheet.inspected_on,
        sheet.verdict,
        sheet.note,
        sheet.hospital_signed_on,
        sheet.hospital_signed_by_id,
        sheet.programme_signed_on,
        sheet.programme_signed_by_id,
        sheet.withdrawn_on,
    ]
    lines = [_canonical(fact) for fact in facts]
    lines += [
        _canonical(f"{one.item.position}\t{one.item.text}\t{one.answer}\t{one.note}")
        for one in answers_of(sheet)
    ]
    return hashlib.sha256("\n".join(lines).encode()).digest()


def acceptance_code(sheet: Acceptance) -> str:
    """Return the verification code of what ``sheet`` says now; the same facts, the same code."""
    return signing.issue(KIND, sheet.number, acceptance_digest(sheet))


def acceptance_pdf(sheet: Acceptance, *, on: date) -> bytes:
    """Return the sheet as A4 PDF, in the language now active. ``on`` is the day it is printed."""
    code = acceptance_code(sheet)
    address = f"{settings.NIUKOU_PUBLIC_URL}/verify/"
    data = {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "house": str(sheet.station.site.branch.programme),
        "heading": _("Acceptance sheet"),
        "number": sheet.number,
        "title": f"{sheet.station.site.hospital} · {sheet.station.name}",
        "void": _("Withdrawn: this sheet does not hold.") if sheet.withdrawn_on else "",
        "facts": _facts(sheet),
        "items-label": _("What was looked at"),
        "item-heads": ["", _("Item"), _("Found"), _("What is not in order")],
        "items": [
            [str(one.item.position), one.item.text, str(one.get_answer_display()), one.note or "—"]
            for one in answers_of(sheet)
        ],
        "signatures": [
            _signature(_("For the hospital"), sheet.hospital_signed_by, sheet.hospital_signed_on),
            _signature(
                _("For the programme"), sheet.programme_signed_by, sheet.programme_signed_on
            ),
        ],
        "signatures-label": _("Signatures"),
        "proof-label": _("Is this sheet genuine?"),
        "proof-hint": _("Scan the picture, or enter the code at %(address)s.")
        % {"address": address},
        "code": code,
        "qr": qr_svg(f"{address}?{urlencode({'code': code})}"),
        "foot": _("%(number)s, printed on %(day)s")
        % {"number": sheet.number, "day": date_format(on)},
    }
    return compile_pdf("programmes/typst/acceptance.typ", data)


def _facts(sheet: Acceptance) -> list[list[str]]:
    station = sheet.station
    place = " · ".join(filter(None, [station.campus.name, station.location]))
    facts = [
        (_("Number"), sheet.number),
        (_("Hospital"), str(station.site.hospital)),
        (_("Station"), station.name),
        (_("Place"), place),
        (_("Area"), f"{station.area_m2} m²" if station.area_m2 else "—"),
        (_("Inspected on"), date_format(sheet.inspected_on)),
        (_("Result"), str(sheet.get_verdict_display())),
        (_("Note"), sheet.note or "—"),
    ]
    return [list(fact) for fact in facts]


def _signature(side: str, by: Account | None, on: date | None) -> list[str]:
    name = str(by.person or by.email) if by else _("not signed yet")
    return [side, name, date_format(on) if on else "—"]


def _canonical(fact: object) -> str:
    """Return one line: no fact can pretend to be two."""
    return "" if fact is None else str(fact).replace("\\", "\\\\").replace("\n", "\\n")
