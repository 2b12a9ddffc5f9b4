"""Pictures: the day the camera wrote into them, and the small copy without hidden data."""

from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import ExifTags, Image, ImageOps

from niukou.core.errors import DomainError

KINDS = ("JPEG", "PNG")
LONGEST_EDGE = 1600
MOST_PIXELS = (
    120_000_000  # a picture of a few kilobytes can claim to be as large as a football field
)
QUALITY = 82
FIRST_YEAR = 2000  # a camera that says less has lost its clock
CAMERA_FORMAT = "%Y:%m:%d"
DAY_LENGTH = len("2025:10:31")
DAMAGED = (OSError, ValueError, SyntaxError, EOFError, TypeError, KeyError, IndexError)


class PictureUnreadable(DomainError):
    """The file begins like a picture and is none, or is damaged."""

    field = "file"


class PictureTooLarge(DomainError):
    """The picture has more pixels than anybody needs."""

    field = "file"


@dataclass(frozen=True, slots=True)
class Reduced:
    """A copy for pages: upright, at most ``LONGEST_EDGE`` pixels long, nothing hidden in it."""

    file: "ContentFile[bytes]"
    width: int
    height: int


def camera_day(upload: IO[bytes], *, until: date) -> date | None:
    """Return the day the camera wrote into the picture; None: it wrote none that can be true.

    A day before the year 2000 or after ``until`` tells of a clock that was never set.
    """
    upload.seek(0)
    try:
        with Image.open(upload, formats=KINDS) as picture:
            exif = picture.getexif()
            inner = exif.get_ifd(ExifTags.IFD.Exif)
            said = inner.get(ExifTags.Base.DateTimeOriginal) or exif.get(ExifTags.Base.DateTime)
        text = str(said or "").strip()[:DAY_LENGTH]
        day = datetime.strptime(text, CAMERA_FORMAT).date() if text else None  # noqa: DTZ007  # cameras know no zone
    except (*DAMAGED, Image.DecompressionBombError):
        return None
    return day if day and day.year >= FIRST_YEAR and day <= until else None


def reduced(upload: IO[bytes]) -> Reduced:
    """Return a small JPEG copy of a picture.

    Position, time, device and everything else that cameras hide in a picture is left out.

    Raises:
        PictureUnreadable: it is damaged, or no picture.
        PictureTooLarge: it has more pixels than ``MOST_PIXELS``.
    """
    upload.seek(0)
    try:
        with Image.open(upload, formats=KINDS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureTooLarge(_("This picture has too many pixels: send a smaller one."))
            picture.draft("RGB", (LONGEST_EDGE * 2, LONGEST_EDGE * 2))
            upright = ImageOps.exif_transpose(picture)
            upright.thumbnail((LONGEST_EDGE, LONGEST_EDGE))
            plain = _on_white(upright)
    except (*DAMAGED, Image.DecompressionBombError) as error:
        message = _("This picture is damaged and cannot be opened. Send it again.")
        raise PictureUnreadable(message) from error
    written = BytesIO()
    plain.save(written, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    copy = ContentFile(written.getvalue(), name="picture.jpg")
    return Reduced(copy, plain.width, plain.height)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the pixels alone, in colours JPEG has; what is transparent becomes white."""
    if picture.mode in {"RGBA", "LA", "P"}:
        picture = picture.convert("RGBA")
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        return ground
    plain = Image.new("RGB", picture.size)
    plain.paste(picture.convert("RGB"))
    return plain
