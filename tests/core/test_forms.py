"""Forms of two people who edit one record."""

import pytest
from django import forms

from niukou.core.forms import EditForm, LinesField

COLOURS = [("RED", "Red as a button"), ("BLUE", "Blue")]


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        (forms.MultipleChoiceField(choices=COLOURS), ["RED", "BLUE"], "Red as a button、Blue"),
        (forms.MultipleChoiceField(choices=COLOURS), [], "—"),
        (forms.MultipleChoiceField(choices=COLOURS), ["GONE"], "GONE"),
        (forms.ChoiceField(choices=COLOURS), "RED", "Red as a button"),
        (forms.ChoiceField(choices=COLOURS), "", "—"),
        (LinesField(), ["一", "二"], "一、二"),
        (LinesField(), [], "—"),
        (forms.IntegerField(), 0, "0"),
        (forms.IntegerField(), None, "—"),
    ],
)
def test_a_conflict_shows_what_a_person_would_call_it(field, value, shown) -> None:
    assert EditForm._shown(field, value) == shown
