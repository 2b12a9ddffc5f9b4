"""Which files of evidence come into sight through the stations and steps one works on."""

from django.db.models import Q

from niukou.core.access import Viewer, widen_sight
from niukou.core.models import EvidenceFile
from niukou.programmes.models import (
    Acceptance,
    AssetMove,
    Defect,
    Design,
    Site,
    SiteStep,
    StationPhoto,
)


def files_of_own_steps(user: Viewer) -> Q:
    """What was attached to the steps of sites one works on."""
    sites = Site.objects.worked_on_by(user).values("pk")
    steps = SiteStep.objects.filter(site__in=sites, evidence__isnull=False)
    return Q(pk__in=steps.values("evidence"))


def plans_of_own_stations(user: Viewer) -> Q:
    """The floor plans of stations one works on."""
    return Q(pk__in=Design.objects.visible_to(user).values("floor_plan"))


def pictures_of_own_stations(user: Viewer) -> Q:
    """The pictures of stations one works on, as they came and as pages show them."""
    own = StationPhoto.objects.filter(
        station__site__in=Site.objects.worked_on_by(user).values("pk")
    )
    return Q(pk__in=own.values("file").union(own.values("shown"), all=True))


def sheets_of_own_stations(user: Viewer) -> Q:
    """The scanned acceptance sheets of stations one works on."""
    return Q(pk__in=Acceptance.objects.visible_to(user).values("scan"))


def proofs_of_own_stations(user: Viewer) -> Q:
    """What proves that a defect was mended, or where an asset went, at stations one works on."""
    mended = Defect.objects.visible_to(user).values("evidence")
    return Q(pk__in=mended.union(AssetMove.objects.visible_to(user).values("evidence"), all=True))


for sight in (
    files_of_own_steps,
    plans_of_own_stations,
    pictures_of_own_stations,
    sheets_of_own_stations,
    proofs_of_own_stations,
):
    widen_sight(EvidenceFile, sight)
