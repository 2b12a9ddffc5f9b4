"""Amounts of money: whole fen (分), never a rounding error, and how they are written."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.core.normalise import clean_text

FEN_PER_YUAN = 100
MOST_YUAN = 10**16  # as many as the column holds and a cheque can say
MULTIPLES = {"": 1, "千": 1_000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 10**8}
NOTATION = re.compile(
    r"(?:人民币|RMB|CNY)? ?(?P<sign>-?)¥? ?(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r" ?(?P<multiple>千万|百万|千|万|亿)? ?(?:元|圆|RMB|CNY)?整?",
    re.IGNORECASE,
)


class UnreadableAmount(DomainError):
    """The text is no amount, or one finer than a fen."""


@dataclass(frozen=True, order=True, slots=True)
class Money:
    """An amount in renminbi, counted in fen: a hundred make a yuan. Debts are negative."""

    fen: int = 0

    def __post_init__(self) -> None:
        if type(self.fen) is not int:
            message = f"fen are counted in whole numbers, not as {type(self.fen).__name__}"
            raise TypeError(message)

    @classmethod
    def from_yuan(cls, yuan: str | int | Decimal) -> Self:
        """Return exactly this many yuan.

        Raises:
            UnreadableAmount: no number, more than two decimals, or ten quadrillion and more.
            TypeError: a float, which cannot say what was meant.
        """
        if isinstance(yuan, float):
            message = "a float is no amount of money: use str or Decimal"
            raise TypeError(message)
        try:
            amount = Decimal(yuan)
            is_readable = -MOST_YUAN < amount < MOST_YUAN
        except InvalidOperation:  # no number, or NaN
            is_readable = False
        if not is_readable:
            raise UnreadableAmount(_unreadable(str(yuan)))
        fen = Fraction(amount) * FEN_PER_YUAN  # Decimal's own product is rounded to 28 digits
        if fen.denominator != 1:
            message = _("%(yuan)s is finer than a fen: an amount has at most two decimals.")
            raise UnreadableAmount(message % {"yuan": yuan})
        return cls(int(fen))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the amount that ``text`` states in yuan, as people write it.

        Reads 1234.5, 1,234.50, １２，３４５．６０ 元, ¥300, 1.2万元, 人民币3亿元整.

        Raises:
            UnreadableAmount: another notation, or an amount finer than a fen.
        """
        found = NOTATION.fullmatch(clean_text(text))
        if not found:
            raise UnreadableAmount(_unreadable(text))
        figure = Decimal(found["sign"] + found["figure"].replace(",", ""))
        return cls.from_yuan(figure * MULTIPLES[found["multiple"] or ""])

    @property
    def yuan(self) -> Decimal:
        """The amount in yuan, exact, with two decimals."""
        return Decimal(self.fen).scaleb(-2)

    def __str__(self) -> str:
        return f"{self.yuan:,.2f}"

    def __bool__(self) -> bool:
        return self.fen != 0

    def __add__(self, other: "Money") -> "Money":
        return Money(self.fen + other.fen) if isinstance(other, Money) else NotImplemented

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.fen - other.fen) if isinstance(other, Money) else NotImplemented

    def __neg__(self) -> "Money":
        return Money(-self.fen)

    def __mul__(self, times: int) -> "Money":
        return Money(self.fen * times) if isinstance(times, int) else NotImplemented

    __rmul__ = __mul__

    def split(self, parts: int) -> list["Money"]:
        """Divide into ``parts`` that add up to the whole and differ by a fen at most."""
        return self.split_by_weights([1] * parts)

    def split_by_weights(self, weights: Sequence[int | Decimal]) -> list["Money"]:
        """Divide in proportion to ``weights``; the parts always add up to the whole.

        The fen left over go to the parts that lost most by rounding, the earlier first.
        A weight of 0 receives nothing.

        Raises:
            ValueError: a weight is negative, or none is above 0.
        """
        shares = [Fraction(weight) for weight in weights]
        if sum(shares) <= 0 or min(shares) < 0:
            message = "weights are never negative and at least one is above 0"
            raise ValueError(message)
        exact = [abs(self.fen) * share / sum(shares) for share in shares]
        parts = [int(part) for part in exact]
        by_loss = sorted(range(len(parts)), key=lambda place: parts[place] - exact[place])
        for place in by_loss[: abs(self.fen) - sum(parts)]:
            parts[place] += 1
        return [Money(part if self.fen > 0 else -part) for part in parts]

    def deconstruct(self) -> tuple[str, list[int], dict[str, Any]]:
        """Write this amount into a migration, as a default or in a constraint."""
        return "niukou.core.money.Money", [self.fen], {}


