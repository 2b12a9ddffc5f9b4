"""Sealed fields: encrypted at rest, bound to their row, masked until someone asks.

Stored is ``key id (1 byte) | nonce (12) | ciphertext | tag (16)``. The context (field) and the
row's id are authenticated with it: what was sealed for one row or field opens in no other.
"""

import os
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC
from django.conf import settings
from django.db import models, transaction
from django.db.models.query_utils import DeferredAttribute

from niukou.core import keyfiles
from niukou.core.codes import normalise_code
from niukou.core.keyfiles import Key, KeysUnusable

SM4_GCM = "SM4-GCM"
AES_GCM = "AES-GCM"
HMAC_SM3 = "HMAC-SM3"
KEY_BYTES = {SM4_GCM: 16, AES_GCM: 32}

KIND = "sealing"
SEARCH = "search.key"
NONCE_BYTES = 12
TAG_BYTES = 16
HASH_BYTES = 16
OVERHEAD_BYTES = 1 + NONCE_BYTES + TAG_BYTES

Mask = Callable[[str], str]


class SealBroken(Exception):
    """What is stored was changed, belongs to another row or field, or its key is gone."""


def create_keys(folder: Path, *, algorithm: str = SM4_GCM) -> None:
    """Make the first key and the search key in ``folder``, unless they are there.

    Raises:
        KeysUnusable: there are sealing keys but no search key. A new one would find nothing
            that was sealed before: restore the old one.
    """
    search = folder / SEARCH
    if not search.exists() and any(folder.glob(f"{KIND}-*.key")):
        message = f"{search} is missing: restore it from the backup of the keys"
        raise KeysUnusable(message)
    keyfiles.write(search, number=0, algorithm=HMAC_SM3, secret=os.urandom(32))
    if not any(folder.glob(f"{KIND}-*.key")):
        add_key(folder, algorithm=algorithm)


