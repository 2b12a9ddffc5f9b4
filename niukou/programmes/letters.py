"""The letter that tells a hospital what was decided, with the code that proves it."""

import hashlib
from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from niukou.core import signing
from niukou.core.paper import compile_pdf, qr_svg
from niukou.network.papers import verification_url
from niukou.programmes.models import Determination, Outcome

KIND = "determination"


def determination_digest(determination: Determination) -> bytes:
    """Return the SHA-256 of what was decided: 32 bytes. A determination never changes."""
    site = determination.panel_site.site
    facts = [
        determination.number,
        site.number,
        site.hospital.official_name,
        determination.outcome,
        determination.reasons,
        determination.decided_on,
    ]
    lines = [str(fact).replace("\\", "\\\\").replace("\n", "\\n") for fact in facts]
    return hashlib.sha256("\n".join(lines).encode()).digest()


def determination_code(determination: Determination) -> str:
    """Return the verification code of the letter; the same decision, the same code."""
    return signing.issue(KIND, determination.number, determination_digest(determination))


def determination_pdf(determination: Determination, *, on: date) -> bytes:
    """Return the letter as A4 PDF, in the language now active; ``on`` is the day it is printed.

    Scores, ranks and reviewers are not in it: they stay with those who run the panel.
    """
    site, code = determination.panel_site.site, determination_code(determination)
    data = {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "house": f"{site.branch.programme} · {site.branch}",
        "heading": _("Letter on the outcome of the review"),
        "number": determination.number,
        "to": _("To %s") % site.hospital,
        "paragraphs": _said(determination),
        "reasons-label": _("Reasons"),
        "reasons": determination.reasons.splitlines(),
        "facts": [
            [_("Number"), determination.number],
            [_("Site"), site.number],
            [_("Outcome"), str(determination.get_outcome_display())],
            [_("Decided on"), date_format(determination.decided_on)],
        ],
        "proof-label": _("Is this letter genuine?"),
        "proof-hint": _("Scan the picture, or enter the code at %(address)s.")
        % {"address": f"{settings.NIUKOU_PUBLIC_URL}/verify/"},
        "code": code,
        "qr": qr_svg(verification_url(code)),
        "foot": _("%(number)s, printed on %(day)s")
        % {"number": determination.number, "day": date_format(on)},
    }
    return compile_pdf("programmes/typst/determination.typ", data)


def _said(determination: Determination) -> list[str]:
    told = {
        Outcome.ACCEPTED: _(
            "Your application was reviewed and is accepted. It now goes into public notice; when "
            "that is over and no objection stands against it, we sign the agreement together."
        ),
        Outcome.REJECTED: _(
            "Your application was reviewed. It could not be accepted this time. You are welcome "
            "to apply again in a later call."
        ),
        Outcome.RETURNED: _(
            "Your application was reviewed. Before anything can be decided, papers are to be "
            "completed. Please complete them and hand the application in again."
        ),
    }
    return [told[Outcome(determination.outcome)]]
