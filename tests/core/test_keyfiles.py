"""Keys on disk."""

import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from niukou.core import keyfiles
from niukou.core.keyfiles import KeysUnusable

SECRET = bytes(range(16))


def written(folder, number=1):
    path = folder / f"sealing-{number:03d}.key"
    keyfiles.write(path, number=number, algorithm="SM4-GCM", secret=SECRET)
    return path


def test_a_key_reads_back_and_only_its_owner_may_read_it(tmp_path):
    path = written(tmp_path)
    key = keyfiles.read(path)

    assert (key.id, key.algorithm, bytes(key.secret)) == (1, "SM4-GCM", SECRET)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_does_not_show_itself(tmp_path):
    key = keyfiles.read(written(tmp_path))

    for shown in (repr(key), str(key), f"{key.secret}", f"{key.secret!r}"):
        assert "<secret>" in shown
        assert "x01" not in shown


def test_a_key_is_never_overwritten(tmp_path):
    path = written(tmp_path)
    before = path.read_text()

    assert not keyfiles.write(path, number=9, algorithm="AES-GCM", secret=b"other")
    assert path.read_text() == before


def test_of_many_who_write_at_once_one_succeeds(tmp_path):
    path = tmp_path / "sealing-001.key"

    def write(number):
        return keyfiles.write(path, number=number, algorithm="SM4-GCM", secret=SECRET)

    with ThreadPoolExecutor(8) as pool:
        won = [number for number, done in enumerate(pool.map(write, range(40))) if done]

    assert [keyfiles.read(path).id] == won
    assert list(tmp_path.iterdir()) == [path]


def test_a_key_others_may_read_is_refused(tmp_path):
    path = written(tmp_path)
    path.chmod(0o640)

    with pytest.raises(KeysUnusable, match="read by others"):
        keyfiles.read(path)


@pytest.mark.parametrize(
    "content", ["", "{}", "not json", json.dumps({"id": 1, "algorithm": "a", "key": "xyz"})]
)
def test_a_damaged_key_is_refused(tmp_path, content):
    path = written(tmp_path)
    path.write_text(content)

    with pytest.raises(KeysUnusable, match="damaged"):
        keyfiles.read(path)


def test_a_missing_key_is_named(tmp_path):
    with pytest.raises(KeysUnusable, match=r"search\.key is missing"):
        keyfiles.read(tmp_path / "search.key")


def test_ids_go_up_and_end_at_255(tmp_path):
    written(tmp_path)
    written(tmp_path, 2)
    assert keyfiles.next_path(tmp_path, "sealing") == (3, tmp_path / "sealing-003.key")

    written(tmp_path, 255)
    with pytest.raises(KeysUnusable, match="no id left"):
        keyfiles.next_path(tmp_path, "sealing")
