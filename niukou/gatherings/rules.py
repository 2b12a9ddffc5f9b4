"""Who may do what at a gathering. Read from top to bottom, this file is the policy."""

from enum import StrEnum

from django.db.models import Q
from rules import predicate

from niukou.core.access import NOTHING, Viewer, allow, widen_sight
from niukou.gatherings.models import RUNNING, Attendance, Gathering, Registration
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.network.rules import administers
from niukou.people.models import Account, Person


class Can(StrEnum):
    PLAN_GATHERING = "gatherings.plan_gathering"
    EDIT_GATHERING = "gatherings.edit_gathering"
    NAME_HOSTS = "gatherings.name_hosts"
    SET_AGENDA = "gatherings.set_agenda"
    OPEN_REGISTRATION = "gatherings.open_registration"
    REGISTER = "gatherings.register"
    REGISTER_OTHERS = "gatherings.register_others"
    WITHDRAW_REGISTRATION = "gatherings.withdraw_registration"
    READ_PARTICIPANTS = "gatherings.read_participants"
    SHOW_CODE = "gatherings.show_code"
    CHECK_IN = "gatherings.check_in"
    CHECK_IN_BY_HAND = "gatherings.check_in_by_hand"
    RECORD_HEAD_COUNT = "gatherings.record_head_count"
    CORRECT_ATTENDANCE = "gatherings.correct_attendance"
    IMPORT_ATTENDANCE = "gatherings.import_attendance"
    MARK_HELD = "gatherings.mark_held"
    CANCEL_GATHERING = "gatherings.cancel_gathering"


# What whoever runs a gathering may do with it; apps above say who else runs it.
OF_WHO_RUNS_IT = (
    Can.EDIT_GATHERING,
    Can.NAME_HOSTS,
    Can.SET_AGENDA,
    Can.OPEN_REGISTRATION,
    Can.REGISTER_OTHERS,
    Can.SHOW_CODE,
    Can.CHECK_IN_BY_HAND,
    Can.RECORD_HEAD_COUNT,
    Can.CORRECT_ATTENDANCE,
    Can.IMPORT_ATTENDANCE,
    Can.MARK_HELD,
    Can.CANCEL_GATHERING,
)


@predicate
def administers_a_host(user: Account, gathering: Gathering) -> bool:
    """Administrator of an organisation that hosts, organises or co-organises it."""
    led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    if not led:
        return False
    return gathering.hostings.filter(organisation__in=led, capacity__in=RUNNING).exists()


@predicate
def is_a_person(user: Account, subject: object) -> bool:
    """Whoever is signed in, for themselves."""
    return getattr(user, "person_id", None) is not None


@predicate
def is_own_registration(user: Account, registration: Registration) -> bool:
    """Whose registration it is."""
    person = getattr(user, "person_id", None)
    return person is not None and registration.person_id == person


@predicate
def administers_its_host(user: Account, registration: Registration) -> bool:
    """Administrator of an organisation that hosts, organises or co-organises the gathering."""
    return bool(administers_a_host(user, registration.gathering))


@predicate
def has_the_code(user: Viewer, gathering: Gathering) -> bool:
    """Whoever has the code on the screen, with or without an account."""
    return True


@predicate
def audits(user: Account, gathering: Gathering) -> bool:
    """Auditor of the platform."""
    return roles_of(user).is_platform_auditor


POLICY = {
    Can.PLAN_GATHERING: administers,
    **dict.fromkeys(OF_WHO_RUNS_IT, administers_a_host),
    Can.REGISTER: is_a_person,
    Can.WITHDRAW_REGISTRATION: is_own_registration | administers_its_host,
    Can.READ_PARTICIPANTS: administers_a_host | audits,
    Can.CHECK_IN: has_the_code,
}
allow(POLICY)


# --- which rows ------------------------------------------------------------------------------
def participants_of(gatherings: Q) -> Q:
    """Return who registered for, or was at, gatherings that fulfil ``gatherings``."""
    run = Gathering.objects.filter(gatherings).values("pk")
    registered = Registration.objects.filter(gathering__in=run).values("person")
    return Q(pk__in=registered.union(Attendance.objects.filter(gathering__in=run).values("person")))


def participants_of_own_gatherings(user: Viewer) -> Q:
    """Administrators of a hosting organisation: who registered for its gatherings, or was there."""
    if not roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR):
        return NOTHING
    return participants_of(Q(pk__in=Gathering.objects.run_by(user).values("pk")))


widen_sight(Person, participants_of_own_gatherings)
