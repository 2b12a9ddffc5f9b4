"""The lines that go into a digest, and what several definitions say alike."""

from django.db.models import Expression, F, Func, TextField, Value
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy

ZERO_IS_COUNTED = gettext_lazy("Never empty: none is counted as 0.")


def day_part(field: str) -> Expression:
    return Func(F(field), Value("YYYY-MM-DD"), function="to_char", output_field=TextField())


def line_of(*parts: Expression | F) -> Expression:
    spaced: list[Expression | F] = [piece for part in parts for piece in (Value(" "), part)][1:]
    return Concat(*spaced, output_field=TextField())
