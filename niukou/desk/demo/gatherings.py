"""Two ceremonies that were published, and invented trainings, exchanges and events, all marked 演示."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from niukou.core.numbering import next_number
from niukou.core.quantities import Qualifier
from niukou.desk.demo import facts
from niukou.desk.demo.invented import MARK
from niukou.gatherings.actions.agenda import Part, set_agenda
from niukou.gatherings.actions.attendance import record_head_count
from niukou.gatherings.actions.check_in import check_in_by_hand
from niukou.gatherings.actions.gatherings import PATTERN, SERIES, Facts
from niukou.gatherings.actions.moves import cancel_gathering, mark_held, open_registration
from niukou.gatherings.actions.registrations import register_participant
from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.models import (
    Gathering,
    GatheringKind,
    Hosting,
    HostingCapacity,
)
from niukou.network.models import Campus, Organisation
from niukou.people.models import Account, Person
from niukou.programmes.actions.gatherings import plan_in_branch
from niukou.programmes.models import Branch, ProgrammeGathering, ServiceStation, Workstream

ONE_DAY = timedelta(days=1)
SIGNING_HOSTS = (facts.FOUNDATION, "《公益时报》社", "浙江省妇幼保健协会", facts.CHILDREN)
CLASSES = (("09:00", "10:30", "医务社工的角色与边界"), ("10:45", "12:00", "住院儿童的需求评估"))


@dataclass(frozen=True, slots=True)
class Plan:
    """One invented gathering of a day; ``heads`` are counted where names are not kept."""

    title: str
    kind: GatheringKind
    stream: Workstream
    on: date
    people: int = 0
    heads: tuple[tuple[str, int, Qualifier], ...] = ()
    about: str = ""


K, W, Q = GatheringKind, Workstream, Qualifier
HELD = (
    Plan(f"{MARK}医务社工基础培训 第一期", K.TRAINING, W.CAPACITY, date(2025, 3, 14), 14),
    Plan(f"{MARK}医务社工基础培训 第二期", K.TRAINING, W.CAPACITY, date(2025, 6, 20), 18),
    Plan(f"{MARK}个案工作进阶培训", K.TRAINING, W.CAPACITY, date(2025, 9, 19), 9),
    Plan(f"{MARK}儿童医院社工站经验交流", K.EXCHANGE, W.EXCHANGE, date(2025, 7, 11), 11),
    Plan(
        f"{MARK}“认识医务社工”门诊宣传日",
        K.ADVOCACY,
        W.ADVOCACY,
        date(2025, 9, 27),
        heads=(("患者与家属", 260, Q.ABOUT), ("志愿者", 18, Q.EXACT)),
    ),
    Plan(f"{MARK}试点医院社工需求调研", K.RESEARCH, W.RESEARCH, date(2025, 5, 16), 7),
)


def hold_gatherings(branch: Branch, *, by: Account) -> None:
    """Make the gatherings of the demo: what was published first, then what is invented."""
    _published(branch)
    people = list(
        Person.objects.filter(offices__organisation__sites__branch=branch)
        .distinct()
        .order_by("pinyin_key", "pk")
    )
    for plan in HELD:
        gathering = _planned(branch, plan, by=by)
        noon = gathering.starts_at + timedelta(hours=1)
        for person in people[: plan.people]:
            check_in_by_hand(gathering, person=person, at=noon, by=by)
        for group, value, qualifier in plan.heads:
            record_head_count(
                gathering,
                group=group,
                value=value,
                qualifier=qualifier,
                source=f"{MARK}：现场计数",
                by=by,
            )
        mark_held(Gathering.objects.get(pk=gathering.pk), at=gathering.ends_at, by=by)
    _ahead(branch, people, by=by)


def _published(branch: Branch) -> None:
    """What the sources say of two ceremonies, and no more: no hours, no hosts nobody named."""
    campuses = Campus.objects.filter(organisation__official_name=facts.CHILDREN)
    signing = _ceremony(
        branch,
        title="红纽扣医务社工计划浙江站签约",
        on=facts.SIGNED_ON,
        campus=campuses.get(name=facts.MOGANSHAN),
        about=f"共22家试点医院签约。来源：{facts.PAPER}；{facts.NOTICE}。",
    )
    for position, name in enumerate(SIGNING_HOSTS, start=1):
        organisation = Organisation.objects.get(official_name=name)
        Hosting.objects.create(
            gathering=signing,
            organisation=organisation,
            capacity=HostingCapacity.HOST,
            position=position,
        )
    binjiang = campuses.get(name=facts.BINJIANG)
    unveiling = _ceremony(
        branch,
        title=f"浙大儿院{facts.STATION}启用",
        on=facts.OPENED_ON,
        campus=binjiang,
        about=f"{facts.STATION_PLACE}。主办、承办单位未见公开资料。",
    )
    stations = ServiceStation.objects.filter(campus=binjiang, opened_on=facts.OPENED_ON)
    stations.update(ceremony=ProgrammeGathering.objects.get(gathering=unveiling))


def _ceremony(branch: Branch, *, title: str, on: date, campus: Campus, about: str) -> Gathering:
    gathering = Gathering.objects.create(
        number=next_number(SERIES, year=on.year, pattern=PATTERN),
        kind=GatheringKind.CEREMONY,
        title=title,
        about=about,
        starts_at=_at(on),
        ends_at=_at(on + ONE_DAY),
        is_by_day=True,
        campus=campus,
        region=branch.region,
        is_public=True,
        status=GatheringStatus.HELD,
    )
    ProgrammeGathering.objects.create(
        gathering=gathering,
        programme=branch.programme,
        branch=branch,
        workstream=Workstream.CAPITAL_AID,
    )
    return gathering


def _planned(branch: Branch, plan: Plan, *, by: Account, capacity: int | None = None) -> Gathering:
    site = branch.sites.select_related("hospital").order_by("number")[1]
    said = Facts(
        kind=plan.kind,
        title=plan.title,
        about=plan.about,
        starts_at=_at(plan.on, "09:00"),
        ends_at=_at(plan.on, "17:00"),
        venue=f"{MARK}会议室",
        region=branch.region,
        capacity=capacity,
        contact=f"{MARK}项目组",
        is_public=True,
    )
    host = (site.hospital, HostingCapacity.HOST)
    link = plan_in_branch(branch, said, hosts=[host], workstream=plan.stream, by=by)
    if plan.kind == GatheringKind.TRAINING:
        parts = list(_classes(plan.on))
        set_agenda(link.gathering, version=1, parts=parts, why=MARK, by=by)
    return link.gathering


def _ahead(branch: Branch, people: Sequence[Person], *, by: Account) -> None:
    """One that is today, so that its screen can be seen; one to register for; one called off."""
    today = timezone.localdate()
    now = Plan(f"{MARK}医务社工基础培训 第三期", K.TRAINING, W.CAPACITY, today)
    gathering = _planned(branch, now, by=by)
    Gathering.objects.filter(pk=gathering.pk).update(
        starts_at=_at(today), ends_at=_at(today + ONE_DAY), is_by_day=True
    )
    _register(gathering, people[:16], by=by)
    about = "面向试点医院的医务社工，含案例研讨。"
    soon = today + timedelta(days=14)
    plan = Plan(f"{MARK}临终关怀工作坊", K.TRAINING, W.CAPACITY, soon, about=about)
    workshop = _planned(branch, plan, by=by, capacity=12)
    open_registration(workshop, at=timezone.now(), by=by)
    _register(workshop, people[:13], by=by)
    later = today + timedelta(days=30)
    off = _planned(branch, Plan(f"{MARK}省际交流会", K.EXCHANGE, W.EXCHANGE, later), by=by)
    cancel_gathering(off, why=f"{MARK}：场地冲突，改期另行通知", by=by)


def _register(gathering: Gathering, people: Sequence[Person], *, by: Account) -> None:
    for person in people:
        register_participant(gathering, person=person, at=timezone.now(), by=by)


def _classes(on: date) -> Iterator[Part]:
    for start, end, title in CLASSES:
        starts_at, ends_at = _at(on, start), _at(on, end)
        minutes = int((ends_at - starts_at).total_seconds() // 60)
        yield Part(starts_at, ends_at, title, speaker=f"{MARK}讲师", class_minutes=minutes)


def _at(on: date, clock: str = "00:00") -> datetime:
    return timezone.make_aware(datetime.combine(on, time.fromisoformat(clock)))
