"""What can be done to a public notice: drafted, published, extended, ended."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.history import because
from niukou.core.numbering import next_number
from niukou.core.versions import lock_version
from niukou.core.wording import in_working_language
from niukou.core.workdays import DAY, calendar
from niukou.people.models import Account
from niukou.programmes.actions.steps import ensure_past, take_step
from niukou.programmes.events import NoticePublished
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    NoticeExtension,
    NoticeSite,
    NoticeStatus,
    PublicNotice,
    Site,
    SiteStep,
)
from niukou.programmes.queries.notices import waiting_for_notice
from niukou.programmes.rules import Can


class NoticeTooShort(DomainError):
    """A notice runs at least as long as the programme's rule says."""

    field = "workdays"


class NotAccepted(DomainError):
    """Only a site that was accepted, and is not on a notice yet, is put on one."""

    field = "sites"


class PublishedAlready(DomainError):
    """What was published stays as it is."""


class NotPublished(DomainError):
    """The notice is a draft, or has ended."""


class NoSiteOnNotice(DomainError):
    """A notice names somebody to object to."""

    field = "sites"


class BranchNotPublic(DomainError):
    """Nobody could read the notice."""


class OnlyForward(DomainError):
    """A notice is made longer, never shorter."""

    field = "last_on"


class ReasonMissing(DomainError):
    """The public reads why a notice was extended."""

    field = "why"


class NoticeStillRuns(DomainError):
    """The last day on which one may object has not passed."""


class ObjectionsOpen(DomainError):
    """Each objection is answered before the notice ends."""


@transaction.atomic
def draft_notice(
    branch: Branch, *, title: str, text: str, workdays: int, sites: Sequence[Site], by: Account
) -> PublicNotice:
    """Draft a notice on ``sites`` of ``branch``; the public sees it once it is published.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
        NoticeTooShort: fewer working days than the programme's rule.
        NotAccepted: a site was not accepted by a panel, or went on since.
    """
    authorize(by, Can.DRAFT_NOTICE, branch)
    _ensure_long_enough(branch, workdays)

    found = _accepted(branch, sites)
    number = next_number(f"notice-{branch.code}", pattern=f"{branch.code}-N{{number:02d}}")
    notice = PublicNotice.objects.create(
        branch=branch, number=number, title=title, text=text, workdays=workdays
    )
    NoticeSite.objects.bulk_create(NoticeSite(notice=notice, site=site) for site in found)
    return notice


@transaction.atomic
def edit_notice(
    notice: PublicNotice,
    *,
    version: int,
    title: str,
    text: str,
    workdays: int,
    sites: Sequence[Site],
    why: str,
    by: Account,
) -> PublicNotice:
    """Change a draft.

    Raises:
        PermissionDenied: ``by`` does not run the notice's branch.
        EditConflict: somebody saved it since ``version`` was read.
        PublishedAlready: it is published.
        NoticeTooShort, NotAccepted: as ``draft_notice``.
    """
    authorize(by, Can.RUN_NOTICE, notice)
    _ensure_long_enough(notice.branch, workdays)

    notice = lock_version(notice, version)
    if notice.status != NoticeStatus.DRAFT:
        raise PublishedAlready(_("This notice is published: its text stays as it is."))
    found = _accepted(notice.branch, sites)

    notice.title, notice.text, notice.workdays = title, text, workdays
    with because(why):
        notice.save(update_fields=["title", "text", "workdays", "version"])
        notice.notice_sites.exclude(site__in=found).delete()
        known = set(notice.notice_sites.values_list("site", flat=True))
        fresh = [site for site in found if site.pk not in known]
        NoticeSite.objects.bulk_create(NoticeSite(notice=notice, site=site) for site in fresh)
    return notice


