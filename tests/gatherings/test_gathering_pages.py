"""The pages of gatherings, as people open them."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.urls import reverse
from openpyxl import load_workbook

from niukou.gatherings.lifecycle import GatheringStatus, RegistrationStatus
from niukou.gatherings.models import (
    AgendaItem,
    Attendance,
    Gathering,
    GatheringKind,
    HeadCount,
    HostingCapacity,
    Registration,
)
from tests.factories import BranchFactory, OrganisationFactory, PersonFactory, officer_of, stranger
from tests.factories.gatherings import (
    NOON,
    STARTS_AT,
    AgendaItemFactory,
    AttendanceFactory,
    HeadCountFactory,
    HostingFactory,
    RegistrationFactory,
    administrator_of_host,
    code_of,
    gathering_of,
    host,
    hosted,
    open_gathering,
    registered,
)

pytestmark = pytest.mark.django_db
SAID = {
    "title": "演示培训",
    "kind": "TRAINING",
    "starts_at": "2026-03-06T09:00",
    "ends_at": "2026-03-06T17:00",
}


def address(name: str, gathering: Gathering) -> str:
    return reverse(f"gatherings:{name}", args=[gathering.number])


def titles(response) -> list[str]:
    return sorted(line[0].title for line in response.context["lines"])


# --- list and page -------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_gathering_list_runs_the_same_queries_for_any_number(
    signed_in, count, django_assert_num_queries
) -> None:
    branch = BranchFactory.create()
    for _ in range(count):
        gathering_of(branch)
    browser = signed_in(officer_of(branch))
    browser.get(reverse("programmes:programme-list"))  # the session notes the visit

    # session, account, roles, programmes and branches to filter by, count, rows, what they
    # belong to, offices, branches to plan for
    with django_assert_num_queries(10):
        response = browser.get(reverse("gatherings:gathering-list"))

    assert len(response.context["lines"]) == count


def test_gathering_list_narrows_by_words_kind_status_time_place_and_oneself(signed_in) -> None:
    branch, by = BranchFactory.create(), stranger()
    public = {"is_public": True, "starts_at": NOON, "ends_at": NOON + timedelta(days=90_000 / 24)}
    old = gathering_of(branch, title="儿童医疗辅导", is_public=True, status=GatheringStatus.HELD)
    gathering_of(branch, title="年度交流", kind=GatheringKind.EXCHANGE, **public)
    hosted(title="院内会议", kind=GatheringKind.MEETING, **public)
    hosted(title="看不到的", is_public=False)
    RegistrationFactory.create(gathering=old, person=by.person)
    browser = signed_in(by)
    found = {
        "": ["儿童医疗辅导", "年度交流", "院内会议"],
        "q=年度": ["年度交流"],
        "q=etyl": ["儿童医疗辅导"],
        f"q={old.number}": ["儿童医疗辅导"],
        "kind=MEETING": ["院内会议"],
        "status=HELD": ["儿童医疗辅导"],
        "time=past": ["儿童医疗辅导"],
        "time=to-come": ["年度交流", "院内会议"],
        f"of=branch:{branch.slug}": ["儿童医疗辅导", "年度交流"],
        f"of=programme:{branch.programme.slug}": ["儿童医疗辅导", "年度交流"],
        "mine=1": ["儿童医疗辅导"],
        "kind=NONSENSE&of=nonsense": [],
    }

    for query, expected in found.items():
        response = browser.get(f"{reverse('gatherings:gathering-list')}?{query}")
        assert titles(response) == sorted(expected), query


@pytest.mark.parametrize("count", [1, 3])
def test_gathering_page_runs_the_same_queries_for_any_number_of_parts(
    signed_in, count, django_assert_num_queries
) -> None:
    gathering = gathering_of(status=GatheringStatus.HELD)
    for _ in range(count):
        AgendaItemFactory.create(gathering=gathering)
        HostingFactory.create(gathering=gathering, capacity=HostingCapacity.SUPPORTER)
        HeadCountFactory.create(gathering=gathering)
        AttendanceFactory.create(gathering=gathering)
    browser = signed_in(officer_of(gathering.programme_link.branch))
    browser.get(reverse("programmes:programme-list"))

    # session, account, gathering, roles, numbers, hosts, agenda, heads, offices, its programme,
    # who completed it
    with django_assert_num_queries(11):
        response = browser.get(gathering.get_absolute_url())

    assert len(response.context["known"].agenda) == count


@time_machine.travel(STARTS_AT - timedelta(days=1), tick=False)
def test_gathering_page_offers_what_its_reader_may_do(signed_in) -> None:
    gathering = open_gathering(is_public=True)
    url = gathering.get_absolute_url()

    inside = signed_in(administrator_of_host(gathering)).get(url).content.decode()
    outside = signed_in(stranger()).get(url).content.decode()

    for page, offered in (("gathering-edit", False), ("participants", False)):
        assert address(page, gathering) in inside
        assert (address(page, gathering) in outside) is offered
    assert address("register", gathering) in outside


# --- plan, edit, hosts, agenda -------------------------------------------------------------------
def test_plan_and_edit_by_forms(signed_in) -> None:
    gathering = hosted()
    by = administrator_of_host(gathering)
    browser, own = signed_in(by), host(gathering)
    plan = reverse("gatherings:gathering-plan")

    assert browser.post(plan, SAID | {"host": own.pk, "ends_at": ""}).status_code == 422
    assert browser.post(plan, SAID | {"host": own.pk}).status_code == 302
    planned = Gathering.objects.latest("pk")
    assert (planned.title, planned.starts_at, planned.is_by_day) == ("演示培训", STARTS_AT, False)

    said = SAID | {"version": 1, "why": "只知道日期", "is_by_day": "on"}
    assert browser.post(address("gathering-edit", planned), said).status_code == 302
    planned.refresh_from_db()
    assert (planned.ends_at - planned.starts_at, planned.is_on_one_day) == (timedelta(1), True)
    again = browser.post(address("gathering-edit", planned), said)
    assert (again.status_code, len(again.context["form"].differences)) == (422, 0)
    form = browser.get(address("gathering-edit", planned)).context["form"]
    assert 'value="2026-03-06T23:59"' in str(form["ends_at"])


def test_hosts_and_agenda_by_rows_that_grow(signed_in) -> None:
    gathering = hosted()
    browser, guide = signed_in(administrator_of_host(gathering)), OrganisationFactory.create()
    hosts = {
        "version": 1,
        "why": "补全",
        "rows": 2,
        "organisation_1": str(host(gathering)),
        "capacity_1": "HOST",
        "organisation_2": str(guide),
        "capacity_2": "",
    }
    url = address("hosts-name", gathering)
    more = browser.post(url, hosts | {"another": "1"})
    assert (more.status_code, more.context["form"].row_count) == (200, 3)
    assert browser.post(url, hosts).status_code == 422
    assert browser.post(url, hosts | {"capacity_2": "GUIDE"}).status_code == 302
    assert gathering.hostings.get(organisation=guide).capacity == HostingCapacity.GUIDE
    assert browser.post(url, hosts | {"capacity_2": "GUIDE"}).status_code == 422  # another saved it

    part = {
        "version": 2,
        "rows": 2,
        "title_1": "开场",
        "starts_at_1": "2026-03-06T09:00",
        "ends_at_1": "2026-03-06T09:45",
        "class_minutes_1": "45",
        "speaker_1": "演示讲师",
    }
    url = address("agenda-set", gathering)
    assert browser.post(url, part | {"ends_at_1": ""}).status_code == 422
    assert browser.post(url, part | {"class_minutes_1": "46"}).status_code == 422
    assert browser.post(url, part).status_code == 302  # the first time needs no reason
    assert AgendaItem.objects.get().speaker == "演示讲师"
    assert browser.post(url, part | {"version": 3}).status_code == 422


# --- its life ------------------------------------------------------------------------------------
@time_machine.travel(NOON, tick=False)
def test_life_by_buttons(signed_in) -> None:
    gathering = hosted()
    browser = signed_in(administrator_of_host(gathering))

    def press(name: str, **said: str) -> tuple[int, str]:
        status = browser.post(address(name, gathering), said).status_code
        gathering.refresh_from_db()
        return status, gathering.status

    assert press("registration-open") == (302, "OPEN")
    assert press("registration-close") == (302, "PLANNED")
    assert press("gathering-held") == (302, "HELD")
    assert press("gathering-cancel", why="台风") == (422, "HELD")
    assert press("gathering-reopen", why="") == (422, "HELD")
    assert press("gathering-reopen", why="点错了") == (302, "PLANNED")
    assert press("gathering-cancel", why="台风") == (302, "CANCELLED")
    assert press("registration-open") == (302, "CANCELLED")
    assert "台风" in browser.get(gathering.get_absolute_url()).content.decode()


# --- who comes, who was there --------------------------------------------------------------------
@time_machine.travel(STARTS_AT - timedelta(days=1), tick=False)
def test_somebody_registers_and_withdraws(signed_in) -> None:
    gathering, by = open_gathering(is_public=True), stranger()
    browser = signed_in(by)

    assert browser.post(address("register", gathering)).status_code == 302
    assert Registration.objects.get().person == by.person
    assert browser.post(address("withdraw", gathering)).status_code == 302
    assert Registration.objects.get().status == RegistrationStatus.WITHDRAWN
    assert signed_in(stranger()).post(address("withdraw", gathering)).status_code == 404
    assert browser.post(address("register", hosted())).status_code == 404


@time_machine.travel(NOON, tick=False)
def test_the_desk_adds_checks_in_withdraws_corrects_and_strikes_off(signed_in) -> None:
    gathering = open_gathering()
    by = administrator_of_host(gathering)
    browser = signed_in(by)
    for name in ("演示甲", "演示乙"):
        registered(gathering, official_name=name)
    first, second = gathering.registrations.order_by("pk")

    def post(name: str, pk: int, **said: object) -> int:
        return browser.post(reverse(f"gatherings:{name}", args=[pk]), said).status_code

    assert post("registration-check-in", first.pk) == 302
    assert post("registration-withdraw", second.pk) == 302
    there = Attendance.objects.get()
    assert (there.person, there.checked_in_at) == (first.person, NOON)
    assert gathering.registrations.get(pk=second.pk).status == RegistrationStatus.WITHDRAWN
    assert post("attendance-correct", there.pk, version=1, minutes_present=5, why="早退") == 422
    assert post("attendance-correct", there.pk, version=1, unit="某院", why="更正") == 302
    assert post("attendance-strike", there.pk, why="") == 422
    assert post("attendance-strike", there.pk, why="代签") == 302
    assert Attendance.objects.exists() is False

    someone = PersonFactory.create(official_name="演示丙", registered_by=by)
    add = address("participant-add", gathering)
    assert browser.post(add, {"person": "演示丁"}).status_code == 422
    assert browser.post(add, {"person": "演示丙"}).status_code == 302
    assert browser.post(add, {"person": "演示丙", "there": "1"}).status_code == 302
    assert gathering.registrations.filter(person=someone).exists()
    assert gathering.attendances.filter(person=someone).exists()


@pytest.mark.parametrize("count", [1, 3])
def test_participants_run_the_same_queries_for_any_number(
    signed_in, count, django_assert_num_queries
) -> None:
    gathering = open_gathering()
    for _ in range(count):
        registered(gathering)
        AttendanceFactory.create(gathering=gathering)
    browser = signed_in(administrator_of_host(gathering))
    browser.get(reverse("programmes:programme-list"))

    # session, account, roles, gathering, runs it?, registrations, attendances, numbers, and
    # runs it? once more for the buttons
    with django_assert_num_queries(10):
        response = browser.get(address("participants", gathering))

    assert len(response.context["rows"]) == 2 * count


def test_participants_are_found_by_name_initials_and_unit(signed_in) -> None:
    gathering = open_gathering()
    for name, unit in (("王小红", "甲医院"), ("李明", "乙医院")):
        RegistrationFactory.create(
            gathering=gathering, person=PersonFactory.create(official_name=name), unit=unit
        )
    browser = signed_in(administrator_of_host(gathering))

    for text, names in (("小红", ["王小红"]), ("lm", ["李明"]), ("乙医", ["李明"]), ("无", [])):
        response = browser.get(f"{address('participants', gathering)}?find={text}")
        assert [one.name for one in response.context["rows"]] == names


def test_participants_go_out_as_a_workbook_and_as_a_sheet(signed_in) -> None:
    gathering = open_gathering()
    person = registered(gathering, official_name="演示甲", phone="13900001234")
    AttendanceFactory.create(gathering=gathering, person=person, minutes_present=45)
    browser = signed_in(administrator_of_host(gathering))

    exported = browser.get(address("participant-export", gathering))
    sheet = load_workbook(BytesIO(b"".join(exported.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert (len(rows), rows[1][0], rows[1][5]) == (2, "演示甲", 45)
    assert "13900001234" not in str(rows)
    paper = browser.get(address("sign-in-sheet", gathering))
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")


def test_heads_are_counted_and_corrected(signed_in) -> None:
    gathering = open_gathering()
    browser = signed_in(administrator_of_host(gathering))
    said = {"group": "家属", "value": 260, "qualifier": "ABOUT", "source": "签到处"}
    record = address("head-count-record", gathering)

    assert browser.post(record, said | {"qualifier": "PLANNED"}).status_code == 422
    assert browser.post(record, said).status_code == 302
    assert browser.post(record, said).status_code == 422  # counted already
    count = HeadCount.objects.get()
    correct = reverse("gatherings:head-count-correct", args=[count.pk])
    changed = said | {"value": 250, "version": 1, "why": "重数"}
    assert browser.post(correct, changed).status_code == 302
    assert browser.post(correct, changed).status_code == 422  # another saved it
    assert str(HeadCount.objects.get().value) == "250"


# --- the screen and the telephone ----------------------------------------------------------------
@time_machine.travel(NOON, tick=False)
def test_the_screen_shows_the_code_and_only_that_to_htmx(signed_in) -> None:
    gathering = open_gathering()
    browser = signed_in(administrator_of_host(gathering))
    url = address("check-in-screen", gathering)

    page, part = browser.get(url), browser.get(url, headers={"HX-Target": "check-in-code"})

    code = page.context["code"]
    assert (code.code, code.shown[4]) == (code_of(gathering), "-")
    assert code.shown in part.content.decode()
    assert "<html" not in part.content.decode()
    assert "no-store" in page["Cache-Control"]


def test_what_is_cancelled_has_no_screen_and_offers_nothing_to_change(signed_in) -> None:
    gathering = hosted(status=GatheringStatus.CANCELLED, cancelled_because="台风")
    browser, url = signed_in(administrator_of_host(gathering)), gathering.get_absolute_url()

    screen = browser.get(address("check-in-screen", gathering))
    page = browser.get(url).content.decode()

    assert (screen.status_code, screen["Location"]) == (302, url)
    for name in ("check-in-screen", "gathering-edit", "hosts-name", "agenda-set"):
        assert address(name, gathering) not in page


def test_a_telephone_with_an_account_checks_in_by_one_tap(signed_in) -> None:
    gathering, by = open_gathering(), stranger()
    browser, url = signed_in(by), address("check-in", gathering)

    with time_machine.travel(NOON, tick=False):
        scanned = browser.get(f"{url}?code={code_of(gathering)}")
    with time_machine.travel(NOON + timedelta(minutes=5), tick=False):
        tapped = browser.post(url)

    assert gathering.title in scanned.content.decode()
    assert Attendance.objects.get().person == by.person
    assert tapped.context["attendance"].checked_in_at == NOON + timedelta(minutes=5)


@time_machine.travel(NOON, tick=False)
def test_a_telephone_without_an_account_checks_in_one_person_by_name(anybody) -> None:
    gathering = open_gathering()
    for name in ("演示甲", "演示乙"):
        registered(gathering, official_name=name, phone="13900001234")
    url = address("check-in", gathering)

    assert anybody.post(url, {"name": "演示甲", "last_four": "1234"}).status_code == 200
    assert Attendance.objects.exists() is False  # no code was shown
    anybody.post(url, {"code": code_of(gathering)})
    assert anybody.post(url, {"name": "演示甲", "last_four": "9999"}).status_code == 422
    assert anybody.post(url, {"name": "演示甲", "last_four": "1234"}).status_code == 200
    assert Attendance.objects.get().person.official_name == "演示甲"
    again = anybody.post(url, {"name": " 演示甲", "last_four": "1234"})  # an impatient second tap
    assert (again.status_code, again.context["attendance"]) == (200, Attendance.objects.get())
    assert anybody.post(url, {"name": "演示乙", "last_four": "1234"}).status_code == 422
    assert Attendance.objects.count() == 1


@time_machine.travel(NOON, tick=False)
def test_a_name_can_be_tried_five_times(anybody) -> None:
    gathering = open_gathering()
    registered(gathering, official_name="演示甲", phone="13900001234")
    url = address("check-in", gathering)
    anybody.get(f"{url}?code={code_of(gathering)}")

    for figures in ("0000", "1111", "2222", "3333", "4444"):
        assert anybody.post(url, {"name": "演示甲", "last_four": figures}).status_code == 422
    refused = anybody.post(url, {"name": "演示甲", "last_four": "1234"})

    assert refused.status_code == 422
    assert refused.context["refusal"]
    assert Attendance.objects.exists() is False


@time_machine.travel(NOON, tick=False)
def test_who_has_no_code_learns_nothing(anybody) -> None:
    gathering = open_gathering(title="绝密会议")
    wrong = "?code=00000000"

    real = anybody.get(address("check-in", gathering) + wrong)
    none = anybody.get(reverse("gatherings:check-in", args=["HD-1999-0001"]) + wrong)

    assert real.status_code == none.status_code == 422
    assert "绝密会议" not in real.content.decode()
    assert real.context["refusal"] == none.context["refusal"] != ""
