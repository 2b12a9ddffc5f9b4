"""What can be done to roles and offices."""

from datetime import date

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.network.models import Office, Organisation, OrganisationKind, Role, RoleKind
from niukou.network.queries import roles_of
from niukou.network.rules import GRANTED_IN_AN_ORGANISATION, Can
from niukou.people.actions.accounts import AccountIsClosed
from niukou.people.actions.persons import register_person
from niukou.people.models import Account, Person


class RoleHeldAlready(DomainError):
    """The account holds this role in some of that time already."""

    field = "kind"


class OrganisationDoesNotFit(DomainError):
    """The role needs an organisation, has none, or is for hospitals."""

    field = "organisation"


class GrantsToOneself(DomainError):
    """Nobody but a platform administrator gives himself a role."""

    field = "kind"


class EndsBeforeItBegins(DomainError):
    """The last day comes before the first."""

    field = "until_on"


class EndedAlready(DomainError):
    """It ends by then as it is."""

    field = "until_on"


class LastPlatformAdministrator(DomainError):
    """Somebody has to be left who can give roles."""

    field = "until_on"


class OfficeHeldAlready(DomainError):
    """The person holds this title there in some of that time already."""

    field = "title"


@transaction.atomic
def grant_role(
    account: Account,
    *,
    kind: RoleKind,
    from_on: date,
    by: Account,
    organisation: Organisation | None = None,
    until_on: date | None = None,
) -> Role:
    """Let ``account`` do what the role allows from ``from_on`` until before ``until_on``.

    Raises:
        PermissionDenied: ``by`` may not give this role.
        AccountIsClosed: ``account`` may not sign in.
        GrantsToOneself: ``account`` is ``by``, who is no platform administrator.
        OrganisationDoesNotFit: the role needs an organisation, has none, or is for hospitals.
        EndsBeforeItBegins: ``until_on`` is not after ``from_on``.
        RoleHeldAlready: the account holds this role there in some of that time.
    """
    role = Role(
        account=account, kind=kind, organisation=organisation, from_on=from_on, until_on=until_on
    )
    authorize(by, Can.GRANT_ROLE, role)
    if account.pk == by.pk and not roles_of(by).is_platform_administrator:
        raise GrantsToOneself(_("Ask somebody else for a role of your own."))

    account = Account.objects.select_for_update().get(pk=account.pk)
    if not account.is_active:
        raise AccountIsClosed(_("This account is closed. Reopen it first."))
    _ensure_organisation(kind, organisation)
    if until_on and until_on <= from_on:
        raise EndsBeforeItBegins(_("The end must be after the beginning."))
    same = Role.objects.filter(account=account, kind=kind, organisation=organisation)
    if same.filter(_overlapping(from_on, until_on)).exists():
        raise RoleHeldAlready(_("They hold this role in that time already."))

    role.save()
    return role


@transaction.atomic
def end_role(role: Role, *, until_on: date, why: str, by: Account) -> Role:
    """Let ``role`` no longer hold from ``until_on`` on; ``why`` goes into its history.

    Raises:
        PermissionDenied: ``by`` may not give this role, so may not take it either.
        EndsBeforeItBegins: ``until_on`` is before the role begins.
        EndedAlready: the role ends on that day or earlier as it is.
        LastPlatformAdministrator: no other would be left without an end.
    """
    authorize(by, Can.GRANT_ROLE, role)

    list(_platform_administrators().select_for_update().order_by("pk"))
    role = Role.objects.select_for_update().get(pk=role.pk)
    _ensure_can_end(role, until_on)
    others = _platform_administrators().exclude(account=role.account_id)
    lasting = others.filter(from_on__lte=until_on, until_on=None, account__is_active=True)
    if role.kind == RoleKind.PLATFORM_ADMINISTRATOR and not lasting.exists():
        raise LastPlatformAdministrator(
            _("This is the last platform administrator: appoint another one first.")
        )

    role.until_on = until_on
    with because(why):
        role.save(update_fields=["until_on"])
    return role


