"""What programmes show on the pages of organisations and agreements."""

from niukou.core.access import Viewer
from niukou.core.sections import Section, add_section
from niukou.network.models import Agreement, Organisation
from niukou.programmes.lifecycle import MOVES, PUBLIC, SiteStatus
from niukou.programmes.models import JOINING, Site


def sites_of_organisation(organisation: Organisation, user: Viewer) -> Section | None:
    """Show the places of a hospital in programmes."""
    sites = Site.objects.visible_to(user).filter(hospital=organisation)
    found = list(sites.select_related("hospital", "branch").order_by("number"))
    return Section("programmes/includes/sites.html", {"sites": found}) if found else None


def sites_of_agreement(agreement: Agreement, user: Viewer) -> Section | None:
    """Show the site that signed, or to its officer the sites the agreement may be linked to."""
    sites = Site.objects.visible_to(user).select_related("hospital", "branch").order_by("number")
    linked = list(sites.filter(agreements__agreement=agreement))
    if linked:
        return Section("programmes/includes/sites.html", {"sites": linked})
    if agreement.kind not in JOINING:
        return None
    open_to_it = [now for now in SiteStatus if now in PUBLIC or SiteStatus.SIGNED in MOVES[now]]
    own = Site.objects.worked_on_by(user).filter(hospital__agreement_parties__agreement=agreement)
    waiting = list(sites.filter(pk__in=own.values("pk"), status__in=open_to_it))
    context = {"sites": waiting, "is_waiting": True}
    return Section("programmes/includes/sites.html", context) if waiting else None


add_section(Organisation, sites_of_organisation)
add_section(Agreement, sites_of_agreement)
