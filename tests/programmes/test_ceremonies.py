"""Agreements signed and stations unveiled at a ceremony: the day is typed once."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from niukou.gatherings.actions.gatherings import Facts, edit_gathering
from niukou.gatherings.actions.moves import cancel_gathering
from niukou.gatherings.lifecycle import GatheringStatus
from niukou.gatherings.models import Gathering, GatheringKind
from niukou.programmes.actions.ceremonies import (
    DayMissing,
    DaysGiven,
    NoCeremonyHere,
    OtherDay,
)
from niukou.programmes.actions.signing import correct_signing, hold_signing
from niukou.programmes.actions.stations import correct_opening, open_station
from niukou.programmes.models import Branch, ProgrammeGathering, Signing, Site
from tests.factories import BranchFactory, ServiceStationFactory, officer_of, signed_site
from tests.factories.gatherings import gathering_of
from tests.factories.signing import prepared

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 3, 20), date(2026, 3, 21)


def ceremony_of(branch: Branch, **fields: object) -> ProgrammeGathering:
    """Return a ceremony of two days in March."""
    begin = timezone.make_aware(datetime.combine(FIRST, datetime.min.time()))
    days = {"starts_at": begin, "ends_at": begin + timedelta(days=2), "is_by_day": True}
    fields = {"kind": GatheringKind.CEREMONY, "is_public": True} | days | fields
    return gathering_of(branch, **fields).programme_link


def sign(branch: Branch, ceremony: ProgrammeGathering | None, on: date | None = None) -> Signing:
    by = officer_of(branch)
    groups = {prepared(branch, by): 1, prepared(branch, by): 2}
    return hold_signing(
        branch, title="签约仪式", on=on, cohort="", groups=groups, ceremony=ceremony, by=by
    )


def test_agreements_take_their_day_from_the_ceremony() -> None:
    branch = BranchFactory.create()

    signing = sign(branch, ceremony_of(branch))

    assert signing.on == FIRST
    assert {draft.agreement.signed_on for draft in signing.drafts.all()} == {FIRST}


@pytest.mark.parametrize("on", [FIRST, LAST])
def test_each_day_of_a_ceremony_may_be_the_day(on) -> None:
    branch = BranchFactory.create()

    assert sign(branch, ceremony_of(branch), on).on == on


@pytest.mark.parametrize("on", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_the_days_around_a_ceremony_are_refused(on) -> None:
    branch = BranchFactory.create()

    with pytest.raises(OtherDay):
        sign(branch, ceremony_of(branch), on)
    assert not Signing.objects.exists()


def test_without_a_ceremony_the_day_is_asked() -> None:
    with pytest.raises(DayMissing):
        sign(BranchFactory.create(), None)


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": GatheringKind.MEETING},
        {"status": GatheringStatus.CANCELLED, "cancelled_because": "改期"},
    ],
)
def test_what_is_no_ceremony_or_was_cancelled_is_refused(fields) -> None:
    branch = BranchFactory.create()

    with pytest.raises(NoCeremonyHere):
        sign(branch, ceremony_of(branch, **fields))


def test_a_ceremony_of_another_branch_is_refused_and_one_of_the_whole_programme_is_not() -> None:
    branch = BranchFactory.create()
    elsewhere = ceremony_of(BranchFactory.create(programme=branch.programme))

    with pytest.raises(NoCeremonyHere):
        sign(branch, elsewhere)
    ProgrammeGathering.objects.filter(pk=elsewhere.pk).update(branch=None)

    assert sign(branch, ProgrammeGathering.objects.get(pk=elsewhere.pk)).on == FIRST


def test_a_corrected_signing_stays_on_a_day_of_its_ceremony() -> None:
    branch = BranchFactory.create()
    ceremony = ceremony_of(branch)
    signing = sign(branch, ceremony)
    said = {"title": "签约仪式", "cohort": "", "why": "记错", "by": officer_of(branch)}

    with pytest.raises(OtherDay):
        correct_signing(signing, version=1, on=date(2026, 3, 19), ceremony=ceremony, **said)
    corrected = correct_signing(signing, version=1, on=LAST, ceremony=ceremony, **said)

    assert {draft.agreement.signed_on for draft in corrected.drafts.all()} == {LAST}


def test_a_station_is_unveiled_at_a_ceremony_and_corrected_to_another() -> None:
    site = signed_site()
    station = ServiceStationFactory.create(site=site, opened_on=None)
    by = officer_of(site.branch)
    first, second = ceremony_of(site.branch), ceremony_of(site.branch, starts_at=at(LAST))

    opened = open_station(station, on=None, ceremony=first, by=by)
    assert (opened.opened_on, opened.ceremony) == (FIRST, first)
    with pytest.raises(OtherDay):
        correct_opening(opened, version=2, on=FIRST, ceremony=second, why="记错", by=by)
    corrected = correct_opening(opened, version=2, on=None, ceremony=second, why="记错", by=by)

    assert (corrected.opened_on, corrected.ceremony) == (LAST, second)


def at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time()))


# --- the ceremony stays when it was ----------------------------------------------------------
def edited(ceremony: ProgrammeGathering, **changes: object) -> Gathering:
    gathering = Gathering.objects.get(pk=ceremony.gathering_id)
    facts = Facts(
        **{name: getattr(gathering, name) for name in Facts.__dataclass_fields__} | changes
    )
    by = officer_of(ceremony.branch)
    return edit_gathering(gathering, facts, version=gathering.version, why="改期", by=by)


def moved(ceremony: ProgrammeGathering, by_days: int) -> Gathering:
    gathering, days = ceremony.gathering, timedelta(days=by_days)
    return edited(ceremony, starts_at=gathering.starts_at + days, ends_at=gathering.ends_at + days)


def test_a_ceremony_does_not_move_away_from_what_was_done_at_it() -> None:
    branch = BranchFactory.create()
    ceremony = ceremony_of(branch)
    sign(branch, ceremony)
    unveil(branch, ceremony, FIRST)

    with pytest.raises(DaysGiven, match="2 份协议、1 个服务站"):
        moved(ceremony, 1)

    assert Gathering.objects.get().first_on == FIRST


def test_a_ceremony_moves_as_long_as_each_day_given_stays_its_day() -> None:
    branch = BranchFactory.create()
    ceremony = ceremony_of(branch)
    sign(branch, ceremony, LAST)

    assert moved(ceremony, 1).first_on == LAST
    with pytest.raises(DaysGiven, match="2 份协议的日期"):
        moved(ProgrammeGathering.objects.get(), 1)
    assert edited(ceremony, title="改名").title == "改名"


def test_a_ceremony_at_which_nothing_was_done_moves_and_is_called_off() -> None:
    ceremony = ceremony_of(BranchFactory.create())

    assert moved(ceremony, 7).first_on == FIRST + timedelta(days=7)
    assert cancel(ceremony).status == GatheringStatus.CANCELLED


def test_a_ceremony_at_which_something_was_done_stays_one_and_is_not_called_off() -> None:
    branch = BranchFactory.create()
    ceremony = ceremony_of(branch)
    unveil(branch, ceremony, LAST)

    with pytest.raises(DaysGiven, match="1 个服务站"):
        edited(ceremony, kind=GatheringKind.MEETING)
    with pytest.raises(DaysGiven, match="1 个服务站"):
        cancel(ceremony)


def test_a_ceremony_moves_once_its_signing_is_corrected() -> None:
    branch = BranchFactory.create()
    ceremony = ceremony_of(branch)
    signing, day = sign(branch, ceremony), LAST + timedelta(days=5)
    said = {"title": "签约仪式", "cohort": "", "why": "记错", "by": officer_of(branch)}

    correct_signing(signing, version=1, on=day, ceremony=None, **said)
    moved(ceremony, 6)
    signing = correct_signing(signing, version=2, on=None, ceremony=ceremony, **said)

    assert (signing.on, signing.ceremony) == (day, ceremony)


def unveil(branch: Branch, ceremony: ProgrammeGathering, on: date) -> None:
    station = ServiceStationFactory.create(site=signed_site(branch=branch), opened_on=None)
    open_station(station, on=on, ceremony=ceremony, by=officer_of(branch))


def cancel(ceremony: ProgrammeGathering) -> Gathering:
    by = officer_of(ceremony.branch)
    return cancel_gathering(ceremony.gathering, why="天气原因", by=by)


# --- pages -----------------------------------------------------------------------------------
def test_the_page_of_a_ceremony_leads_to_the_signing_and_lists_what_was_signed(signed_in) -> None:
    branch = BranchFactory.create(is_public=True)
    ceremony = ceremony_of(branch)
    by = officer_of(branch)
    draft = prepared(branch, by)
    browser = signed_in(by)
    page = ceremony.gathering.get_absolute_url()
    hold = reverse("programmes:signing-hold", args=[branch.slug])

    empty = browser.get(page).content.decode()
    asked = browser.get(f"{hold}?ceremony={ceremony.gathering.number}")
    told = browser.post(
        hold,
        {"title": "首批签约", "ceremony": ceremony.pk, "on": "", f"signed_{draft.pk}": "on"},
    )
    listed = browser.get(page).content.decode()

    assert f"{hold}?ceremony={ceremony.gathering.number}" in empty
    assert f'<option value="{ceremony.pk}" selected>' in asked.content.decode()
    assert told.status_code == 302
    assert Signing.objects.get().on == FIRST
    assert "首批签约" in listed


def test_a_day_that_is_not_the_ceremonys_is_refused_and_nothing_typed_is_lost(signed_in) -> None:
    branch = BranchFactory.create()
    ceremony, by = ceremony_of(branch), officer_of(branch)
    draft = prepared(branch, by)
    browser = signed_in(by)

    answer = browser.post(
        reverse("programmes:signing-hold", args=[branch.slug]),
        {
            "title": "首批签约",
            "ceremony": ceremony.pk,
            "on": "2026-03-25",
            f"signed_{draft.pk}": "on",
        },
    )

    form = answer.context["form"]
    assert answer.status_code == 422
    assert form.errors["on"]
    assert (form["title"].value(), form["on"].value()) == ("首批签约", "2026-03-25")
    assert not Site.objects.filter(status="SIGNED").exists()


def test_a_ceremony_of_another_branch_is_not_offered(signed_in) -> None:
    branch = BranchFactory.create()
    elsewhere, by = ceremony_of(BranchFactory.create()), officer_of(branch)
    draft = prepared(branch, by)

    answer = signed_in(by).post(
        reverse("programmes:signing-hold", args=[branch.slug]),
        {"title": "签约", "ceremony": elsewhere.pk, "on": "", f"signed_{draft.pk}": "on"},
    )

    assert answer.status_code == 422
    assert "ceremony" in answer.context["form"].errors


@pytest.mark.parametrize("is_public", [True, False])
def test_the_public_page_of_a_station_names_a_ceremony_that_is_public(client, is_public) -> None:
    site = signed_site(branch=BranchFactory.create(is_public=True, programme__is_public=True))
    ceremony = ceremony_of(site.branch, is_public=is_public, title="揭牌仪式")
    station = ServiceStationFactory.create(site=site, opened_on=FIRST, ceremony=ceremony)

    branch = site.branch
    page = client.get(
        reverse("portal:station", args=[branch.programme.slug, branch.slug, station.pk])
    ).content.decode()

    assert ("揭牌仪式" in page) is is_public
