"""The places 【…】 of an agreement's text: what stands in them, read, kept and set."""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import TextChoices
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.errors import DomainError
from niukou.core.money import Money, in_capitals
from niukou.core.normalise import clean_text, parse_date

HAN = re.compile("[\u4e00-\u9fff]")
PLACE = re.compile(r"【([^【】\n]{1,40})】")

# What the product knows and nobody types: Chinese and English names of the same place.
KNOWN_PLACES = {
    "医院名称": "hospital",
    "Hospital": "hospital",
    "项目名称": "programme",
    "Programme": "programme",
    "地方站名称": "branch",
    "Branch": "branch",
    "签约日期": "day",
    "Day of signing": "day",
    "签约各方": "parties",
    "Parties": "parties",
}


class PlaceKind(TextChoices):
    """What is written in a place: it is checked, and set as agreements write it."""

    TEXT = "TEXT", gettext_lazy("Words")
    NUMBER = "NUMBER", gettext_lazy("Quantity")
    MONEY = "MONEY", gettext_lazy("Amount in yuan")
    DATE = "DATE", gettext_lazy("Date")


class NotAValue(DomainError):
    """What was typed is not of the kind this place asks for."""


def read_value(kind: str, text: str) -> str:
    """Return ``text`` as it is kept: a number's digits, whole fen, a date as 2026-03-01.

    Raises:
        NotAValue: it is no number, no amount, or no date.
        UnreadableAmount, UnreadableDate: as their readers say.
    """
    text = clean_text(text) if kind != PlaceKind.TEXT else text.strip()
    if not text or kind == PlaceKind.TEXT:
        return text
    if kind == PlaceKind.MONEY:
        return str(Money.parse(text).fen)
    if kind == PlaceKind.DATE:
        return parse_date(text).isoformat()
    try:
        number = Decimal(text.replace(",", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise NotAValue(_("“%s” is not a number.") % text)
    return format(number, "f")


def say_value(kind: str, kept: str) -> str:
    """Return a kept value as an agreement writes it; an amount also in capitals."""
    if not kept or kind == PlaceKind.TEXT:
        return kept
    if kind == PlaceKind.MONEY:
        money = Money(int(kept))
        return _("%(figures)s yuan (%(capitals)s)") % {
            "figures": money,
            "capitals": in_capitals(money),
        }
    if kind == PlaceKind.DATE:
        return date_format(date.fromisoformat(kept))
    return str(number_format(Decimal(kept), use_l10n=True, force_grouping=True))


def language_of(body: str) -> str:
    """Return the language an agreement is written in: what is filled in follows it, not its reader."""
    return "zh-hans" if HAN.search(body) else "en"


def places_in(body: str) -> list[str]:
    """Return the names written 【…】 in ``body`` that people fill in, in their order."""
    named = dict.fromkeys(name.strip() for name in PLACE.findall(body))
    return [name for name in named if name not in KNOWN_PLACES]


def filled(body: str, said: Mapping[str, str]) -> str:
    """Return ``body`` with what ``said`` has under each name; a place without stays 【…】."""
    return PLACE.sub(lambda place: said.get(place[1].strip()) or place[0], body)
