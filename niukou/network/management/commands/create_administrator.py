"""Make the first administrator, whom nobody could let in yet."""

from argparse import ArgumentParser

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from niukou.network.models import Role, RoleKind
from niukou.people.invitations import password_link
from niukou.people.models import Account


class Command(BaseCommand):
    help = (
        "Make a platform administrator and print the link by which they choose a password. "
        "Run again, it gives the role back and prints a new link."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the address they sign in with")

    def handle(self, *args: object, **options: object) -> None:
        email = str(options["email"]).strip().lower()
        try:
            validate_email(email)
        except ValidationError as error:
            message = f"{email!r} is no e-mail address."
            raise CommandError(message) from error
        account = make_administrator(email)
        self.stdout.write(f"{account.email} is a platform administrator.")
        self.stdout.write("Choose a password here; the link works once and for three days:")
        self.stdout.write(password_link(account))


@transaction.atomic
def make_administrator(email: str) -> Account:
    """Return the account of ``email``, active and administrator of the platform from today on.

    Whoever may run commands on the server needs nobody's permission.
    """
    account = Account.objects.filter(email=email).first() or Account.objects.create_user(email)
    if not account.is_active:
        account.is_active = True
        account.save(update_fields=["is_active"])
    today = timezone.localdate()
    held = Role.objects.current(on=today).filter(
        account=account, kind=RoleKind.PLATFORM_ADMINISTRATOR
    )
    if not held.exists():
        Role.objects.create(account=account, kind=RoleKind.PLATFORM_ADMINISTRATOR, from_on=today)
    return account