@transaction.atomic
def publish_notice(notice: PublicNotice, *, version: int, on: date, by: Account) -> PublicNotice:
    """Publish a draft: its sites go into public notice, and anybody may object.

    The last day is the last of its working days after ``on``. Doors publish today: a notice
    dated back would be over before anybody read it.

    Raises:
        PermissionDenied: ``by`` does not run the notice's branch.
        EditConflict: somebody changed it since ``version`` was read.
        PublishedAlready: it is published.
        BranchNotPublic: strangers could not read it.
        NoSiteOnNotice: it names no site.
        NotAccepted: a site went on, or was withdrawn, since it was drafted.
        YearNotFilled: the holidays on the way are not in the calendar.
        BeforeLastStep, DayToCome: a site's last step is dated later, or ``on`` is in the future.
    """
    authorize(by, Can.RUN_NOTICE, notice)
    ensure_past(on)

    if _lock(notice).status != NoticeStatus.DRAFT:
        raise PublishedAlready(_("This notice is published already."))
    notice = lock_version(notice, version)
    if not (notice.branch.is_public and notice.branch.programme.is_public):
        raise BranchNotPublic(_("The branch is not shown to the public: nobody could object."))
    sites = _named_and_waiting(notice)
    until_on = calendar().add_workdays(on, notice.workdays) + DAY

    notice.status, notice.from_on, notice.until_on = NoticeStatus.PUBLISHED, on, until_on
    notice.published_by = by
    notice.save(update_fields=["status", "from_on", "until_on", "published_by", "version"])
    with in_working_language():
        note = _("Public notice %s") % notice.number
    for site in sites:
        to = SiteStatus.PUBLIC_NOTICE
        take_step(SiteStep(site=site, to_status=to, on=on, note=note, recorded_by=by))

    publish(NoticePublished(notice_id=notice.pk, on=on))
    return notice


@transaction.atomic
def extend_notice(
    notice: PublicNotice, *, last_on: date, why: str, on: date, by: Account
) -> PublicNotice:
    """Let a published notice run longer, until and including ``last_on``; the public reads why.

    Raises:
        PermissionDenied: ``by`` does not run the notice's branch.
        NotPublished: it is a draft, or has ended.
        OnlyForward: it runs until that day already, or the day is past.
        ReasonMissing: no reason is given.
    """
    authorize(by, Can.RUN_NOTICE, notice)
    why = why.strip()
    if not why:
        raise ReasonMissing(_("Say why: the public reads it."))

    notice = _lock_published(notice)
    known = _last_day(notice)
    if last_on <= known or last_on < on:
        message = _("It runs until %s already: a notice is made longer, never shorter.")
        raise OnlyForward(message % date_format(known))

    notice.until_on = last_on + DAY
    notice.version += 1
    with because(why):
        notice.save(update_fields=["until_on", "version"])
    NoticeExtension.objects.create(
        notice=notice, until_on=notice.until_on, why=why, extended_on=on, extended_by=by
    )
    return notice


@transaction.atomic
def end_notice(notice: PublicNotice, *, on: date, by: Account) -> PublicNotice:
    """Say that a notice is over, after its last day and with every objection answered.

    Raises:
        PermissionDenied: ``by`` does not run the notice's branch.
        NotPublished: it is a draft, or has ended.
        NoticeStillRuns: its last day has not passed by ``on``.
        ObjectionsOpen: an objection is not answered.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.RUN_NOTICE, notice)
    ensure_past(on)

    notice = _lock_published(notice)
    if on <= _last_day(notice):
        message = _("It runs until %s: it ends after that day.")
        raise NoticeStillRuns(message % date_format(_last_day(notice)))
    if notice.objections.unanswered().exists():
        raise ObjectionsOpen(_("An objection is not answered yet."))

    notice.status, notice.ended_on = NoticeStatus.ENDED, on
    notice.version += 1
    notice.save(update_fields=["status", "ended_on", "version"])
    return notice


def _lock(notice: PublicNotice) -> PublicNotice:
    rows = PublicNotice.objects.select_for_update(of=["self"])
    return rows.select_related("branch__programme").get(pk=notice.pk)


def _lock_published(notice: PublicNotice) -> PublicNotice:
    notice = _lock(notice)
    if notice.status != NoticeStatus.PUBLISHED:
        message = _("This notice is “%s”: nothing can be done to it.")
        raise NotPublished(message % notice.get_status_display())
    return notice


def _last_day(notice: PublicNotice) -> date:
    return notice.last_on or date.max  # a published one has it: the database promises so


def _ensure_long_enough(branch: Branch, workdays: int) -> None:
    least = branch.programme.notice_workdays
    if workdays < least:
        message = _("The programme's notices run at least %s working days.")
        raise NoticeTooShort(message % least)


def _accepted(branch: Branch, sites: Sequence[Site]) -> list[Site]:
    keys = [site.pk for site in sites]
    found = list(waiting_for_notice(branch).filter(pk__in=keys))
    missing = [site for site in sites if site.pk not in {one.pk for one in found}]
    if missing:
        raise NotAccepted(_("%s was not accepted, or has gone on since.") % missing[0])
    return found


def _named_and_waiting(notice: PublicNotice) -> list[Site]:
    """Lock the sites of ``notice``, all of which still wait for it."""
    named = notice.notice_sites.values("site")
    sites = list(Site.objects.select_for_update().filter(pk__in=named).order_by("number"))
    if not sites:
        raise NoSiteOnNotice(_("Name at least one site."))
    _accepted(notice.branch, sites)
    return sites
