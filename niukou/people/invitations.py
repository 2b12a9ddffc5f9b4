"""The one-time link by which somebody chooses a password."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from niukou.people.models import Account


def password_link(account: Account) -> str:
    """Return the address at which ``account`` gets a password.

    It ends when a password is chosen, at the next sign-in, or after
    ``PASSWORD_RESET_TIMEOUT`` seconds: Django's signed token holds all three.
    """
    key = default_token_generator.make_token(account)
    parts = {"uidb36": user_pk_to_url_str(account), "key": key}
    path = reverse("account_reset_password_from_key", kwargs=parts)
    return f"{settings.NIUKOU_PUBLIC_URL}{path}"
