"""What can be done about who wants to come: register, wait, withdraw."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.normalise import clean_text
from niukou.gatherings.actions.places import fill_places, free_places
from niukou.gatherings.lifecycle import AHEAD, GatheringStatus, RegistrationStatus
from niukou.gatherings.models import Gathering, Registration
from niukou.gatherings.queries.units import unit_of
from niukou.gatherings.rules import Can
from niukou.people.models import Account, Person


class NotOpen(DomainError):
    """It takes no registrations: not yet, not any more, or it is off."""


class RegisteredAlready(DomainError):
    """The person is registered, or waits already."""

    field = "person"


class WithdrawnAlready(DomainError):
    """There is nothing to withdraw."""


@transaction.atomic
def register(gathering: Gathering, *, at: datetime, by: Account) -> Registration:
    """Register ``by`` for ``gathering``; without a free place they wait for one.

    Raises:
        PermissionDenied: the account belongs to no person.
        NotOpen: it takes no registrations, or takes them no longer.
        RegisteredAlready: they are registered, or wait already.
    """
    authorize(by, Can.REGISTER, gathering)

    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if gathering.status != GatheringStatus.OPEN:
        raise NotOpen(_("Registration is not open."))
    if at >= (gathering.registration_closes_at or gathering.ends_at):
        raise NotOpen(_("Registration has closed."))

    person = Person.objects.get(account=by)
    return _enter(gathering, person, unit="", at=at, by=by)


@transaction.atomic
def register_participant(
    gathering: Gathering, *, person: Person, at: datetime, by: Account, unit: str = ""
) -> Registration:
    """Register somebody else for ``gathering``, also before it opens and after it closed.

    Raises:
        PermissionDenied: ``by`` does not run it.
        NotOpen: it was held, or is off.
        RegisteredAlready: the person is registered, or waits already.
    """
    authorize(by, Can.REGISTER_OTHERS, gathering)

    gathering = Gathering.objects.select_for_update().get(pk=gathering.pk)
    if gathering.status not in AHEAD:
        raise NotOpen(_("It was held, or is cancelled: nobody registers any more."))

    return _enter(gathering, person, unit=unit, at=at, by=by)


@transaction.atomic
def withdraw_registration(
    registration: Registration, *, by: Account, why: str = ""
) -> Registration:
    """Withdraw a registration; the first on the waiting list gets the place.

    Raises:
        PermissionDenied: it is another's, and ``by`` does not run the gathering.
        WithdrawnAlready: it was withdrawn before.
        NotOpen: the gathering was held, or is off.
    """
    authorize(by, Can.WITHDRAW_REGISTRATION, registration)

    gathering = Gathering.objects.select_for_update().get(pk=registration.gathering_id)
    registration = Registration.objects.select_for_update().get(pk=registration.pk)
    if gathering.status not in AHEAD:
        raise NotOpen(_("It was held, or is cancelled: nothing is withdrawn any more."))
    if registration.status == RegistrationStatus.WITHDRAWN:
        raise WithdrawnAlready(_("It was withdrawn already."))

    registration.status = RegistrationStatus.WITHDRAWN
    with because(why):
        registration.save(update_fields=["status"])
        fill_places(gathering)
    return registration


def _enter(
    gathering: Gathering, person: Person, *, unit: str, at: datetime, by: Account
) -> Registration:
    known = Registration.objects.filter(gathering=gathering, person=person).first()
    if known and known.status != RegistrationStatus.WITHDRAWN:
        raise RegisteredAlready(_("%s is registered already.") % person)
    is_full = free_places(gathering) == 0 or gathering.registrations.waiting().exists()

    entry = known or Registration(gathering=gathering, person=person)
    entry.unit = clean_text(unit) or unit_of(person)
    entry.status = RegistrationStatus.WAITING if is_full else RegistrationStatus.REGISTERED
    entry.registered_by, entry.registered_at = by, at
    entry.save()
    return entry
