"""What money asks of a site's steps, and what it can wait for: loaded once, from ``apps.py``."""

from datetime import date

from django.db.models import Min
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from niukou.core.errors import DomainError
from niukou.programmes.actions.gates import guard
from niukou.programmes.conditions import offer_condition
from niukou.programmes.lifecycle import PUBLIC, SiteStatus
from niukou.programmes.models import Grant, Site, SiteAgreement, Tranche, TrancheStatus

AGREEMENT_SIGNED = "agreement-signed"


class FirstTrancheNotPaid(DomainError):
    """The first payment is recorded when the first tranche is paid."""

    field = "to"


class NotAllPaid(DomainError):
    """The last payment is recorded when every tranche is paid."""

    field = "to"


def first_tranche_is_paid(site: Site) -> None:
    """Let a site without a grant pass, any other once a first tranche is paid."""
    grants = Grant.objects.standing().filter(site=site)
    if not grants.exists():
        return
    first = Tranche.objects.filter(grant__in=grants.values("pk"), position=1)
    if not first.filter(status=TrancheStatus.PAID).exists():
        raise FirstTrancheNotPaid(_("The first tranche of this site's grant is not paid yet."))


def every_tranche_is_paid(site: Site) -> None:
    """Let a site without a grant pass, any other once nothing of its grants is left to pay."""
    grants = Grant.objects.standing().filter(site=site)
    tranches = Tranche.objects.filter(grant__in=grants.values("pk"))
    unpaid = tranches.exclude(status=TrancheStatus.PAID).exists()
    if unpaid or grants.filter(tranches=None).exists():
        raise NotAllPaid(_("A tranche of this site's grant is not paid yet."))


def signed_on(site: Site) -> date | None:
    """Return the day of the site's first agreement; None while it has not signed."""
    if site.status not in PUBLIC:
        return None
    signed = SiteAgreement.objects.filter(site=site).aggregate(on=Min("agreement__signed_on"))
    found: date | None = signed["on"]
    return found


guard(SiteStatus.FIRST_PAYMENT, first_tranche_is_paid)
guard(SiteStatus.LAST_PAYMENT, every_tranche_is_paid)
offer_condition(AGREEMENT_SIGNED, label=gettext_lazy("Agreement signed"), met_on=signed_on)
