"""The register of assets: what is there is what came, less what was written off."""

from collections import Counter
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from niukou.core.errors import DomainError, EditConflict
from niukou.core.imports import apply_import, confirm_import, preview_import
from niukou.core.money import Money
from niukou.programmes.actions import assets as refusals
from niukou.programmes.actions.assets import (
    AssetSaid,
    edit_asset,
    move_asset,
    places_of,
    receive_asset,
)
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.models import Asset, MoveKind
from tests.factories import ServiceStationFactory, stranger
from tests.factories.building import administrator, asset_of, officer
from tests.factories.programmes import coordinator

pytestmark = pytest.mark.django_db
CAME, LATER = date(2025, 9, 30), date(2025, 10, 20)


def test_what_comes_gets_a_number_and_stands_somewhere() -> None:
    station = ServiceStationFactory.create()
    said = AssetSaid("沙盘", unit_price=Money.from_yuan("3600"), funder="演示资金")

    asset = receive_asset(station, said, quantity=2, place="接待区", on=CAME, by=officer(station))

    assert (asset.number, asset.quantity) == (f"{station.site.number}-A001", 2)
    assert places_of(asset) == {"接待区": 2}


def test_moves_change_hands_places_and_numbers() -> None:
    asset = asset_of(ServiceStationFactory.create(), quantity=3)
    by = coordinator(asset.station.site)

    move_asset(
        asset,
        kind=MoveKind.HANDED_OVER,
        on=LATER,
        quantity=2,
        from_place="小组活动室",
        to_place="社工部",
        by=by,
    )
    move_asset(asset, kind=MoveKind.RECEIVED, on=LATER, quantity=1, to_place="库房", by=by)
    move_asset(
        asset,
        kind=MoveKind.WRITTEN_OFF,
        on=LATER,
        quantity=1,
        from_place="社工部",
        reason="损坏",
        by=by,
    )

    asset.refresh_from_db()
    assert places_of(asset) == {"小组活动室": 1, "社工部": 1, "库房": 1}
    assert asset.quantity == 3
    held = {
        day: Asset.objects.with_quantity(on=day).get(pk=asset.pk).held
        for day in (CAME - timedelta(days=1), CAME, LATER)
    }
    assert list(held.values()) == [0, 3, 3]


def test_moves_refuse_what_cannot_be() -> None:
    asset = asset_of(ServiceStationFactory.create(), quantity=3)
    by = coordinator(asset.station.site)
    good = {"on": LATER, "quantity": 1, "from_place": "小组活动室", "to_place": "库房", "by": by}

    for refusal, kind, wrong in (
        (refusals.NotSoMany, MoveKind.MOVED, {"quantity": 4}),
        (refusals.NotSoMany, MoveKind.MOVED, {"from_place": "别处"}),
        (refusals.NothingMoved, MoveKind.MOVED, {"quantity": 0}),
        (refusals.PlaceNeeded, MoveKind.MOVED, {"from_place": ""}),
        (refusals.PlaceNeeded, MoveKind.RECEIVED, {"to_place": ""}),
        (refusals.SamePlace, MoveKind.MOVED, {"to_place": "小组活动室"}),
        (refusals.ReasonNeeded, MoveKind.WRITTEN_OFF, {}),
        (refusals.BeforeLastMove, MoveKind.MOVED, {"on": CAME - timedelta(days=1)}),
        (DayToCome, MoveKind.MOVED, {"on": date(2062, 1, 1)}),
        (PermissionDenied, MoveKind.MOVED, {"by": stranger()}),
    ):
        with pytest.raises(refusal):
            move_asset(asset, kind=kind, **good | wrong)
    assert asset.moves.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Asset.objects.filter(pk=asset.pk).update(quantity=-1)


