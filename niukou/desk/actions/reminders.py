"""What somebody can do to their reminders."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.core.wording import in_working_language
from niukou.desk.delivery import deliver
from niukou.desk.models import Channel, ReminderSetting
from niukou.desk.queries.reminders import setting_of
from niukou.desk.rules import Can
from niukou.desk.stop_links import account_of
from niukou.desk.webhooks import NotDelivered, read_address
from niukou.people.models import Account

BETWEEN_TESTS = timedelta(minutes=1)


class AddressMissing(DomainError):
    """Nothing can be sent to a chat whose address is not known."""

    field = "address"


class TimeIsQuiet(DomainError):
    """The message would come when nothing is to be sent."""

    field = "digest_at"


class TriedJustNow(DomainError):
    """A test message went out less than a minute ago."""


class DidNotArrive(DomainError):
    """The test message did not arrive."""


@transaction.atomic
def change_reminders(
    account: Account,
    channel: Channel,
    *,
    version: int,
    is_on: bool,
    digest_at: time,
    workdays_only: bool,
    quiet_from: time,
    quiet_until: time,
    days_before: int,
    language: str,
    address: str = "",
    by: Account,
) -> ReminderSetting:
    """Say how ``account`` is reminded by ``channel``; an empty ``address`` keeps the one there is.

    Raises:
        PermissionDenied: it is not the account of ``by``.
        EditConflict: it was saved since ``version`` was read.
        AddressNotKnown: the address belongs to no chat service that is allowed.
        AddressMissing: a chat is switched on and has no address.
        TimeIsQuiet: the time of day lies within the quiet hours.
    """
    authorize(by, Can.CHANGE_REMINDERS, account)

    setting = lock_version(_kept(account, channel), version)
    setting.is_on, setting.language, setting.days_before = is_on, language, days_before
    setting.digest_at, setting.workdays_only = digest_at, workdays_only
    setting.quiet_from, setting.quiet_until = quiet_from, quiet_until
    if address and channel == Channel.WEBHOOK:
        setting.address = read_address(address)
        setting.failures, setting.tried_at = 0, None
    _ensure_sound(setting)

    setting.save()
    return setting


@transaction.atomic
def switch_reminders(
    account: Account, channel: Channel, *, is_on: bool, by: Account
) -> ReminderSetting:
    """Switch a channel on or off and leave everything else; off already is off.

    Raises:
        PermissionDenied: it is not the account of ``by``.
        AddressMissing: a chat is switched on and has no address.
    """
    authorize(by, Can.CHANGE_REMINDERS, account)

    setting = ReminderSetting.objects.select_for_update().get(pk=_kept(account, channel).pk)
    setting.is_on = is_on
    _ensure_sound(setting)

    setting.version += 1
    setting.save(update_fields=["is_on", "version"])
    return setting


def send_test(account: Account, channel: Channel, *, at: datetime, by: Account) -> None:
    """Send one message by this channel now, whatever the hour.

    Raises:
        PermissionDenied: it is not the account of ``by``.
        AddressMissing: the chat has no address yet.
        TriedJustNow: the last test is less than a minute old.
        DidNotArrive: it did not arrive.
    """
    authorize(by, Can.CHANGE_REMINDERS, account)

    with transaction.atomic():  # the message leaves after the row is free again
        setting = ReminderSetting.objects.select_for_update().get(pk=_kept(account, channel).pk)
        if setting.tested_at and setting.tested_at + BETWEEN_TESTS > at:
            raise TriedJustNow(_("A test message was sent just now. Try again in a minute."))
        if channel == Channel.WEBHOOK and setting.address is None:
            raise _address_missing()
        setting.tested_at = at
        setting.save(update_fields=["tested_at"])
    title = _("Niukou: a test message")
    body = _("Reminders of what is due on your desk will arrive here.")
    try:
        deliver(setting, title=title, body=body)
    except NotDelivered as error:
        message = _("The message could not be delivered. Check the address, then try again.")
        raise DidNotArrive(message) from error


@transaction.atomic
def stop_by_link(key: str) -> Account:
    """Stop the reminders by e-mail of whoever got the mail with this link, without a sign-in.

    Raises:
        LinkNotGenuine: the link was not made here, or part of it is missing.
    """
    account = account_of(key)
    setting = ReminderSetting.objects.select_for_update().get(pk=_kept(account, Channel.EMAIL).pk)
    if setting.is_on:
        setting.is_on = False
        setting.version += 1
        with in_working_language():
            why = _("By the link in a mail")
        with because(why):
            setting.save(update_fields=["is_on", "version"])
    return account


def _kept(account: Account, channel: Channel) -> ReminderSetting:
    """Return the row of the account's settings, made with the defaults where there is none."""
    setting = setting_of(account, channel)
    if setting._state.adding:  # noqa: SLF001  # Django's way to ask whether a row exists
        made = [setting]
        ReminderSetting.objects.bulk_create(made, ignore_conflicts=True)
        setting = ReminderSetting.objects.get(account=account, channel=channel)
    return setting


def _ensure_sound(setting: ReminderSetting) -> None:
    if setting.channel == Channel.WEBHOOK and setting.is_on and setting.address is None:
        raise _address_missing()
    if setting.is_quiet(setting.digest_at):
        raise TimeIsQuiet(_("This time lies within the quiet hours: nothing would ever be sent."))


def _address_missing() -> AddressMissing:
    return AddressMissing(_("Give the address that the chat's robot shows you."))
