"""What must be so before anything is started; each refusal is one sentence."""

import errno
import os
import shutil
import socket
import sys
from pathlib import Path

LEAST_FREE_BYTES = 500 * 1000 * 1000


class NotReady(Exception):
    """Niukou cannot start here; the message is one sentence for whoever tried."""


def check_python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    if version < (3, 11):
        found = ".".join(map(str, version))
        sentence = f"Niukou needs Python 3.11 or newer, and this is {found}."
        raise NotReady(sentence)


def check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise NotReady(_port_sentence(host, port, error)) from error


def _port_sentence(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken by another program: choose a free one, as in PORT=8123."
    if error.errno == errno.EACCES:
        return f"Port {port} is for administrators only: choose one above 1023, as in PORT=8123."
    return f"Niukou cannot listen on {host}, port {port}: {error.strerror}."


def check_folder(data: Path) -> None:
    """Make the data folder, for its owner's eyes only, and see that there is room in it."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        free = shutil.disk_usage(data).free
    except OSError as error:
        sentence = (
            f"The folder {data} cannot be made ({error.strerror}): choose another with DATA=folder."
        )
        raise NotReady(sentence) from error
    if not os.access(data, os.W_OK | os.X_OK):
        sentence = f"The folder {data} cannot be written to: choose another with DATA=folder."
        raise NotReady(sentence)
    if free < LEAST_FREE_BYTES:
        sentence = (
            f"The disk of {data} is nearly full ({free // 1_000_000} MB free, "
            f"{LEAST_FREE_BYTES // 1_000_000} MB needed): free some space, "
            "or choose another folder with DATA=folder."
        )
        raise NotReady(sentence)
