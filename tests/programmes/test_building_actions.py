"""Design, self-check, acceptance and defects: what is done, and what is refused."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from niukou.core.files import FileOfOtherKind
from niukou.programmes.actions import acceptance as acceptance_refusals
from niukou.programmes.actions import checks as check_refusals
from niukou.programmes.actions import defects as defect_refusals
from niukou.programmes.actions import designs as design_refusals
from niukou.programmes.actions.acceptance import (
    attach_sheet,
    record_acceptance,
    sign_for_hospital,
    sign_for_programme,
    withdraw_acceptance,
)
from niukou.programmes.actions.checks import Found, record_self_check, write_checklist
from niukou.programmes.actions.defects import (
    confirm_defect,
    mend_defect,
    report_defect,
    send_back_defect,
)
from niukou.programmes.actions.designs import decide_design, submit_design
from niukou.programmes.actions.operation import StationHasEnded
from niukou.programmes.actions.stations import open_station
from niukou.programmes.actions.steps import DayToCome
from niukou.programmes.lifecycle import SiteHasEnded, SiteStatus
from niukou.programmes.models import (
    Acceptance,
    Answer,
    ChecklistKind,
    Defect,
    DesignStatus,
    ServiceStation,
    Severity,
    Verdict,
)
from tests.factories import (
    RoleFactory,
    ServiceStationFactory,
    SiteStepFactory,
    officer_of_all,
    stranger,
)
from tests.factories.building import (
    AcceptanceFactory,
    DefectFactory,
    DesignFactory,
    SpellFactory,
    administrator,
    all_in_order,
    checklist_of,
    mended,
    officer,
    open_station_of,
    signed_acceptance,
    station_in,
    with_a_failure,
)
from tests.factories.pictures import picture
from tests.factories.programmes import coordinator

pytestmark = pytest.mark.django_db
DAY, LATER, TO_COME = date(2025, 9, 10), date(2025, 9, 20), date(2062, 1, 1)
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


# --- design ------------------------------------------------------------------------------------
def test_a_design_is_submitted_by_the_hospital_and_agreed_to_by_an_officer() -> None:
    station = station_in(SiteStatus.DESIGN)
    plan = SimpleUploadedFile("平面图.pdf", PDF)

    design = submit_design(
        station, description="三间", on=DAY, floor_plan=plan, by=coordinator(station.site)
    )
    decided = decide_design(
        design, decision=DesignStatus.AGREED, on=LATER, note="", by=officer(station)
    )

    assert (decided.status, decided.decided_on, decided.floor_plan.name) == (
        "AGREED",
        LATER,
        "平面图.pdf",
    )


def test_designs_refuse_a_second_one_waiting_and_a_decision_that_cannot_be() -> None:
    design = DesignFactory.create(submitted_on=DAY)
    station, by = design.station, officer(design.station)
    agree = {"decision": DesignStatus.AGREED, "note": "", "by": by}

    with pytest.raises(design_refusals.DesignWaits):
        submit_design(station, description="又一份", on=DAY, by=coordinator(station.site))
    with pytest.raises(design_refusals.ReasonNeeded):
        decide_design(design, on=LATER, **agree | {"decision": DesignStatus.RETURNED})
    with pytest.raises(design_refusals.BeforeSubmission):
        decide_design(design, on=date(2025, 9, 9), **agree)
    with pytest.raises(DayToCome):
        decide_design(design, on=TO_COME, **agree)
    for other in (coordinator(station.site), stranger()):
        with pytest.raises(PermissionDenied):
            decide_design(design, on=LATER, **agree | {"by": other})
    decide_design(design, on=LATER, **agree)
    with pytest.raises(design_refusals.DecidedAlready):
        decide_design(design, on=LATER, **agree)


def test_whoever_submitted_a_design_does_not_decide_on_it() -> None:
    station = station_in(SiteStatus.DESIGN)
    by = officer(station)
    design = submit_design(station, description="代交", on=DAY, by=by)

    with pytest.raises(design_refusals.DecidedByItsAuthor):
        decide_design(design, decision=DesignStatus.AGREED, on=LATER, note="", by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        type(design).objects.filter(pk=design.pk).update(
            status="AGREED", decided_on=LATER, decided_by=by
        )


# --- checklists and self-checks ----------------------------------------------------------------
def test_each_checklist_is_a_version_of_its_own() -> None:
    station = ServiceStationFactory.create()
    programme = station.site.branch.programme
    said = {"kind": ChecklistKind.SELF_CHECK, "by": officer_of_all(programme)}

    for from_on, items in ((DAY, ["甲"]), (LATER, ["甲", "乙"])):
        write_checklist(programme, from_on=from_on, must_pass=items, others=["丙"], **said)

    lists = programme.checklists.order_by("number")
    assert [(one.number, one.items.count()) for one in lists] == [(1, 2), (2, 3)]
    assert lists.in_force(on=date(2025, 9, 19)).first().number == 1
    assert lists.in_force(on=LATER).first().number == 2
    with pytest.raises(check_refusals.BeforeEarlierVersion):
        write_checklist(programme, from_on=DAY, must_pass=["甲"], others=[], **said)
    with pytest.raises(check_refusals.EmptyChecklist):
        write_checklist(programme, from_on=LATER, must_pass=[], others=[], **said)
    with pytest.raises(check_refusals.ItemTwice):
        write_checklist(programme, from_on=LATER, must_pass=["甲"], others=["甲"], **said)
    with pytest.raises(PermissionDenied):
        write_checklist(
            programme, from_on=LATER, must_pass=["甲"], others=[], **said | {"by": officer(station)}
        )


def test_a_self_check_passes_when_nothing_is_out_of_order() -> None:
    station = station_in(SiteStatus.SELF_CHECK)
    checklist = checklist_of(station.site.branch.programme, ChecklistKind.SELF_CHECK)
    by = administrator(station)

    passed = record_self_check(station, on=DAY, answers=all_in_order(checklist), note="", by=by)
    failed = record_self_check(
        station, on=LATER, answers=with_a_failure(checklist), note="再查", by=by
    )
    again = record_self_check(station, on=LATER, answers=with_a_failure(checklist), note="", by=by)

    assert (passed.is_passed, failed.is_passed, again.is_passed) == (True, False, False)
    defect = Defect.objects.get()
    assert (defect.self_check, defect.severity, defect.words) == (
        failed,
        Severity.BLOCKING,
        "消防通道畅通：堆放杂物",
    )


def test_a_self_check_refuses_what_is_incomplete() -> None:
    station = station_in(SiteStatus.SELF_CHECK)
    said = {"on": DAY, "note": "", "by": coordinator(station.site)}
    with pytest.raises(check_refusals.NoChecklist):
        record_self_check(station, answers={}, **said)
    checklist = checklist_of(station.site.branch.programme, ChecklistKind.SELF_CHECK)
    item = checklist.items.first()

    with pytest.raises(check_refusals.AnswersIncomplete):
        record_self_check(station, answers={item.pk: Found(Answer.PASS)}, **said)
    wordless = all_in_order(checklist) | {item.pk: Found(Answer.FAIL)}
    with pytest.raises(check_refusals.NoteNeeded) as refusal:
        record_self_check(station, answers=wordless, **said)
    assert refusal.value.field == f"note_{item.pk}"
    for other in (officer(station), stranger()):
        with pytest.raises(PermissionDenied):
            record_self_check(station, answers=all_in_order(checklist), **said | {"by": other})


# --- acceptance --------------------------------------------------------------------------------
def recorded(station: ServiceStation, *, verdict=Verdict.PASSED, fails: bool = False) -> Acceptance:
    checklist = checklist_of(station.site.branch.programme, ChecklistKind.ACCEPTANCE)
    answers = with_a_failure(checklist, blocking=False) if fails else all_in_order(checklist)
    return record_acceptance(
        station,
        on=DAY,
        answers=answers,
        verdict=verdict,
        note="",
        due_on=LATER,
        by=officer(station),
    )


def test_an_acceptance_holds_when_both_sides_have_signed() -> None:
    station = station_in(SiteStatus.ACCEPTANCE)
    sheet = recorded(station, verdict=Verdict.PASSED_WITH_DEFECTS, fails=True)
    assert (sheet.number, sheet.signed_on) == ("ACC-2025-0001", None)

    sheet = sign_for_programme(sheet, on=DAY, by=officer(station))
    assert sheet.signed_on is None
    sheet = sign_for_hospital(sheet, on=LATER, by=administrator(station))

    assert sheet.signed_on == LATER
    assert list(Acceptance.objects.signed()) == [sheet]
    defect = sheet.defects.get()
    assert (defect.severity, defect.due_on) == (Severity.MINOR, LATER)


def test_one_person_signs_for_one_side_only() -> None:
    station = station_in(SiteStatus.ACCEPTANCE)
    sheet = recorded(station)
    both = officer(station)
    RoleFactory.create(
        account=both, kind="HOSPITAL_COORDINATOR", organisation=station.site.hospital
    )
    both = type(both).objects.get(pk=both.pk)
    sheet = sign_for_programme(sheet, on=DAY, by=both)

    with pytest.raises(acceptance_refusals.SignedForTheOther):
        sign_for_hospital(sheet, on=DAY, by=both)
    with pytest.raises(IntegrityError), transaction.atomic():
        Acceptance.objects.filter(pk=sheet.pk).update(
            hospital_signed_by=both, hospital_signed_on=DAY
        )


def test_signatures_are_refused_to_the_wrong_side_twice_and_before_the_inspection() -> None:
    station = station_in(SiteStatus.ACCEPTANCE)
    sheet = recorded(station)
    hospital, programme = coordinator(station.site), officer(station)

    for action, by in (
        (sign_for_hospital, programme),
        (sign_for_programme, hospital),
        (sign_for_hospital, stranger()),
    ):
        with pytest.raises(PermissionDenied):
            action(sheet, on=DAY, by=by)
    with pytest.raises(acceptance_refusals.BeforeInspection):
        sign_for_hospital(sheet, on=date(2025, 9, 9), by=hospital)
    with pytest.raises(DayToCome):
        sign_for_hospital(sheet, on=TO_COME, by=hospital)
    sign_for_hospital(sheet, on=DAY, by=hospital)
    with pytest.raises(acceptance_refusals.SignedAlready):
        sign_for_hospital(sheet, on=DAY, by=administrator(station))


def test_an_inspection_refuses_a_result_too_good_and_a_second_sheet_waiting() -> None:
    station = station_in(SiteStatus.ACCEPTANCE)
    with pytest.raises(acceptance_refusals.VerdictTooGood):
        recorded(station, fails=True)
    sheet = recorded(station)

    with pytest.raises(acceptance_refusals.AcceptanceWaits):
        recorded(station)
    with pytest.raises(IntegrityError), transaction.atomic():
        AcceptanceFactory.create(station=station)
    withdraw_acceptance(sheet, on=LATER, reason="录错", by=officer(station))
    again = recorded(station)

    assert again.number == "ACC-2025-0002"
    for action in (sign_for_hospital, sign_for_programme):
        by = coordinator(station.site) if action is sign_for_hospital else officer(station)
        with pytest.raises(acceptance_refusals.Withdrawn):
            action(sheet, on=LATER, by=by)


def test_what_both_signed_is_not_withdrawn() -> None:
    sheet = signed_acceptance(ServiceStationFactory.create())

    with pytest.raises(acceptance_refusals.SignedByBoth):
        withdraw_acceptance(sheet, on=LATER, reason="录错", by=officer(sheet.station))
    with pytest.raises(IntegrityError), transaction.atomic():
        Acceptance.objects.filter(pk=sheet.pk).update(withdrawn_on=LATER)


def test_the_paper_signed_by_hand_is_attached_as_a_scan() -> None:
    sheet = AcceptanceFactory.create()
    by = coordinator(sheet.station.site)

    attached = attach_sheet(sheet, file=picture(), by=by)

    assert attached.scan.media_type == "image/jpeg"
    with pytest.raises(FileOfOtherKind):
        attach_sheet(sheet, file=SimpleUploadedFile("验收单.pdf", b"MZ not a paper"), by=by)


# --- defects -----------------------------------------------------------------------------------
def test_a_defect_is_open_until_the_other_side_confirms_the_mending() -> None:
    station = ServiceStationFactory.create()
    hospital, programme = coordinator(station.site), officer(station)
    defect = report_defect(
        station, words="插座松动", severity=Severity.SERIOUS, on=DAY, due_on=LATER, by=programme
    )

    defect = mend_defect(defect, on=LATER, mending="已更换", evidence=picture(), by=hospital)
    assert (defect.state, defect.mended_side, defect.evidence is None) == (
        "mended",
        "HOSPITAL",
        False,
    )
    defect = confirm_defect(defect, on=LATER, by=programme)

    assert (defect.state, defect.confirmed_side) == ("confirmed", "PROGRAMME")
    for day, is_open in ((date(2025, 9, 9), False), (DAY, True), (LATER, False)):
        assert Defect.objects.open_on(day).exists() == is_open


def test_the_side_that_mended_a_defect_does_not_confirm_it() -> None:
    station = ServiceStationFactory.create()
    by_hospital = mended(DefectFactory.create(station=station))
    by_programme = mended(DefectFactory.create(station=station, words="另一处"))
    Defect.objects.filter(pk=by_programme.pk).update(mended_side="PROGRAMME")

    for defect, own_side in (
        (by_hospital, coordinator(station.site)),
        (by_hospital, administrator(station)),
        (by_programme, officer(station)),
    ):
        for verb in (confirm_defect, send_back_defect):
            said = {"on": LATER} if verb is confirm_defect else {"reason": "不行"}
            with pytest.raises(defect_refusals.MendedByOwnSide):
                verb(defect, **said, by=own_side)
    with pytest.raises(IntegrityError), transaction.atomic():
        Defect.objects.filter(pk=by_hospital.pk).update(
            confirmed_on=LATER, confirmed_by=stranger(), confirmed_side="HOSPITAL"
        )
    confirm_defect(by_programme, on=LATER, by=coordinator(station.site))


def test_a_mending_is_sent_back_and_done_again() -> None:
    defect = mended(DefectFactory.create())
    station = defect.station

    back = send_back_defect(defect, reason="还松", by=officer(station))
    assert (back.state, back.sent_back_because) == ("open", "还松")
    again = mend_defect(back, on=LATER, mending="再换", by=coordinator(station.site))

    assert (again.state, again.sent_back_because) == ("mended", "")


def test_defects_refuse_days_and_people_that_cannot_be() -> None:
    defect = DefectFactory.create()
    station = defect.station
    hospital, programme = coordinator(station.site), officer(station)

    with pytest.raises(defect_refusals.NotMended):
        confirm_defect(defect, on=LATER, by=programme)
    with pytest.raises(defect_refusals.BeforeFound):
        mend_defect(defect, on=date(2025, 9, 9), mending="早", by=hospital)
    with pytest.raises(defect_refusals.DueBeforeFound):
        report_defect(
            station, words="x", severity=Severity.MINOR, on=LATER, due_on=DAY, by=programme
        )
    with pytest.raises(PermissionDenied):
        mend_defect(defect, on=LATER, mending="外人", by=stranger())
    mend_defect(defect, on=LATER, mending="好", by=hospital)
    with pytest.raises(defect_refusals.MendedAlready):
        mend_defect(defect, on=LATER, mending="又好", by=hospital)
    with pytest.raises(defect_refusals.BeforeMending):
        confirm_defect(defect, on=DAY, by=programme)


# --- a station that has left the programme -------------------------------------------------------
def test_what_was_found_before_a_station_closed_may_still_be_recorded_and_nothing_later() -> None:
    station = open_station_of()
    closed_on = date(2026, 1, 10)
    SpellFactory.create(station=station, kind="CLOSED", from_on=closed_on)
    by, said = officer(station), {"words": "漏水", "severity": Severity.MINOR}

    with pytest.raises(StationHasEnded) as refusal:
        report_defect(station, on=closed_on, by=by, **said)
    assert refusal.value.field == "on"
    report_defect(station, on=closed_on - timedelta(days=1), by=by, **said)
    assert station.defects.get().found_on == date(2026, 1, 9)


def test_a_paused_station_is_still_worked_on() -> None:
    station = open_station_of()
    SpellFactory.create(station=station, kind="PAUSED", from_on=date(2026, 1, 10))

    submit_design(station, description="重新装修", on=date(2026, 2, 1), by=officer(station))

    assert station.designs.count() == 1


def test_what_was_before_a_hospital_left_may_still_be_recorded_and_nothing_later() -> None:
    station = station_in(SiteStatus.CLOSED)
    SiteStepFactory.create(site=station.site, to_status=SiteStatus.CLOSED, on=LATER)
    by, said = officer(station), {"words": "漏水", "severity": Severity.MINOR}

    with pytest.raises(SiteHasEnded):
        report_defect(station, on=LATER, by=by, **said)
    with pytest.raises(SiteHasEnded):
        open_station(station, on=LATER, by=by)
    report_defect(station, on=DAY, by=by, **said)
    assert open_station(station, on=DAY, by=by).opened_on == DAY
