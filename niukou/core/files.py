"""Files of evidence: checked by what is in them, named by their digest, kept off the web root."""

import hashlib
import uuid
import zipfile
from collections.abc import Collection
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeAlias

import puremagic
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.core.models import EvidenceFile

if TYPE_CHECKING:
    from niukou.people.models import Account

Upload: TypeAlias = "File[bytes]"
PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

PAPERS = frozenset({PDF, JPEG, PNG})
SHEETS = frozenset({XLSX})
ENDINGS = {PDF: (".pdf",), JPEG: (".jpg", ".jpeg"), PNG: (".png",), XLSX: (".xlsx",)}
LONGEST_NAME = 150
NAMES = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", XLSX: "Excel (xlsx)"}


class FileTooLarge(DomainError):
    """The file has more bytes than the setting allows."""

    field = "file"


class FileOfOtherKind(DomainError):
    """What is in the file is not one of the kinds asked for, whatever its name says."""

    field = "file"


def ensure_fit(upload: Upload, *, kinds: Collection[str]) -> str:
    """Return the media type of ``upload`` if it may be kept: small enough, and of one of ``kinds``.

    Raises:
        FileTooLarge: more than the upload limit (a setting, in megabytes).
        FileOfOtherKind: the content is not one of ``kinds`` (media types).
    """
    ensure_small(upload)
    media_type = _media_type(upload)
    if media_type not in kinds:
        asked = "、".join(NAMES[kind] for kind in sorted(kinds))
        message = _("This is not a file of a kind accepted here (%(kinds)s).")
        raise FileOfOtherKind(message % {"kinds": asked})
    return media_type


def keep(upload: Upload, *, kinds: Collection[str], by: "Account") -> EvidenceFile:
    """Check ``upload``, store it under its SHA-256 digest and return its record.

    The same bytes are stored once; each upload has its own record, named as it came and
    with the ending of its media type.

    Raises:
        FileTooLarge, FileOfOtherKind: see ``ensure_fit``.
    """
    media_type = ensure_fit(upload, kinds=kinds)

    upload.seek(0)
    digest = hashlib.file_digest(upload, "sha256").hexdigest()
    size_bytes = upload.size  # storing may take the upload's own file away
    path = _store(upload, f"{digest[:2]}/{digest}")
    return EvidenceFile.objects.create(
        sha256=digest,
        name=_name(str(upload.name), media_type),
        media_type=media_type,
        size_bytes=size_bytes,
        path=path,
        uploaded_by=by,
    )


def ensure_small(upload: Upload) -> None:
    """Raise ``FileTooLarge`` for more than the upload limit, before anything reads the file."""
    limit = settings.NIUKOU_UPLOAD_LIMIT_BYTES
    if upload.size > limit:
        size, most = f"{upload.size / 1e6:.1f}", f"{limit / 1e6:.0f}"
        message = _("This file has %(size)s MB; at most %(most)s MB are accepted.")
        raise FileTooLarge(message % {"size": size, "most": most})


def _store(upload: Upload, path: str) -> str:
    """Store ``upload`` whole or not at all; return where, a path below the storage's root.

    What an interrupted writing left there before is replaced.
    """
    if default_storage.exists(path) and default_storage.size(path) == upload.size:
        return path
    upload.seek(0)
    part = f"{path}.{uuid.uuid4().hex}.part"
    try:
        saved = default_storage.save(part, upload)
        Path(default_storage.path(saved)).replace(default_storage.path(path))
    finally:
        default_storage.delete(part)  # gone already if all went well
    return path


def _name(name: str, media_type: str) -> str:
    name, endings = PurePosixPath(name).name, ENDINGS[media_type]
    if not name.lower().endswith(endings):
        name += endings[0]
    return name[-LONGEST_NAME:]


def _media_type(upload: Upload) -> str:
    """Return the media type by content; empty when nothing known is found."""
    upload.seek(0)
    head = upload.read(262_144)
    if head.startswith(b"PK\x03\x04"):  # Office files are archives: only the inside tells
        return XLSX if _has_workbook(upload) else ""
    try:
        return str(puremagic.from_string(head, mime=True))
    except puremagic.PureError:
        return ""


def _has_workbook(upload: Upload) -> bool:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as archive:
            return {"[Content_Types].xml", "xl/workbook.xml"} <= set(archive.namelist())
    except zipfile.BadZipFile:
        return False
