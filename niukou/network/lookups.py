"""How regions and organisations are picked in forms."""

import re
from typing import Any

from django.db.models import Q, QuerySet

from niukou.core.lookups import Lookup, offer_lookup
from niukou.core.normalise import clean_text
from niukou.network.models import Organisation, Region

REGION_CODE = re.compile(r"\d{6}")


def region_label(region: Region) -> str:
    return f"{region.code} {region.name}"


def _regions_like(regions: QuerySet[Any], text: str) -> QuerySet[Any]:
    typed = clean_text(text)
    like = Q(code__startswith=typed) | Q(name__startswith=typed)
    return regions.filter(like, until_year=None).order_by("code")


offer_lookup(
    "regions",
    Lookup(
        model=Region,
        label=region_label,
        exact=lambda rows, text: rows.filter(
            Q(code=text[:6]) if REGION_CODE.match(text) else Q(name=text), until_year=None
        ),
        finds=_regions_like,
    ),
)
offer_lookup(
    "organisations",
    Lookup(
        model=Organisation,
        label=str,
        exact=lambda rows, text: rows.named(text),  # type: ignore[attr-defined]  # organisations have it
        finds=lambda rows, text: rows.filter(search__finds=text).order_by("pinyin_key", "pk"),
    ),
)
