"""How a station pauses, opens again and ends, and what is refused."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from niukou.core.errors import DomainError, EditConflict
from niukou.programmes.actions import operation as refusals
from niukou.programmes.actions.operation import (
    correct_spell,
    end_station,
    pause_station,
    reopen_station,
)
from niukou.programmes.actions.stations import (
    ApprovalNeeded,
    OpensAfterSpell,
    correct_opening,
    edit_plaque,
)
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.lifecycle import (
    STATION_MOVES,
    OperatingStatus,
    StationMoveNotAllowed,
)
from niukou.programmes.models import ServiceStation, StationSpell
from tests.factories import ServiceStationFactory, stranger
from tests.factories.building import OPENED_ON, SpellFactory, officer, open_station_of
from tests.factories.programmes import coordinator

pytestmark = pytest.mark.django_db
PAUSED_ON, REOPENED_ON = date(2026, 1, 10), date(2026, 3, 2)
ONE_DAY = timedelta(days=1)


def status(station: ServiceStation, on: date) -> str:
    return ServiceStation.objects.with_status(on=on).get(pk=station.pk).status


def test_a_pause_begins_on_its_day_and_ends_before_the_day_it_opens_again() -> None:
    station = open_station_of()
    by = officer(station)

    pause_station(station, on=PAUSED_ON, reason="装修", by=by)
    reopen_station(station, on=REOPENED_ON, reason="装修完成", by=by)

    days = {
        OPENED_ON - ONE_DAY: "PLANNED",
        OPENED_ON: "OPEN",
        PAUSED_ON - ONE_DAY: "OPEN",
        PAUSED_ON: "PAUSED",
        REOPENED_ON - ONE_DAY: "PAUSED",
        REOPENED_ON: "OPEN",
    }
    assert {day: status(station, day) for day in days} == days
    for day, said in days.items():
        is_open = ServiceStation.objects.open_on(day).filter(pk=station.pk).exists()
        assert is_open == (said == "OPEN"), day
    spell = station.spells.get()
    assert (spell.reason, spell.reopened_because, spell.version) == ("装修", "装修完成", 2)


@pytest.mark.parametrize("to", [OperatingStatus.HANDED_OVER, OperatingStatus.CLOSED])
def test_an_end_ends_a_pause_and_is_for_good(to) -> None:
    station = open_station_of()
    by = officer(station)
    pause_station(station, on=PAUSED_ON, reason="装修", by=by)

    end_station(station, to=to, on=REOPENED_ON, reason="协议到期", by=by)

    assert (status(station, REOPENED_ON - ONE_DAY), status(station, REOPENED_ON)) == ("PAUSED", to)
    for again in (pause_station, reopen_station):
        with pytest.raises(StationMoveNotAllowed):
            again(station, on=date(2026, 6, 1), reason="再开", by=by)


def test_what_is_refused_and_changes_nothing() -> None:
    station = open_station_of()
    planned = ServiceStationFactory.create(site=station.site, campus=station.campus, name="计划站")
    by = officer(station)

    for refusal, action, subject, on in (
        (StationMoveNotAllowed, pause_station, planned, PAUSED_ON),
        (StationMoveNotAllowed, pause_station, station, OPENED_ON - ONE_DAY),
        (StationMoveNotAllowed, reopen_station, station, PAUSED_ON),
        (DayToCome, pause_station, station, date(2062, 1, 1)),
    ):
        with pytest.raises(refusal):
            action(subject, on=on, reason="试", by=by)
    for no_end in (OperatingStatus.PAUSED, OperatingStatus.OPEN):
        with pytest.raises(StationMoveNotAllowed):
            end_station(station, to=no_end, on=PAUSED_ON, reason="试", by=by)
    for stranger_to_it in (stranger(), coordinator(station.site)):
        with pytest.raises(PermissionDenied):
            pause_station(station, on=PAUSED_ON, reason="试", by=stranger_to_it)
    assert not StationSpell.objects.filter(station=planned).exists()


def test_nothing_is_recorded_before_what_is_recorded_already() -> None:
    station = open_station_of()
    by = officer(station)
    pause_station(station, on=PAUSED_ON, reason="装修", by=by)

    with pytest.raises(refusals.PausedThatDay):
        reopen_station(station, on=PAUSED_ON, reason="试", by=by)
    with pytest.raises(refusals.BeforeLastSpell):
        pause_station(station, on=PAUSED_ON - ONE_DAY, reason="试", by=by)
    reopen_station(station, on=REOPENED_ON, reason="好了", by=by)
    with pytest.raises(refusals.BeforeLastSpell, match="2026"):
        pause_station(station, on=REOPENED_ON - ONE_DAY, reason="试", by=by)


def test_correct_spell_moves_its_days_keeps_why_and_tells_the_second_editor() -> None:
    spell = SpellFactory.create(until_on=REOPENED_ON)
    by = officer(spell.station)
    said = {"reason": "装修", "why": "照公告", "by": by}

    corrected = correct_spell(
        spell, version=1, from_on=date(2026, 1, 12), until_on=date(2026, 3, 1), **said
    )

    assert (corrected.from_on, corrected.until_on) == (date(2026, 1, 12), date(2026, 3, 1))
    last = corrected.events.select_related("pgh_context").latest("pgh_id")
    assert last.pgh_context.metadata["why"] == "照公告"
    with pytest.raises(EditConflict):
        correct_spell(spell, version=1, from_on=PAUSED_ON, until_on=REOPENED_ON, **said)


def test_correct_spell_refuses_days_that_cannot_be() -> None:
    first = SpellFactory.create(until_on=REOPENED_ON)
    second = SpellFactory.create(station=first.station, from_on=date(2026, 5, 1))
    said = {"version": 1, "reason": "装修", "why": "更正", "by": officer(first.station)}

    for refusal, spell, from_on, until_on in (
        (refusals.BeforeOpening, first, OPENED_ON - ONE_DAY, REOPENED_ON),
        (refusals.EndsBeforeItBegins, first, REOPENED_ON, REOPENED_ON),
        (refusals.LastsToThisDay, first, PAUSED_ON, None),
        (refusals.LastsToThisDay, second, date(2026, 5, 1), date(2026, 6, 1)),
        (refusals.SpellsOverlap, second, date(2026, 3, 1), None),
        (DayToCome, second, date(2062, 1, 1), None),
    ):
        with pytest.raises(refusal):
            correct_spell(spell, from_on=from_on, until_on=until_on, **said)
    with pytest.raises(PermissionDenied):
        correct_spell(first, from_on=PAUSED_ON, until_on=REOPENED_ON, **said | {"by": stranger()})


def test_an_opening_is_not_corrected_past_a_pause() -> None:
    spell = SpellFactory.create()
    station = spell.station

    with pytest.raises(OpensAfterSpell):
        correct_opening(
            station,
            version=1,
            on=PAUSED_ON + ONE_DAY,
            ceremony=None,
            why="记错",
            by=officer(station),
        )


def test_the_database_keeps_spells_apart_and_lets_only_pauses_end() -> None:
    spell = SpellFactory.create()

    for wrong in (
        {"station": spell.station, "from_on": date(2026, 2, 1)},
        {"from_on": PAUSED_ON, "until_on": PAUSED_ON},
        {"kind": "CLOSED", "until_on": date(2026, 6, 1)},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SpellFactory.create(**wrong)


# --- any sequence ------------------------------------------------------------------------------
VERBS = {
    "pause": lambda station, on, by: pause_station(station, on=on, reason="试", by=by),
    "reopen": lambda station, on, by: reopen_station(station, on=on, reason="试", by=by),
    "hand over": lambda station, on, by: end_station(
        station, to=OperatingStatus.HANDED_OVER, on=on, reason="试", by=by
    ),
    "close": lambda station, on, by: end_station(
        station, to=OperatingStatus.CLOSED, on=on, reason="试", by=by
    ),
}


@example(tries=[("reopen", -1)])
@given(tries=st.lists(st.tuples(st.sampled_from(sorted(VERBS)), st.integers(-5, 200)), max_size=12))
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_tried_the_days_of_a_station_follow_its_moves(db, tries) -> None:
    with transaction.atomic():
        station = open_station_of()
        by = officer(station)
        for verb, step in tries:
            try:
                VERBS[verb](station, OPENED_ON + timedelta(days=step), by)
            except DomainError:
                continue
        borders = {OPENED_ON}
        for spell in station.spells.all():
            borders |= {spell.from_on, spell.until_on or spell.from_on}
        days = sorted(borders | {day - ONE_DAY for day in borders} | {OPENED_ON + 210 * ONE_DAY})
        seen = [status(station, day) for day in days]
        changes = [(a, b) for a, b in pairwise(seen) if a != b]
        transaction.set_rollback(True)

    assert seen[0] == "PLANNED"
    for before, after in changes:
        assert OperatingStatus(after) in STATION_MOVES[before] or before == "PLANNED"


# --- the plaque --------------------------------------------------------------------------------
PLAQUE = {
    "plaque_number": "红纽扣-浙-001",
    "bears_emblem": False,
    "emblem_approval_ref": "",
    "phone": "0571-00000000",
    "is_phone_public": True,
    "why": "挂牌",
}


def test_the_emblem_needs_an_approval() -> None:
    station = open_station_of()
    said = PLAQUE | {"by": coordinator(station.site)}

    with pytest.raises(ApprovalNeeded):
        edit_plaque(station, version=1, **said | {"bears_emblem": True})
    edited = edit_plaque(
        station, version=1, **said | {"bears_emblem": True, "emblem_approval_ref": "演示批复1号"}
    )

    assert (edited.plaque_number, edited.version) == ("红纽扣-浙-001", 2)
    with pytest.raises(EditConflict):
        edit_plaque(station, version=1, **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceStation.objects.filter(pk=station.pk).update(emblem_approval_ref="")


# --- doors -------------------------------------------------------------------------------------
def address(name: str, station: ServiceStation) -> str:
    return reverse(f"programmes:{name}", args=[station.pk])


def test_the_pages_pause_open_again_and_end(signed_in) -> None:
    station = open_station_of()
    browser = signed_in(officer(station))
    pause, reopen, end = (
        address(f"station-{verb}", station) for verb in ("pause", "reopen", "end")
    )

    assert browser.get(pause).status_code == 200
    assert browser.post(pause, {"on": "2025-01-01", "reason": "装修"}).status_code == 422
    assert browser.post(pause, {"on": "2026-01-10", "reason": "装修"}).status_code == 302
    tab = browser.get(station.get_absolute_url()).content.decode()
    assert (reopen in tab, pause in tab, "装修" in tab) == (True, False, True)
    assert browser.get(reopen).status_code == 200
    assert browser.post(reopen, {"on": "2026-01-10", "reason": "好"}).status_code == 422
    assert browser.post(reopen, {"on": "2026-03-02", "reason": "好"}).status_code == 302
    assert browser.get(end).status_code == 200
    over = {"to": "HANDED_OVER", "on": "2026-06-01", "reason": "协议到期"}
    assert browser.post(end, over | {"to": "OPEN"}).status_code == 422
    assert browser.post(end, over).status_code == 302
    assert status(station, date(2026, 6, 1)) == "HANDED_OVER"


def test_a_spell_is_corrected_on_its_page(signed_in) -> None:
    spell = SpellFactory.create(until_on=REOPENED_ON)
    browser = signed_in(officer(spell.station))
    url = reverse("programmes:spell-correct", args=[spell.pk])
    said = {"version": 1, "from_on": "2026-01-11", "until_on": "2026-03-02", "reason": "装修"}

    assert browser.get(url).status_code == 200
    assert browser.post(url, said | {"why": "照公告"}).status_code == 302
    late = browser.post(url, said | {"why": "再改", "reason": "停电"})
    assert (late.status_code, late.context["form"].differences[0].theirs) == (422, "装修")
    lasting = SpellFactory.create()
    page = signed_in(officer(lasting.station)).get(
        reverse("programmes:spell-correct", args=[lasting.pk])
    )
    assert "until_on" not in page.context["form"].fields


def test_the_plaque_page(signed_in) -> None:
    station = open_station_of()
    browser = signed_in(coordinator(station.site))
    url = address("plaque-edit", station)

    assert browser.get(url).status_code == 200
    emblem = {"version": 1, "bears_emblem": "on", "why": "挂牌"}
    refused = browser.post(url, emblem)
    assert (refused.status_code, "emblem_approval_ref" in refused.context["form"].errors) == (
        422,
        True,
    )
    assert browser.post(url, emblem | {"emblem_approval_ref": "演示1号"}).status_code == 302
