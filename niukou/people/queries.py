"""What the pages of persons and accounts show that is in no table as such."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _

from niukou.core import changes as core_changes
from niukou.core.changes import Change
from niukou.people.models import Account, Licence, LicenceState, Person, SealedField


@dataclass(frozen=True, slots=True)
class Factor:
    """A second proof of who signs in; ``last_used_at`` is None when it never was used."""

    kind: str
    label: str
    since: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class DatedLicence:
    """A licence, and where a day lies in it."""

    licence: Licence
    state: LicenceState


def licences_on(licences: Iterable[Licence], day: date) -> list[DatedLicence]:
    """Return each licence with its state on ``day``, in the order given."""
    return [DatedLicence(licence, licence.state_on(day)) for licence in licences]


def second_factors(account: Account) -> list[Factor]:
    """Return the second factors of ``account``, the oldest first."""
    labels = {
        Authenticator.Type.TOTP: _("Authenticator app"),
        Authenticator.Type.WEBAUTHN: _("Passkey or security key"),
        Authenticator.Type.RECOVERY_CODES: _("Recovery codes"),
    }
    found = Authenticator.objects.filter(user=account).order_by("created_at", "pk")
    return [Factor(one.type, labels[one.type], one.created_at, one.last_used_at) for one in found]


def changes_of(person: Person) -> list[Change]:
    """Return the latest changes of ``person``, newest first; of what is sealed, only the fact."""
    return core_changes.changes_of(person, names=names_of, sealed=SealedField.values)


def changes_of_account(account: Account) -> list[Change]:
    """Return the latest changes of ``account``, newest first; that it was signed out, not how often."""
    return core_changes.changes_of(account, names=names_of, sealed={"session_round"})


def names_of(accounts: Collection[Any]) -> dict[Any, str]:
    """Return what the owners of these accounts are called, by the accounts' keys."""
    known = Account.objects.filter(pk__in=accounts).select_related("person")
    return {account.pk: str(account.person or account) for account in known}
