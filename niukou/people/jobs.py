"""What is sent to people later."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from niukou.people.invitations import password_link
from niukou.people.models import Account

DAY_SECONDS = 86_400


@app.task(queue="mail", retry=3)
def send_invitation(*, account_id: int) -> None:
    """Mail the link by which a password is chosen; nothing once the account is closed or used."""
    account = Account.objects.filter(pk=account_id, is_active=True).first()
    if account is None or account.has_usable_password():
        return
    context = {
        "account": account,
        "link": password_link(account),
        "days": settings.PASSWORD_RESET_TIMEOUT // DAY_SECONDS,
    }
    text = render_to_string("people/mail/invitation.txt", context)
    send_mail(_("Your account in Niukou"), text, None, [account.email])