def add_key(folder: Path, *, algorithm: str = SM4_GCM) -> int:
    """Make a further key and return its id: it is the current one from the next start on.

    The older ones stay, to open what they sealed; ``reseal_rows`` moves rows to the new one.
    """
    number, path = keyfiles.next_path(folder, KIND)
    keyfiles.write(
        path, number=number, algorithm=algorithm, secret=os.urandom(KEY_BYTES[algorithm])
    )
    return number


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All sealing keys by id, the current one, and the key of the search hashes."""

    keys: Mapping[int, Key]
    current: Key
    search: Key

    @classmethod
    def load(cls, folder: Path) -> "KeyRing":
        """Read the keys of ``folder``; the one with the highest id is the current one.

        Raises:
            KeysUnusable: a key is missing, damaged, or others may read it.
        """
        keys = keyfiles.numbered(folder, KIND)
        if not keys:
            message = f"{folder} has no sealing key: restore it from the backup of the keys"
            raise KeysUnusable(message)
        return cls(keys, keys[max(keys)], keyfiles.read(folder / SEARCH))

    def seal(self, plain: str, *, context: str, row: object) -> bytes:
        """Return ``plain`` encrypted with the current key for that field and row."""
        nonce = os.urandom(NONCE_BYTES)
        sealer = _cipher(self.current, modes.GCM(nonce)).encryptor()
        sealer.authenticate_additional_data(_binding(context, row))
        ciphertext = sealer.update(plain.encode()) + sealer.finalize()
        return bytes([self.current.id]) + nonce + ciphertext + sealer.tag

    def open(self, token: bytes, *, context: str, row: object) -> str:
        """Return what was sealed for that field and row.

        Raises:
            SealBroken: it was changed, sealed for another field or row, or its key is gone.
        """
        key = self.keys.get(token[0]) if len(token) >= OVERHEAD_BYTES else None
        if key is None:
            message = f"{context} of {row}: too short, or sealed with an unknown key"
            raise SealBroken(message)
        nonce, rest = token[1 : 1 + NONCE_BYTES], token[1 + NONCE_BYTES :]
        opener = _cipher(key, modes.GCM(nonce, rest[-TAG_BYTES:])).decryptor()
        opener.authenticate_additional_data(_binding(context, row))
        try:
            return (opener.update(rest[:-TAG_BYTES]) + opener.finalize()).decode()
        except InvalidTag as error:
            message = f"{context} of {row}: changed, or sealed for another field or row"
            raise SealBroken(message) from error

    def rotate(self, token: bytes, *, context: str, row: object) -> bytes:
        """Return ``token`` sealed with the current key; the same when it is already.

        Raises:
            SealBroken: as ``open``.
        """
        if token[:1] == bytes([self.current.id]):
            return token
        return self.seal(self.open(token, context=context, row=row), context=context, row=row)

    def search_hash(self, context: str, normalised: str) -> bytes:
        """Return the 16 bytes by which a sealed value is found; equal for equal text only."""
        digest = HMAC(self.search.secret, SM3())
        digest.update(_binding(context, normalised))
        return digest.finalize()[:HASH_BYTES]


def _cipher(key: Key, mode: modes.GCM) -> Cipher[modes.GCM]:
    algorithm = {SM4_GCM: algorithms.SM4, AES_GCM: algorithms.AES}[key.algorithm]
    return Cipher(algorithm(key.secret), mode)


def _binding(context: str, subject: object) -> bytes:
    return f"{context}\0{subject}".encode()


@lru_cache(maxsize=4)
def _load(folder: Path) -> KeyRing:
    return KeyRing.load(folder)


def ring() -> KeyRing:
    """Return the keys of this installation, read once per process."""
    return _load(Path(settings.NIUKOU_KEYS))


def search_hash(context: str, normalised: str) -> bytes:
    """Return the 16 bytes by which ``normalised`` is found in the field named ``context``."""
    return ring().search_hash(context, normalised)


def mask_all(plain: str) -> str:
    return "****"


@dataclass(frozen=True, slots=True)
class Sealed:
    """A value that shows its mask. Only ``reveal`` tells it: record who asked before calling."""

    token: bytes
    context: str
    row: object
    mask: Mask = field(default=mask_all, compare=False)

    def reveal(self) -> str:
        """Return the plain value.

        Raises:
            SealBroken: what is stored was changed, or belongs to another field or row.
        """
        return ring().open(self.token, context=self.context, row=self.row)

    def __str__(self) -> str:
        return self.mask(self.reveal())

    def __repr__(self) -> str:
        return f"<Sealed {self.context}>"  # a traceback shows it: nothing is opened here


def _row_of(record: models.Model) -> object:
    """Return the id a record's values are bound to; for a row of its history, the record's own."""
    return getattr(record, "pgh_obj_id", None) or record.pk


class SealedAttribute(DeferredAttribute):
    """Takes plain text, gives ``Sealed``. Text waits unsealed until the row's id is known."""

    field: "SealedTextField"

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or value is None:
            return value
        if isinstance(value, str):
            value = self.field.seal(value, instance)
        return self.field.sealed(value, instance)

    def __set__(self, instance: Any, value: Any) -> None:
        if isinstance(value, Sealed):
            is_own = (value.context, value.row) == (self.field.context, _row_of(instance))
            value = value.token if is_own else value.reveal()
        elif isinstance(value, memoryview):
            value = bytes(value)
        instance.__dict__[self.field.attname] = value or None


if TYPE_CHECKING:
    _SealedColumn = models.BinaryField[str | Sealed | None, Sealed | None]
    _HashColumn = models.BinaryField[bytes | None, bytes | None]
else:
    _SealedColumn = _HashColumn = models.BinaryField


