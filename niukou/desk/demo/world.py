"""Builds the demo world once, through the same actions people use."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from niukou.core.pinyin import pinyin_key
from niukou.desk.demo import facts, invented
from niukou.desk.demo.agreements import prepare_demo_agreement
from niukou.desk.demo.building import build_station, write_settings
from niukou.desk.demo.calls import build_calls
from niukou.desk.demo.disclosure import build_disclosure
from niukou.desk.demo.gatherings import hold_gatherings
from niukou.desk.demo.giving import let_donor_look_on
from niukou.desk.demo.hospitals import invented_hospital, region_of
from niukou.desk.demo.money import give_and_grant
from niukou.desk.demo.posts import build_posts
from niukou.desk.demo.returns import build_returns
from niukou.desk.demo.review import hold_review
from niukou.desk.demo.signins import (
    give_platform_roles,
    give_roles,
    make_somebody,
    open_accounts,
    speaker_of,
)
from niukou.figures.models import Reading
from niukou.network.actions.agreements import record_agreement
from niukou.network.models import (
    AgreementKind,
    Campus,
    Capacity,
    Office,
    Organisation,
    Region,
)
from niukou.people.models import Account, Gender, Person
from niukou.programmes.actions.sites import move_site, name_contact, propose_site, sign_site
from niukou.programmes.actions.stations import open_station, plan_station
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    Programme,
    ProgrammeInitiator,
    Site,
    Target,
    Workstream,
)

PROGRAMME = "red-button"
BRANCH = "zhejiang"
WITH_STATION_TOO = {2, 4}  # one is the hospital whose coordinator can sign in
PROPOSED = 30  # the position of the invented hospital that signs without applying


@transaction.atomic
def build_world() -> bool:
    """Build it and return True; return False where it stands already."""
    if Programme.objects.filter(slug=PROGRAMME).exists():
        return False
    accounts = open_accounts()
    give_platform_roles(accounts)
    bodies = {body.name: _public_body(body) for body in facts.BODIES}
    programme = _programme(bodies)
    branch = _branch(programme)
    hospitals = [bodies[facts.CHILDREN], *(invented_hospital(n) for n in range(2, 23))]
    give_roles(accounts, programme, branch, hospitals[1])

    by = Account.objects.get(pk=accounts["officer"].pk)
    sites = [_sign(branch, bodies, *one, by=by) for one in enumerate(hospitals, start=1)]
    _open_the_station(sites[0], by=by)
    write_settings(programme, by=by)
    _work_in_stand_ins(sites[1:], by=by)
    build_posts(branch, sites[1:], accounts)
    hold_gatherings(branch, by=by)
    make_somebody(accounts["coordinator"], hospitals[1])
    prepare_demo_agreement(branch, _proposed(branch, by=by), at=timezone.now(), by=by)
    build_calls(branch, accounts, by=by, on=timezone.localdate())
    hold_review(branch, by=by)
    _readings(programme, branch)
    give_and_grant(branch, sites[10:15], officer=by, finance=accounts["finance"])
    build_returns(branch, accounts, today=timezone.localdate())
    build_disclosure(programme, accounts, today=timezone.localdate())
    let_donor_look_on(accounts["donor"])
    return True


def _public_body(body: facts.PublicBody) -> Organisation:
    return Organisation.objects.create(
        kind=body.kind,
        official_name=body.name,
        aliases=list(body.aliases),
        pinyin_key=pinyin_key(body.name),
        no_uscc_reason=body.no_code,
        region=region_of(body.region),
    )


def _programme(bodies: dict[str, Organisation]) -> Programme:
    programme = Programme.objects.create(
        slug=PROGRAMME,
        official_name="红纽扣医务社工计划",
        aliases=["红纽扣医务社工项目"],
        slogan="为爱穿上红纽扣",
        launched_on=facts.LAUNCHED_ON,
        workstreams=list(Workstream.values),
        is_public=True,
    )
    ProgrammeInitiator.objects.bulk_create(
        ProgrammeInitiator(programme=programme, organisation=bodies[name], position=position)
        for position, name in enumerate(facts.INITIATORS, start=1)
    )
    return programme


def _branch(programme: Programme) -> Branch:
    branch = Branch.objects.create(
        programme=programme,
        slug=BRANCH,
        code="ZJ",
        name="浙江站",
        region=Region.objects.get(code="330000", until_year=None),
        launched_on=facts.SIGNED_ON,
        ordinal=2,
        is_public=True,
    )
    Target.objects.bulk_create(
        Target(
            programme=programme,
            branch=branch if promise.in_branch else None,
            indicator=promise.indicator,
            planned_value=promise.planned,
            unit=promise.unit,
            from_on=facts.SIGNED_ON if promise.in_branch else facts.LAUNCHED_ON,
            until_on=facts.BRANCH_THREE_YEARS_ON if promise.in_branch else facts.THREE_YEARS_ON,
            published_on=facts.SIGNED_ON,
            source=facts.PAPER,
        )
        for promise in facts.TARGETS
    )
    return branch


def _sign(
    branch: Branch,
    bodies: dict[str, Organisation],
    position: int,
    hospital: Organisation,
    *,
    by: Account,
) -> Site:
    site = propose_site(branch, hospital=hospital, on=facts.SIGNED_ON, by=by)
    agreement = record_agreement(
        kind=AgreementKind.PILOT,
        title="红纽扣医务社工计划试点医院合作协议",
        signed_on=facts.SIGNED_ON,
        parties=[(bodies[facts.FOUNDATION], Capacity.INITIATOR), (hospital, Capacity.HOSPITAL)],
        signing_group=invented.signing_group(position),
        cohort=facts.COHORT,
        by=by,
    )
    return sign_site(site, agreement=agreement, by=by)


def _open_the_station(site: Site, *, by: Account) -> None:
    """The one station whose opening was published: signed for one campus, opened on another."""
    Campus.objects.create(organisation=site.hospital, name=facts.MOGANSHAN)
    binjiang = Campus.objects.create(organisation=site.hospital, name=facts.BINJIANG)
    station = plan_station(
        site, campus=binjiang, name=facts.STATION, location=facts.STATION_PLACE, by=by
    )
    open_station(station, on=facts.OPENED_ON, by=by)


def _work_in_stand_ins(sites: list[Site], *, by: Account) -> None:
    """Invented progress of invented hospitals: contacts everywhere, building in some. No opening."""
    for position, site in enumerate(sites, start=2):
        person = _person(position)
        Office.objects.create(
            person=person,
            organisation=site.hospital,
            title="社工部主任",
            from_on=facts.LAUNCHED_ON,
        )
        name_contact(site, person=person, matter="项目联系", on=facts.SIGNED_ON, by=by)
        campus = Campus.objects.create(organisation=site.hospital, name="演示院区")
        station = None
        if position % 2 or position in WITH_STATION_TOO:
            station = plan_station(site, campus=campus, name=f"{facts.STATION}（演示）", by=by)
        reached = invented.STAGES[: position % (len(invented.STAGES) + 1)]
        step = timedelta(days=40 + position * 3)
        for place, state in enumerate(reached, start=1):
            on = facts.SIGNED_ON + place * step
            site = move_site(site, to=SiteStatus(state), on=on, note="演示", by=by)  # noqa: PLW2901  # the site as it stands now
        if station:
            day, hospital = facts.SIGNED_ON + step, speaker_of(site.hospital, position)
            build_station(station, reached=reached, day=day, hospital=hospital, officer=by)


def _person(seed: int) -> Person:
    made = invented.invented_person(seed)
    return Person.objects.create(
        official_name=made.name,
        pinyin_key=pinyin_key(made.name, is_person=True),
        gender=Gender.MALE if made.is_male else Gender.FEMALE,
        birth_on=made.born_on.isoformat(),
        id_number=made.id_number,
        phone=made.phone,
    )


def _proposed(branch: Branch, *, by: Account) -> Site:
    """One more invented hospital, proposed by an officer and not applying."""
    day = facts.OPENED_ON + timedelta(days=120)
    return propose_site(branch, hospital=invented_hospital(PROPOSED), on=day, by=by)


def _readings(programme: Programme, branch: Branch) -> None:
    Reading.objects.bulk_create(
        Reading(
            programme=programme,
            branch=branch,
            indicator="hospitals-signed",
            value=facts.SIGNED_HOSPITALS,
            unit="HOSPITALS",
            reads=reads,
            as_of=facts.SIGNED_ON,
            source=source,
            source_url=url,
            published_on=published_on,
        )
        for source, url, published_on, reads in facts.SIGNED_READINGS
    )
