"""One cell of a column, made into what the column promises."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from niukou.core.codes import normalise_code
from niukou.core.errors import DomainError
from niukou.core.excel.sheets import Column, Kind
from niukou.core.normalise import DIGITS, cell_text, clean_text, parse_date

BETWEEN_NAMES = re.compile(r"[\n、;；,，]")
ORDINAL = re.compile(
    r"(?:第|group|no\.?)?([0-9]+|[〇零一二三四五六七八九十]+)(?:小?组|批次?|号|group)?"
)


class Unreadable(DomainError):
    """The cell is not what its column asks for."""


def read_cell(column: Column, value: object) -> Any:
    """Return ``value`` as the column's kind; the kind says what an empty cell becomes.

    Raises:
        DomainError: it cannot be read as that, or is longer than the column takes.
    """
    return READERS[column.kind](column, value)


def shown(value: object) -> str:
    """Return a cell as its writer saw it, whatever it holds."""
    try:
        return _plain(value)
    except DomainError:
        return str(value)


def _plain(value: object) -> str:
    if isinstance(value, time | timedelta):
        return str(value)
    return cell_text(value)


def _text(column: Column, value: object) -> str:
    return _short_enough(column, _plain(value))


def _code(column: Column, value: object) -> str:
    return _short_enough(column, normalise_code(_plain(value)))


def _names(column: Column, value: object) -> tuple[str, ...]:
    parts = BETWEEN_NAMES.split(value) if isinstance(value, str) else [_plain(value)]
    names = [_short_enough(column, clean_text(part)) for part in parts]
    return tuple(dict.fromkeys(filter(None, names)))


def _date(_column: Column, value: object) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _plain(value)
    return parse_date(text) if text else None


def _integer(_column: Column, value: object) -> int | None:
    text = _plain(value).replace(" ", "")
    if not text:
        return None
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise Unreadable(_("“%s” is not a whole number.") % text)
    return int(text)


def _ordinal(_column: Column, value: object) -> int | None:
    text = _plain(value).replace(" ", "").casefold()
    if not text:
        return None
    found = ORDINAL.fullmatch(text)
    number = _count(found[1]) if found else 0
    if not number:
        raise Unreadable(_("“%s” is not a number in order. Write it like 1 or 第一组.") % text)
    return number


def _count(text: str) -> int:
    """Return 12 for 12 or 十二; 0 for what is no number from 1 to 99."""
    if text.isdecimal() and text.isascii():
        return int(text) if len(text) <= 2 else 0  # noqa: PLR2004  # two digits
    tens, ten, ones = text.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (DIGITS[tens] if tens else 1 if ten else 0) * 10 + (DIGITS[ones] if ones else 0)


def _short_enough(column: Column, text: str) -> str:
    if len(text) > column.max_length:
        most = {"most": column.max_length, "length": len(text)}
        raise Unreadable(_("Too long: %(length)s characters, at most %(most)s.") % most)
    return text


READERS: dict[Kind, Callable[[Column, object], Any]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.NAMES: _names,
    Kind.DATE: _date,
    Kind.INTEGER: _integer,
    Kind.ORDINAL: _ordinal,
}
