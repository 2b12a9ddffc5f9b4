"""How a Chinese name sounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.pinyin import SURNAMES, initials, pinyin_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("单演示", "shan yan shi"),
        ("曾演示", "zeng yan shi"),
        ("区演示", "ou yan shi"),
        ("仇演示", "qiu yan shi"),
        ("解演示", "xie yan shi"),
        ("查演示", "zha yan shi"),
        ("任演示", "ren yan shi"),
        ("华演示", "hua yan shi"),
        ("盖演示", "ge yan shi"),
        ("欧阳演示", "ou yang yan shi"),
        ("尉迟演示", "yu chi yan shi"),
        ("万俟演示", "mo qi yan shi"),
        ("长孙演示", "zhang sun yan shi"),
        ("令狐演示", "ling hu yan shi"),
        ("单于演示", "chan yu yan shi"),
        ("单于", "shan yu"),
        ("张演示", "zhang yan shi"),
        ("吕演示", "lv yan shi"),
    ],
)
def test_surnames_are_read_as_surnames(name, key):
    assert pinyin_key(name, is_person=True) == key


@pytest.mark.parametrize(("surname", "sound"), SURNAMES.items())
def test_only_a_person_s_name_begins_with_a_surname(surname, sound):
    assert pinyin_key(f"{surname}某", is_person=True) == f"{sound} mou"
    assert pinyin_key(surname) != sound


def test_an_organisation_s_name_is_read_as_words():
    assert pinyin_key("区社会工作联合会").startswith("qu she hui")
    assert pinyin_key("重庆银行").split() == ["chong", "qing", "yin", "hang"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("浙江大学医学院附属儿童医院", "zjdxyxyfsetyy"),
        ("14所市民学院", "14ssmxy"),
        ("ＡＢＣ医院 02", "abcyy02"),
        ("yi医院", "yiyy"),
        ("阿依古丽·演示", "ayglys"),
        ("", ""),
    ],
)
def test_initials_take_the_first_letter_of_each_syllable(name, letters):
    assert initials(name) == letters


def test_initials_of_a_person_follow_the_surname():
    assert initials("单演示", is_person=True) == "sys"


@given(st.text(alphabet="abcXYZ 019-·", max_size=20))
def test_what_is_not_chinese_passes_in_lower_case(name):
    plain = "".join(sign for sign in name.lower() if sign.isalnum())

    assert pinyin_key(name).replace(" ", "") == initials(name) == plain


@given(st.text(max_size=20), st.booleans())
def test_any_name_has_a_key_of_words(name, is_person):
    key = pinyin_key(name, is_person=is_person)

    assert key == " ".join(key.split()) == key.lower()
    assert bool(key) == bool(initials(name, is_person=is_person))
