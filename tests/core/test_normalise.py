"""What people type and paste, made even."""

import contextlib
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.normalise import (
    DigitsLost,
    UnreadableDate,
    cell_text,
    clean_text,
    fold,
    parse_date,
    same_name_key,
)

SIGNING = date(2024, 11, 23)
CHINESE = dict(zip("0123456789", "〇一二三四五六七八九", strict=True))


def in_chinese(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = {0: "", 1: "十"}.get(tens, f"{CHINESE[str(tens)]}十")
    return head + (CHINESE[str(ones)] if ones else "")


@pytest.mark.parametrize(
    ("typed", "even"),
    [
        ("１２３ＡＢＣ", "123ABC"),
        ("  浙江　大学\u00a0 医院\u200b ", "浙江 大学 医院"),
        ("儿童医院（滨江院区）", "儿童医院(滨江院区)"),
        ("民发〔2024〕3号", "民发(2024)3号"),
        ("0571—8888－1234", "0571-8888-1234"),
        ("阿依古丽•演示", "阿依古丽·演示"),
        ("\ufeff第一行\r\n第二行", "第一行 第二行"),
        ("a\x00b", "ab"),
    ],
)
def test_clean_text_makes_what_is_typed_even(typed, even):
    assert clean_text(typed) == even


@given(st.text(max_size=40))
def test_clean_text_twice_changes_nothing_more(text):
    assert clean_text(clean_text(text)) == clean_text(text)


def test_fold_ignores_width_and_case():
    assert fold("Ｎｉｕkou 医院") == "niukou 医院"


@pytest.mark.parametrize(
    "spelling",
    ["演示医院（滨江院区）", "演示医院(滨江院区)", " 演示 医院【滨江院区】", "演示医院-滨江院区"],
)
def test_same_name_key_matches_spellings_of_one_name(spelling):
    assert same_name_key(spelling) == "演示医院滨江院区"


def test_same_name_key_keeps_names_apart_that_differ_by_a_figure():
    assert same_name_key("演示医院 02") != same_name_key("演示医院 03")


@pytest.mark.parametrize(
    "text",
    [
        "2024年11月23日",
        "2024年11月23号",
        "2024 年 11 月 23 日",
        "2024/11/23",
        "2024.11.23",
        "2024-11-23",
        "20241123",
        "２０２４－１１－２３",
        "二〇二四年十一月二十三日",
        "二○二四年十一月廿三日",
        "二零二四年十一月二十三",
        "45619",
        "45619.5",
        "2024-11-23 00:00:00",
        "2024-11-23T09:30",
    ],
)
def test_parse_date_reads_every_notation_people_send(text):
    assert parse_date(text) == SIGNING


@pytest.mark.parametrize(
    "text",
    ["", "待定", "11/23/2024", "24-11-23", "2024-11", "202411", "2024", "2024/11-23", "23.11.2024"],
)
def test_parse_date_refuses_to_guess(text):
    with pytest.raises(UnreadableDate, match="2024-11-23"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-29",
        "2024-13-01",
        "20240431",
        "1024-11-23",
        "二〇二四年二十一月三日",
        "2024年十十月3日",
    ],
)
def test_parse_date_refuses_days_that_do_not_exist(text):
    with pytest.raises(UnreadableDate, match="no such day"):
        parse_date(text)


@pytest.mark.parametrize("text", ["09999", "73051", "99999"])
def test_parse_date_takes_no_unlikely_number_for_a_day(text):
    with pytest.raises(UnreadableDate):
        parse_date(text)


@given(st.dates(min_value=date(1928, 1, 1), max_value=date(2099, 12, 31)))
def test_parse_date_reads_back_what_is_written(day):
    year = "".join(CHINESE[digit] for digit in str(day.year))
    serial = (day - date(1899, 12, 30)) // timedelta(days=1)

    for text in (
        day.isoformat(),
        f"{day:%Y%m%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}.{day.month}.{day.day}",
        f"{year}年{in_chinese(day.month)}月{in_chinese(day.day)}日",
        str(serial),
    ):
        assert parse_date(text) == day


@given(st.text(max_size=20))
def test_parse_date_reads_or_refuses_any_text(text):
    with contextlib.suppress(UnreadableDate):
        assert parse_date(text).year in range(1900, 2101)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (22.0, "22"),
        (0.1 + 0.2, "0.3"),
        (1234.5, "1234.5"),
        (13800000000.0, "13800000000"),
        (SIGNING, "2024-11-23"),
        (datetime(2024, 11, 23), "2024-11-23"),  # noqa: DTZ001  # as a workbook gives it
        ("　演示医院 ", "演示医院"),
    ],
)
def test_cell_text_shows_what_its_writer_saw(value, text):
    assert cell_text(value) == text


def test_cell_text_refuses_a_number_that_lost_its_last_digits():
    with pytest.raises(DigitsLost):
        cell_text(330106199001010000.0)
