"""Codes on paper that prove we issued it."""

import string

import pytest
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from hypothesis import given
from hypothesis import strategies as st

from niukou.core import signing
from niukou.core.keyfiles import KeysUnusable
from niukou.core.signing import CodeNotGenuine, Verified, issue, verify

DIGEST = bytes(range(32))


@pytest.fixture
def keys(settings, tmp_path):
    """A key folder of this test's own."""
    signing.create_keys(tmp_path)
    settings.NIUKOU_KEYS = tmp_path
    yield tmp_path
    signing._load.cache_clear()


@given(st.text(max_size=40), st.text(max_size=60), st.binary(max_size=64))
def test_a_code_proves_what_it_was_issued_for(kind, number, digest):
    verified = verify(issue(kind, number, digest))

    assert (verified.kind, verified.number, verified.digest) == (kind, number, digest)


def test_a_code_fits_an_address_and_is_always_the_same(keys):
    code = issue("agreement", "ZJ-2024-022", DIGEST)

    assert set(code) <= set(string.ascii_letters + string.digits + "-_")
    assert len(code) < 170
    assert issue("agreement", "ZJ-2024-022", DIGEST) == code
    assert verify(code) == Verified("agreement", "ZJ-2024-022", DIGEST, key_id=1)


@given(st.data())
def test_a_code_with_one_other_character_is_not_genuine(data):
    code = issue("letter", "演示-1", DIGEST)
    place = data.draw(st.integers(0, len(code) - 1))
    sign = data.draw(st.characters(max_codepoint=0x2FFF).filter(lambda one: one != code[place]))

    with pytest.raises(CodeNotGenuine):
        verify(code[:place] + sign + code[place + 1 :])


@pytest.mark.parametrize(
    "change",
    [
        lambda code: code[:-1],
        lambda code: code + "A",
        lambda code: code + "=",
        lambda code: " " + code,
        lambda code: "",
        lambda code: "AA",
    ],
)
def test_a_code_cut_short_or_longer_is_not_genuine(change):
    with pytest.raises(CodeNotGenuine):
        verify(change(issue("letter", "演示-1", DIGEST)))


@given(st.text(max_size=200))
def test_any_other_text_is_not_genuine(text):
    with pytest.raises(CodeNotGenuine):
        verify(text)


def test_a_code_of_another_house_is_not_genuine(keys, settings, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    signing.create_keys(elsewhere)
    code = issue("letter", "1", DIGEST)
    settings.NIUKOU_KEYS = elsewhere

    with pytest.raises(CodeNotGenuine):
        verify(code)


def test_a_new_key_signs_and_the_old_one_still_verifies(keys):
    old = issue("letter", "1", DIGEST)
    assert signing.add_key(keys) == 2
    signing._load.cache_clear()

    new = issue("letter", "1", DIGEST)
    assert (verify(old).key_id, verify(new).key_id) == (1, 2)
    assert sorted(signing.public_keys()) == [1, 2]


def test_create_keys_twice_changes_nothing(keys):
    before = (keys / "signing-001.key").read_text()

    signing.create_keys(keys)

    assert (keys / "signing-001.key").read_text() == before
    assert len(list(keys.iterdir())) == 1


def test_public_keys_are_readable_by_anyone_s_tools(keys):
    public = load_pem_public_key(signing.public_keys()[1].encode())

    assert len(public.public_bytes_raw()) == 32


def test_without_a_key_nothing_is_issued(settings, tmp_path):
    settings.NIUKOU_KEYS = tmp_path

    with pytest.raises(KeysUnusable):
        issue("letter", "1", DIGEST)


def test_a_part_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="255 bytes"):
        issue("letter", "1", bytes(256))
