"""What is sent to people later."""

from django.conf import settings
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
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


@app.task(queue="mail", retry=3)
def tell_former_address(*, account_id: int, former: str) -> None:
    """Tell the former address that it opens the account no longer; nothing if it does again."""
    account = Account.objects.filter(pk=account_id).exclude(email=former).first()
    if account is None:
        return
    text = render_to_string("people/mail/email_changed.txt", {"former": former})
    send_mail(_("Your address in Niukou was changed"), text, None, [former])


@app.task(queue="mail", retry=3)
def tell_factors_reset(*, account_id: int) -> None:
    """Tell the owner that the password alone opens the account now."""
    account = Account.objects.get(pk=account_id)
    link = f"{settings.NIUKOU_PUBLIC_URL}{reverse('mfa_index')}"
    context = {"account": account, "link": link}
    text = render_to_string("people/mail/factors_reset.txt", context)
    send_mail(_("Your second factors in Niukou were removed"), text, None, [account.email])
