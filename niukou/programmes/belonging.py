"""Which gatherings belong to which branch or programme, told to the app below."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.urls import reverse

from niukou.core.access import Viewer
from niukou.gatherings.belonging import Belonging, Place, offer_belonging
from niukou.programmes.models import Branch, Programme, ProgrammeGathering, offices_of

BRANCH, PROGRAMME = "branch:", "programme:"
MOST_BUTTONS = 4


def places(user: Viewer) -> list[Place]:
    branches = Branch.objects.visible_to(user).order_by("launched_on", "pk")
    programmes = Programme.objects.visible_to(user).order_by("launched_on", "pk")
    found = [Place(f"{PROGRAMME}{one.slug}", str(one), _page(one)) for one in programmes]
    return found + [Place(f"{BRANCH}{one.slug}", str(one), _page(one)) for one in branches]


def within(key: str) -> Q | None:
    kind, _, slug = key.partition(":")
    links = ProgrammeGathering.objects.all()
    if f"{kind}:" == BRANCH:
        return Q(pk__in=links.filter(branch__slug=slug).values("gathering"))
    if f"{kind}:" == PROGRAMME:
        return Q(pk__in=links.filter(programme__slug=slug).values("gathering"))
    return None


def of(gatherings: Iterable[int]) -> Mapping[int, Place]:
    links = ProgrammeGathering.objects.filter(gathering__in=list(gatherings))
    found = {}
    for link in links.select_related("branch", "programme"):
        subject = link.branch or link.programme
        key = f"{BRANCH if link.branch else PROGRAMME}{subject.slug}"
        found[link.gathering_id] = Place(key, str(subject), _page(subject))
    return found


def plan_at(user: Any) -> list[Place]:
    if not offices_of(user):
        return []
    branches = Branch.objects.run_by(user).order_by("launched_on", "pk")
    return [
        Place(one.slug, str(one), reverse("programmes:branch-gathering-plan", args=[one.slug]))
        for one in branches[:MOST_BUTTONS]
    ]


def _page(subject: Branch | Programme) -> str:
    kind = "branch" if isinstance(subject, Branch) else "programme"
    return reverse(f"programmes:{kind}-gatherings", args=[subject.slug])


offer_belonging(Belonging(places=places, within=within, of=of, plan_at=plan_at))
