"""How a wrong date in a site's life is put right."""

from datetime import date

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.people.models import Account
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import Site, SiteAgreement, SiteStep
from niukou.programmes.rules import Can


class OutOfOrder(DomainError):
    """Steps stay in the order in which they were taken."""

    field = "on"


class DatedByAgreement(DomainError):
    """The day of the signature is the agreement's: it is corrected there."""

    field = "on"


@transaction.atomic
def correct_step(step: SiteStep, *, on: date, why: str, by: Account) -> SiteStep:
    """Correct the day of a step; ``why`` goes into its history.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        DatedByAgreement: the step is the signature.
        OutOfOrder: the step before is later, the step after earlier, or the day is to come.
    """
    authorize(by, Can.CORRECT_STEP, step.site)
    if step.to_status == SiteStatus.SIGNED:
        raise DatedByAgreement(_("Correct the date in the agreement: this step follows it."))

    Site.objects.select_for_update().get(pk=step.site_id)
    return _date(SiteStep.objects.get(pk=step.pk), on, why)


def follow_agreement(agreement_id: int) -> None:
    """Give the signature of a site the corrected date of its agreement.

    Raises:
        OutOfOrder: the site has a step between the old date and the new one.
    """
    site = Site.objects.select_for_update().filter(agreements__agreement=agreement_id).first()
    steps = SiteStep.objects.filter(site=site, to_status=SiteStatus.SIGNED)
    step = steps.order_by("on", "pk").first()
    if site is None or step is None:
        return
    signed = SiteAgreement.objects.filter(site=site).aggregate(on=Min("agreement__signed_on"))
    if signed["on"] != step.on:
        _date(step, signed["on"], _("The date of the agreement was corrected."))


def _date(step: SiteStep, on: date, why: str) -> SiteStep:
    others = SiteStep.objects.filter(site=step.site_id)
    passed = Q(pk__lt=step.pk, on__gt=on) | Q(pk__gt=step.pk, on__lt=on)
    if others.filter(passed).exists():
        raise OutOfOrder(_("The steps of this site would no longer be in order."))
    if on > timezone.localdate():
        raise OutOfOrder(_("This day is still to come: record what has happened."))

    step.on = on
    with because(why):
        step.save(update_fields=["on"])
    return step