def test_what_is_said_of_an_asset_is_edited_and_its_number_stays_alone() -> None:
    asset = asset_of(ServiceStationFactory.create(), own_number="医-001")
    other = asset_of(asset.station, own_number="医-002")
    by = administrator(asset.station)
    said = AssetSaid("沙盘（大）", own_number="医-001", bought_on=CAME)

    edited = edit_asset(asset, said, version=1, why="更名", by=by)

    assert (edited.item, edited.version) == ("沙盘（大）", 2)
    with pytest.raises(EditConflict):
        edit_asset(asset, said, version=1, why="更名", by=by)
    with pytest.raises(refusals.OwnNumberTaken):
        edit_asset(other, said, version=1, why="重号", by=by)
    with pytest.raises(refusals.NegativePrice):
        edit_asset(other, AssetSaid("x", unit_price=Money(-1)), version=1, why="x", by=by)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(list(MoveKind)),
        st.integers(0, 4),
        st.sampled_from(["甲", "乙", ""]),
        st.sampled_from(["甲", "乙", "丙", ""]),
        st.integers(-1, 3),
    ),
    max_size=15,
)


@given(tries=MOVES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_is_tried_nothing_falls_below_zero_and_the_sum_is_kept(db, tries) -> None:
    with transaction.atomic():
        asset = asset_of(ServiceStationFactory.create(), quantity=2)
        by, day = officer(asset.station), CAME
        for kind, quantity, from_place, to_place, step in tries:
            try:
                move_asset(
                    asset,
                    kind=kind,
                    on=day + timedelta(days=step),
                    quantity=quantity,
                    from_place=from_place,
                    to_place=to_place,
                    reason="试",
                    by=by,
                )
                day += timedelta(days=step)
            except DomainError:
                continue
        asset.refresh_from_db()
        moves = list(asset.moves.order_by("pk"))
        places = places_of(asset)
        transaction.set_rollback(True)

    totals: Counter[str] = Counter()
    for move in moves:
        totals[move.kind] += move.quantity
    assert min(places.values(), default=0) >= 0
    assert asset.quantity == sum(places.values()) == totals["RECEIVED"] - totals["WRITTEN_OFF"]
    assert [move.on for move in moves] == sorted(move.on for move in moves)


# --- from Excel --------------------------------------------------------------------------------
def workbook(*rows: list[object]) -> SimpleUploadedFile:
    book, file = Workbook(), BytesIO()
    book.active.append(["物品名称", "数量", "到货日期", "存放地点", "单价", "固定资产编号"])
    for row in rows:
        book.active.append(row)
    book.save(file)
    return SimpleUploadedFile("资产.xlsx", file.getvalue())


def run(file: SimpleUploadedFile, station) -> dict[str, int]:
    by = coordinator(station.site)
    made = preview_import("assets", scope=station.site.number, file=file, by=by)
    confirm_import(made, by=by)
    apply_import(made.pk)
    made.refresh_from_db()
    return made.counts


def test_a_list_is_taken_in_with_a_result_for_each_row_and_twice_changes_nothing() -> None:
    station = ServiceStationFactory.create()
    rows = [
        ["沙盘", 1, "2025-09-30", "小组活动室", "3,600", "医-001"],
        ["绘本", 120, "2025年9月30日", "接待区", None, None],
        ["绘本", 120, "2025年9月30日", "接待区", None, None],
        ["桌椅", 0, "2025-09-30", "接待区", "480元", None],
        ["投影仪", 1, "2025-09-30", "接待区", "便宜", None],
        ["=1+1", 1, "2025-09-30", "接待区", None, None],
        ["到期未知", 1, "2062-01-01", "接待区", None, None],
    ]

    first = run(workbook(*rows), station)
    second = run(workbook(*rows), station)

    assert first == {"created": 2, "matched": 0, "unchanged": 0, "refused": 5}
    assert second == {"created": 0, "matched": 0, "unchanged": 2, "refused": 5}
    assert Asset.objects.count() == 2
    assert Asset.objects.get(own_number="医-001").unit_price == Money.from_yuan("3600")


def test_a_list_names_the_station_where_there_are_several() -> None:
    station = ServiceStationFactory.create()
    ServiceStationFactory.create(site=station.site, campus=station.campus, name="二站")

    assert run(workbook(["沙盘", 1, "2025-09-30", "甲", None, None]), station)["refused"] == 1


# --- doors -------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_asset_list_runs_the_same_queries_for_any_number_of_assets(
    signed_in, count, django_assert_num_queries
) -> None:
    station = ServiceStationFactory.create()
    for _ in range(count):
        asset_of(station)
    browser = signed_in(officer(station))
    browser.get(reverse("programmes:programme-list"))  # the session notes the visit

    # session, account, roles, sites to filter by, count of rows, rows
    with django_assert_num_queries(7):
        response = browser.get(reverse("programmes:asset-list"))

    assert len(response.context["rows"]) == count


