"""Who is told what, when: the message is sent first and recorded afterwards.

Killed in between, the next run sends the same message once more: nothing is ever lost.
"""

from datetime import date, datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from niukou.core.due import due_for
from niukou.core.workdays import calendar
from niukou.desk.delivery import deliver
from niukou.desk.digests import Digest, chat_text, compose, is_time, title_of
from niukou.desk.models import Channel, ReminderSent, ReminderSetting
from niukou.desk.queries.reminders import default_of
from niukou.desk.webhooks import NotDelivered
from niukou.people.models import Account


def add_missing_settings() -> None:
    """Give everybody who ever signed in the row by which they are reminded by mail."""
    has_row = ReminderSetting.objects.filter(channel=Channel.EMAIL).values("account")
    new = Account.objects.filter(is_active=True, last_login__isnull=False).exclude(pk__in=has_row)
    rows = [default_of(account, Channel.EMAIL) for account in new.iterator()]
    ReminderSetting.objects.bulk_create(rows, ignore_conflicts=True)


def settings_to_look_at(*, at: datetime) -> list[ReminderSetting]:
    """Return the settings whose digest of the day should be composed at that local time."""
    open_ones = (
        ReminderSetting.objects.filter(is_on=True, account__is_active=True)
        .filter(account__last_login__isnull=False, digest_at__lte=at.time())
        .exclude(looked_on=at.date())
    )
    days = calendar()
    return [one for one in open_ones.order_by("pk") if is_time(one, at=at, calendar=days)]


def send_digest(setting_id: UUID, *, at: datetime) -> bool:
    """Send what this account has to be told at that local time; return whether a message left.

    Raises:
        NotDelivered: it did not leave; after a pause it is tried again.
    """
    rows = ReminderSetting.objects.select_related("account__person")
    setting = rows.filter(pk=setting_id, account__is_active=True).first()
    if setting is None or not is_time(setting, at=at, calendar=calendar()):
        return False
    with override(setting.language):
        things = due_for(setting.account, on=at.date())
        sent = ReminderSent.objects.of(setting)
        told = set(sent.values_list("key", "due_on", "urgency"))
        digest = compose(things, told, on=at.date(), days_before=setting.days_before)
        if digest.count:
            _send(setting, digest, at=at)
    still_due = {(due.key, due.on) for due in things}
    _record(setting, digest, still_due, at=at)
    return digest.count > 0


def _send(setting: ReminderSetting, digest: Digest, *, at: datetime) -> None:
    desk = f"{settings.NIUKOU_PUBLIC_URL}{reverse('desk:home')}"
    name = setting.account.person or setting.account.email
    context = {"digest": digest, "desk": desk, "name": name}
    is_mail = setting.channel == Channel.EMAIL
    body = (
        render_to_string("desk/mail/digest.txt", context)
        if is_mail
        else chat_text(digest, desk=desk)
    )
    try:
        deliver(setting, title=title_of(digest), body=body)
    except NotDelivered:
        same = ReminderSetting.objects.filter(pk=setting.pk)
        same.update(failures=F("failures") + 1, tried_at=at)
        raise


@transaction.atomic
def _record(
    setting: ReminderSetting,
    digest: Digest,
    still_due: set[tuple[str, date | None]],
    *,
    at: datetime,
) -> None:
    """Keep what was told, forget what is done, and leave this account alone until tomorrow."""
    same = ReminderSetting.objects.filter(pk=setting.pk)
    same.update(looked_on=at.date(), failures=0, tried_at=None)
    told = ReminderSent.objects.of(setting)
    told.about_none_of(still_due).delete()
    rows = [
        ReminderSent(
            account=setting.account,
            channel=setting.channel,
            key=key,
            due_on=due_on,
            urgency=urgency,
            on=at.date(),
        )
        for key, due_on, urgency in digest.told
    ]
    ReminderSent.objects.bulk_create(rows, ignore_conflicts=True)
