"""Keys on disk: one small file each, readable by its owner alone, never overwritten."""

import json
import os
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

OTHERS = stat.S_IRWXG | stat.S_IRWXO
IDS = range(1, 256)  # one byte of what was sealed or signed says with which key


class KeysUnusable(Exception):
    """A key is missing, damaged, or readable by others: nothing may start without it."""


@dataclass(frozen=True, slots=True)
class Key:
    """A key with the algorithm it is for. Its bytes are in no repr and so in no log."""

    id: int
    algorithm: str
    secret: "Secret"


class Secret(bytes):
    """Bytes that do not show themselves."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>"

    __str__ = __repr__


def numbered(folder: Path, kind: str) -> dict[int, Key]:
    """Return the keys ``kind-NNN.key`` of ``folder`` by id, in order; the last is the current one."""
    keys = (read(path) for path in sorted(folder.glob(f"{kind}-*.key")))
    return {key.id: key for key in keys}


def next_path(folder: Path, kind: str) -> tuple[int, Path]:
    """Return the id and the file of the next key of ``kind``.

    Raises:
        KeysUnusable: all 255 ids are used.
    """
    number = max(numbered(folder, kind), default=0) + 1
    if number not in IDS:
        message = f"{folder} has no id left for another {kind} key"
        raise KeysUnusable(message)
    return number, folder / f"{kind}-{number:03d}.key"


def read(path: Path) -> Key:
    """Return the key in ``path``.

    Raises:
        KeysUnusable: it is missing, damaged, or others may read it.
    """
    try:
        if path.stat().st_mode & OTHERS:
            message = f"{path} can be read by others: chmod 600 it, and replace the key"
            raise KeysUnusable(message)
        written = json.loads(path.read_text(encoding="ascii"))
        return Key(written["id"], written["algorithm"], Secret.fromhex(written["key"]))
    except FileNotFoundError as error:
        message = f"{path} is missing: restore it from the backup of the keys"
        raise KeysUnusable(message) from error
    except (ValueError, KeyError) as error:
        message = f"{path} is damaged: restore it from the backup of the keys"
        raise KeysUnusable(message) from error


def write(path: Path, *, number: int, algorithm: str, secret: bytes) -> bool:
    """Write a new key file, whole or not at all; False when one is there already.

    A second process that starts at the same moment sees the file of the first.
    """
    if path.exists():
        return False
    record = {"id": number, "algorithm": algorithm, "key": secret.hex()}
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    draft.touch(mode=0o600, exist_ok=False)
    with draft.open("w", encoding="ascii") as file:
        json.dump(record, file)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # unlike rename, it fails when the name is taken
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