@transaction.atomic
def appoint(
    person: Person,
    *,
    organisation: Organisation,
    title: str,
    from_on: date,
    by: Account,
    until_on: date | None = None,
) -> Office:
    """Record that ``person`` holds ``title`` in ``organisation``; it gives no access by itself.

    Raises:
        PermissionDenied: ``by`` may not appoint in this organisation.
        EndsBeforeItBegins: ``until_on`` is not after ``from_on``.
        OfficeHeldAlready: they hold this title there in some of that time.
    """
    authorize(by, Can.APPOINT, organisation)

    Person.objects.select_for_update().get(pk=person.pk)
    if until_on and until_on <= from_on:
        raise EndsBeforeItBegins(_("The end must be after the beginning."))
    same = Office.objects.filter(person=person, organisation=organisation, title=title)
    if same.filter(_overlapping(from_on, until_on)).exists():
        raise OfficeHeldAlready(_("They hold this title there in that time already."))

    return Office.objects.create(
        person=person, organisation=organisation, title=title, from_on=from_on, until_on=until_on
    )


@transaction.atomic
def bring_in(
    organisation: Organisation,
    *,
    official_name: str,
    title: str,
    from_on: date,
    by: Account,
    phone: str = "",
    email: str = "",
) -> Office:
    """Register a person and their office in ``organisation`` at once.

    Raises:
        PermissionDenied: ``by`` may not appoint in this organisation.
        NameMissing, BadPhone: as on registering a person.
    """
    authorize(by, Can.APPOINT, organisation)

    person = register_person(official_name=official_name, phone=phone, email=email, by=by)
    return appoint(person, organisation=organisation, title=title, from_on=from_on, by=by)


@transaction.atomic
def end_office(office: Office, *, until_on: date, why: str, by: Account) -> Office:
    """Record that ``office`` no longer holds from ``until_on`` on; ``why`` goes into its history.

    Raises:
        PermissionDenied: ``by`` may not appoint in this organisation.
        EndsBeforeItBegins: ``until_on`` is before the office begins.
        EndedAlready: the office ends on that day or earlier as it is.
    """
    authorize(by, Can.APPOINT, office.organisation)

    office = Office.objects.select_for_update().get(pk=office.pk)
    _ensure_can_end(office, until_on)

    office.until_on = until_on
    with because(why):
        office.save(update_fields=["until_on"])
    return office


def _platform_administrators() -> QuerySet[Role]:
    return Role.objects.filter(kind=RoleKind.PLATFORM_ADMINISTRATOR)


def _ensure_organisation(kind: RoleKind, organisation: Organisation | None) -> None:
    if kind in GRANTED_IN_AN_ORGANISATION and organisation is None:
        raise OrganisationDoesNotFit(_("Say in which organisation they hold this role."))
    if kind == RoleKind.PLATFORM_ADMINISTRATOR and organisation is not None:
        raise OrganisationDoesNotFit(
            _("A platform administrator serves no single organisation: leave this empty.")
        )
    if (
        kind == RoleKind.HOSPITAL_COORDINATOR
        and organisation is not None
        and organisation.kind != OrganisationKind.HOSPITAL
    ):
        raise OrganisationDoesNotFit(_("This organisation is not a hospital."))


def _ensure_can_end(record: Role | Office, until_on: date) -> None:
    if until_on < record.from_on:
        raise EndsBeforeItBegins(
            _("It begins on %s: the end cannot be earlier.") % date_format(record.from_on)
        )
    if record.until_on and record.until_on <= until_on:
        raise EndedAlready(_("It ends on %s already.") % date_format(record.until_on))


def _overlapping(from_on: date, until_on: date | None) -> Q:
    """Return what holds on some day of ``[from_on, until_on)``; None: without an end."""
    lasts = Q(until_on=None) | Q(until_on__gt=from_on)
    return lasts & Q(from_on__lt=until_on) if until_on else lasts