ZERO = Money(0)


def _unreadable(text: str) -> str:
    message = _("“%(text)s” is not an amount that can be read. Write it like 1234.50.")
    return message % {"text": text}


NUMERALS = "零壹贰叁肆伍陆柒捌玖"
GROUPS = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def in_capitals(money: Money) -> str:
    """Return the amount in the numerals of cheques: 壹万贰仟叁佰元整. Debts begin with 负.

    Of two permitted spellings it takes the first example: 壹拾万柒仟元零伍角叁分 has no 零
    after 万, and one after a round number of yuan. 整 follows 元 and 角, never 分.

    Raises:
        ValueError: ten quadrillion yuan (10**16) or more.

    Source: 《支付结算办法》附一《正确填写票据和结算凭证的基本规定》, 二 and 四;
    《会计基础工作规范》第五十二条 (整 after 角).
    """
    yuan, rest = divmod(abs(money.fen), FEN_PER_YUAN)
    if yuan >= MOST_YUAN:
        message = f"too large to write in capitals: {money}"
        raise ValueError(message)
    jiao, fen = divmod(rest, 10)
    words = f"{_numeral(yuan)}元" if yuan or not rest else ""
    if yuan and rest and (not jiao or yuan % 10 == 0):
        words += "零"
    words += f"{NUMERALS[jiao]}角" if jiao else ""
    words += f"{NUMERALS[fen]}分" if fen else "整"
    return ("负" if money.fen < 0 else "") + words


def _numeral(number: int) -> str:
    """Return a whole number below 10**16 in capital numerals."""
    for size, word in GROUPS:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return f"{_numeral(high)}{word}{gap}{_numeral(low) if low else ''}"
    return NUMERALS[number]


def not_below_zero(amount: Money) -> None:
    """Raise ``ValidationError`` for a negative amount: a validator of form fields."""
    if amount < ZERO:
        raise ValidationError(_("An amount is not below zero."), code="below_zero")


class MoneyFormField(forms.CharField):
    """An amount as people write it; empty is None."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return Money.parse(text)
        except UnreadableAmount as refusal:
            raise ValidationError(refusal.message, code="invalid") from refusal


if TYPE_CHECKING:
    _Column = models.BigIntegerField[Money, Money]
else:
    _Column = models.BigIntegerField


class MoneyField(_Column):
    """A column of fen (bigint); the attribute is ``Money``. Sums and comparisons stay money."""

    def from_db_value(self, value: int | Decimal | None, *_: object) -> Money | None:
        """Return a stored number as money; a SUM arrives as Decimal."""
        return None if value is None else Money(int(value))

    def to_python(self, value: Any) -> Any:
        """Return ``value`` as money; text is fen, as a fixture writes them."""
        return Money(int(value)) if isinstance(value, str | int) else value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Money):
            return value.fen
        if value is None or hasattr(value, "resolve_expression"):
            return value
        message = f"{self.name} takes Money, not {type(value).__name__}"
        raise TypeError(message)

    def value_to_string(self, obj: models.Model) -> str:
        return str(self.value_from_object(obj).fen)

    def formfield(self, *_: Any, **options: Any) -> Any:
        """Ask in yuan, as text: a number box would refuse 1.2万."""
        return models.Field.formfield(self, **{"form_class": MoneyFormField} | options)
