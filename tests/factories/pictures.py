"""Pictures drawn by code, with or without what cameras write into them."""

from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

HERE = {1: "N", 2: (30.0, 11.0, 0.0), 3: "E", 4: (120.0, 10.0, 0.0)}


def picture(
    *,
    taken: str = "",
    size: tuple[int, int] = (64, 48),
    colour: str = "steelblue",
    kind: str = "JPEG",
    orientation: int = 1,
    name: str = "现场.jpg",
) -> SimpleUploadedFile:
    """Return an upload; with ``taken`` (as cameras write it) it also says where and by what."""
    drawn, file = Image.new("RGB", size, colour), BytesIO()
    exif = Image.Exif()
    if orientation != 1:
        exif[ExifTags.Base.Orientation] = orientation
    if taken:
        exif[ExifTags.Base.Make] = "SECRETCAM"
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = taken
        exif.get_ifd(ExifTags.IFD.GPSInfo).update(HERE)
    drawn.save(file, kind, exif=exif)
    return SimpleUploadedFile(name, file.getvalue())
