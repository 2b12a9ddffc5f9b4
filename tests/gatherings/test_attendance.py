"""What is on record of who was there: corrected, struck off, counted, taken from a list."""

import zipfile
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse

from niukou.core.errors import EditConflict
from niukou.core.imports import Outcome, apply_import, import_rows, read_rows
from niukou.core.models import ImportRun, ImportStatus
from niukou.core.quantities import Qualifier
from niukou.gatherings.actions import attendance as refusals
from niukou.gatherings.actions.attendance import (
    correct_attendance,
    correct_head_count,
    record_head_count,
    strike_attendance,
)
from niukou.gatherings.actions.attendance_import import NothingToList
from niukou.gatherings.imports import AttendanceImporter
from niukou.gatherings.lifecycle import GatheringStatus, IsCancelled
from niukou.gatherings.models import Attendance, Gathering, HeadCount
from niukou.people.models import Person
from tests.factories import OfficeFactory, PersonFactory, stranger
from tests.factories.gatherings import (
    STARTS_AT,
    AgendaItemFactory,
    AttendanceFactory,
    HeadCountFactory,
    administrator_of_host,
    administrator_of_supporter,
    host,
    hosted,
    registered,
)
from tests.factories.people import invented_id_number, person_with_secrets
from tests.factories.workbooks import book, upload

pytestmark = pytest.mark.django_db
HEADINGS = ["姓名", "单位", "电话", "身份证号", "到场分钟"]
C, M, U, R = Outcome.CREATED, Outcome.MATCHED, Outcome.UNCHANGED, Outcome.REFUSED
PHONE = "13900001234"


# --- corrected, struck off -----------------------------------------------------------------------
def test_correct_changes_minutes_and_unit_with_a_reason() -> None:
    there = AttendanceFactory.create(
        gathering=AgendaItemFactory.create(gathering=hosted()).gathering
    )
    by = administrator_of_host(there.gathering)
    said = {"unit": " 某院 ", "why": "早退", "by": by}

    changed = correct_attendance(there, version=1, minutes_present=45, **said)

    assert (changed.minutes_present, changed.unit, changed.version) == (45, "某院", 2)
    with pytest.raises(EditConflict):
        correct_attendance(there, version=1, minutes_present=45, **said)
    with pytest.raises(refusals.MoreThanAll, match="90"):
        correct_attendance(there, version=2, minutes_present=91, **said)
    with pytest.raises(PermissionDenied):
        correct_attendance(there, version=2, minutes_present=1, **said | {"by": stranger()})


def test_strike_off_removes_it_and_keeps_why() -> None:
    there = AttendanceFactory.create(gathering=hosted())
    with pytest.raises(PermissionDenied):
        strike_attendance(there, why="代签", by=stranger())

    strike_attendance(there, why="代签", by=administrator_of_host(there.gathering))

    last = Attendance.events.rel.related_model.objects.latest("pgh_id")
    assert (last.pgh_label, last.pgh_context.metadata["why"]) == ("delete", "代签")
    assert Attendance.objects.exists() is False
    with pytest.raises(refusals.StruckOffAlready):
        strike_attendance(there, why="代签", by=administrator_of_host(there.gathering))


# --- heads ---------------------------------------------------------------------------------------
SAID = {"group": "家属", "value": 260, "qualifier": Qualifier.ABOUT, "source": "签到处"}


def test_heads_are_counted_once_for_each_group_and_corrected() -> None:
    gathering = hosted()
    by = administrator_of_host(gathering)

    count = record_head_count(gathering, **SAID, by=by)
    corrected = correct_head_count(count, version=1, **SAID | {"value": 250}, why="重数", by=by)

    assert (corrected.value, corrected.qualifier, corrected.version) == (250, "ABOUT", 2)
    with pytest.raises(refusals.GroupCounted):
        record_head_count(gathering, **SAID, by=by)
    with pytest.raises(EditConflict):
        correct_head_count(count, version=1, **SAID, why="重数", by=by)
    other = record_head_count(gathering, **SAID | {"group": "学生"}, by=by)
    with pytest.raises(refusals.GroupCounted):
        correct_head_count(other, version=1, **SAID, why="重数", by=by)


def test_heads_refuse_plans_what_was_cancelled_and_others() -> None:
    gathering = hosted()
    by = administrator_of_host(gathering)
    planned = SAID | {"qualifier": Qualifier.PLANNED}
    off = hosted(status=GatheringStatus.CANCELLED, cancelled_because="台风")

    with pytest.raises(refusals.PlansAreNoHeads):
        record_head_count(gathering, **planned, by=by)
    count = HeadCountFactory.create(gathering=gathering)
    with pytest.raises(refusals.PlansAreNoHeads):
        correct_head_count(count, version=1, **planned, why="", by=by)
    with pytest.raises(IsCancelled):
        record_head_count(off, **SAID, by=administrator_of_host(off))
    for other in (stranger(), administrator_of_host(off), administrator_of_supporter(gathering)):
        with pytest.raises(PermissionDenied):  # none of them hosts it
            record_head_count(gathering, **SAID, by=other)
        with pytest.raises(PermissionDenied):
            correct_head_count(count, version=1, **SAID, why="重数", by=other)
    assert HeadCount.objects.count() == 1


