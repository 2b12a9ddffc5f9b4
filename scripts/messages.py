"""The words of the pages in 简体中文: gathered from code and templates, compiled, checked.

``python -m scripts.messages extract`` writes new words into the catalogue and drops those
that are gone; ``compile`` makes what Django reads; ``missing`` lists what is not translated.
GNU gettext is not needed: Babel does the work.
"""

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

BASE = Path(__file__).resolve().parent.parent
CATALOGUE = BASE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
SOURCES = ("niukou", "config", "templates")
HEADER = """\
# Niukou in 简体中文. Terms follow docs/reference/glossary.md.
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""  # no dates and no addresses: the file changes only when the words do
KEYWORDS = {
    "_": None,
    "_now": None,  # gettext, where _ is gettext_lazy
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def words() -> Catalog:
    """Return every message of code and templates with the places it stands in."""
    found = Catalog(locale="zh_Hans", project="Niukou", charset="utf-8", fuzzy=False)
    for path, source in _sources():
        for line, message, _comments, context in extract(
            "python", io.BytesIO(source.encode()), keywords=KEYWORDS
        ):
            place = (str(path.relative_to(BASE)), line)
            found.add(message, locations=[place], context=context)
    return found


def _sources() -> Iterator[tuple[Path, str]]:
    from django.conf import settings
    from django.utils.translation.template import templatize

    if not settings.configured:
        settings.configure()
    for top in SOURCES:
        for path in sorted((BASE / top).rglob("*")):
            if path.suffix == ".py" and "migrations" not in path.parts:
                yield path, path.read_text(encoding="utf-8")
            elif path.suffix in {".html", ".txt"}:
                calls = templatize(path.read_text(encoding="utf-8"), origin=str(path))
                yield path, f"({calls}\n)"  # in brackets, indentation means nothing


def catalogue() -> Catalog:
    """Return the translations as committed."""
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def missing() -> list[str]:
    """Return the messages that have no translation; an empty list is what tests want."""
    known = catalogue()
    gaps = []
    for message in words():
        if not message.id:
            continue
        translated = known.get(message.id, message.context)
        parts = translated.string if translated else ""
        filled = all(parts) if isinstance(parts, tuple) else bool(parts)
        if not filled or (translated and translated.fuzzy):
            gaps.append(message.id if isinstance(message.id, str) else message.id[0])
    return gaps


def write_catalogue() -> None:
    fresh = words()
    known = catalogue() if CATALOGUE.exists() else Catalog(locale="zh_Hans")
    for message in fresh:
        before = known.get(message.id, message.context) if message.id else None
        if before and not before.fuzzy:
            message.string = before.string
    for message in fresh:  # line numbers would change with every edit elsewhere
        message.locations = sorted({(path, None) for path, _line in message.locations})
    body = io.BytesIO()
    write_po(body, fresh, width=96, sort_output=True, omit_header=True, include_lineno=False)
    CATALOGUE.write_bytes(HEADER.encode() + body.getvalue())


def compile_catalogue() -> None:
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue())


def main() -> None:
    match sys.argv[1:]:
        case ["extract"]:
            write_catalogue()
            print(f"{len(missing())} messages are not translated yet.")
        case ["compile"]:
            compile_catalogue()
        case ["missing"]:
            print("\n".join(missing()))
        case _:
            sys.exit("Say one of: extract, compile, missing.")


if __name__ == "__main__":
    main()
