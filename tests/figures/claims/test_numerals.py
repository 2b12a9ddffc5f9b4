"""Numbers written in Chinese and read back; any text at all read without a fall."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from niukou.figures.claims.finding import Name, find_numbers
from niukou.figures.claims.numerals import read_number
from niukou.figures.claims.units import Counted, Hedge

DAY = date(2025, 12, 1)
NAMES = [
    Name("浙江", "branch", is_branch=True),
    Name("红纽扣计划", "programme", is_branch=False, country="programme"),
]
DIGITS = "零一二三四五六七八九"
RANKS = ("", "十", "百", "千")
SECTIONS = ("", "万", "亿")
# What press drafts are made of, so that chance meets the traps, too.
PIECES = [
    *"0123456789０９一二两三十百千万亿零〇廿年月日号第约近超余多几数上的，。、；：,.-~（）()%\n ",
    *("家医院", "个岗位", "名", "人次", "批", "天", "百分之", "分之", "将", "已", "签约", "浙江"),
    *("红纽扣计划", "全国", "岁", "楼", "2024年11月23日", "13月45日", "去年", "当日", "以来", "A1"),
]


def section(number: int) -> str:
    """Write 0 to 9,999 in Chinese."""
    said, gap = "", False
    for rank in range(3, -1, -1):
        digit = number // 10**rank % 10
        if digit:
            said += ("零" if gap and said else "") + DIGITS[digit] + RANKS[rank]
        gap = not digit
    return said


def in_chinese(number: int) -> str:
    """Write a whole number below ten to the 12th, as taught at school."""
    said = ""
    for place in range(2, -1, -1):
        part = number // 10 ** (4 * place) % 10**4
        if part:
            said += ("零" if part < 1000 and said else "") + section(part) + SECTIONS[place]
    return said or "零"


@given(st.integers(0, 10**12 - 1))
@settings(max_examples=200, deadline=None)
def test_a_number_written_in_chinese_is_read_back(number: int) -> None:
    assert read_number(in_chinese(number)) == number


@given(st.integers(0, 10**12 - 1))
@settings(max_examples=100, deadline=None)
def test_figures_are_read_back_however_they_are_set(number: int) -> None:
    wide = str(number).translate({ord("0") + digit: ord("０") + digit for digit in range(10)})

    assert {read_number(text) for text in (str(number), f"{number:,}", wide)} == {number}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("两百", 200),
        ("一千", 1000),
        ("十", 10),
        ("百", 100),
        ("十五", 15),
        ("廿三", 23),
        ("三百五", 350),
        ("三百零五", 305),
        ("一万二", 12_000),
        ("一万零二", 10_002),
        ("两千零二十四", 2024),
        ("二〇二四", 2024),
        ("贰拾贰", 22),
        ("一亿二千万", 120_000_000),
        ("1.2万", 12_000),
        ("３，６００", 3600),
        ("5百万", 5_000_000),
        ("1.25", Decimal("1.25")),
        ("", None),
        ("两个", None),
    ],
)
def test_a_numeral_says(text: str, number: int | Decimal | None) -> None:
    assert read_number(text) == number


@given(st.text(max_size=200) | st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=400, deadline=None)
def test_any_text_is_read_and_each_place_slices_it(text: str) -> None:
    found = find_numbers(text, NAMES, written_on=DAY)

    assert [text[one.start : one.end] for one in found] == [one.text for one in found]
    edges = [place for one in found for place in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(one.text for one in found)


@given(st.integers(1, 9_999), st.sampled_from(["家医院", "名医务社工", "个岗位", "天"]))
@settings(max_examples=100, deadline=None)
def test_a_count_is_found_in_figures_and_in_chinese(number: int, noun: str) -> None:
    for written in (str(number), in_chinese(number)):
        found = find_numbers(f"浙江共{written}{noun}。", NAMES, written_on=DAY)

        assert [(one.value, one.scope) for one in found] == [(number, "branch")]


# the words, and: value, what it counts, how it is said
COUNTS = [
    ("22家试点医院", 22, Counted.HOSPITALS, Hedge.EXACT),
    ("3家协会", 3, Counted.ORGANISATIONS, Hedge.EXACT),
    ("30余个服务站", 30, Counted.STATIONS, Hedge.AND_SOME),
    ("60个医院社工岗位", 60, Counted.POSTS, Hedge.EXACT),
    ("近百名医务社工", 100, Counted.PERSONS, Hedge.NEARLY),
    ("一百余位来宾", 100, Counted.PERSONS, Hedge.AND_SOME),
    ("数百人", 100, Counted.PERSONS, Hedge.SEVERAL),
    ("三四十人", 30, Counted.PERSONS, Hedge.AND_SOME),
    ("上千人次", 1000, Counted.PERSON_TIMES, Hedge.AT_LEAST),
    ("30多万元", 300_000, Counted.YUAN, Hedge.AND_SOME),
    ("不少于12场", 12, Counted.SESSIONS, Hedge.AT_LEAST),
    ("至少72学时", 72, Counted.HOURS, Hedge.AT_LEAST),
    ("百分之三十", Decimal("0.3"), Counted.SHARE, Hedge.EXACT),
    ("45.2%", Decimal("0.452"), Counted.SHARE, Hedge.EXACT),
    ("三成", Decimal("0.3"), Counted.SHARE, Hedge.EXACT),
    ("200人左右", 200, Counted.PERSONS, Hedge.ABOUT),
    ("50名以上", 50, Counted.PERSONS, Hedge.AT_LEAST),
    ("22份协议", 22, Counted.AGREEMENTS, Hedge.EXACT),
    ("四批", 4, Counted.SIGNING_GROUPS, Hedge.EXACT),
    ("三年", 3, Counted.YEARS, Hedge.EXACT),
]


@pytest.mark.parametrize(("text", "value", "unit", "hedge"), COUNTS, ids=[one[0] for one in COUNTS])
def test_a_count_has_its_unit_and_hedge(text: str, value, unit, hedge) -> None:
    [found] = find_numbers(f"现场有{text}。", NAMES, written_on=DAY)

    assert (found.value, found.unit, found.hedge) == (value, unit, hedge)


@pytest.mark.parametrize("text", ["签约22家", "预约22家", "公约22家"])
def test_a_word_that_ends_like_a_hedge_is_none(text: str) -> None:
    [found] = find_numbers(text, NAMES, written_on=DAY)

    assert (found.text, found.hedge) == ("22家", Hedge.EXACT)


@pytest.mark.parametrize(
    "text",
    ["万一", "四川", "十分", "统一", "千万不要", "百姓", "三甲医院", "进一步", "第一", "九江"],
)
def test_numerals_inside_words_count_nothing(text: str) -> None:
    assert [one for one in find_numbers(text, NAMES, written_on=DAY) if one.value] == []


def test_both_ends_of_a_range_count_the_same() -> None:
    found = find_numbers("培训20至30名社工", NAMES, written_on=DAY)

    assert [(one.value, one.unit) for one in found] == [
        (20, Counted.PERSONS),
        (30, Counted.PERSONS),
    ]


@pytest.mark.parametrize(
    ("said", "true", "allowed"),
    [
        (Hedge.AND_SOME, 20, False),
        (Hedge.AND_SOME, 21, True),
        (Hedge.AND_SOME, 30, True),
        (Hedge.AND_SOME, 31, False),
        (Hedge.MORE_THAN, 20, False),
        (Hedge.MORE_THAN, 40, True),
        (Hedge.AT_LEAST, 20, True),
        (Hedge.AT_LEAST, 41, False),
        (Hedge.AT_MOST, 20, True),
        (Hedge.AT_MOST, 21, False),
        (Hedge.NEARLY, 18, True),
        (Hedge.NEARLY, 21, False),
        (Hedge.ABOUT, 22, True),
        (Hedge.ABOUT, 23, False),
        (Hedge.EXACT, 21, False),
    ],
)
def test_what_20_may_stand_for(said: Hedge, true: int, allowed: bool) -> None:
    assert said.allows(20, true) == allowed
