"""What may be chosen in a form about a site."""

from django.db.models import QuerySet

from niukou.core.access import Viewer
from niukou.network.models import Agreement, Campus
from niukou.programmes.models import JOINING, Site


def joining_agreements(site: Site, user: Viewer) -> QuerySet[Agreement]:
    """Return the agreements that may be linked to ``site``: its hospital's, and no site's yet."""
    visible = Agreement.objects.visible_to(user).filter(site_link=None)
    mine = visible.filter(parties__organisation=site.hospital_id, kind__in=JOINING)
    return Agreement.objects.filter(pk__in=mine.values("pk")).order_by("-signed_on", "number")


def campuses_of(site: Site, user: Viewer) -> QuerySet[Campus]:
    """Return the campuses on which a station of ``site`` may stand."""
    return Campus.objects.visible_to(user).filter(organisation=site.hospital_id).order_by("name")
