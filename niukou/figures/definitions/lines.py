"""The lines that go into a digest, and what several definitions say alike."""

from datetime import timedelta

from django.db.models import (
    DateTimeField,
    Expression,
    ExpressionWrapper,
    F,
    Func,
    TextField,
    Value,
)
from django.db.models.functions import Concat, TruncDate
from django.utils.translation import gettext_lazy

ONE_MOMENT = timedelta(microseconds=1)
ZERO_IS_COUNTED = gettext_lazy("Never empty: none is counted as 0.")


def day_part(field: str) -> Expression:
    return Func(F(field), Value("YYYY-MM-DD"), function="to_char", output_field=TextField())


def moment_part(field: str) -> Expression:
    """Return the day to which the moment before ``field`` belongs: midnight ends the day before."""
    before = ExpressionWrapper(F(field) - ONE_MOMENT, output_field=DateTimeField())
    day = TruncDate(before)
    return Func(day, Value("YYYY-MM-DD"), function="to_char", output_field=TextField())


def line_of(*parts: Expression | F) -> Expression:
    spaced: list[Expression | F] = [piece for part in parts for piece in (Value(" "), part)][1:]
    return Concat(*spaced, output_field=TextField())
