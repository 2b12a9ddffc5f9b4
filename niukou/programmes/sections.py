"""What programmes show on the pages of organisations, agreements and gatherings."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from niukou.core.access import Viewer
from niukou.core.sections import Section, add_section
from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.models import Gathering, GatheringKind
from niukou.network.models import Agreement, Organisation
from niukou.programmes.lifecycle import MOVES, PUBLIC, SiteStatus
from niukou.programmes.models import JOINING, ServiceStation, Signing, Site, SiteAgreement, link_of
from niukou.programmes.queries.trainings import completed


def sites_of_organisation(organisation: Organisation, user: Viewer) -> Section | None:
    """Show the places of a hospital in programmes."""
    sites = Site.objects.visible_to(user).filter(hospital=organisation)
    found = list(sites.select_related("hospital", "branch").order_by("number"))
    return Section("programmes/includes/sites.html", {"sites": found}) if found else None


def sites_of_agreement(agreement: Agreement, user: Viewer) -> Section | None:
    """Show the site that signed, or to its officer the sites the agreement may be linked to."""
    links = SiteAgreement.objects.filter(agreement=agreement)
    open_to_it = [now for now in SiteStatus if now in PUBLIC or SiteStatus.SIGNED in MOVES[now]]
    own = Site.objects.worked_on_by(user).filter(hospital__agreement_parties__agreement=agreement)
    concerned = Q(pk__in=links.values("site"))
    if agreement.kind in JOINING:
        concerned |= Q(pk__in=own.values("pk"), status__in=open_to_it)
    visible: QuerySet[Any] = Site.objects.visible_to(user).select_related("hospital", "branch")
    sites = list(
        visible.filter(concerned)
        .order_by("number")
        .annotate(is_linked=Exists(links.filter(site=OuterRef("pk"))))
    )
    linked = [site for site in sites if site.is_linked]
    if linked:
        signings = Signing.objects.visible_to(user).filter(drafts__agreement=agreement)
        signing = signings.select_related("branch").first()
        return Section("programmes/includes/sites.html", {"sites": linked, "signing": signing})
    context = {"sites": sites, "is_waiting": True}
    return Section("programmes/includes/sites.html", context) if sites else None


def programme_of_gathering(gathering: Gathering, user: Viewer) -> Section | None:
    """Show which programme a gathering belongs to, and who completed a training."""
    link = link_of(gathering)
    if link is None:
        return None
    is_training = gathering.kind == GatheringKind.TRAINING
    is_held = gathering.status == GatheringStatus.HELD
    share = link.completion_share
    branch_is_shown = link.branch is None or link.branch.is_public
    context = {
        "link": link,
        "gathering": gathering,
        "is_public": gathering.is_public and link.programme.is_public and branch_is_shown,
        "is_training": is_training,
        "share": int(share * 100) if share else None,
        "completed": completed().filter(gathering=gathering).count()
        if is_training and is_held
        else None,
    }
    return Section("programmes/includes/gathering_section.html", context)


def acts_of_ceremony(gathering: Gathering, user: Viewer) -> Section | None:
    """Show what was signed and unveiled at a ceremony, and who may record more where to do so."""
    link = link_of(gathering) if gathering.kind == GatheringKind.CEREMONY else None
    if link is None:
        return None
    signings = Signing.objects.visible_to(user).filter(ceremony=link).with_count()
    stations = ServiceStation.objects.visible_to(user).filter(ceremony=link)
    context = {
        "gathering": gathering,
        "branch": link.branch,
        "signings": list(signings.select_related("branch").order_by("pk")),
        "stations": list(stations.select_related("site__hospital").order_by("opened_on", "pk")),
    }
    return Section("programmes/includes/ceremony_section.html", context)


add_section(Gathering, programme_of_gathering)
add_section(Gathering, acts_of_ceremony)
add_section(Organisation, sites_of_organisation)
add_section(Agreement, sites_of_agreement)
