"""What somebody runs, with its figures, and what the search finds for them."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from niukou.core.normalise import clean_text
from niukou.figures.definitions import HOSPITALS_SIGNED, HOSPITALS_WITH_STATION
from niukou.figures.indicators import Scope
from niukou.figures.queries.figures import counted
from niukou.network.models import Agreement, Organisation
from niukou.people.models import Account, Person
from niukou.programmes.models import (
    Branch,
    Programme,
    Site,
)
from niukou.programmes.rules import offices_of

FOUND_PER_KIND = 8
WITH_FIGURES = 4
ASKED_MOST = (HOSPITALS_SIGNED, HOSPITALS_WITH_STATION)


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """A number somebody is asked for often, its unit, and where it is proved."""

    label: str | Promise
    count: int
    unit: str | Promise
    url: str


@dataclass(frozen=True, slots=True)
class OwnBranch:
    """A branch somebody runs; ``figures`` are those they are asked for most."""

    branch: Branch
    figures: list[OwnFigure]


@dataclass(frozen=True, slots=True)
class Found:
    """One kind of record in the search's answer; ``icon`` names a picture of the kit.

    ``more_url`` leads to the whole list where there are more; empty where these are all.
    """

    label: str
    icon: str
    records: list[Any]
    more_url: str = ""


def branches_of(user: Account, *, on: date) -> list[OwnBranch]:
    """Return the branches ``user`` runs, the first few with their figures of that day."""
    if not offices_of(user):
        return []
    rows = Branch.objects.run_by(user).select_related("programme").order_by("launched_on", "pk")
    branches = list(rows)
    asked = {
        branch: [(indicator, Scope(branch.programme, branch), on) for indicator in ASKED_MOST]
        for branch in branches[:WITH_FIGURES]
    }
    counts = counted([one for group in asked.values() for one in group])
    return [
        OwnBranch(
            branch,
            [
                OwnFigure(one[0].label, counts[one], one[0].unit.label, one[0].url(one[1], on))
                for one in asked.get(branch, [])
            ],
        )
        for branch in branches
    ]


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
