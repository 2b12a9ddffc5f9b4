"""Codes printed on paper that prove, years later, that we issued it: Ed25519.

A code is base64url, without padding, of ``version | key id | length of kind | kind |
length of number | number | length of digest | digest | signature (64)``. It carries what it
proves; the public keys are enough to check it.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.utils.translation import gettext as _

from niukou.core import keyfiles
from niukou.core.errors import DomainError
from niukou.core.keyfiles import KeysUnusable

ED25519 = "Ed25519"
KIND = "signing"
VERSION = 1
SIGNATURE_BYTES = 64
LONGEST_PART = 255
PURPOSE = b"niukou verification code\0"  # a signature made here means nothing anywhere else


class CodeNotGenuine(DomainError):
    """The code was mistyped, cut short, or not issued here."""


@dataclass(frozen=True, slots=True)
class Verified:
    """What a genuine code proves: that this paper was issued with this digest."""

    kind: str
    number: str
    digest: bytes
    key_id: int


def create_keys(folder: Path) -> None:
    """Make the first signing key in ``folder``, unless there is one."""
    if not any(folder.glob(f"{KIND}-*.key")):
        add_key(folder)


def add_key(folder: Path) -> int:
    """Make a further key and return its id: it signs from the next start on.

    The older ones stay, to verify what they signed.
    """
    number, path = keyfiles.next_path(folder, KIND)
    secret = Ed25519PrivateKey.generate().private_bytes_raw()
    keyfiles.write(path, number=number, algorithm=ED25519, secret=secret)
    return number


def issue(kind: str, number: str, digest: bytes) -> str:
    """Return the verification code of a paper: URL-safe, about 130 characters.

    ``kind`` and ``number`` name the paper ("agreement", "ZJ-2024-022"); ``digest`` is of what
    it says, 255 bytes at most. The same paper always has the same code.
    """
    keys = _load(Path(settings.NIUKOU_KEYS))
    key_id = max(keys)
    signed = (
        bytes([VERSION, key_id]) + _part(kind.encode()) + _part(number.encode()) + _part(digest)
    )
    code = signed + keys[key_id].sign(PURPOSE + signed)
    return urlsafe_b64encode(code).rstrip(b"=").decode("ascii")


def verify(code: str) -> Verified:
    """Return what ``code`` proves.

    Raises:
        CodeNotGenuine: it was mistyped, cut short, or not issued here.
    """
    try:
        raw = urlsafe_b64decode(code.encode("ascii") + b"=" * (-len(code) % 4))
        signed, signature = raw[:-SIGNATURE_BYTES], raw[-SIGNATURE_BYTES:]
        key = _load(Path(settings.NIUKOU_KEYS))[signed[1]].public_key()
        key.verify(signature, PURPOSE + signed)
        kind, number, digest = _parts(signed[2:])
        verified = Verified(kind.decode(), number.decode(), digest, signed[1])
    except (ValueError, KeyError, IndexError, InvalidSignature) as error:
        raise _not_genuine() from error
    # base64 has several spellings of its last bits, and decoders skip foreign characters.
    if signed[0] != VERSION or code != urlsafe_b64encode(raw).rstrip(b"=").decode("ascii"):
        raise _not_genuine()
    return verified


def public_keys() -> dict[int, str]:
    """Return the public keys by id, in PEM: print them, and anyone can check a code."""
    keys = _load(Path(settings.NIUKOU_KEYS))
    return {key_id: _pem(key.public_key()) for key_id, key in keys.items()}


def _pem(key: Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")


@lru_cache(maxsize=4)
def _load(folder: Path) -> Mapping[int, Ed25519PrivateKey]:
    keys = keyfiles.numbered(folder, KIND)
    if not keys:
        message = f"{folder} has no signing key: restore it from the backup of the keys"
        raise KeysUnusable(message)
    return {
        key_id: Ed25519PrivateKey.from_private_bytes(key.secret) for key_id, key in keys.items()
    }


def _part(content: bytes) -> bytes:
    if len(content) > LONGEST_PART:
        message = f"a part of a code has {LONGEST_PART} bytes at most, not {len(content)}"
        raise ValueError(message)
    return bytes([len(content)]) + content


def _parts(content: bytes) -> list[bytes]:
    parts: list[bytes] = []
    while content:
        parts.append(content[1 : 1 + content[0]])
        content = content[1 + content[0] :]
    return parts


def _not_genuine() -> CodeNotGenuine:
    return CodeNotGenuine(_("This code was not issued here, or part of it is missing or mistyped."))
