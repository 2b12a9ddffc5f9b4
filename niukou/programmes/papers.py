"""Agreements as they are signed: the text of the template, filled in, with a line for each side."""

from datetime import date

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from niukou.core.paper import compile_pdf, qr_svg
from niukou.network.papers import agreement_code, verification_url
from niukou.programmes.models import AgreementDraft
from niukou.programmes.queries.signing import written


def agreement_text_pdf(draft: AgreementDraft, *, on: date) -> bytes:
    """Return the whole agreement as A4 PDF, in the language now active; ``on`` is the day of printing.

    Signed, it bears the register's number and a code to verify; before, it says that it is a draft.
    """
    text = written(draft)
    agreement = draft.agreement
    code = agreement_code(agreement) if agreement else ""
    number = agreement.number if agreement else draft.site.number
    data = {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "title": text.title,
        "status": "" if agreement else _("Draft, not signed"),
        "number": agreement.number if agreement else "",
        "paragraphs": text.paragraphs,
        "parties": [
            [str(party.get_capacity_display()), party.organisation.official_name]
            for party in text.parties
        ],
        "seal": _("Seal"),
        "signature": _("Signed by"),
        "day": _("Date"),
        "proof-label": _("Is this sheet genuine?"),
        "proof-hint": _("Scan the picture, or enter the code at %(address)s.")
        % {"address": f"{settings.NIUKOU_PUBLIC_URL}/verify/"},
        "code": code,
        "qr": qr_svg(verification_url(code)) if code else "",
        "foot": _("%(number)s, printed on %(day)s") % {"number": number, "day": date_format(on)},
    }
    return compile_pdf("programmes/typst/agreement_text.typ", data)
