"""What a picture says of itself, and the copy that says nothing."""

from datetime import date
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from niukou.core import pictures
from niukou.core.pictures import (
    LONGEST_EDGE,
    PictureTooLarge,
    PictureUnreadable,
    camera_day,
    reduced,
)
from tests.factories.pictures import picture

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("taken", "day"),
    [
        ("2025:10:30 14:05:11", date(2025, 10, 30)),
        ("", None),
        ("0000:00:00 00:00:00", None),
        ("1980:01:01 00:00:00", None),
        ("2026:11:26 00:00:00", None),
        ("2026:11:25 23:59:59", TODAY),
        ("yesterday", None),
    ],
)
def test_the_day_is_the_cameras_unless_its_clock_was_never_set(taken: str, day) -> None:
    assert camera_day(picture(taken=taken), until=TODAY) == day


def test_the_copy_is_small_upright_and_without_place_time_and_device() -> None:
    original = picture(taken="2025:10:30 14:05:11", size=(4000, 2000), orientation=6)

    copy = reduced(original)

    assert (copy.width, copy.height) == (LONGEST_EDGE // 2, LONGEST_EDGE)
    written = copy.file.read()
    original.seek(0)
    assert b"SECRETCAM" in original.read()
    for hidden in (b"SECRETCAM", b"Exif", b"2025:10:30"):
        assert hidden not in written
    with Image.open(BytesIO(written)) as again:
        assert (again.format, again.size, dict(again.getexif())) == ("JPEG", (800, 1600), {})


def test_what_is_transparent_becomes_white() -> None:
    file = BytesIO()
    Image.new("RGBA", (8, 8), (0, 0, 0, 0)).save(file, "PNG")

    with Image.open(reduced(file).file) as copy:
        assert copy.getpixel((4, 4)) == (255, 255, 255)


def test_a_picture_of_too_many_pixels_and_one_cut_short_are_refused(monkeypatch) -> None:
    monkeypatch.setattr(pictures, "MOST_PIXELS", 64 * 48 - 1)
    with pytest.raises(PictureTooLarge):
        reduced(picture())
    whole = picture(size=(300, 300)).read()
    monkeypatch.undo()

    with pytest.raises(PictureUnreadable):
        reduced(BytesIO(whole[: len(whole) // 2]))


@given(cut=st.integers(0, 900), noise=st.binary(max_size=60))
@settings(max_examples=80, deadline=None)
def test_whatever_comes_is_a_picture_or_a_refusal_and_never_a_crash(cut: int, noise) -> None:
    broken = BytesIO(picture(taken="2025:10:30 14:05:11").read()[:cut] + noise)

    assert camera_day(broken, until=TODAY) in {None, date(2025, 10, 30)}
    try:
        reduced(broken)
    except PictureUnreadable:
        return
