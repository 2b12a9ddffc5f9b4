"""A mistyped year is asked about, not kept."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from niukou.core.forms import DayField


@pytest.mark.parametrize(
    "typed", ["0024-11-23", "0001-01-01", "1899-12-31", "2101-01-01", "9999-12-31"]
)
def test_a_year_that_cannot_be_meant_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        DayField().clean(typed)


@pytest.mark.parametrize("typed", ["1900-01-01", "2024-11-23", "2100-12-31"])
def test_every_year_in_living_memory_is_taken(typed: str) -> None:
    assert DayField().clean(typed) == date.fromisoformat(typed)


def test_no_day_stays_no_day() -> None:
    assert DayField(required=False).clean("") is None
