"""What a higher app shows on the page of a lower app's record."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import Model

from niukou.core.access import Viewer


@dataclass(frozen=True, slots=True)
class Section:
    """A piece of a page: a template and what it needs, as ``section.context`` there."""

    template: str
    context: Mapping[str, Any]


Maker: TypeAlias = Callable[[Any, Any], Section | None]

_makers: dict[type[Model], list[Maker]] = defaultdict(list)


def add_section(model: type[Model], make: Maker) -> None:
    """Let ``make(record, user)`` add a section to the page of each record of ``model``.

    It narrows what it shows by ``visible_to(user)``; None when there is nothing to show.
    """
    _makers[model].append(make)


def sections_of(record: Model, user: Viewer) -> list[Section]:
    """Return what higher apps show ``user`` on the page of ``record``."""
    # __class__, not type(): request.user is a lazy object that stands for an account.
    made = (make(record, user) for make in _makers[record.__class__])
    return [section for section in made if section is not None]
