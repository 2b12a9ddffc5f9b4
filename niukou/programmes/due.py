"""What is due in the programmes somebody works in."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.due import FEW, SOON, Due, add_due
from niukou.network.models import Agreement, RoleKind
from niukou.network.queries import roles_of
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import AgreementDraft, Branch, ServiceStation, Site
from niukou.programmes.rules import offices_of


def branches_due(user: Any, on: date) -> Iterator[Due]:
    """Signed hospitals without a planned station, agreements that end soon."""
    if not offices_of(user):
        return
    own = Branch.objects.run_by(user).values("pk")
    planned = ServiceStation.objects.filter(site=OuterRef("pk"))
    signed = Site.objects.visible_to(user).filter(branch__in=own, status=SiteStatus.SIGNED)
    bare = signed.exclude(Exists(planned)).values("branch__name", "branch__slug")
    for line in bare.annotate(count=Count("pk")).order_by("branch__launched_on"):
        text = ngettext(
            "%(branch)s: %(count)d signed hospital has no station planned.",
            "%(branch)s: %(count)d signed hospitals have no station planned.",
            line["count"],
        )
        url = f"{reverse('programmes:site-list')}?branch={line['branch__slug']}&without=station"
        said = text % {"branch": line["branch__name"], "count": line["count"]}
        yield Due(said, url, "building-community")
    ending = Agreement.objects.visible_to(user).filter(
        ends_on__gt=on, ends_on__lte=on + SOON, site_link__site__branch__in=own, ended_on=None
    )
    for agreement in ending.order_by("ends_on", "pk")[:FEW]:
        label = _("Agreement %s ends soon.") % agreement.number
        yield Due(label, agreement.get_absolute_url(), "file-text", agreement.ends_on)


def signatures_due(user: Any, on: date) -> Iterator[Due]:
    """Agreements that are prepared and wait for their signature, branch by branch."""
    if not offices_of(user):
        return
    own = Branch.objects.run_by(user).values("pk")
    waiting = AgreementDraft.objects.waiting().filter(site__branch__in=own)
    lines = waiting.values("site__branch__name", "site__branch__slug")
    for line in lines.annotate(count=Count("pk")).order_by("site__branch__slug"):
        text = ngettext(
            "%(branch)s: %(count)d prepared agreement waits for its signature.",
            "%(branch)s: %(count)d prepared agreements wait for their signature.",
            line["count"],
        )
        said = text % {"branch": line["site__branch__name"], "count": line["count"]}
        yield Due(
            said, reverse("programmes:signing-list", args=[line["site__branch__slug"]]), "signature"
        )


def own_sites_due(user: Any, on: date) -> Iterator[Due]:
    """Sites of one's own hospital where nobody is named to be called."""
    hospitals = roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)
    sites = Site.objects.visible_to(user).filter(hospital__in=hospitals, contacts=None)
    for site in sites.select_related("hospital").order_by("number") if hospitals else ():
        label = _("Name somebody to call at %s.") % site.hospital
        yield Due(label, site.get_absolute_url(), "phone")


add_due(branches_due)
add_due(signatures_due)
add_due(own_sites_due)
