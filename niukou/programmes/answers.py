"""What an answer to a question may be, and how it is said in words."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.core.money import Money
from niukou.programmes.models import FieldKind, FormField

MOST_CHARACTERS: Mapping[str, int] = MappingProxyType(
    {FieldKind.TEXT: 200, FieldKind.LONG_TEXT: 1000}
)
LONGEST_TEXT = 4000  # whatever a form allows: a page of answers must stay one that opens
DIGITS_BEFORE_THE_POINT = 16

# Which column of an answer holds what, and of which type it is.
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        FieldKind.TEXT: "text",
        FieldKind.LONG_TEXT: "text",
        FieldKind.CHOICE: "text",
        FieldKind.NUMBER: "number",
        FieldKind.MONEY: "amount",
        FieldKind.DATE: "day",
        FieldKind.YES_NO: "is_yes",
        FieldKind.FILE: "file",
    }
)
TYPES: Mapping[str, type] = MappingProxyType(
    {"text": str, "number": Decimal, "amount": Money, "day": date, "is_yes": bool}
)


class AnswerDoesNotFit(DomainError):
    """The answer is not of the kind asked for, too long, or beyond the limits of its question."""


class NoSuchChoice(DomainError):
    """What was chosen is not among the choices of the question."""


def longest(field: FormField) -> int:
    """Return how many characters the answer to ``field`` may have."""
    return min(field.most_characters or MOST_CHARACTERS.get(field.kind, LONGEST_TEXT), LONGEST_TEXT)


def ensure_fits(field: FormField, value: Any) -> None:
    """Refuse a value that is no answer to ``field``; files are looked at when they are kept.

    None is an answer taken back. ``field`` of the refusal is the name of its input.

    Raises:
        AnswerDoesNotFit: another type, too long, or beyond the limits.
        NoSuchChoice: not among the choices.
    """
    column = COLUMNS[field.kind]
    if value is None or column == "file":
        return
    is_of_its_kind = isinstance(value, TYPES[column])
    if not is_of_its_kind:
        said = {"label": field.label, "kind": field.get_kind_display()}
        message = _("“%(label)s” asks for: %(kind)s.") % said
        raise AnswerDoesNotFit(message, field=field.name)
    if field.kind == FieldKind.CHOICE and value not in field.choices:
        raise NoSuchChoice(_("“%s” is not among the choices.") % value, field=field.name)
    if column == "text" and len(value) > longest(field):
        counts = {"length": len(value), "most": longest(field)}
        message = _("This has %(length)s characters; at most %(most)s are kept.") % counts
        raise AnswerDoesNotFit(message, field=field.name)
    if column in {"number", "amount"}:
        _ensure_within(field, value.yuan if isinstance(value, Money) else value)


def _ensure_within(field: FormField, number: Decimal) -> None:
    if not number.is_finite() or abs(number) >= 10**DIGITS_BEFORE_THE_POINT:
        raise AnswerDoesNotFit(_("This number is too large."), field=field.name)
    if number != number.quantize(Decimal("0.01")):
        raise AnswerDoesNotFit(_("At most two decimals are kept."), field=field.name)
    if field.lowest is not None and number < field.lowest:
        message = _("It has to be at least %s.") % plain(field.lowest)
        raise AnswerDoesNotFit(message, field=field.name)
    if field.highest is not None and number > field.highest:
        message = _("It can be %s at most.") % plain(field.highest)
        raise AnswerDoesNotFit(message, field=field.name)


def plain(number: Decimal) -> str:
    """Return a number as people write it: without zeros at its end."""
    shown = number.quantize(Decimal(1)) if number == number.to_integral_value() else number
    return number_format(shown, use_l10n=True, force_grouping=True)


def said(field: FormField, value: Any) -> str:
    """Return an answer in words, with its unit; "" where there is none, a file by its name."""
    if value is None or value == "":
        return ""
    if field.kind == FieldKind.YES_NO:
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return date_format(value)
    if isinstance(value, Money):
        return _("%s yuan") % value
    if isinstance(value, Decimal):
        return f"{plain(value)} {field.unit}".strip()
    return str(value)
