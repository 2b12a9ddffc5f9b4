"""Invented building of invented stations: designs, checks, defects, assets, drawn pictures."""

from collections.abc import Sequence
from datetime import date, time, timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw

from niukou.core.money import Money
from niukou.desk.demo import facts
from niukou.desk.demo.invented import MARK
from niukou.people.models import Account
from niukou.programmes.actions.acceptance import record_acceptance, sign_for_programme
from niukou.programmes.actions.assets import AssetSaid, move_asset, receive_asset
from niukou.programmes.actions.checks import Found, record_self_check, write_checklist
from niukou.programmes.actions.defects import confirm_defect, mend_defect
from niukou.programmes.actions.designs import decide_design, submit_design
from niukou.programmes.actions.photos import add_photo
from niukou.programmes.actions.rooms import Room, set_opening_hours, set_zones
from niukou.programmes.actions.terms import set_step_term
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Answer,
    Checklist,
    ChecklistKind,
    DesignStatus,
    Moment,
    MoveKind,
    Programme,
    ServiceStation,
    Verdict,
    Weekday,
    ZoneKind,
)
from niukou.programmes.queries.checks import items_of

MUST_PASS = (
    f"消防通道畅通，灭火器在有效期内（{MARK}）",
    f"用电安全，插座有防护盖（{MARK}）",
    f"墙面、地面、门窗完好，无尖角（{MARK}）",
)
OTHERS = (
    f"功能区与设计一致（{MARK}）",
    f"设备到位，能正常使用（{MARK}）",
    f"标识、开放时间、联系电话已张贴（{MARK}）",
    f"社工排班与志愿者制度已张贴（{MARK}）",
)
TERMS_FROM = date(2025, 9, 1)  # steps entered before have no term: not everything is late
TERMS = ((SiteStatus.DESIGN, 20), (SiteStatus.SELF_CHECK, 10), (SiteStatus.ACCEPTANCE, 15))
ROOMS = (
    Room(ZoneKind.RECEPTION, "接待区"),
    Room(ZoneKind.GROUP, "小组活动室"),
    Room(ZoneKind.PLAY, "儿童游戏区"),
)
THINGS = (("沙盘", 1, "3600"), ("绘本", 120, "25"), ("儿童桌椅", 6, "480"), ("投影仪", 1, None))


def write_settings(programme: Programme, *, by: Account) -> None:
    """Checklists and terms, plainly invented: the real ones were never published."""
    for kind in ChecklistKind:
        write_checklist(
            programme,
            kind=kind,
            from_on=facts.LAUNCHED_ON,
            must_pass=MUST_PASS,
            others=OTHERS,
            by=by,
        )
    for status, workdays in TERMS:
        set_step_term(programme, status=status, workdays=workdays, from_on=TERMS_FROM, by=by)


def build_station(
    station: ServiceStation,
    *,
    reached: Sequence[str],
    day: date,
    hospital: Account,
    officer: Account,
) -> None:
    """Give an invented station what it needs to have reached its site's step; ``day`` is its design's."""
    if "DESIGN" not in reached:
        return
    design = submit_design(
        station,
        description=f"{MARK}：接待区、小组活动室、儿童游戏区各一间，墙面重新粉刷，铺设软质地面。",
        budget=f"{MARK}：改造与设备分项列支，金额另附。",
        on=day,
        by=hospital,
    )
    set_zones(station, version=1, zones=ROOMS, why=MARK, by=officer)
    _picture(station, Moment.BEFORE, "动工前的空房间", colour="#d6d3cc", day=day, by=hospital)
    if "FIRST_PAYMENT" not in reached:
        return
    agreed, note = DesignStatus.AGREED, f"{MARK}：同意"
    decide_design(design, decision=agreed, on=day + timedelta(days=12), note=note, by=officer)
    if "SELF_CHECK" in reached:
        _finish(station, day=day + timedelta(days=150), hospital=hospital, officer=officer)
    if "ACCEPTANCE" in reached:
        _inspect(station, day=day + timedelta(days=200), hospital=hospital, officer=officer)


