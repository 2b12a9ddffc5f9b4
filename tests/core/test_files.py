"""Keeping files of evidence: whole, under their digest, with the ending of what is in them."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from niukou.core.files import PAPERS, keep
from tests.factories import stranger
from tests.factories.network import SCAN

pytestmark = pytest.mark.django_db
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"


class BreaksOff(ContentFile):
    """An upload whose connection ends after the first piece, once it was checked."""

    def chunks(self, chunk_size=None):
        yield b"%PDF"
        raise ConnectionError


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def stored(tmp_path: Path) -> list[Path]:
    return [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (SCAN, "协议.pdf", "协议.pdf"),
        (SCAN, "协议.PDF", "协议.PDF"),
        (SCAN, "协议", "协议.pdf"),
        (PICTURE, "x.html", "x.html.png"),
        (PICTURE, "字" * 200 + ".html", "字" * 141 + ".html.png"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01", "a.jpeg", "a.jpeg"),
    ],
)
def test_a_file_is_named_by_what_is_in_it(content: bytes, name: str, kept: str) -> None:
    file = keep(ContentFile(content, name=name), kinds=PAPERS, by=stranger())

    assert file.name == kept
    assert default_storage.open(file.path).read() == content


def test_the_same_bytes_are_stored_once(tmp_path: Path) -> None:
    first, second = (
        keep(ContentFile(SCAN, name="a.pdf"), kinds=PAPERS, by=stranger()) for _ in range(2)
    )

    assert first.path == second.path
    assert [path.read_bytes() for path in stored(tmp_path)] == [SCAN]


def test_a_file_that_was_left_half_written_is_written_again(tmp_path: Path) -> None:
    digest = hashlib.sha256(SCAN).hexdigest()
    half = tmp_path / digest[:2] / digest
    half.parent.mkdir()
    half.write_bytes(SCAN[:10])

    file = keep(ContentFile(SCAN, name="a.pdf"), kinds=PAPERS, by=stranger())

    assert default_storage.open(file.path).read() == SCAN
    assert stored(tmp_path) == [half]


def test_an_upload_that_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(ConnectionError):
        keep(BreaksOff(SCAN, name="a.pdf"), kinds=PAPERS, by=stranger())

    assert stored(tmp_path) == []
