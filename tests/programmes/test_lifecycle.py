"""The states of a site: no dead ends, no way back from an end, nothing public unsigned."""

from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from niukou.core.errors import DomainError
from niukou.programmes.actions.sites import move_site, propose_site, sign_site
from niukou.programmes.actions.stations import correct_opening, open_station
from niukou.programmes.lifecycle import (
    MOVES,
    OPENINGS,
    PUBLIC,
    STAGES,
    MoveNotAllowed,
    SiteStatus,
    ensure_move,
    moves_from,
    stage_of,
)
from niukou.programmes.models import SiteStep
from niukou.programmes.next_steps import NEXT
from tests.factories import (
    LONG_AGO,
    AgreementFactory,
    AgreementPartyFactory,
    BranchFactory,
    OrganisationFactory,
    ServiceStationFactory,
    officer_of,
)

ENDS = {SiteStatus.CLOSED, SiteStatus.REJECTED, SiteStatus.WITHDRAWN}


def reached_from(start: SiteStatus, *, without: frozenset[SiteStatus] = frozenset()) -> set:
    seen, waiting = {start}, [start]
    while waiting:
        for to in MOVES[waiting.pop()] - seen - without:
            seen.add(to)
            waiting.append(to)
    return seen


@pytest.mark.parametrize("status", SiteStatus)
def test_every_state_can_end_and_no_end_has_a_way_out(status) -> None:
    assert reached_from(status) & ENDS
    assert (moves_from(status) == []) == (status in ENDS)


def test_every_state_is_reached_from_a_draft() -> None:
    assert reached_from(SiteStatus.DRAFT) == set(SiteStatus)


def test_nothing_public_is_reached_without_a_signature() -> None:
    unsigned = reached_from(SiteStatus.DRAFT, without=frozenset({SiteStatus.SIGNED}))

    assert unsigned & PUBLIC == set()
    assert all(MOVES[status] <= PUBLIC for status in PUBLIC)


def test_an_opening_unveils_what_is_signed_and_not_unveiled_and_is_no_move_on_the_page() -> None:
    unveiled = reached_from(SiteStatus.UNVEILED)
    built = {now for now in PUBLIC - ENDS - unveiled if SiteStatus.UNVEILED in reached_from(now)}

    assert OPENINGS.keys() == built
    assert set(OPENINGS.values()) == {SiteStatus.UNVEILED}
    offered = {now for now in SiteStatus if SiteStatus.UNVEILED in moves_from(now)}
    assert offered == {SiteStatus.LAST_PAYMENT}


def test_stages_cover_each_state_once() -> None:
    assert sorted(chain.from_iterable(STAGES.values())) == sorted(SiteStatus)
    assert all(stage_of(status) in STAGES for status in SiteStatus)


def test_whoever_can_move_is_told_who_does_what_next() -> None:
    assert NEXT.keys() == set(SiteStatus) - ENDS


@given(now=st.sampled_from(SiteStatus), to=st.sampled_from(SiteStatus))
def test_a_move_is_allowed_exactly_where_the_table_says(now, to) -> None:
    if to in MOVES[now]:
        ensure_move(now, to)
    else:
        with pytest.raises(MoveNotAllowed, match=str(now.label)):
            ensure_move(now, to)


@pytest.mark.django_db
@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    walk=st.lists(
        st.tuples(
            st.sampled_from([*SiteStatus, "OPEN", "REOPEN"]),
            st.integers(min_value=-40, max_value=400),
        ),
        min_size=5,
        max_size=25,
    )
)
def test_whatever_is_tried_the_steps_stay_in_order_and_tell_where_the_site_is(db, walk) -> None:
    branch = BranchFactory.create()
    officer, hospital = officer_of(branch), OrganisationFactory.create()
    site = propose_site(branch, hospital=hospital, on=LONG_AGO, by=officer)
    station = ServiceStationFactory.create(site=site)
    day = LONG_AGO

    for to, later in walk:
        on = day + timedelta(days=later)
        try:
            station.refresh_from_db()
            if to == "OPEN":
                open_station(station, on=on, by=officer)
            elif to == "REOPEN":
                version = station.version
                correct_opening(
                    station, version=version, on=on, ceremony=None, why="更正", by=officer
                )
            elif to == SiteStatus.SIGNED:
                agreement = AgreementFactory.create(signed_on=on)
                AgreementPartyFactory.create(agreement=agreement, organisation=hospital)
                site = sign_site(site, agreement=agreement, by=officer)
            else:
                site = move_site(site, to=to, on=on, by=officer)
        except DomainError:
            continue
        day = max(day, on)

    site.refresh_from_db()
    steps = list(SiteStep.objects.filter(site=site).order_by("pk"))
    assert [step.on for step in steps] == sorted(step.on for step in steps)
    assert [step.from_status for step in steps[1:]] == [step.to_status for step in steps[:-1]]
    assert steps[-1].to_status == site.status
    station.refresh_from_db()
    assert all(step.on == station.opened_on for step in steps if step.station_id)
    assert (site.status in PUBLIC) == site.agreements.exists()
