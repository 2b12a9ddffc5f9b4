"""An application on paper, as it was handed in, with the code that proves what the paper says."""

import hashlib
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from niukou.core import signing
from niukou.core.paper import compile_pdf, qr_svg
from niukou.network.papers import verification_url
from niukou.programmes.models import Submission
from niukou.programmes.queries.applications import by_section, shown_answers

KIND = "application"


def application_number(submission: Submission) -> str:
    """Return what names a hand-in on paper: the site, and for which time it was handed in."""
    return f"{submission.application.site.number}/{submission.ordinal}"


def application_digest(submission: Submission) -> bytes:
    """Return the SHA-256 of what was handed in, 32 bytes; files count by their own digest."""
    answers = submission.answers.select_related("file", "field").order_by("field__position")
    lines = [application_number(submission), submission.on.isoformat()]
    for answer in answers:
        value = answer.file.sha256 if answer.file else answer.value
        lines.append(_canonical(f"{answer.field.label}\t{value}"))
    return hashlib.sha256("\n".join(lines).encode()).digest()


def application_code(submission: Submission) -> str:
    """Return the verification code of a hand-in; the same answers, the same code."""
    return signing.issue(KIND, application_number(submission), application_digest(submission))


def application_pdf(submission: Submission, *, on: date) -> bytes:
    """Return an application as A4 PDF, in the language now active; ``on`` is the day of printing."""
    code, application = application_code(submission), submission.application
    number = application_number(submission)
    data = {
        "lang": "zh" if (get_language() or "").startswith("zh") else "en",
        "house": str(application.call.branch.programme),
        "heading": _("Application"),
        "number": number,
        "title": application.site.hospital.official_name,
        "facts": [
            [_("Call"), str(application.call)],
            [_("Number"), number],
            [pgettext("application", "Handed in"), _moment(submission)],
            [_("Version of the form"), str(application.form.version_number)],
        ],
        "sections": [
            [section.name, [[one.label, one.text or "—"] for one in section.answers]]
            for section in by_section(shown_answers(submission))
        ],
        "note": _("This sheet says what was handed in. The files are kept beside it, unchanged."),
        "proof-label": _("Is this sheet genuine?"),
        "proof-hint": _("Scan the picture, or enter the code at %(address)s.")
        % {"address": f"{settings.NIUKOU_PUBLIC_URL}/verify/"},
        "code": code,
        "qr": qr_svg(verification_url(code)),
        "foot": _("%(number)s, printed on %(day)s") % {"number": number, "day": date_format(on)},
    }
    return compile_pdf("programmes/typst/application.typ", data)


def _moment(submission: Submission) -> str:
    at = timezone.localtime(submission.submitted_at)
    return date_format(at, "DATETIME_FORMAT")


def _canonical(fact: str) -> str:
    """Return one line: no answer can pretend to be two."""
    return fact.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