class SealedTextField(_SealedColumn):
    """Text that is encrypted in the database. Assign ``str``; read ``Sealed``, or None for "".

    ``context`` names the field for ever ("people.person.phone"): changing it breaks every seal.
    ``mask`` is a module-level function from the plain text to what may be shown.
    It cannot be filtered on, except for NULL: add a ``SearchHashField``.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *, context: str, mask: Mask = mask_all, **options: Any) -> None:
        self.context, self.mask = context, mask
        super().__init__(**{"null": True, "blank": True} | options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"context": self.context, "mask": self.mask}

    def seal(self, plain: str, record: models.Model) -> bytes:
        """Return ``plain`` sealed for this field of ``record``."""
        return ring().seal(plain, context=self.context, row=_row_of(record))

    def sealed(self, token: bytes, record: models.Model) -> Sealed:
        return Sealed(token, self.context, _row_of(record), self.mask)

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:  # noqa: FBT001  # Django's signature
        """Seal what was assigned.

        Raises:
            ValueError: the row has no id before it is saved; give it a UUID as primary key.
        """
        value = model_instance.__dict__.get(self.attname)
        if isinstance(value, str):
            if _row_of(model_instance) is None:
                message = f"{self.context}: the row needs its id before it is saved"
                raise ValueError(message)
            value = self.seal(value, model_instance)
            model_instance.__dict__[self.attname] = value
        return value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Sealed):
            return value.token
        if isinstance(value, str):
            message = f"{self.context} is sealed: assign it to a row, or find it by its hash"
            raise TypeError(message)
        return super().get_prep_value(value)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the sealed bytes in base64, as a fixture keeps them."""
        sealed = cast("Sealed", self.value_from_object(obj))  # Django writes None by itself
        return b64encode(sealed.token).decode("ascii")


class SearchHashField(_HashColumn):
    """The keyed hash of a sealed field, filled on save: ``filter(id_number_hash="3301…")``.

    Equal values have equal hashes, so it may be unique. ``normalise`` makes spellings
    equal; by default width, case, spaces and dashes do not count. Name it in ``update_fields`` whenever its source is.
    """

    def __init__(
        self, *, of: str, normalise: Callable[[str], str] = normalise_code, **options: Any
    ) -> None:
        self.of, self.normalise = of, normalise
        super().__init__(**{"null": True, "blank": True, "max_length": HASH_BYTES} | options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        return name, path, args, options | {"of": self.of, "normalise": self.normalise}

    def hash(self, plain: str) -> bytes:
        """Return the hash under which ``plain`` is kept in this column."""
        source = getattr(self.model, self.of)
        return search_hash(source.field.context, self.normalise(plain))

    def pre_save(self, model_instance: models.Model, add: bool) -> bytes | None:  # noqa: FBT001  # Django's signature
        sealed: Sealed | None = getattr(model_instance, self.of)
        value = None if sealed is None else self.hash(sealed.reveal())
        setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value: Any) -> Any:
        return self.hash(value) if isinstance(value, str) else super().get_prep_value(value)


def reseal_rows(rows: models.QuerySet[Any], *, batch: int = 500) -> int:
    """Seal with the current key what older keys sealed; return how many rows changed.

    Run it over a model and over its history after ``add_key``; then the old key may go. Each
    batch is a transaction of its own, so it may be stopped and run again.

    Raises:
        SealBroken: a row was changed, or its key is gone.
    """
    fields = rows.model._meta.fields  # Django's public name for it
    columns = [column for column in fields if isinstance(column, SealedTextField)]
    rows, changed = rows.order_by("pk"), 0
    while True:
        with transaction.atomic():
            found = list(rows.select_for_update(of=("self",))[:batch])
            stale = [row for row in found if _reseal(row, columns)]
            if stale:
                rows.bulk_update(stale, [column.name for column in columns])
        if not found:
            return changed
        changed += len(stale)
        rows = rows.filter(pk__gt=found[-1].pk)


def _reseal(record: models.Model, columns: list[SealedTextField]) -> bool:
    """Seal the values of ``record`` with the current key; say whether one was not yet."""
    changed = False
    for column in columns:
        token = record.__dict__.get(column.attname)
        if token:
            fresh = ring().rotate(token, context=column.context, row=_row_of(record))
            changed = changed or fresh != token
            record.__dict__[column.attname] = fresh
    return changed
