"""What can be done to accounts: open, invite again, close, reopen, mend, sign out elsewhere."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.events import publish
from niukou.core.history import because
from niukou.people.events import AccountInvited, EmailChanged, SecondFactorsReset
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


class NoSecondFactor(DomainError):
    """A password alone protects the account as it is."""


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
    email = _free_address(email)

    account = Account.objects.create_user(email, person=person)

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


@transaction.atomic
def change_email(account: Account, *, email: str, why: str, by: Account) -> Account:
    """Let an account be entered by another address: its sessions and its links end at once.

    The former address is told. Who has not chosen a password yet gets a new link.

    Raises:
        PermissionDenied: ``by`` may not change addresses.
        EmailTaken: an account has this address, be it this one.
    """
    authorize(by, Can.CHANGE_EMAIL, account)

    account = Account.objects.select_for_update().get(pk=account.pk)
    former, account.email = account.email, _free_address(email)

    EmailAddress.objects.filter(user=account).delete()  # else the former one would still open it
    account.session_round += 1
    with because(why):
        account.save(update_fields=["email", "session_round"])

    publish(EmailChanged(account_id=account.pk, former=former))
    if account.is_active and not account.has_usable_password():
        publish(AccountInvited(account_id=account.pk))
    return account


@transaction.atomic
def reset_second_factors(account: Account, *, why: str, by: Account) -> Account:
    """Remove all second factors of somebody who lost theirs: the password alone lets them in.

    Their sessions end, and they are told by mail.

    Raises:
        PermissionDenied: ``by`` may not reset second factors.
        OwnAccount: it is the account of ``by``.
        NoSecondFactor: there is none.
    """
    authorize(by, Can.RESET_SECOND_FACTORS, account)
    if account.pk == by.pk:
        raise OwnAccount(_("You cannot reset your own second factors: ask another administrator."))

    account = Account.objects.select_for_update().get(pk=account.pk)
    factors = Authenticator.objects.filter(user=account)
    if not factors.exists():
        raise NoSecondFactor(_("This account has no second factor."))

    factors.delete()
    account.factors_reset_at = timezone.now()
    account.session_round += 1
    with because(why):
        account.save(update_fields=["factors_reset_at", "session_round"])

    publish(SecondFactorsReset(account_id=account.pk))
    return account


@transaction.atomic
def end_sessions(account: Account, *, by: Account) -> Account:
    """Sign an account out everywhere; the door through which it was asked may keep its own session.

    Raises:
        PermissionDenied: it is not the account of ``by``.
    """
    authorize(by, Can.END_SESSIONS, account)

    account = Account.objects.select_for_update().get(pk=account.pk)
    account.session_round += 1
    account.save(update_fields=["session_round"])
    return account


def _free_address(email: str) -> str:
    """Return the address as it is kept: in lower case.

    Raises:
        EmailTaken: an account has it.
    """
    email = email.strip().lower()
    if Account.objects.filter(email=email).exists():
        raise EmailTaken(_("There is an account with this address already."))
    return email


def _let_in(account: Account, *, why: str, is_active: bool) -> Account:
    account = Account.objects.select_for_update().get(pk=account.pk)
    account.is_active = is_active
    account.session_round += not is_active  # else reopening would revive the sessions
    with because(why):
        account.save(update_fields=["is_active", "session_round"])
    return account
