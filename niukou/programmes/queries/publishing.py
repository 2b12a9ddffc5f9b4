"""What the public sees of a programme or a branch once it is published."""

from dataclasses import dataclass

from niukou.programmes.lifecycle import PUBLIC
from niukou.programmes.models import Branch, Programme, ServiceStation, Site, Target


@dataclass(frozen=True, slots=True)
class Shown:
    """How much the public sees once a programme, or a branch with it, is published."""

    branches: list[str]
    sites_count: int
    stations_count: int
    targets_count: int


def shown_by_publishing(subject: Programme | Branch) -> Shown:
    """Return what the public will see of ``subject`` while it is published."""
    if isinstance(subject, Programme):
        branches = Branch.objects.filter(programme=subject, is_public=True)
        targets = Target.objects.filter(programme=subject)
    else:
        branches = Branch.objects.filter(pk=subject.pk)
        targets = Target.objects.filter(branch=subject)
    sites = Site.objects.filter(branch__in=branches.values("pk"), status__in=PUBLIC)
    stations = ServiceStation.objects.filter(site__in=sites.values("pk"), opened_on__isnull=False)
    return Shown(
        branches=list(branches.order_by("launched_on").values_list("name", flat=True)),
        sites_count=sites.count(),
        stations_count=stations.count(),
        targets_count=targets.count(),
    )
