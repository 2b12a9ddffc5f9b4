"""Gatherings as a list shows them."""

from collections.abc import Iterable

from niukou.gatherings.belonging import Place, belonging_of
from niukou.gatherings.models import Gathering
from niukou.gatherings.queries.told import when_of, where_of

Line = tuple[Gathering, str, str, Place | None]


def lines_of(gatherings: Iterable[Gathering]) -> list[Line]:
    """Return each with when, where, and what it belongs to; fetch their campus with them."""
    rows = list(gatherings)
    found = belonging_of(gathering.pk for gathering in rows)
    return [(one, when_of(one), where_of(one), found.get(one.pk)) for one in rows]
