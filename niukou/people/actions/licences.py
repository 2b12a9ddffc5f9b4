"""What can be done to licences."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.codes import normalise_code
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.people.models import Account, Licence, LicenceLevel, Person
from niukou.people.rules import Can


class EndsBeforeItBegins(DomainError):
    """A registration is valid for a day at least."""

    field = "valid_until"


class LicenceKnown(DomainError):
    """This registration is recorded already."""

    field = "number"


@transaction.atomic
def add_licence(
    person: Person,
    *,
    level: LicenceLevel,
    number: str,
    registered_on: date,
    valid_until: date,
    by: Account,
) -> Licence:
    """Record a registration of ``person``; ``valid_until`` is the first day it no longer holds.

    Raises:
        PermissionDenied: ``by`` may not record licences of this person.
        EndsBeforeItBegins: it ends on or before the day it begins.
        LicenceKnown: a licence of this number was registered on that day already.
    """
    authorize(by, Can.ADD_LICENCE, person)

    licence = Licence(
        person=person,
        level=level,
        number=normalise_code(number),
        registered_on=registered_on,
        valid_until=valid_until,
    )
    _ensure_sound(licence)

    licence.save()
    return licence


@transaction.atomic
def edit_licence(
    licence: Licence,
    *,
    version: int,
    level: LicenceLevel,
    number: str,
    registered_on: date,
    valid_until: date,
    why: str,
    by: Account,
) -> Licence:
    """Correct a recorded registration; ``why`` goes into its history.

    Raises:
        PermissionDenied: ``by`` may not record licences of this person.
        EditConflict: somebody saved it since ``version`` was read.
        EndsBeforeItBegins, LicenceKnown: as on adding.
    """
    authorize(by, Can.ADD_LICENCE, licence.person)

    licence = lock_version(licence, version)
    licence.level, licence.number = level, normalise_code(number)
    licence.registered_on, licence.valid_until = registered_on, valid_until
    _ensure_sound(licence)

    with because(why):
        licence.save()
    return licence


def _ensure_sound(licence: Licence) -> None:
    if licence.valid_until <= licence.registered_on:
        raise EndsBeforeItBegins(_("It must be valid for a day at least."))
    same = Licence.objects.filter(number=licence.number, registered_on=licence.registered_on)
    if same.exclude(pk=licence.pk).exists():
        raise LicenceKnown(_("A licence of this number was registered on that day already."))
