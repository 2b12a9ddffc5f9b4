"""What is in a workbook before anything reads its cells: kind, size, macros, empty formulas."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import SEEK_END
from typing import IO

from django.conf import settings
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError

OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ARCHIVE = b"PK\x03\x04"
HEAD_BYTES = 4096
CHUNK_BYTES = 1 << 20

INSIDE_LIMIT_BYTES = 100_000_000  # unpacked: 20,000 rows of 12 columns are about 20 MB
AREA_LIMIT_CELLS = 3_000_000  # the reader keeps every cell of the rectangle, also the empty ones

# The parts of a worksheet we look at ourselves, because the reader drops them. Each pattern
# moves forward only, so a hostile file costs no more than its size.
CELL = re.compile(rb"<(?:\w+:)?c\s([^<>]*?)(/?)>")
PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
CONTENT = re.compile(
    rb"\s*(<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</(?:\w+:)?f>))?\s*(<(?:\w+:)?v>([^<]*)</(?:\w+:)?v>)?"
)
HIDDEN_ROW = re.compile(rb'<(?:\w+:)?row\s(?=[^<>]*\bhidden="(?:1|true)")[^<>]*\br="(\d{1,7})"')
SHEET = re.compile(rb"<(?:\w+:)?sheet\s([^<>]*)>")
RELATION_ID = re.compile(rb'\b\w+:id="([^"]*)"')
RELATIONSHIP = re.compile(rb"<(?:\w+:)?Relationship\s([^<>]*)>")
ATTRIBUTE = re.compile(rb'\b(Id|Target)="([^"]*)"')


class NotAWorkbook(DomainError):
    """The content is not an Excel workbook of today's format, or it is damaged."""

    field = "file"


class PasswordProtected(DomainError):
    """The workbook can only be opened with a password."""

    field = "file"


class MacrosInside(DomainError):
    """The workbook carries programs."""

    field = "file"


class TooMuchInside(DomainError):
    """The workbook has more rows, or unpacks to more bytes, than is accepted."""

    field = "file"


@dataclass(slots=True)
class Oddities:
    """What the reader of cells would pass over in silence.

    ``empty_formulas`` and ``errors`` hold pairs of row and column, both counted from 0.
    """

    hidden_rows: set[int] = field(default_factory=set)
    empty_formulas: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)


def check_package(file: IO[bytes]) -> list[Oddities]:
    """Look into ``file`` and return what is odd in each of its sheets, in their order.

    Raises:
        NotAWorkbook, PasswordProtected, MacrosInside, TooMuchInside: what is wrong, kindly.
    """
    _ensure_archive(file)
    file.seek(0)
    try:
        with zipfile.ZipFile(file) as archive:
            _ensure_workbook(set(archive.namelist()))
            _ensure_size(archive)
            return [_look_at(archive, path) for path in _worksheets(archive)]
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError) as error:
        raise _damaged() from error
    finally:
        file.seek(0)


def _ensure_archive(file: IO[bytes]) -> None:
    if file.seek(0, SEEK_END) > settings.NIUKOU_UPLOAD_LIMIT_BYTES:
        raise _too_much()
    file.seek(0)
    head = file.read(HEAD_BYTES)
    if head.startswith(ARCHIVE):
        return
    if head.startswith(OLD_OFFICE):
        file.seek(0)
        if ENCRYPTED in file.read():
            raise PasswordProtected(
                _(
                    "This workbook is protected by a password. Save it without one and send it again."
                )
            )
        raise NotAWorkbook(
            _("This is a workbook of the old format (.xls). Save it as .xlsx and send it again.")
        )
    if head and b"\0" not in head and not head.startswith((b"%PDF", b"\x89", b"\xff\xd8")):
        raise NotAWorkbook(
            _(
                "This is a text file, such as CSV. Open it in Excel, save it as .xlsx, send it again."
            )
        )
    raise NotAWorkbook(_("This is not an Excel workbook (.xlsx)."))


def _ensure_workbook(names: set[str]) -> None:
    if any(name.endswith("vbaProject.bin") for name in names):
        raise MacrosInside(
            _("This workbook carries macros. Save it as .xlsx, without macros, and send it again.")
        )
    if "xl/workbook.bin" in names or "mimetype" in names:
        raise NotAWorkbook(
            _("This is a spreadsheet of another format. Save it as .xlsx and send it again.")
        )
    if "xl/workbook.xml" not in names:
        raise NotAWorkbook(_("This is not an Excel workbook (.xlsx)."))


def _ensure_size(archive: zipfile.ZipFile) -> None:
    """Unpack everything once: sizes on the label may lie, checksums may be wrong."""
    if sum(entry.file_size for entry in archive.infolist()) > INSIDE_LIMIT_BYTES:
        raise _too_much()
    for entry in archive.infolist():
        if entry.flag_bits & 1:
            raise PasswordProtected(
                _(
                    "This workbook is protected by a password. Save it without one and send it again."
                )
            )
        with archive.open(entry) as part:
            while part.read(CHUNK_BYTES):
                pass


def _worksheets(archive: zipfile.ZipFile) -> Iterator[str | None]:
    """Yield the path of each sheet in the workbook's order; None for one that is missing."""
    names = set(archive.namelist())
    targets: dict[bytes, str] = {}
    for found in RELATIONSHIP.finditer(archive.read("xl/_rels/workbook.xml.rels")):
        said = dict(ATTRIBUTE.findall(found[1]))
        target = said.get(b"Target", b"").decode("utf-8", "replace")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        targets[said.get(b"Id", b"")] = path
    for found in SHEET.finditer(archive.read("xl/workbook.xml")):
        relation = RELATION_ID.search(found[1])
        path = targets.get(relation[1], "") if relation else ""
        yield path if path in names else None


def _look_at(archive: zipfile.ZipFile, path: str | None) -> Oddities:
    odd = Oddities()
    if path is None:
        return odd
    xml = archive.read(path)
    odd.hidden_rows = {int(row) - 1 for row in HIDDEN_ROW.findall(xml)}
    rightmost = lowest = 0
    for found in CELL.finditer(xml):
        place = PLACE.search(found[1])
        if found[2] or place is None:  # an empty cell with a format only
            continue
        column, row = _column(place[1]), int(place[2]) - 1
        rightmost, lowest = max(rightmost, column), max(lowest, row)
        if (rightmost + 1) * (lowest + 1) > AREA_LIMIT_CELLS:
            raise _too_much()
        _note_oddity(odd, found[1], CONTENT.match(xml, found.end()), (row, column))
    return odd


def _note_oddity(
    odd: Oddities, attributes: bytes, content: re.Match[bytes] | None, place: tuple[int, int]
) -> None:
    if content is None:
        return
    if b't="e"' in attributes:
        odd.errors[place] = (content[3] or b"").decode("utf-8", "replace")
    elif content[1] and not content[3] and b't="str"' not in attributes:
        odd.empty_formulas.add(place)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _too_much() -> TooMuchInside:
    return TooMuchInside(
        _("There is too much in this workbook. Delete what is not needed, or send it in parts.")
    )


def _damaged() -> NotAWorkbook:
    return NotAWorkbook(
        _("This workbook is damaged or incomplete. Open it in Excel, save it again, send it again.")
    )