# --- from a list ---------------------------------------------------------------------------------
@pytest.fixture
def gathering() -> Gathering:
    return AgendaItemFactory.create(gathering=hosted()).gathering  # 90 class minutes


@pytest.fixture
def by(gathering):
    return administrator_of_host(gathering)


def take(gathering: Gathering, by, rows: list[list[object]]) -> list:
    importer = AttendanceImporter()
    reading = read_rows(book(rows, headings=HEADINGS), importer.sheet)
    with transaction.atomic():
        return import_rows(importer, reading, scope=gathering.number, by=by)


def page_of(gathering: Gathering) -> str:
    return reverse("gatherings:attendance-import", args=[gathering.number])


def outcomes(results: list) -> list[Outcome]:
    return [one.outcome for one in results]


@pytest.fixture(autouse=True)
def _demo(settings) -> None:
    settings.NIUKOU_DEMO = True  # invented ID numbers are taken


def test_a_list_finds_people_by_number_telephone_and_unit_and_registers_the_new(
    gathering, by
) -> None:
    numbered = person_with_secrets(official_name="演示甲")
    phoned = PersonFactory.create(official_name="演示乙", phone=PHONE)
    office = OfficeFactory.create(organisation=host(gathering), person__official_name="演示丙")
    rows = [
        ["演示甲", "", "", invented_id_number(), ""],
        ["演示乙", "某院", "139-0000-1234", "", 45],
        ["演示丙", str(office.organisation), "", "", ""],
        ["演示丁", "某院", "+86 13900005678", "", ""],
        ["演示戊", "某院", "", "", ""],
    ]

    results = take(gathering, by, rows)

    assert outcomes(results) == [M, M, M, C, R]
    assert "phone" in results[4].problems
    new = Person.objects.get(official_name="演示丁")
    there = {one.person: one for one in gathering.attendances.select_related("person")}
    assert set(there) == {numbered, phoned, office.person, new}
    assert (there[phoned].minutes_present, there[phoned].how) == (45, "IMPORT")
    assert (new.phone.reveal()[-4:], new.registered_by) == ("5678", by)


def test_the_same_list_a_second_time_changes_nothing(gathering, by) -> None:
    rows = [["演示甲", "某院", PHONE, "", ""], ["演示乙", "某院", "", invented_id_number(), 30]]
    take(gathering, by, rows)
    before = list(gathering.attendances.order_by("pk").values())

    results = take(gathering, by, rows)

    assert outcomes(results) == [U, U]
    assert list(gathering.attendances.order_by("pk").values()) == before
    assert Person.objects.filter(official_name__startswith="演示甲").count() == 1


def test_who_registered_is_known_by_name_and_who_is_no_acquaintance_by_no_unit(
    gathering, by
) -> None:
    person = registered(gathering, official_name="演示甲")
    elsewhere = OfficeFactory.create(person__official_name="演示乙")

    results = take(
        gathering,
        by,
        [["演示甲", "", "", "", ""], ["演示乙", str(elsewhere.organisation), "", "", ""]],
    )

    assert outcomes(results) == [M, R]
    assert gathering.attendances.get().person == person


def test_two_of_one_name_are_not_mixed_up(gathering, by) -> None:
    for _ in range(2):
        registered(gathering, official_name="演示甲", phone=PHONE)
    other = person_with_secrets(official_name="演示乙")

    results = take(
        gathering,
        by,
        [
            ["演示甲", "", PHONE, "", ""],
            ["演示丙", "", "", invented_id_number(), ""],
            ["演示乙", "", "13911112222", "", ""],
        ],
    )

    assert outcomes(results) == [R, R, C]  # another telephone: another person
    assert Person.objects.filter(official_name="演示乙").exclude(pk=other.pk).count() == 1


def test_a_row_that_repeats_completes_or_contradicts(gathering, by) -> None:
    rows = [
        ["演示甲", "", PHONE, "", 30],
        ["演示甲", "", PHONE, "", ""],
        ["演示甲", "", PHONE, "", 60],
        ["演示乙", "", "13911112222", "", 91],
        ["演示丙", "", "12", "", ""],
    ]

    assert outcomes(take(gathering, by, rows)) == [C, U, R, R, R]
    assert outcomes(take(gathering, by, [["演示甲", "", PHONE, "", 60]])) == [R]
    assert gathering.attendances.get().minutes_present == 30


