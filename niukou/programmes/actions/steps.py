"""How a site's steps are taken, and how a wrong date among them is put right."""

from datetime import date

from django.db import transaction
from django.db.models import Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.history import because
from niukou.core.wording import in_working_language
from niukou.people.models import Account
from niukou.programmes.events import SiteMoved
from niukou.programmes.lifecycle import AT_AN_APPLICATION, ENDED, PUBLIC, SiteStatus, ensure_running
from niukou.programmes.models import Application, ServiceStation, Site, SiteAgreement, SiteStep
from niukou.programmes.queries.notices import notice_of
from niukou.programmes.rules import Can


class BeforeLastStep(DomainError):
    """A move cannot be dated before the last one."""

    field = "on"


class DayToCome(DomainError):
    """A step is what happened: it cannot be dated in the future."""

    field = "on"


class OutOfOrder(DomainError):
    """Steps stay in the order in which they were taken."""

    field = "on"


class NotSignedYet(DomainError):
    """A station opens only in a hospital that has signed, and only it is promised money."""

    field = "on"


class DatedByAgreement(DomainError):
    """The day of the signature is the agreement's: it is corrected there."""

    field = "on"


class DatedByApplication(DomainError):
    """The day of this step is that of a hand-in, or of the check that ended on it."""

    field = "on"


class DatedByNotice(DomainError):
    """The day a site went into public notice is that of the notice, which everybody read."""

    field = "on"


class DatedByOpening(DomainError):
    """The day a station opened is the station's: it is corrected there."""

    field = "on"


def ensure_past(on: date) -> None:
    """Raise ``DayToCome`` if ``on`` is in the future."""
    if on > timezone.localdate():
        raise DayToCome(_("This day is still to come: record what has happened."))


def ensure_site_runs(site: Site, *, on: date) -> None:
    """Raise ``SiteHasEnded`` if ``site`` had ended by ``on``; what was before may be recorded late."""
    if site.status in ENDED and site.steps.filter(to_status=site.status, on__lte=on).exists():
        ensure_running(site.status)


def ensure_signed(site: Site, *, on: date) -> None:
    """Raise ``NotSignedYet`` unless ``site`` had an agreement in force at the end of ``on``."""
    signed = Site.objects.signed(on=on).filter(status__in=PUBLIC)
    if not signed.filter(pk=site.pk).exists():
        raise NotSignedYet(_("The hospital had no agreement in force on that day."))


def take_step(step: SiteStep) -> Site:
    """Take ``step``, not saved yet, from where its site is; return the site, which is locked.

    Whether a site may go there is asked by whoever calls.

    Raises:
        BeforeLastStep, DayToCome: the last step is dated later, or the day is to come.
    """
    site = step.site
    ensure_past(step.on)
    later = site.steps.filter(on__gt=step.on).order_by("-on").first()
    if later:
        message = _("“%(state)s” is dated %(on)s, later than this. Correct that date first.")
        state = later.get_to_status_display()
        raise BeforeLastStep(message % {"state": state, "on": date_format(later.on)})

    step.from_status, site.status = site.status, step.to_status
    site.version += 1
    site.save(update_fields=["status", "version", "updated_at"])
    step.save()

    publish(SiteMoved(site_id=site.pk, was=step.from_status, to=step.to_status, on=step.on))
    return site


@transaction.atomic
def correct_step(step: SiteStep, *, on: date, why: str, by: Account) -> SiteStep:
    """Correct the day of a step; ``why`` goes into its history.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        DatedByAgreement, DatedByOpening: the step is the signature, or a station's opening.
        DatedByApplication: the step was taken by handing in or checking an application.
        DatedByNotice: the step was taken by publishing a notice here.
        OutOfOrder: the step before is later, the step after earlier, or the day is to come.
    """
    authorize(by, Can.CORRECT_STEP, step.site)
    if step.to_status == SiteStatus.SIGNED:
        raise DatedByAgreement(_("Correct the date in the agreement: this step follows it."))
    if step.station_id:
        raise DatedByOpening(_("Correct the opening of the station: this step follows it."))

    if step.to_status == SiteStatus.PUBLIC_NOTICE and notice_of(step.site):
        raise DatedByNotice(_("This day is the notice's: it was published then."))
    if step.to_status in AT_AN_APPLICATION and _has_application(step):
        raise DatedByApplication(_("This day is the application's: it was recorded there."))

    Site.objects.select_for_update().get(pk=step.site_id)
    return _date(SiteStep.objects.get(pk=step.pk), on, why)


def _has_application(step: SiteStep) -> bool:
    return Application.objects.filter(site=step.site_id).exists()


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
        with in_working_language():
            why = _("The date of the agreement was corrected.")
        _date(step, signed["on"], why)


def follow_opening(station: ServiceStation, *, why: str) -> None:
    """Give the step that ``station`` took its site along the corrected day of the opening.

    Raises:
        OutOfOrder: the site has a step between the old day and the new one.
    """
    step = SiteStep.objects.filter(station=station).first()
    if step and station.opened_on:
        _date(step, station.opened_on, why)


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
