"""How a message leaves the house: to a mailbox, or into a group chat."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse

from niukou.desk.models import Channel, ReminderSetting
from niukou.desk.stop_links import stop_link
from niukou.desk.webhooks import AddressNotKnown, NotDelivered, post


def deliver(setting: ReminderSetting, *, title: str, body: str) -> None:
    """Send a message by the channel of ``setting``, in the language that is active.

    Raises:
        NotDelivered: it did not leave, or was refused.
    """
    if setting.channel == Channel.EMAIL:
        _mail(setting, title=title, body=body)
        return
    if setting.address is None:
        raise NotDelivered(setting.channel)
    try:
        post(setting.address.reveal(), title=title, body=body)
    except AddressNotKnown as error:
        raise NotDelivered(setting.channel) from error


def _mail(setting: ReminderSetting, *, title: str, body: str) -> None:
    stop = stop_link(setting.account)
    change = f"{settings.NIUKOU_PUBLIC_URL}{reverse('desk:reminders')}"
    context = {"body": body, "change": change, "stop": stop}
    message = EmailMessage(
        title,
        render_to_string("desk/mail/reminder.txt", context),
        to=[setting.account.email],
        headers={
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058: a button in the mailbox
            "Auto-Submitted": "auto-generated",
        },
    )
    try:
        message.send()
    except OSError as error:  # smtplib's errors among them
        raise NotDelivered(setting.channel) from error
