"""Two people who do the same to a station at once: one does it, the other is told."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection, transaction

from niukou.core.errors import DomainError
from niukou.programmes.actions.acceptance import SignedAlready, sign_for_programme
from niukou.programmes.actions.assets import NotSoMany, move_asset
from niukou.programmes.actions.defects import NotMended, confirm_defect
from niukou.programmes.actions.designs import DecidedAlready, decide_design
from niukou.programmes.actions.operation import pause_station
from niukou.programmes.lifecycle import StationMoveNotAllowed
from niukou.programmes.models import DesignStatus, MoveKind
from tests.factories.building import (
    AcceptanceFactory,
    DefectFactory,
    DesignFactory,
    asset_of,
    mended,
    officer,
    open_station_of,
)
from tests.programmes.test_at_once import wait_until_somebody_waits

DAY = date(2026, 1, 10)


def pause(station, by) -> None:
    pause_station(station, on=DAY, reason="装修", by=by)


def write_off(asset, by) -> None:
    said = {"from_place": "小组活动室", "reason": "损坏", "quantity": 2}
    move_asset(asset, kind=MoveKind.WRITTEN_OFF, on=DAY, by=by, **said)


def decide(design, by) -> None:
    decide_design(design, decision=DesignStatus.AGREED, on=DAY, note="", by=by)


def sign(sheet, by) -> None:
    sign_for_programme(sheet, on=DAY, by=by)


def confirm(defect, by) -> None:
    confirm_defect(defect, on=DAY, by=by)


CASES: list[tuple[Callable, Callable, type[DomainError]]] = [
    (open_station_of, pause, StationMoveNotAllowed),
    (lambda: asset_of(open_station_of(), quantity=3), write_off, NotSoMany),
    (DesignFactory.create, decide, DecidedAlready),
    (AcceptanceFactory.create, sign, SignedAlready),
    (lambda: mended(DefectFactory.create()), confirm, NotMended),
]


def the_second(act: Callable, record, by) -> type | None:
    """Do it in another connection; return how it was refused."""
    try:
        act(record, by)
    except DomainError as refusal:
        return type(refusal)
    finally:
        connection.close()
    return None


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("make", "act", "refusal"), CASES)
def test_the_second_of_two_officers_at_once_is_told(make, act, refusal) -> None:
    record = make()
    station = getattr(record, "station", record)
    first, second = officer(station), officer(station)

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            act(record, first)
            late = pool.submit(the_second, act, record, second)
            wait_until_somebody_waits()
        assert late.result(timeout=20) is refusal
