"""Several short texts in one field, one per line."""

import pytest
from django.core.exceptions import ValidationError

from niukou.core.forms import LinesField


def test_lines_are_kept_as_long_and_as_many_as_the_field_takes() -> None:
    field = LinesField(max_length=3, max_lines=2)

    assert field.clean(" 一二三 \n\n四\n四") == ["一二三", "四"]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("一二三四", "4 characters; a line has at most 3"), ("一\n二\n三", "3 lines; at most 2")],
)
def test_too_long_a_line_and_too_many_are_refused_not_cut(typed: str, said: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        LinesField(max_length=3, max_lines=2).clean(typed)

    assert said in refusal.value.messages[0]
