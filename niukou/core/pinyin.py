"""How a Chinese name sounds: the key it is sorted by, and the initials it is found by."""

import re
from functools import lru_cache

from pypinyin import lazy_pinyin

from niukou.core.normalise import fold

# As a surname read otherwise than alone. Source: 《现代汉语词典》, 《通用规范汉字字典》.
SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "区": "ou",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "盖": "ge",
    "朴": "piao",
    "乐": "yue",
    "员": "yun",
    "缪": "miao",
    "种": "chong",
    "翟": "zhai",
    "覃": "qin",
    "召": "shao",
    "折": "she",
    "繁": "po",
    "秘": "bi",
    "洗": "xian",
    "祭": "zhai",
    "黑": "he",
    "隗": "wei",
    "句": "gou",
    "佴": "nai",
    "都": "du",
    "能": "nai",
    "藏": "zang",
    "蔚": "yu",
    "角": "jue",
    "阚": "kan",
    "卜": "bu",
    "薄": "bo",
    "长": "chang",
    "郇": "xun",
    "重": "chong",
    "乜": "nie",
}
SURNAMES_OF_TWO = {
    "尉迟": "yu chi",
    "万俟": "mo qi",
    "长孙": "zhang sun",
    "令狐": "ling hu",
    "单于": "chan yu",
    "乐正": "yue zheng",
    "子车": "zi ju",
}
HAN = "〇\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
RUNS = re.compile(rf"([{HAN}]+)|[^\W_{HAN}]+")


def pinyin_key(name: str, *, is_person: bool = False) -> str:
    """Return the syllables of ``name``, by which it is sorted: "zhe jiang", "ou yang".

    ``is_person``: it begins with a surname, and 单 is read shan, not dan. What is not Chinese
    stays, in lower case.
    """
    return " ".join(sound for sound, _ in _syllables(name, is_person=is_person))


def initials(name: str, *, is_person: bool = False) -> str:
    """Return the first letter of each syllable: "zj" for 浙江. Latin words and figures stay whole.

    ``is_person``: as in ``pinyin_key``.
    """
    return "".join(initial for _, initial in _syllables(name, is_person=is_person))


@lru_cache(maxsize=1000)  # one save asks for key and initials of the same name
def _syllables(name: str, *, is_person: bool) -> tuple[tuple[str, str], ...]:
    """Return each syllable or foreign word with what stands for it among the initials."""
    text = fold(name)
    surname, rest = _split_surname(text) if is_person else ("", text)
    found = [(sound, sound[0]) for sound in surname.split()]
    for run in RUNS.finditer(rest):
        if run[1]:
            found += [(sound, sound[0]) for sound in _sounds(run[1])]
        else:
            found.append((run[0], run[0]))
    return tuple(found)


@lru_cache(maxsize=10_000)  # long lists bring the same words and names again and again
def _sounds(characters: str) -> tuple[str, ...]:
    return tuple(lazy_pinyin(characters))


def _split_surname(text: str) -> tuple[str, str]:
    """Return how the surname at the beginning sounds, "" when as anywhere else, and the rest."""
    two = SURNAMES_OF_TWO.get(text[:2])
    if two and len(text) > len(text[:2]):  # 单于 alone is a 单 with a given name of one character
        return two, text[2:]
    one = SURNAMES.get(text[:1])
    return (one, text[1:]) if one else ("", text)
