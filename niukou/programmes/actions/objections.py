"""Objections: received from anybody, recorded for those who wrote or rang, answered."""

import secrets
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.numbering import next_number
from niukou.people.models import Account
from niukou.programmes.actions.notices import NotPublished
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.events import ObjectionReceived
from niukou.programmes.models import (
    Channel,
    NoticeStatus,
    Objection,
    ObjectionLook,
    ObjectionOutcome,
    PublicNotice,
    Site,
)
from niukou.programmes.rules import Can

# Signs that cannot be taken for one another, read from a slip of paper or over the telephone.
SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
GROUPS, GROUP_SIGNS = 3, 4


class NoticeNotRunning(DomainError):
    """Objections are taken while the notice runs."""


class NotOnThisNotice(DomainError):
    """The site does not stand on this notice."""

    field = "site"


class TextMissing(DomainError):
    """An objection says what is wrong."""

    field = "text"


class ChannelIsThePage(DomainError):
    """What came by the public page is recorded there, by its writer."""

    field = "channel"


class AnsweredAlready(DomainError):
    """The objector may have read the answer: it stays."""


class AnswerMissing(DomainError):
    """The objector reads the answer."""

    field = "answer"


class ReasonMissing(DomainError):
    """Whoever looks at a sealed name says why."""

    field = "reason"


@transaction.atomic
def receive_objection(
    notice: PublicNotice,
    *,
    text: str,
    on: date,
    site: Site | None = None,
    name: str = "",
    contact: str = "",
) -> Objection:
    """Take an objection from the public page: no account is needed. ``site`` None: to the whole.

    Its ``receipt`` is the number by which the writer reads the answer; nobody can guess it.

    Raises:
        NoticeNotRunning: the notice is not published, or its last day has passed.
        NotOnThisNotice: the site does not stand on it.
        TextMissing: it says nothing.
    """
    notice = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    if not notice.runs_on(on):
        raise NoticeNotRunning(_("This notice takes no objections any more."))

    objection = _new(notice, site, text, on)
    objection.channel, objection.name, objection.contact = Channel.WEB, name, contact
    return _file(objection)


@transaction.atomic
def record_objection(
    notice: PublicNotice,
    *,
    text: str,
    channel: Channel,
    on: date,
    by: Account,
    site: Site | None = None,
    name: str = "",
    contact: str = "",
) -> Objection:
    """Record an objection that came by letter, telephone or visit, until the notice has ended.

    Raises:
        PermissionDenied: ``by`` does not run the notice's branch.
        ChannelIsThePage: whoever uses the page writes it there themselves.
        NotPublished: the notice is a draft, or has ended.
        NoticeNotRunning: ``on`` is before it was published.
        NotOnThisNotice, TextMissing: as ``receive_objection``.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.RUN_NOTICE, notice)
    ensure_past(on)
    if channel == Channel.WEB:
        raise ChannelIsThePage(_("Choose how it came."))

    notice = PublicNotice.objects.select_for_update().get(pk=notice.pk)
    if notice.status != NoticeStatus.PUBLISHED or notice.from_on is None:
        message = _("This notice is “%s”: it takes no objections.")
        raise NotPublished(message % notice.get_status_display())
    if on < notice.from_on:
        raise NoticeNotRunning(_("The notice was published later than this."), field="on")

    objection = _new(notice, site, text, on)
    objection.channel, objection.name, objection.contact = channel, name, contact
    objection.recorded_by = by
    return _file(objection)


@transaction.atomic
def answer_objection(
    objection: Objection, *, outcome: ObjectionOutcome, answer: str, on: date, by: Account
) -> Objection:
    """Answer an objection. Upheld, it keeps what it speaks of from being signed.

    Raises:
        PermissionDenied: ``by`` does not run the notice's branch.
        AnsweredAlready: it was answered before.
        AnswerMissing: the answer is empty.
        DayToCome: ``on`` is in the future.
        NoticeNotRunning: ``on`` is before the objection was received.
    """
    authorize(by, Can.ANSWER_OBJECTION, objection)
    ensure_past(on)
    answer = answer.strip()
    if not answer:
        raise AnswerMissing(_("Write the answer: whoever objected reads it."))

    objection = Objection.objects.select_for_update().get(pk=objection.pk)
    if objection.outcome:
        raise AnsweredAlready(_("This objection was answered already."))
    if on < objection.received_on:
        raise NoticeNotRunning(_("It was received later than this."), field="on")

    objection.outcome, objection.answer = outcome, answer
    objection.answered_on, objection.answered_by = on, by
    objection.save(update_fields=["outcome", "answer", "answered_on", "answered_by"])
    return objection


@transaction.atomic
def reveal_objector(objection: Objection, *, reason: str, by: Account) -> tuple[str, str]:
    """Return who objected and how to reach them; that ``by`` looked, and why, is kept for ever.

    Raises:
        PermissionDenied: ``by`` does not run the notice's branch.
        ReasonMissing: no reason is given.
    """
    authorize(by, Can.ANSWER_OBJECTION, objection)
    reason = reason.strip()
    if not reason:
        raise ReasonMissing(_("Say why you need to see it."))

    ObjectionLook.objects.create(objection=objection, reason=reason, by=by)
    name, contact = objection.name, objection.contact
    return (name.reveal() if name else "", contact.reveal() if contact else "")


def _new(notice: PublicNotice, site: Site | None, text: str, on: date) -> Objection:
    text = text.strip()
    if not text:
        raise TextMissing(_("Say what you object to, and why."))
    if site and not notice.notice_sites.filter(site=site).exists():
        raise NotOnThisNotice(_("This site does not stand on the notice."))
    return Objection(notice=notice, site=site, text=text, received_on=on)


def _file(objection: Objection) -> Objection:
    series = f"objection-{objection.notice.number}"
    pattern = f"{objection.notice.number}-{{number:02d}}"
    objection.number, objection.receipt = next_number(series, pattern=pattern), _receipt()
    objection.save(force_insert=True)

    publish(ObjectionReceived(objection_number=objection.number, on=objection.received_on))
    return objection


def _receipt() -> str:
    groups = ("".join(secrets.choice(SIGNS) for _ in range(GROUP_SIGNS)) for _ in range(GROUPS))
    return "-".join(groups)
