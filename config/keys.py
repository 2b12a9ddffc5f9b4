"""The key folder: made on first start, never overwritten."""

import secrets
from pathlib import Path

from niukou.core import sealing, signing

FILE_NAME = "secret_key"


def ensure_keys(folder: Path) -> None:
    """Make the folder and every key that is missing in it, readable by its owner alone."""
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.mkdir(exist_ok=True, mode=0o700)
    secret = folder / FILE_NAME
    if not secret.exists():
        secret.touch(mode=0o600)
        secret.write_text(secrets.token_urlsafe(60), encoding="ascii")
    sealing.create_keys(folder)
    signing.create_keys(folder)


def secret_key(folder: Path) -> str:
    """Return Django's secret key; a throw-away one where no server has started yet."""
    secret = folder / FILE_NAME
    return secret.read_text(encoding="ascii") if secret.exists() else secrets.token_urlsafe(60)
