"""How somebody is reminded, also where nothing was ever changed."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from niukou.desk.models import Channel, ReminderSent, ReminderSetting
from niukou.desk.webhooks import service_of
from niukou.people.models import Account

SILENT_AFTER = 3  # failures in a row: once may be the network


@dataclass(frozen=True, slots=True)
class Shown:
    """A channel as its owner sees it: where messages go, when the last one left, whether they arrive.

    ``to`` is the address or the chat service; empty where none is known.
    """

    setting: ReminderSetting
    to: str
    last_on: date | None

    @property
    def is_failing(self) -> bool:
        return self.setting.is_on and self.setting.failures >= SILENT_AFTER


def setting_of(account: Account, channel: Channel) -> ReminderSetting:
    """Return the row of these reminders, or the defaults, not saved: mail on, chat off."""
    return settings_of(account)[channel]


def settings_of(account: Account) -> dict[Channel, ReminderSetting]:
    """Return how ``account`` is reminded, by channel, in one query."""
    kept = {row.channel: row for row in ReminderSetting.objects.filter(account=account.pk)}
    return {channel: kept.get(channel) or default_of(account, channel) for channel in Channel}


def default_of(account: Account, channel: Channel) -> ReminderSetting:
    return ReminderSetting(account_id=account.pk, channel=channel, is_on=channel == Channel.EMAIL)


def shown_settings(account: Account) -> list[Shown]:
    """Return the channels of ``account``, in two queries."""
    told = ReminderSent.objects.visible_to(account).values("channel")
    last = {row["channel"]: row["last_on"] for row in told.annotate(last_on=Max("on"))}
    return [
        Shown(setting, _place(setting, account), last.get(channel))
        for channel, setting in settings_of(account).items()
    ]


def _place(setting: ReminderSetting, account: Account) -> str:
    if setting.channel == Channel.EMAIL:
        return account.email
    return service_of(setting.address.reveal()) if setting.address else ""
