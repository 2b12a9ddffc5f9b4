"""What can be done to accounts: open, invite again, close, reopen."""

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.history import because
from niukou.people.events import AccountInvited
from niukou.people.models import Account, Person
from niukou.people.rules import Can


class AccountExists(DomainError):
    """The person has an account already."""


class EmailTaken(DomainError):
    """Another account signs in with this address."""

    field = "email"


class OwnAccount(DomainError):
    """Nobody locks themselves out."""


class AlreadyEntered(DomainError):
    """A password was chosen already: whoever forgot it has a new one sent to them."""


class AccountIsClosed(DomainError):
    """The account may not sign in."""


@transaction.atomic
def open_account(person: Person, *, email: str, by: Account) -> Account:
    """Open an account for ``person``; it has no password until they choose one by their link.

    Raises:
        PermissionDenied: ``by`` may not open an account for this person.
        AccountExists: the person has one.
        EmailTaken: an account has this address.
    """
    authorize(by, Can.OPEN_ACCOUNT, person)

    person = Person.objects.select_for_update().get(pk=person.pk)
    if Account.objects.filter(person=person).exists():
        raise AccountExists(_("This person has an account already."))
    if Account.objects.filter(email=email.strip().lower()).exists():
        raise EmailTaken(_("There is an account with this address already."))

    account = Account.objects.create_user(email.strip(), person=person)

    publish(AccountInvited(account_id=account.pk))
    return account


@transaction.atomic
def invite_again(account: Account, *, by: Account) -> Account:
    """Send a new link to somebody who has not chosen a password yet.

    Raises:
        PermissionDenied: ``by`` may not open an account for this person.
        AccountIsClosed: the account may not sign in.
        AlreadyEntered: a password was chosen; nobody else gets a link to it.
    """
    authorize(by, Can.OPEN_ACCOUNT, account.person or Person)

    account = Account.objects.select_for_update().get(pk=account.pk)
    if not account.is_active:
        raise AccountIsClosed(_("This account is closed. Reopen it first."))
    if account.has_usable_password():
        message = _("A password was chosen already. “Forgot your password?” sends a new link.")
        raise AlreadyEntered(message)

    publish(AccountInvited(account_id=account.pk))
    return account


@transaction.atomic
def close_account(account: Account, *, why: str, by: Account) -> Account:
    """Let an account sign in no longer: its sessions and tokens end at once.

    Raises:
        PermissionDenied: ``by`` may not close accounts.
        OwnAccount: it is the account of ``by``.
    """
    authorize(by, Can.CLOSE_ACCOUNT, account)

    if account.pk == by.pk:
        raise OwnAccount(_("You cannot close your own account: ask another administrator."))

    return _let_in(account, why=why, is_active=False)


@transaction.atomic
def reopen_account(account: Account, *, why: str, by: Account) -> Account:
    """Let a closed account sign in again, with the roles it still holds.

    Raises:
        PermissionDenied: ``by`` may not reopen accounts.
    """
    authorize(by, Can.CLOSE_ACCOUNT, account)

    return _let_in(account, why=why, is_active=True)


def _let_in(account: Account, *, why: str, is_active: bool) -> Account:
    account = Account.objects.select_for_update().get(pk=account.pk)
    account.is_active = is_active
    with because(why):
        account.save(update_fields=["is_active"])
    return account
