"""Amounts of money."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from niukou.core.money import (
    ZERO,
    Money,
    MoneyField,
    MoneyFormField,
    UnreadableAmount,
    in_capitals,
)

amounts = st.integers(min_value=-(10**15), max_value=10**15).map(Money)
weights = st.lists(
    st.one_of(st.integers(0, 10**6), st.decimals(0, 100, places=3)), min_size=1, max_size=12
).filter(lambda shares: sum(shares) > 0)


def value_of(capitals: str) -> int:
    """Read capitals back to fen, by place values, knowing nothing of how they were written."""
    sign = -1 if capitals.startswith("负") else 1
    yuan, _, rest = capitals.removeprefix("负").removesuffix("整").rpartition("元")
    total = section = digit = 0
    for word in yuan:
        if word in "拾佰仟":
            section += digit * {"拾": 10, "佰": 100, "仟": 1000}[word]
            digit = 0
        elif word == "万":
            section, digit = (section + digit) * 10_000, 0
        elif word == "亿":
            total, section, digit = (total + section + digit) * 10**8, 0, 0
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(word)
    fen, digit = (total + section + digit) * 100, 0
    for word in rest:
        if word in "角分":
            fen += digit * {"角": 10, "分": 1}[word]
        else:
            digit = "零壹贰叁肆伍陆柒捌玖".index(word)
    return sign * fen


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [("1234.50", 123450), ("-0.01", -1), (3, 300), (Decimal("0.1"), 10), ("1e3", 100000)],
)
def test_from_yuan_is_exact(yuan, fen):
    assert Money.from_yuan(yuan) == Money(fen)


@pytest.mark.parametrize(
    "yuan",
    [
        "0.001",
        Decimal("1.005"),
        "",
        "abc",
        "NaN",
        "-Infinity",
        "1e999999999",
        f"1.{'0' * 40}1",
        10**16,
    ],
)
def test_from_yuan_refuses_what_is_no_amount_in_fen(yuan):
    with pytest.raises(UnreadableAmount):
        Money.from_yuan(yuan)


def test_money_is_never_made_of_floats():
    with pytest.raises(TypeError):
        Money.from_yuan(0.1)
    with pytest.raises(TypeError):
        Money(1.0)
    with pytest.raises(TypeError):
        Money(True)  # a truth value is no amount


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("１２，３４５．６０ 元", 1234560),
        ("1.2万元", 1200000),
        ("1.2 万", 1200000),
        ("¥ 300", 30000),
        ("¥300.5", 30050),
        ("-￥3", -300),
        ("人民币3亿元整", 30000000000),
        ("人民币150,000元", 15000000),
        ("0", 0),
        ("1234", 123400),
        ("5百万", 500000000),
    ],
)
def test_parse_reads_amounts_as_people_write_them(text, fen):
    assert Money.parse(text) == Money(fen)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "元",
        "12,34",
        "1.234,50",
        "1,2345",
        "0.123456万分",
        "0.001",
        "约300元",
        "300-500",
        "十万",
    ],
)
def test_parse_refuses_to_guess(text):
    with pytest.raises(UnreadableAmount):
        Money.parse(text)


@given(amounts)
def test_parse_reads_back_what_is_printed(money):
    assert Money.parse(str(money)) == money
    assert Money.from_yuan(money.yuan) == money


def test_money_prints_with_thousands_and_two_decimals():
    assert [str(Money(fen)) for fen in (123450, -5, 0, 10**11)] == [
        "1,234.50",
        "-0.05",
        "0.00",
        "1,000,000,000.00",
    ]


@given(amounts, amounts)
def test_adding_then_taking_away_changes_nothing(one, other):
    assert one + other - other == one
    assert one + -one == ZERO
    assert sum([one, other], ZERO) == other + one
    assert (one < other) == (one.fen < other.fen)


def test_money_does_not_mix_with_numbers():
    with pytest.raises(TypeError):
        Money(1) + 1
    with pytest.raises(TypeError):
        Money(1) * 0.5


@given(amounts, st.integers(1, 60))
def test_split_adds_up_and_is_even(money, parts):
    pieces = money.split(parts)

    assert len(pieces) == parts
    assert sum(pieces, ZERO) == money
    assert max(pieces).fen - min(pieces).fen <= 1


@given(amounts, weights)
def test_split_by_weights_adds_up_and_stays_within_a_fen_of_the_share(money, shares):
    pieces = money.split_by_weights(shares)

    assert sum(pieces, ZERO) == money
    for piece, share in zip(pieces, shares, strict=True):
        assert abs(piece.fen - money.fen * share / sum(shares)) <= 1
        assert share or piece == ZERO


@pytest.mark.parametrize("shares", [[], [0, 0], [2, -1]])
def test_split_by_weights_refuses_weights_that_share_nothing(shares):
    with pytest.raises(ValueError):
        Money(100).split_by_weights(shares)


# The examples of the rule itself (《支付结算办法》附一), then the ones of our field.
@pytest.mark.parametrize(
    ("yuan", "capitals"),
    [
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("1680.32", "壹仟陆佰捌拾元零叁角贰分"),
        ("107000.53", "壹拾万柒仟元零伍角叁分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("12300", "壹万贰仟叁佰元整"),
        ("10", "壹拾元整"),
        ("0", "零元整"),
        ("0.50", "伍角整"),
        ("0.05", "伍分"),
        ("-20.05", "负贰拾元零伍分"),
        ("10010", "壹万零壹拾元整"),
        ("150000", "壹拾伍万元整"),
        ("100000000", "壹亿元整"),
        ("100005000", "壹亿零伍仟元整"),
        ("1234500000000", "壹万贰仟叁佰肆拾伍亿元整"),
        ("1000000000001", "壹万亿零壹元整"),
    ],
)
def test_in_capitals_follows_the_rule(yuan, capitals):
    assert in_capitals(Money.from_yuan(yuan)) == capitals


@given(st.integers(min_value=-(10**18) + 1, max_value=10**18 - 1).map(Money))
def test_capitals_read_back_as_the_same_amount(money):
    capitals = in_capitals(money)

    assert value_of(capitals) == money.fen
    assert "零零" not in capitals


def test_in_capitals_refuses_what_no_cheque_holds():
    with pytest.raises(ValueError):
        in_capitals(Money(10**18))


def test_money_field_keeps_fen_and_gives_money():
    field = MoneyField()
    field.name = "paid"

    assert field.get_prep_value(Money(150)) == 150
    assert field.from_db_value(Decimal(150), None, None) == Money(150)
    assert field.from_db_value(None, None, None) is None
    assert field.to_python("150") == Money(150)


@pytest.mark.parametrize("number", [150, 1.5, Decimal(1), "1.50"])
def test_money_field_does_not_guess_whether_a_number_means_yuan_or_fen(number):
    with pytest.raises(TypeError, match="takes Money"):
        MoneyField().get_prep_value(number)


def test_money_field_is_asked_for_in_yuan():
    field = MoneyField(verbose_name="Paid").formfield()

    assert isinstance(field, MoneyFormField)
    assert field.clean("1.2万") == Money(1200000)
    with pytest.raises(ValidationError):
        field.clean("much")


def test_money_form_field_left_empty_is_none():
    assert MoneyFormField(required=False).clean(" ") is None
