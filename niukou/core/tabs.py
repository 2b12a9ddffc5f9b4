"""The pages of one record, side by side: each app adds its own."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

from niukou.core.access import Viewer


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of a record: its key, its name, its address, and who finds it there.

    ``shown(user, record)`` runs on every page of the record: it asks what is remembered of
    the user, not the database. Tabs of a lower ``rank`` stand first, those of the same one
    in the order of loading.
    """

    key: str
    label: str | Promise
    url: Callable[[Any], str]
    shown: Callable[[Any, Any], bool]
    rank: int = 0


@dataclass(frozen=True, slots=True)
class ShownTab:
    """A tab as its reader sees it."""

    label: str | Promise
    url: str
    is_current: bool


_tabs: dict[type[Model], list[Tab]] = defaultdict(list)


def add_tab(model: type[Model], tab: Tab) -> None:
    """Put ``tab`` behind the tabs of its rank that records of ``model`` have already."""
    _tabs[model].append(tab)
    _tabs[model].sort(key=lambda one: one.rank)


def tabs_of(record: Model, user: Viewer, current: str) -> list[ShownTab]:
    """Return the tabs ``user`` finds at ``record``, the one of the key ``current`` marked."""
    return [
        ShownTab(tab.label, tab.url(record), tab.key == current)
        for tab in _tabs[record.__class__]
        if tab.shown(user, record)
    ]
