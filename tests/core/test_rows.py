"""A form of like rows grows by a button, leaves out what is empty and keeps what was typed."""

from types import SimpleNamespace
from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from niukou.core.errors import EditConflict
from niukou.core.rows import RowsForm

BOOKS = [{"title": "一本", "pages": 10}, {"title": "两本", "pages": 20}]


class ShelfForm(RowsForm):
    most_rows, spare_rows = 4, 1

    def row_fields(self, place: int) -> dict[str, forms.Field]:
        return {
            "title": forms.CharField(label=f"Title {place}", required=False),
            "pages": forms.IntegerField(required=False),
        }

    def rows_of(self, subject: Any) -> list[dict[str, Any]]:
        return subject.books

    def told(self, rows: list[dict[str, Any]]) -> str:
        return "、".join(row["title"] for row in rows)

    def check_row(self, place: int, said: dict[str, Any]) -> None:
        self.need(said, "title", place, "Name it.")


def shelf(*, books: list[dict[str, Any]] = BOOKS, version: int = 1) -> Any:
    return SimpleNamespace(books=books, version=version)


def filled(**said: object) -> ShelfForm:
    data = QueryDict(mutable=True)
    data.update({"version": 1, "rows": 3, "why": "补全"} | said)
    return ShelfForm(data, subject=shelf(), by=None)


def test_a_new_form_shows_what_is_known_and_a_row_to_spare() -> None:
    form = ShelfForm(subject=shelf(), by=None)

    assert [[one.value() for one in row] for row in form.row_groups] == [
        ["一本", 10],
        ["两本", 20],
        [None, None],
    ]
    assert list(form.fields)[-1] == "why"


def test_empty_rows_are_left_out_and_the_others_stay_in_order() -> None:
    given: dict[str, Any] = {}
    form = filled(title_1="一本", title_3="三本", pages_3="30")

    assert form.submit(lambda **said: given.update(said))

    rows = [{"title": "一本", "pages": None}, {"title": "三本", "pages": 30}]
    assert given == {"version": 1, "why": "补全", "listed": rows}


def test_a_row_says_what_it_lacks() -> None:
    form = filled(pages_2="20", pages_3="many")

    assert not form.is_valid()
    assert dict(form.errors) == {"title_2": ["Name it."], "pages_3": form.errors["pages_3"]}


@pytest.mark.parametrize(("rows", "shown"), [("2", 3), ("4", 4), ("99", 4), ("-1", 2), ("", 2)])
def test_the_button_adds_a_row_up_to_the_most_and_keeps_what_was_typed(rows, shown) -> None:
    typed = {"version": "1", "rows": rows, "title_1": "改了", "why": "补全"}

    form = ShelfForm.with_another_row(typed, subject=shelf(), by=None)

    assert (form.row_count, form["title_1"].value(), form.is_bound) == (shown, "改了", False)
    assert form.initial["rows"] == shown


def test_the_second_editor_sees_both_lists() -> None:
    form = filled(title_1="三本")

    told = "Somebody else saved it."

    def refuse(**said: object) -> None:
        raise EditConflict(told, current=shelf(version=2))

    assert not form.submit(refuse)
    (difference,) = form.differences
    assert (difference.theirs, difference.yours) == ("一本、两本", "三本")
