"""Tabs of a record: those its reader may find, one of them marked."""

import pytest

from niukou.core import tabs
from niukou.core.models import Holiday
from niukou.core.tabs import Tab, add_tab, tabs_of


@pytest.fixture
def _no_tabs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabs, "_tabs", {Holiday: []})


@pytest.mark.usefixtures("_no_tabs")
def test_tabs_of_leaves_out_what_the_reader_may_not_find() -> None:
    add_tab(Holiday, Tab("days", "Days", lambda day: f"/{day.name}/", lambda user, day: True))
    add_tab(Holiday, Tab("money", "Money", lambda day: "/money/", lambda user, day: user == "me"))
    day = Holiday(name="spring")

    assert [(tab.url, tab.is_current) for tab in tabs_of(day, "you", "days")] == [
        ("/spring/", True)
    ]
    assert [tab.label for tab in tabs_of(day, "me", "money")] == ["Days", "Money"]
    assert [tab.is_current for tab in tabs_of(day, "me", "money")] == [False, True]


@pytest.mark.usefixtures("_no_tabs")
def test_a_tab_of_a_higher_rank_stands_behind_those_loaded_later() -> None:
    for label, rank in (("Figures", 1), ("Overview", 0), ("Money", 0)):
        add_tab(
            Holiday,
            Tab(label.lower(), label, lambda day: "/", lambda user, day: True, rank=rank),
        )

    assert [tab.label for tab in tabs_of(Holiday(), "you", "")] == ["Overview", "Money", "Figures"]
