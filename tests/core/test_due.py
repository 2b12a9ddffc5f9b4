"""What is due: dated things first, from whoever knows of it."""

from datetime import date

import pytest

from niukou.core import due
from niukou.core.due import Due, add_due, due_for

TODAY = date(2026, 3, 2)


@pytest.fixture
def _no_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due, "_sources", [])


@pytest.mark.usefixtures("_no_sources")
def test_due_for_puts_the_earliest_day_first_and_what_has_none_last() -> None:
    add_due(lambda user, on: [Due("some day", "/", "x"), Due("in May", "/", "x", date(2026, 5, 1))])
    add_due(lambda user, on: [Due(f"today for {user}", "/", "x", on)])

    found = [one.label for one in due_for("me", on=TODAY)]

    assert found == ["today for me", "in May", "some day"]
