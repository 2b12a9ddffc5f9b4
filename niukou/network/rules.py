"""Who may see and do what in the network. Read from top to bottom, this file is the policy."""

from enum import StrEnum

from django.db.models import Exists, OuterRef, Q
from rules import predicate

from niukou.core.access import EVERYTHING, NOTHING, Viewer, allow, widen_sight
from niukou.core.models import EvidenceFile
from niukou.network.models import Agreement, Capacity, Office, Organisation, Role, RoleKind
from niukou.network.queries import employers_of, roles_of
from niukou.people.models import Account, Person
from niukou.people.rules import Can as CanInPeople


class Can(StrEnum):
    REGISTER_ORGANISATION = "network.register_organisation"
    EDIT_ORGANISATION = "network.edit_organisation"
    GRANT_ROLE = "network.grant_role"
    APPOINT = "network.appoint"
    RECORD_AGREEMENT = "network.record_agreement"
    EDIT_AGREEMENT = "network.edit_agreement"
    EDIT_HOLIDAYS = "core.edit_holidays"


GRANTED_IN_AN_ORGANISATION = {
    RoleKind.ORGANISATION_ADMINISTRATOR,
    RoleKind.HOSPITAL_COORDINATOR,
    RoleKind.FINANCE_OFFICER,
    RoleKind.DONOR,
}


@predicate
def is_platform_administrator(user: Account, subject: object) -> bool:
    """Platform administrator."""
    return roles_of(user).is_platform_administrator


@predicate
def administers_an_organisation(user: Account, subject: object) -> bool:
    """Administrator of any organisation."""
    return bool(roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR))


@predicate
def administers_a_party(user: Account, agreement: Agreement | type[Agreement]) -> bool:
    """Administrator of one of the parties."""
    led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    if isinstance(agreement, type) or agreement.pk is None:  # whether they could be a party
        return bool(led)
    return agreement.parties.filter(organisation__in=led).exists()


@predicate
def administers(user: Account, organisation: Organisation | type[Organisation]) -> bool:
    """Administrator of that organisation."""
    led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    return bool(led) if isinstance(organisation, type) else organisation.pk in led


@predicate
def administers_employer(user: Account, person: Person) -> bool:
    """Administrator of an organisation in which the person holds an office that has not ended."""
    led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    return bool(led) and not led.isdisjoint(employers_of(person))


@predicate
def registered_newcomer(user: Account, person: Person) -> bool:
    """Whoever registered the person and may still register people, until somebody gives that person an office."""
    return (
        user.pk is not None
        and person.registered_by_id == user.pk
        and user.has_perm(CanInPeople.REGISTER_PERSON, person)
        and not Office.objects.filter(person=person).exists()
    )


@predicate
def administers_its_organisation(user: Account, role: Role | type[Role]) -> bool:
    """Administrator of the role's organisation, for the roles an organisation may give."""
    led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    if isinstance(role, type):  # no role yet: whether there is one they could give
        return bool(led)
    return role.kind in GRANTED_IN_AN_ORGANISATION and role.organisation_id in led


@predicate
def administers_initiator(user: Account, agreement: Agreement) -> bool:
    """Administrator of an organisation that initiates or funds the agreement."""
    led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    capacities = [Capacity.INITIATOR, Capacity.FUNDER]
    return agreement.parties.filter(organisation__in=led, capacity__in=capacities).exists()


POLICY = {
    Can.REGISTER_ORGANISATION: is_platform_administrator | administers_an_organisation,
    Can.EDIT_ORGANISATION: is_platform_administrator | administers,
    Can.GRANT_ROLE: is_platform_administrator | administers_its_organisation,
    Can.APPOINT: is_platform_administrator | administers,
    Can.RECORD_AGREEMENT: administers_a_party,
    Can.EDIT_AGREEMENT: administers_initiator,
    Can.EDIT_HOLIDAYS: is_platform_administrator,
    CanInPeople.REGISTER_PERSON: is_platform_administrator | administers_an_organisation,
    CanInPeople.EDIT_PERSON: is_platform_administrator | administers_employer | registered_newcomer,
    CanInPeople.REVEAL_PERSON: administers_employer,
    CanInPeople.ADD_LICENCE: is_platform_administrator | administers_employer,
    CanInPeople.OPEN_ACCOUNT: is_platform_administrator | administers_employer,
    CanInPeople.CLOSE_ACCOUNT: is_platform_administrator,
    CanInPeople.CHANGE_EMAIL: is_platform_administrator,
    CanInPeople.RESET_SECOND_FACTORS: is_platform_administrator,
}
allow(POLICY)


# --- which rows ------------------------------------------------------------------------------
def persons_in_sight(user: Viewer) -> Q:
    """Auditors and administrators: everybody. Others: who holds an office where they have a role."""
    roles = roles_of(user)
    if roles.is_platform_auditor or roles.is_platform_administrator:
        return EVERYTHING
    offices = Office.objects.filter(organisation__in=roles.organisations())
    return Q(pk__in=offices.values("person")) if roles.held else NOTHING


def register_in_sight(user: Viewer) -> Q:
    """Everybody who is signed in: all. Who only looks on: the organisations they look on for."""
    roles = roles_of(user)
    if not roles.only_looks_on:
        return EVERYTHING
    return Q(pk__in=[organisation for _kind, organisation in roles.held if organisation])


def newcomers_of(user: Viewer) -> Q:
    """Return whom ``user`` registered and nobody has given an office yet."""
    return Q(~Exists(Office.objects.filter(person=OuterRef("pk"))), registered_by=user.pk)


def newcomers_in_sight(user: Viewer) -> Q:
    """Administrators of an organisation: whom they registered, until somebody gives them an office."""
    led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    return newcomers_of(user) if led else NOTHING


def accounts_in_sight(user: Viewer) -> Q:
    """Platform administrators and auditors: all. Organisation administrators: their people's."""
    roles = roles_of(user)
    if roles.is_platform_auditor or roles.is_platform_administrator:
        return EVERYTHING
    led = roles.organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    held = Q(pk__in=Role.objects.filter(organisation__in=led).values("account"))
    employed = Q(person__in=Office.objects.filter(organisation__in=led).values("person"))
    return held | employed if led else NOTHING


def roles_in_sight(user: Viewer) -> Q:
    """Platform administrators and auditors: all. Organisation administrators: their own's."""
    roles = roles_of(user)
    if roles.is_platform_auditor or roles.is_platform_administrator:
        return EVERYTHING
    return Q(organisation__in=roles.organisations(RoleKind.ORGANISATION_ADMINISTRATOR))


def agreements_in_sight(user: Viewer) -> Q:
    """Auditors: all. Everybody else: those their organisation is a party of."""
    roles = roles_of(user)
    if roles.is_platform_auditor:
        return EVERYTHING
    own = Agreement.objects.filter(parties__organisation__in=roles.organisations())
    return Q(pk__in=own.values("pk")) if roles.held else NOTHING


def scans_in_sight(user: Viewer) -> Q:
    """The scanned copies of agreements in sight."""
    if not user.is_authenticated:
        return NOTHING
    scanned = Agreement.objects.visible_to(user).exclude(scan=None)
    return Q(pk__in=scanned.values("scan"))


widen_sight(Organisation, register_in_sight)
widen_sight(Person, persons_in_sight)
widen_sight(Person, newcomers_in_sight)
widen_sight(Account, accounts_in_sight)
widen_sight(Role, roles_in_sight)
widen_sight(Agreement, agreements_in_sight)
widen_sight(EvidenceFile, scans_in_sight)
