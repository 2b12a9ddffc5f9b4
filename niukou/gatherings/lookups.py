"""How gatherings are picked in forms."""

from typing import Any

from django.db.models import Q, QuerySet

from niukou.core.lookups import Lookup, offer_lookup
from niukou.gatherings.models import Gathering
from niukou.network.models import Campus


def gathering_label(gathering: Gathering) -> str:
    return f"{gathering.number} {gathering.title}"


def campus_label(campus: Campus) -> str:
    return f"{campus.organisation} {campus.name}"


def _campuses_like(campuses: QuerySet[Any], text: str) -> QuerySet[Any]:
    like = Q(organisation__search__finds=text) | Q(name__istartswith=text)
    in_order = campuses.filter(like).order_by("organisation__pinyin_key", "pk")
    return in_order.select_related("organisation")


def _campuses_named(campuses: QuerySet[Any], text: str) -> QuerySet[Any]:
    organisation, _, name = text.rpartition(" ")
    named = campuses.filter(organisation__official_name=organisation, name=name)
    return named.select_related("organisation")


offer_lookup(
    "gatherings",
    Lookup(
        model=Gathering,
        label=gathering_label,
        exact=lambda rows, text: rows.filter(number=text.split()[0]),
        finds=lambda rows, text: rows.filter(
            Q(number__istartswith=text) | Q(search__finds=text)
        ).order_by("-starts_at", "pk"),
    ),
)
offer_lookup(
    "campuses",
    Lookup(model=Campus, label=campus_label, exact=_campuses_named, finds=_campuses_like),
)
