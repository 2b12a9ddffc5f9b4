"""Who sees a gathering of a branch, its participants, and who may do what with it."""

import pytest
from django.contrib.auth.models import AnonymousUser

from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.models import Attendance, Gathering, Registration
from niukou.gatherings.rules import OF_WHO_RUNS_IT
from niukou.gatherings.rules import Can as CanInGatherings
from niukou.people.models import Person
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import ProgrammeGathering
from niukou.programmes.rules import Can
from tests.factories import BranchFactory, signed_site
from tests.factories.gatherings import (
    AttendanceFactory,
    administrator_elsewhere,
    administrator_of_all,
    administrator_of_host,
    administrator_of_supporter,
    auditor_of_all,
    coordinator_of_host,
    gathering_of,
    officer_of_another_branch,
    officer_of_its_branch,
    officer_of_its_programme,
    participant,
    registered,
    somebody,
)
from tests.factories.programmes import coordinator, site_in
from tests.programmes.test_access import ROLES, RUNS_IT

pytestmark = pytest.mark.django_db
PLANNED, OPEN = GatheringStatus.PLANNED, GatheringStatus.OPEN
HOLDERS = {
    Can.PLAN_BRANCH_GATHERING: RUNS_IT,
    Can.PLAN_PROGRAMME_GATHERING: {"whole"},
    Can.EDIT_PROGRAMME_GATHERING: RUNS_IT,
}


@pytest.mark.parametrize("role", ROLES)
def test_who_may_do_what_about_gatherings_of_a_programme(role) -> None:
    site = site_in(SiteStatus.SIGNED, BranchFactory.create())
    gathering = gathering_of(site.branch)
    subjects = {
        Can.PLAN_BRANCH_GATHERING: site.branch,
        Can.PLAN_PROGRAMME_GATHERING: site.branch.programme,
        Can.EDIT_PROGRAMME_GATHERING: gathering.programme_link,
    }
    user = ROLES[role](site)

    held = {can for can, subject in subjects.items() if user.has_perm(can, subject)}

    assert held == {can for can, holders in HOLDERS.items() if role in holders}


def nobody(gathering: Gathering) -> AnonymousUser:
    return AnonymousUser()


def coordinator_in_its_branch(gathering: Gathering):
    return coordinator(signed_site(branch=gathering.programme_link.branch))


# who                           sees it hidden: planned, open; public    runs it  reads participants
WHO = [
    (administrator_of_host,       (True, True, True), True, True),
    (administrator_of_supporter,  (True, True, True), False, False),
    (administrator_elsewhere,     (False, False, True), False, False),
    (coordinator_of_host,         (True, True, True), False, False),
    (coordinator_in_its_branch,   (False, True, True), False, False),
    (officer_of_its_branch,       (True, True, True), True, True),
    (officer_of_its_programme,    (True, True, True), True, True),
    (officer_of_another_branch,   (False, False, True), False, False),
    (auditor_of_all,              (True, True, True), False, True),
    (administrator_of_all,        (False, False, True), False, False),
    (participant,                 (True, True, True), False, False),
    (somebody,                    (False, False, True), False, False),
    (nobody,                      (False, False, True), False, False),
]  # fmt: skip


@pytest.mark.parametrize(("who", "sees", "runs", "reads"), WHO)
def test_who_sees_a_gathering_of_a_branch_and_runs_it(who, sees, runs, reads) -> None:
    gathering = gathering_of(BranchFactory.create())
    user = who(gathering)

    states = {"status": PLANNED}, {"status": OPEN}, {"status": PLANNED, "is_public": True}
    for changes, seen in zip(states, sees, strict=True):
        Gathering.objects.filter(pk=gathering.pk).update(**changes)
        assert Gathering.objects.visible_to(user).exists() is seen
        assert ProgrammeGathering.objects.visible_to(user).exists() is seen
    held = {can for can in OF_WHO_RUNS_IT if user.has_perm(can, gathering)}
    assert held == (set(OF_WHO_RUNS_IT) if runs else set())
    assert user.has_perm(CanInGatherings.READ_PARTICIPANTS, gathering) is reads


@pytest.mark.parametrize(("who", "reads"), [(row[0], row[3]) for row in WHO])
def test_who_sees_the_participants(who, reads) -> None:
    gathering = gathering_of(BranchFactory.create(), is_public=True)
    user = who(gathering)
    person = registered(gathering)
    AttendanceFactory.create(gathering=gathering, person=person)

    assert Registration.objects.visible_to(user).filter(person=person).exists() is reads
    assert Attendance.objects.visible_to(user).filter(person=person).exists() is reads
    knows_everybody = who is administrator_of_all  # as an administrator of the platform, by name
    persons = Person.objects.visible_to(user).filter(pk=person.pk)
    assert persons.exists() is (reads or knows_everybody)


def test_a_public_gathering_of_an_unpublished_branch_is_no_strangers_business() -> None:
    hidden = gathering_of(BranchFactory.create(is_public=False), is_public=True)

    assert Gathering.objects.visible_to(AnonymousUser()).exists() is False
    ProgrammeGathering.objects.filter(gathering=hidden).update(branch=None)
    assert Gathering.objects.visible_to(AnonymousUser()).exists() is True


def test_who_takes_part_sees_themselves_and_nobody_else() -> None:
    gathering = gathering_of(BranchFactory.create())
    user = participant(gathering)
    registered(gathering)

    seen = Registration.objects.visible_to(user)

    assert [one.person for one in seen] == [user.person]
    assert user.has_perm(CanInGatherings.WITHDRAW_REGISTRATION, seen.get()) is True
    other = gathering.registrations.exclude(person=user.person).get()
    assert user.has_perm(CanInGatherings.WITHDRAW_REGISTRATION, other) is False
