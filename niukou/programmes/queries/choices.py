"""What may be chosen in a form about a site."""

from django.db.models import Q, QuerySet

from niukou.core.access import Viewer
from niukou.network.models import Agreement, Campus
from niukou.programmes.models import JOINING, Donation, Restriction, Site


def joining_agreements(site: Site, user: Viewer) -> QuerySet[Agreement]:
    """Return the agreements that may be linked to ``site``: its hospital's, and no site's yet."""
    visible = Agreement.objects.visible_to(user).filter(site_link=None)
    mine = visible.filter(parties__organisation=site.hospital_id, kind__in=JOINING)
    return Agreement.objects.filter(pk__in=mine.values("pk")).order_by("-signed_on", "number")


def campuses_of(site: Site, user: Viewer) -> QuerySet[Campus]:
    """Return the campuses on which a station of ``site`` may stand."""
    return Campus.objects.visible_to(user).filter(organisation=site.hospital_id).order_by("name")


def agreements_of(site: Site, user: Viewer) -> QuerySet[Agreement]:
    """Return the agreements a grant to ``site`` may be bound to: its hospital's."""
    visible = Agreement.objects.visible_to(user).filter(parties__organisation=site.hospital_id)
    return Agreement.objects.filter(pk__in=visible.values("pk")).order_by("-signed_on", "number")


def donations_for(site: Site, user: Viewer) -> QuerySet[Donation]:
    """Return the donations a grant to ``site`` may be paid out of: money given for it, or freely."""
    fits = (
        Q(restriction__in=[Restriction.NONE, Restriction.PURPOSE])
        | Q(restriction=Restriction.BRANCH, branch=site.branch_id)
        | Q(restriction=Restriction.SITE, site=site)
    )
    rows = Donation.objects.visible_to(user).standing()
    rows = rows.filter(fits, programme=site.branch.programme_id, is_in_kind=False)
    return rows.order_by("-received_on", "pk")