def _finish(station: ServiceStation, *, day: date, hospital: Account, officer: Account) -> None:
    _picture(station, Moment.AFTER, "建成后的小组活动室", colour="#f3d9b1", day=day, by=hospital)
    _answer_all(station, day, hospital)
    for item, quantity, yuan in THINGS:
        said = AssetSaid(
            item=f"{item}（{MARK}）",
            unit_price=Money.from_yuan(yuan) if yuan else None,
            funder=f"{MARK}资金",
        )
        asset = receive_asset(station, said, quantity=quantity, place="接待区", on=day, by=officer)
        if quantity > 1:
            move_asset(
                asset,
                kind=MoveKind.HANDED_OVER,
                on=day + timedelta(days=2),
                quantity=quantity,
                from_place="接待区",
                to_place="社工部",
                reason=MARK,
                by=officer,
            )
    week = dict.fromkeys(tuple(Weekday)[:5], (_hours("08:30", "12:00"), _hours("13:30", "17:00")))
    station.refresh_from_db()
    set_opening_hours(
        station, version=station.version, from_on=day, hours=week, why=MARK, by=officer
    )


def _inspect(station: ServiceStation, *, day: date, hospital: Account, officer: Account) -> None:
    """Inspect it with one thing amiss: the hospital mended it, the programme confirms and signs."""
    items = items_of(_checklist(station, ChecklistKind.ACCEPTANCE))
    answers = {item.pk: Found(Answer.PASS) for item in items}
    answers[items[-1].pk] = Found(Answer.FAIL, f"排班表未张贴（{MARK}）")
    sheet = record_acceptance(
        station,
        on=day,
        answers=answers,
        verdict=Verdict.PASSED_WITH_DEFECTS,
        note=MARK,
        due_on=day + timedelta(days=14),
        by=officer,
    )
    sign_for_programme(sheet, on=day + timedelta(days=1), by=officer)
    defect = sheet.defects.get()
    mended = mend_defect(
        defect, on=day + timedelta(days=5), mending=f"已张贴（{MARK}）", by=hospital
    )
    confirm_defect(mended, on=day + timedelta(days=8), by=officer)


def _answer_all(station: ServiceStation, day: date, by: Account) -> None:
    items = items_of(_checklist(station, ChecklistKind.SELF_CHECK))
    answers = {item.pk: Found(Answer.PASS) for item in items}
    record_self_check(station, on=day, answers=answers, note=MARK, by=by)


def _checklist(station: ServiceStation, kind: ChecklistKind) -> Checklist:
    return Checklist.objects.get(programme=station.site.branch.programme, kind=kind)


def _picture(
    station: ServiceStation, moment: Moment, caption: str, *, colour: str, day: date, by: Account
) -> None:
    """Draw a room: nobody has taken a picture of a hospital that does not exist."""
    add_photo(
        station,
        file=_drawn(colour, furnished=moment == Moment.AFTER),
        moment=moment,
        caption=f"{MARK}：{caption}（程序绘制，不是照片）",
        shows_people=False,
        taken_on=day,
        by=by,
    )


def _drawn(colour: str, *, furnished: bool) -> "ContentFile[bytes]":
    room = Image.new("RGB", (960, 600), colour)
    draw = ImageDraw.Draw(room)
    draw.polygon([(0, 600), (960, 600), (760, 400), (200, 400)], fill="#b8a98f")
    draw.rectangle([380, 120, 580, 300], fill="#dfeaf2", outline="#8a8f98", width=6)
    draw.line([(200, 0), (200, 400)], fill="#8a8f98", width=3)
    draw.line([(760, 0), (760, 400)], fill="#8a8f98", width=3)
    if furnished:
        draw.ellipse([330, 420, 630, 540], fill="#7fa08a", outline="#4f6b58", width=5)
        for left in (250, 440, 640):
            draw.rounded_rectangle([left, 500, left + 80, 570], 16, fill="#c0443c")
        draw.rectangle([40, 180, 150, 470], fill="#8d6e4b")
        for shelf in (230, 300, 370, 440):
            draw.line([(40, shelf), (150, shelf)], fill="#f3e6cf", width=6)
    file = BytesIO()
    room.save(file, "PNG")
    return ContentFile(file.getvalue(), name="room.png")


def _hours(opens: str, closes: str) -> tuple[time, time]:
    return time.fromisoformat(opens), time.fromisoformat(closes)
