"""What panel and notice ask of a site before it may go on; none of it can be skipped.

A site that never stood on a panel here, and has no application here, was decided elsewhere: it
is moved by hand, with a reason.
"""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.programmes.actions.gates import guard
from niukou.programmes.events import SiteMoved
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Application,
    Determination,
    ObjectionOutcome,
    Outcome,
    PublicNotice,
    Site,
    SiteAgreement,
    SiteStep,
)
from niukou.programmes.queries.notices import notice_of


class DecidedByPanel(DomainError):
    """A site that stands on a panel goes where the determination takes it."""

    field = "to"


class TakenByNotice(DomainError):
    """A site goes into public notice when its notice is published."""

    field = "to"


class ReasonMissing(DomainError):
    """Without panel and notice here, a reason says where it was decided."""

    field = "note"


class NoticeMissing(DomainError):
    """Nothing is signed without a notice to which anybody could object."""


class NoticeStillRuns(DomainError):
    """Nothing is signed while anybody may still object."""


class ObjectionOpen(DomainError):
    """Nothing is signed over an objection without an answer."""


class ObjectionUpheld(DomainError):
    """Nothing is signed over an objection that was right."""


def is_decided_here(site: Site) -> bool:
    """Say whether panel and notice of this system decide on ``site``."""
    return site.panel_sites.exists() or Application.objects.filter(site=site).exists()


def ensure_decided(site: Site) -> None:
    """Raise ``DecidedByPanel`` if ``site`` is reviewed here: a determination moves it, no hand."""
    if site.status != SiteStatus.PANEL_REVIEW or not is_decided_here(site):
        return
    newest = Determination.objects.filter(panel_site__site=site).order_by("-pk").first()
    if newest and newest.outcome == Outcome.ACCEPTED:
        raise DecidedByPanel(_("The panel accepted this site: publish the notice."))
    raise DecidedByPanel(_("A panel decides on this site: record its determination."))


def ensure_notice_takes_it(site: Site) -> None:
    """Raise ``TakenByNotice`` if ``site`` is decided here: its notice takes it along."""
    if is_decided_here(site):
        raise TakenByNotice(_("Publish a notice that names this site: that takes it there."))


def ensure_undisputed(site: Site) -> None:
    """Raise unless the notice on ``site`` was published, and nothing said against it stands.

    Raises:
        NoticeMissing: the site is decided here, and no notice names it.
        ObjectionOpen, ObjectionUpheld: an objection is not answered, or was right.
    """
    if site.status != SiteStatus.PUBLIC_NOTICE:
        return
    notice = notice_of(site)
    if notice is None:
        if is_decided_here(site):
            raise NoticeMissing(_("No notice names this site: publish one first."))
        return
    # The row is locked, so that no objection arrives between this look and the signature.
    PublicNotice.objects.select_for_update().get(pk=notice.pk)
    about = notice.objections.about(site)
    if about.unanswered().exists():
        raise ObjectionOpen(_("An objection about this site is not answered yet."))
    if about.filter(outcome=ObjectionOutcome.UPHELD).exists():
        raise ObjectionUpheld(_("An objection about this site was upheld: it cannot be signed."))


def follow_move(moved: SiteMoved) -> None:
    """Ask of the step just taken what needs its day or its reason.

    Raises:
        ReasonMissing: a site decided elsewhere goes into public notice without a reason.
        NoticeStillRuns: a site is signed on a day on which anybody could still object.
    """
    if moved.to == SiteStatus.PUBLIC_NOTICE:
        step = SiteStep.objects.filter(site=moved.site_id).order_by("-pk").first()
        if step and not step.note.strip():
            message = _("Say where this was decided: it stood on no panel here.")
            raise ReasonMissing(message)
    if moved.to == SiteStatus.SIGNED and moved.was == SiteStatus.PUBLIC_NOTICE:
        ensure_notice_over(Site.objects.get(pk=moved.site_id), on=moved.on)


def follow_agreement_date(agreement_id: int) -> None:
    """Raise ``NoticeStillRuns`` if an agreement, now dated anew, was signed while a notice ran."""
    links = SiteAgreement.objects.select_related("site").filter(agreement=agreement_id)
    for link in links:
        signed = SiteStep.objects.filter(site=link.site, to_status=SiteStatus.SIGNED)
        step = signed.order_by("-pk").first()
        if step and step.from_status == SiteStatus.PUBLIC_NOTICE:
            ensure_notice_over(link.site, on=step.on)


def ensure_notice_over(site: Site, *, on: date) -> None:
    """Raise ``NoticeStillRuns`` if ``on`` is a day on which anybody could still object."""
    notice = notice_of(site)
    if notice and notice.last_on and on <= notice.last_on:
        message = _("The public notice runs until %s: sign after that day.")
        raise NoticeStillRuns(message % date_format(notice.last_on))


guard(SiteStatus.REJECTED, ensure_decided)
guard(SiteStatus.RETURNED, ensure_decided)
guard(SiteStatus.PUBLIC_NOTICE, ensure_notice_takes_it)
guard(SiteStatus.SIGNED, ensure_undisputed)
