"""What the pages of persons and accounts show that is in no table as such."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from niukou.core.sealing import SealedTextField
from niukou.people.models import Account, Licence, LicenceState, Person, SealedField

CHANGES = 20
NOT_TOLD = {"pgh_id", "pgh_created_at", "pgh_label", "pgh_obj", "pgh_context", "id", "version"} | {
    "created_at",
    "updated_at",
    "search",
    "pinyin_key",
    "id_number_hash",
}


@dataclass(frozen=True, slots=True)
class Factor:
    """A second proof of who signs in; ``last_used_at`` is None when it never was used."""

    kind: str
    label: str
    since: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """One save of a record: which fields, when, by whom ("" for the system itself) and why."""

    at: datetime
    by: str
    why: str
    is_first: bool
    fields: tuple[str, ...]


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
    """Return the latest changes of ``person``, newest first, without their values."""
    history: Any = apps.get_model("people", "PersonEvent")
    events = history.objects.filter(pgh_obj=person)
    rows = list(events.select_related("pgh_context").order_by("-pgh_id")[: CHANGES + 1])
    names = _names({_user_of(row) for row in rows})
    changes = [_change(new, old, names) for new, old in pairwise(rows)]
    if rows and len(rows) <= CHANGES:
        changes.append(_change(rows[-1], None, names))
    return [change for change in changes if change.fields or change.is_first]


def _change(new: Any, old: Any, names: dict[Any, str]) -> Change:
    why = (new.pgh_context.metadata if new.pgh_context else {}).get("why", "")
    fields = () if old is None else tuple(_differing(new, old))
    return Change(new.pgh_created_at, names.get(_user_of(new), ""), why, old is None, fields)


def _user_of(event: Any) -> Any:
    return event.pgh_context.metadata.get("user") if event.pgh_context else None


def _names(accounts: Iterable[Any]) -> dict[Any, str]:
    known = Account.objects.filter(pk__in={pk for pk in accounts if pk}).select_related("person")
    return {account.pk: str(account.person or account) for account in known}


def _differing(new: Model, old: Model) -> Iterable[str]:
    labels = {field.value: str(field.label) for field in SealedField}
    for field in new._meta.concrete_fields:  # Django's public name for it
        if field.name not in NOT_TOLD and _plain(new, field) != _plain(old, field):
            yield labels.get(field.name, str(field.verbose_name))


def _plain(event: Model, field: Any) -> Any:
    """Return a value to compare; sealed ones are opened, for a new key is no change."""
    value = getattr(event, field.attname)
    return value.reveal() if isinstance(field, SealedTextField) and value else value
