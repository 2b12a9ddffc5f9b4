"""The places of an agreement: read as people type, kept exactly, set as agreements write."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.errors import DomainError
from niukou.core.money import Money
from niukou.programmes.places import PlaceKind, filled, places_in, read_value, say_value


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        (PlaceKind.TEXT, "  一楼大厅 ", "一楼大厅"),
        (PlaceKind.NUMBER, "１，２３４．５０", "1234.50"),
        (PlaceKind.MONEY, "1.2万元", "1200000"),
        (PlaceKind.DATE, "2026年4月1日", "2026-04-01"),
        (PlaceKind.MONEY, "", ""),
    ],
)
def test_read_value_keeps_what_was_meant(kind: PlaceKind, typed: str, kept: str) -> None:
    assert read_value(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (PlaceKind.NUMBER, "许多"),
        (PlaceKind.NUMBER, "NaN"),
        (PlaceKind.NUMBER, "Infinity"),
        (PlaceKind.MONEY, "1.234"),
        (PlaceKind.DATE, "2026-02-30"),
    ],
)
def test_read_value_refuses_what_it_cannot_mean(kind: PlaceKind, typed: str) -> None:
    with pytest.raises(DomainError):
        read_value(kind, typed)


def test_say_value_writes_an_amount_in_figures_and_capitals() -> None:
    assert "12,000.00" in say_value(PlaceKind.MONEY, "1200000")
    assert "壹万贰仟元整" in say_value(PlaceKind.MONEY, "1200000")


@given(st.integers(min_value=0, max_value=10**15))
def test_an_amount_is_kept_to_the_fen(fen: int) -> None:
    assert read_value(PlaceKind.MONEY, str(Money(fen).yuan)) == str(fen)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
)
def test_a_number_is_kept_exactly(number: Decimal) -> None:
    assert Decimal(read_value(PlaceKind.NUMBER, format(number, "f"))) == number


def test_places_in_names_each_once_and_leaves_out_what_fills_itself() -> None:
    assert places_in("【医院名称】的【面积】与【 面积 】、【楼层】") == ["面积", "楼层"]


def test_filled_leaves_what_nobody_said_and_runs_nothing_that_was_typed() -> None:
    assert filled("【甲】【乙】", {"甲": "【乙】#let x"}) == "【乙】#let x【乙】"
