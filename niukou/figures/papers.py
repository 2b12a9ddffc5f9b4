"""A published figure on paper, with the code that proves what was published."""

import hashlib
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from niukou.core import signing
from niukou.core.paper import compile_pdf, qr_svg
from niukou.figures.models import Publication
from niukou.figures.queries.publications import Followed, Published
from niukou.network.papers import verification_url

KIND = "publication"


def publication_digest(publication: Publication) -> bytes:
    """Return the SHA-256 of everything ``publication`` says, 32 bytes.

    It covers the digest of the records, and with it each of their lines.
    """
    facts = [
        publication.number,
        publication.indicator,
        publication.definition_version,
        publication.scope_name,
        publication.as_of,
        publication.value,
        publication.unit,
        publication.qualifier,
        publication.evidence_count,
        publication.digest,
        publication.published_on,
    ]
    lines = [str(fact).replace("\\", "\\\\").replace("\n", "\\n") for fact in facts]
    return hashlib.sha256("\n".join(lines).encode()).digest()


def publication_code(publication: Publication) -> str:
    """Return the verification code of ``publication``, which is kept with it."""
    return signing.issue(KIND, publication.number, publication_digest(publication))


def publication_pdf(published: Published, *, on: date) -> bytes:
    """Return the publication with its approved corrections as A4 PDF, in the language now active.

    ``on`` is the day it is printed.
    """
    publication, followed = published.publication, published.corrections
    data = {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "house": _("Niukou · published figures"),
        "heading": publication.label,
        "number": publication.number,
        "title": publication.scope_name,
        "value": str(publication.quantity),
        "facts": _facts(publication),
        "corrections-label": _("Corrections") if followed else "",
        "correction-heads": [_("Date"), _("Corrected to"), _("Reason"), _("Approved by")],
        "corrections": [_row(one) for one in followed],
        "note": _(
            "A published figure is never changed. When its records are corrected, "
            "a correction follows it."
        ),
        "proof-label": _("Is this sheet genuine?"),
        "proof-hint": _("Scan the picture, or enter the code at %(address)s.")
        % {"address": f"{settings.NIUKOU_PUBLIC_URL}/verify/"},
        "code": publication.code,
        "qr": qr_svg(verification_url(publication.code)),
        "foot": _("%(number)s, printed on %(day)s")
        % {"number": publication.number, "day": date_format(on)},
    }
    return compile_pdf("figures/typst/publication.typ", data)


def _facts(publication: Publication) -> list[list[str]]:
    return [
        [_("Number"), publication.number],
        [_("As of"), date_format(publication.as_of)],
        [_("Qualifier"), publication.get_qualifier_display()],
        [_("Records"), str(publication.evidence_count)],
        [_("Published on"), date_format(publication.published_on)],
        [_("Published by"), publication.signer or "—"],
        [_("Digest"), publication.digest],
    ]


def _row(followed: Followed) -> list[str]:
    return [
        date_format(timezone.localtime(followed.decided_at)),
        str(followed.quantity or _("nothing to measure")),
        followed.reason,
        followed.decider or "—",
    ]
