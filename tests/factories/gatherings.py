"""Gatherings, their parts, and the people around them; every name is invented."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import factory
from factory.django import DjangoModelFactory

from niukou.core.quantities import Qualifier
from niukou.gatherings.codes import code_at, step_at
from niukou.gatherings.lifecycle import GatheringStatus, RegistrationStatus
from niukou.gatherings.models import (
    AgendaItem,
    Attendance,
    CheckedIn,
    CheckInKey,
    Gathering,
    GatheringKind,
    HeadCount,
    Hosting,
    HostingCapacity,
    Registration,
)
from niukou.network.models import RoleKind
from niukou.people.models import Account, Person
from niukou.programmes.models import Branch, ProgrammeGathering, Workstream
from tests.factories import (
    AccountFactory,
    BranchFactory,
    OrganisationFactory,
    PersonFactory,
    auditor,
    holder,
    officer_of,
    officer_of_all,
    platform_administrator,
    stranger,
)

HERE = ZoneInfo("Asia/Shanghai")
STARTS_AT = datetime(2026, 3, 6, 9, tzinfo=HERE)  # a Friday
ENDS_AT = datetime(2026, 3, 6, 17, tzinfo=HERE)
NOON = datetime(2026, 3, 6, 12, tzinfo=HERE)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WORKSTREAMS = list(Workstream.values)


class GatheringFactory(DjangoModelFactory[Gathering]):
    class Meta:
        model = Gathering

    number = factory.Sequence(lambda n: f"HD-2026-9{n:03d}")
    kind = GatheringKind.TRAINING
    title = factory.Sequence(lambda n: f"演示培训{n}")
    starts_at = STARTS_AT
    ends_at = ENDS_AT


class HostingFactory(DjangoModelFactory[Hosting]):
    class Meta:
        model = Hosting

    gathering = factory.SubFactory(GatheringFactory)
    organisation = factory.SubFactory(OrganisationFactory)
    capacity = HostingCapacity.HOST
    position = 1


class AgendaItemFactory(DjangoModelFactory[AgendaItem]):
    class Meta:
        model = AgendaItem

    gathering = factory.SubFactory(GatheringFactory)
    starts_at = STARTS_AT
    ends_at = STARTS_AT + 2 * HOUR
    title = "演示课程"
    class_minutes = 90


class RegistrationFactory(DjangoModelFactory[Registration]):
    class Meta:
        model = Registration

    gathering = factory.SubFactory(GatheringFactory)
    person = factory.SubFactory(PersonFactory)
    status = RegistrationStatus.REGISTERED
    registered_by = factory.SubFactory(AccountFactory)
    registered_at = STARTS_AT - timedelta(days=7)


class AttendanceFactory(DjangoModelFactory[Attendance]):
    class Meta:
        model = Attendance

    gathering = factory.SubFactory(GatheringFactory)
    person = factory.SubFactory(PersonFactory)
    how = CheckedIn.QR
    checked_in_at = STARTS_AT


class HeadCountFactory(DjangoModelFactory[HeadCount]):
    class Meta:
        model = HeadCount

    gathering = factory.SubFactory(GatheringFactory)
    group = factory.Sequence(lambda n: f"演示人群{n}")
    value = 120
    qualifier = Qualifier.EXACT
    source = "签到处计数"
    recorded_by = factory.SubFactory(AccountFactory)


def hosted(**fields: object) -> Gathering:
    """Return a gathering that one organisation hosts."""
    return HostingFactory.create(gathering=GatheringFactory.create(**fields)).gathering


def open_gathering(**fields: object) -> Gathering:
    return hosted(status=GatheringStatus.OPEN, **fields)


def gathering_of(branch: Branch | None = None, **fields: object) -> Gathering:
    """Return a gathering of a branch, in the stream of capacity building; ``link`` says more of it."""
    link = {
        name: fields.pop(name) for name in ("is_for_workers", "completion_share") if name in fields
    }
    branch = branch or BranchFactory.create()
    made = hosted(**fields)
    ProgrammeGathering.objects.create(
        gathering=made,
        programme=branch.programme,
        branch=branch,
        workstream=Workstream.CAPACITY,
        **link,
    )
    return made


def host(gathering: Gathering):
    return gathering.hostings.get(capacity=HostingCapacity.HOST).organisation


def administrator_of_host(gathering: Gathering) -> Account:
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, host(gathering))


def administrator_of_supporter(gathering: Gathering) -> Account:
    supporter = HostingFactory.create(
        gathering=gathering, capacity=HostingCapacity.SUPPORTER, position=2
    )
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, supporter.organisation)


def administrator_elsewhere(gathering: Gathering) -> Account:
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, OrganisationFactory.create())


def coordinator_of_host(gathering: Gathering) -> Account:
    return holder(RoleKind.HOSPITAL_COORDINATOR, host(gathering))


def officer_of_its_branch(gathering: Gathering) -> Account:
    return officer_of(gathering.programme_link.branch)


def officer_of_its_programme(gathering: Gathering) -> Account:
    return officer_of_all(gathering.programme_link.programme)


def officer_of_another_branch(gathering: Gathering) -> Account:
    return officer_of(BranchFactory.create(programme=gathering.programme_link.programme))


def somebody(gathering: Gathering) -> Account:
    return stranger()


def auditor_of_all(gathering: Gathering) -> Account:
    return auditor()


def administrator_of_all(gathering: Gathering) -> Account:
    return platform_administrator()


def participant(gathering: Gathering) -> Account:
    """Return the account of somebody who is registered."""
    account = AccountFactory.create()
    RegistrationFactory.create(gathering=gathering, person=account.person)
    return account


def registered(gathering: Gathering, **person: object) -> Person:
    someone = PersonFactory.create(**person)
    RegistrationFactory.create(gathering=gathering, person=someone)
    return someone


def code_of(gathering: Gathering, *, at: datetime = NOON) -> str:
    """Return what stands on the screen at that moment, or would if it were not cancelled."""
    secret = {"secret": f"{gathering.pk:064x}"}
    key, _made = CheckInKey.objects.get_or_create(gathering=gathering, defaults=secret)
    return code_at(key.secret.reveal(), step_at(at))
