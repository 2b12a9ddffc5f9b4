"""The link in each mail that stops the mails, for whoever reads that mailbox."""

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.translation import gettext as _

from niukou.core.errors import DomainError
from niukou.people.models import Account

SALT = "niukou.desk.reminders.stop"


class LinkNotGenuine(DomainError):
    """The link was not made here, or part of it is missing."""


def stop_key(account: Account) -> str:
    """Return what proves whose reminders by e-mail a link stops. It never ends."""
    return signing.dumps(account.pk, salt=SALT)


def stop_link(account: Account) -> str:
    """Return the address that stops the reminders by e-mail of ``account``."""
    path = reverse("desk:reminders-stop", args=[stop_key(account)])
    return f"{settings.NIUKOU_PUBLIC_URL}{path}"


def account_of(key: str) -> Account:
    """Return the account whose reminders a link stops.

    Raises:
        LinkNotGenuine: the link was not made here, or part of it is missing.
    """
    try:
        return Account.objects.get(pk=signing.loads(key, salt=SALT))
    except (signing.BadSignature, Account.DoesNotExist) as error:
        raise LinkNotGenuine(_("Part of this link is missing.")) from error