def test_the_register_is_filtered_exported_and_closed_to_others(signed_in) -> None:
    station = ServiceStationFactory.create()
    kept, gone = asset_of(station, item="演示绘本"), asset_of(station, item="=HYPERLINK(1)")
    by = officer(station)
    move_asset(
        gone,
        kind=MoveKind.WRITTEN_OFF,
        on=LATER,
        quantity=3,
        from_place="小组活动室",
        reason="损坏",
        by=by,
    )
    elsewhere = asset_of(ServiceStationFactory.create())
    browser = signed_in(by)
    url = reverse("programmes:asset-list")

    for query, found in (
        ("", [kept, gone]),
        ("custody=held", [kept]),
        ("custody=gone", [gone]),
        ("q=绘本", [kept]),
        (f"site={station.site.number}", [kept, gone]),
        (f"site={elsewhere.station.site.number}", []),
    ):
        assert list(browser.get(f"{url}?{query}").context["rows"]) == found, query
    book = load_workbook(
        BytesIO(b"".join(browser.get(reverse("programmes:asset-export")).streaming_content))
    )
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row]
    assert [cell.data_type for cell in cells if cell.value == "=HYPERLINK(1)"] == ["s"]
    assert list(signed_in(stranger()).get(url).context["rows"]) == []
    assert signed_in(stranger()).get(kept.get_absolute_url()).status_code == 404


def test_the_pages_of_an_asset(signed_in) -> None:
    station = ServiceStationFactory.create()
    browser = signed_in(coordinator(station.site))
    receive = reverse("programmes:asset-receive", args=[station.pk])
    said = {
        "item": "沙盘",
        "unit_price": "1.2万",
        "quantity": "2",
        "place": "甲",
        "on": "2025-09-30",
    }

    assert browser.get(receive).status_code == 200
    assert browser.post(receive, said | {"unit_price": "很贵"}).status_code == 422
    assert browser.post(receive, said).status_code == 302
    asset = Asset.objects.get()
    move, edit = (reverse(f"programmes:asset-{v}", args=[asset.number]) for v in ("move", "edit"))
    moved = {"kind": "MOVED", "quantity": "2", "from_place": "甲", "to_place": "乙"}
    assert browser.get(move).status_code == 200
    assert browser.post(move, moved | {"on": "2025-09-30", "quantity": "3"}).status_code == 422
    assert browser.post(move, moved | {"on": "2025-10-01"}).status_code == 302
    page = browser.get(asset.get_absolute_url())
    assert (page.status_code, page.context["places"]) == (200, {"乙": 2})
    changed = {"version": 2, "item": "大沙盘", "unit_price": "12000", "why": "更名"}
    assert browser.get(edit).status_code == 200
    assert browser.post(edit, changed).status_code == 302
    late = browser.post(edit, changed | {"item": "小沙盘"})
    assert (late.status_code, late.context["form"].differences[0].theirs) == (422, "大沙盘")
    upload = reverse("programmes:asset-import", args=[station.site.number])
    assert browser.get(upload).status_code == 200
    sent = {"file": workbook(["沙盘", 1, "2025-09-30", "甲", None, None])}
    assert browser.post(upload, sent).status_code == 302
