"""What the search finds for somebody."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from niukou.core.normalise import clean_text
from niukou.network.models import Agreement, Organisation
from niukou.people.models import Account, Person
from niukou.programmes.models import Programme, Site

FOUND_PER_KIND = 8


@dataclass(frozen=True, slots=True)
class Found:
    """One kind of record in the search's answer; ``icon`` names a picture of the kit.

    ``more_url`` leads to the whole list where there are more; empty where these are all.
    """

    label: str
    icon: str
    records: list[Any]
    more_url: str = ""


def search(text: str, *, user: Account) -> list[Found]:
    """Return the records ``user`` may read that bear ``text``, a few of each kind."""
    query = urlencode({"q": text})
    is_site = Q(number__istartswith=clean_text(text)) | Q(hospital__search__finds=text)
    kinds: list[tuple[str, str, QuerySet[Any], str]] = [
        (
            _("Organisations"),
            "building",
            Organisation.objects.visible_to(user).filter(search__finds=text),
            "network:organisation-list",
        ),
        (
            _("Sites"),
            "buildings",
            Site.objects.visible_to(user).select_related("hospital").filter(is_site),
            "programmes:site-list",
        ),
        (
            _("People"),
            "user",
            Person.objects.visible_to(user).filter(search__finds=text),
            "people:person-list",
        ),
        (
            _("Agreements"),
            "file-text",
            Agreement.objects.visible_to(user).filter(search__finds=text),
            "network:agreement-list",
        ),
        (
            _("Programmes"),
            "target-arrow",
            Programme.objects.visible_to(user).filter(search__finds=text),
            "",
        ),
    ]
    found = [
        _found(label, icon, rows, list_url=f"{reverse(name)}?{query}" if name else "")
        for label, icon, rows, name in kinds
    ]
    return [kind for kind in found if kind.records]


def _found(label: str, icon: str, rows: QuerySet[Any], *, list_url: str) -> Found:
    records = list(rows.order_by("pk")[: FOUND_PER_KIND + 1])
    more_url = list_url if len(records) > FOUND_PER_KIND else ""
    return Found(label, icon, records[:FOUND_PER_KIND], more_url)
