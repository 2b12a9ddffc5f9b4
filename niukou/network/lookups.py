"""How regions and organisations are picked in forms."""

import re

from django.db.models import Q

from niukou.core.lookups import Lookup, offer_lookup
from niukou.network.models import Organisation, Region

REGION_CODE = re.compile(r"\d{6}")


def region_label(region: Region) -> str:
    return f"{region.code} {region.name}"


offer_lookup(
    "regions",
    Lookup(
        model=Region,
        label=region_label,
        exact=lambda rows, text: rows.filter(
            Q(code=text[:6]) if REGION_CODE.match(text) else Q(name=text), until_year=None
        ),
        finds=lambda rows, text: rows.filter(
            Q(code__startswith=text) | Q(name__startswith=text), until_year=None
        ).order_by("code"),
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
