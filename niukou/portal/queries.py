"""What strangers may know: the reader is always nobody in particular."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from hmac import compare_digest

from django.contrib.auth.models import AnonymousUser

from niukou.core.signing import CodeNotGenuine, verify
from niukou.network.models import Agreement
from niukou.network.papers import KIND, agreement_digest

# Whoever asks, a public page shows what a stranger sees: an officer checks it by opening it.
EVERYBODY = AnonymousUser()


class Verdict(StrEnum):
    GENUINE = "GENUINE"
    CORRECTED = "CORRECTED"
    GONE = "GONE"
    NOT_GENUINE = "NOT_GENUINE"


@dataclass(frozen=True, slots=True)
class Verification:
    """What a code proves. ``number`` is "" where it proves nothing; no person is named."""

    verdict: Verdict
    number: str = ""
    kind: str = ""
    signed_on: date | None = None


def verification_of(code: str) -> Verification:
    """Return what ``code`` proves about a paper issued here, compared with the register."""
    try:
        proved = verify("".join(code.split()))
    except CodeNotGenuine:
        return Verification(Verdict.NOT_GENUINE)
    if proved.kind != KIND:
        return Verification(Verdict.GONE, proved.number)
    agreement = Agreement.objects.filter(number=proved.number).first()
    if agreement is None:
        return Verification(Verdict.GONE, proved.number)
    is_unchanged = compare_digest(proved.digest, agreement_digest(agreement))
    verdict = Verdict.GENUINE if is_unchanged else Verdict.CORRECTED
    kind = agreement.get_kind_display()
    return Verification(verdict, agreement.number, kind, agreement.signed_on)