def test_a_list_adds_the_minutes_nobody_measured(gathering, by) -> None:
    person = PersonFactory.create(official_name="演示甲", phone=PHONE)
    AttendanceFactory.create(gathering=gathering, person=person)

    assert outcomes(take(gathering, by, [["演示甲", "", PHONE, "", 60]])) == [M]

    there = gathering.attendances.get()
    assert (there.minutes_present, there.how, there.version) == (60, "QR", 2)


def test_a_list_after_it_was_held_counts_all_class_minutes(gathering, by) -> None:
    Gathering.objects.filter(pk=gathering.pk).update(status=GatheringStatus.HELD)

    take(gathering, by, [["演示甲", "", PHONE, "", ""]])

    assert gathering.attendances.get().minutes_present == 90


def test_a_list_is_refused_to_others_before_the_start_and_when_it_is_off(gathering, by) -> None:
    rows = [["演示甲", "", PHONE, "", ""]]

    with pytest.raises(PermissionDenied):
        take(gathering, stranger(), rows)
    for changes in (
        {"status": GatheringStatus.CANCELLED, "cancelled_because": "台风"},
        {"status": GatheringStatus.PLANNED, "cancelled_because": "", **far_ahead()},
    ):
        Gathering.objects.filter(pk=gathering.pk).update(**changes)
        with pytest.raises(NothingToList):
            take(gathering, by, rows)


def far_ahead() -> dict[str, object]:
    later = timedelta(days=36_500)
    return {"starts_at": STARTS_AT + later, "ends_at": STARTS_AT + later + timedelta(hours=1)}


def test_the_page_previews_a_list(signed_in, gathering, by) -> None:
    file = upload(book([["演示甲", "", PHONE, "", ""]], headings=HEADINGS))
    browser = signed_in(by)

    answer = browser.post(page_of(gathering), {"file": file})

    assert answer.status_code == 302
    assert "演示甲" in browser.get(answer["Location"]).content.decode()
    assert Attendance.objects.exists() is False


def test_formulas_and_cells_nobody_can_read_are_refused_and_the_rest_goes_on(gathering, by) -> None:
    rows = [
        ["演示甲", "", "=1+1", "", ""],
        ["=HYPERLINK(1)", "", PHONE, "", ""],
        ["", "某院", PHONE, "", ""],
        ["演示乙", "", PHONE, "", "半天"],
        ["演示丙", "", PHONE, "", -5],
        ["演示丁", "", "", "110101199001011", ""],
        ["演示戊", "", "13911112222", "", ""],
    ]

    results = take(gathering, by, rows)

    assert outcomes(results) == [R, R, R, R, R, R, C]
    columns = [["phone"], ["name"], ["name"], ["minutes"], ["minutes"], ["id_number"]]
    assert [sorted(one.problems) for one in results[:6]] == columns
    assert gathering.attendances.get().person.official_name == "演示戊"


def test_a_workbook_with_macros_is_refused_on_the_page(signed_in, gathering, by) -> None:
    file = book([["演示甲", "", PHONE, "", ""]], headings=HEADINGS)
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"x")

    answer = signed_in(by).post(page_of(gathering), {"file": upload(file)})

    assert answer.status_code == 422
    assert answer.context["form"].errors["file"]
    assert (ImportRun.objects.exists(), Person.objects.filter(official_name="演示甲").exists()) == (
        False,
        False,
    )


def test_a_list_is_taken_whole_or_not_at_all(signed_in, gathering, by) -> None:
    rows = [[f"演示{place}", "", f"1390000{place:04d}", "", ""] for place in range(3)]
    browser = signed_in(by)
    browser.post(page_of(gathering), {"file": upload(book(rows, headings=HEADINGS))})
    run = ImportRun.objects.get()
    browser.post(reverse("core:import-confirm", args=[run.pk]))
    Gathering.objects.filter(pk=gathering.pk).update(
        status=GatheringStatus.CANCELLED, cancelled_because="台风"
    )

    apply_import(run.pk)

    run.refresh_from_db()
    assert (run.status, run.problem != "") == (ImportStatus.FAILED, True)
    assert (Attendance.objects.count(), Person.objects.filter(official_name="演示0").count()) == (
        0,
        0,
    )
    Gathering.objects.filter(pk=gathering.pk).update(
        status=GatheringStatus.PLANNED, cancelled_because=""
    )
    browser.post(page_of(gathering), {"file": upload(book(rows, headings=HEADINGS))})
    again = ImportRun.objects.exclude(pk=run.pk).get()
    browser.post(reverse("core:import-confirm", args=[again.pk]))
    for _twice in range(2):
        apply_import(again.pk)
    assert (Attendance.objects.count(), again.counts["created"]) == (3, 3)
