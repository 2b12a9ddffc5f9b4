"""Gives the test run its own throwaway PostgreSQL, keys and files, before Django is loaded."""

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path

NEEDED = "NIUKOU_TEST_RUN"


def _prepare() -> None:
    if NEEDED in os.environ:  # a worker of a run that is prepared already
        return
    data = Path(tempfile.mkdtemp(prefix="niukou-test-"))
    os.environ |= {NEEDED: str(data), "NIUKOU_STAGE": "test", "NIUKOU_DATA": str(data)}
    (data / "staticfiles").mkdir()  # tests collect nothing into it, but the server asks for it
    undo = ExitStack()
    undo.callback(shutil.rmtree, data, ignore_errors=True)
    atexit.register(undo.close)

    from config.embedded import running
    from config.keys import ensure_keys

    ensure_keys(data / "keys")
    if "NIUKOU_DATABASE_URL" not in os.environ:
        url = undo.enter_context(running(data / "postgres", throwaway=True))
        os.environ["NIUKOU_DATABASE_URL"] = url


_prepare()
