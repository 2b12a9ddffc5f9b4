"""The code on the screen: it changes every few seconds and proves that somebody is in the room."""

import hashlib
import hmac
from datetime import datetime
from enum import Enum, auto

from django.conf import settings

from niukou.core.normalise import clean_text

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's: no I, L, O, U to be misread
ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})
LENGTH, HALF = 8, 4
STEPS_VALID = 2  # the current one, and the one before: somebody may have just scanned it
STEPS_KNOWN = 40  # older ones are told apart from codes that never were
TICKET_SECONDS = 600  # time to sign in, or to type one's name, after scanning


class Proof(Enum):
    """What a code says of whoever holds it."""

    HOLDS = auto()
    OLD = auto()
    WRONG = auto()


def step_at(at: datetime) -> int:
    return int(at.timestamp()) // settings.NIUKOU_CHECK_IN_STEP_SECONDS


def seconds_left(at: datetime) -> int:
    """Return for how long the code shown at ``at`` stays on the screen."""
    every: int = settings.NIUKOU_CHECK_IN_STEP_SECONDS
    return every - int(at.timestamp()) % every


def code_at(secret: str, step: int) -> str:
    """Return the eight signs that stand on the screen in that step."""
    number = int.from_bytes(_mac(secret, f"code {step}")[:5], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in range(LENGTH))


def shown(code: str) -> str:
    """Return a code as people read it: K7QX-3MRF."""
    return f"{code[:HALF]}-{code[HALF:]}"


def ticket_at(secret: str, at: datetime) -> str:
    """Return what a browser keeps in place of a code it has shown: good for ten minutes."""
    second = int(at.timestamp())
    return f"{second:x}.{_mac(secret, f'ticket {second}').hex()[:32]}"


def check(secret: str, proof: str, *, at: datetime) -> Proof:
    """Say whether a code, or the ticket that was given for it, holds at that moment."""
    if "." in proof:
        return _check_ticket(secret, proof, at)
    typed = "".join(sign for sign in clean_text(proof).upper().translate(ALIKE) if sign.isalnum())
    if not typed.isascii():
        return Proof.WRONG
    now = step_at(at)
    age = next((n for n in range(STEPS_KNOWN) if _same(code_at(secret, now - n), typed)), None)
    if age is None:
        return Proof.WRONG
    return Proof.HOLDS if age < STEPS_VALID else Proof.OLD


def _check_ticket(secret: str, ticket: str, at: datetime) -> Proof:
    second = ticket.partition(".")[0]
    try:
        given_at = datetime.fromtimestamp(int(second, 16), tz=at.tzinfo)
        genuine = ticket_at(secret, given_at)
    except (ValueError, OverflowError, OSError):
        return Proof.WRONG
    if not ticket.isascii() or not _same(genuine, ticket):
        return Proof.WRONG
    age = (at - given_at).total_seconds()
    return Proof.HOLDS if age <= TICKET_SECONDS else Proof.OLD


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one, other)


def _mac(secret: str, text: str) -> bytes:
    return hmac.digest(secret.encode(), f"niukou check-in\0{text}".encode(), hashlib.sha256)
