"""The doors of returns: what each shows, takes and refuses."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook, load_workbook

from niukou.core.due import due_for
from niukou.core.imports import apply_import, confirm_import
from niukou.core.models import ImportRun
from niukou.figures.models import ReturnPlan, SiteReturn
from tests.factories import (
    BranchFactory,
    auditor,
    officer_of,
    officer_of_all,
    signed_site,
    stranger,
)
from tests.factories.programmes import coordinator, coordinator_elsewhere
from tests.factories.returns import (
    FEBRUARY,
    GOOD,
    HANDED_IN,
    MARCH,
    accepted,
    filled,
    holidays_of,
    line,
    open_return,
    plan_for,
    submitted,
)

pytestmark = pytest.mark.django_db


def at(name: str, *args: object) -> str:
    return reverse(f"figures:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


def posted(**changed: str) -> dict[str, str]:
    """Return the fields of a good month as a page sends them; amounts in yuan."""
    said = dict(GOOD) | {"relief-amount": "12,500.00", "agreements": "1", "stations": "0"}
    said |= {"days-open": "0", "posts-held": "0", "post-months": "0"} | {
        code.replace("_", "-"): value for code, value in changed.items()
    }
    return {f"value_{code}": value for code, value in said.items()}


# --- filling in ------------------------------------------------------------------------------------
def test_a_coordinator_fills_in_checks_and_hands_in(signed_in) -> None:
    one = open_return()
    browser = signed_in(coordinator(one.site))
    fill = at("return-fill", one.pk)
    assert browser.get(at("site-returns", one.site.number)).status_code == 200
    assert fill in text_of(browser.get(one.get_absolute_url()))
    assert browser.get(fill).status_code == 200

    saved = browser.post(fill, posted() | {"version": one.version, "check": "1"})
    submit = at("return-submit", one.pk)
    assert (saved.status_code, saved.url) == (302, submit)
    assert line(one, "relief-amount").stated_value == 1_250_000
    assert browser.get(submit).status_code == 200
    assert browser.post(submit).status_code == 302

    one.refresh_from_db()
    assert one.is_submitted
    assert browser.post(submit).status_code == 422
    assert browser.get(fill).status_code == 200
    assert browser.post(fill, posted() | {"version": one.version}).status_code == 422


def test_what_does_not_add_up_is_shown_before_the_button(signed_in) -> None:
    one = filled(persons_served=121)
    browser = signed_in(coordinator(one.site))
    submit = at("return-submit", one.pk)

    looked = browser.get(submit)

    assert [found.code for found in looked.context["shown"].refused] == ["persons-served"]
    assert "<button" not in text_of(looked).partition("<main")[2].partition("nk-section")[0]
    assert browser.post(submit).status_code == 422


@pytest.mark.parametrize(
    ("code", "value"),
    [("person-times", "-1"), ("person-times", "viele"), ("groups", "1.5"), ("relief-amount", "x")],
)
def test_what_is_no_number_is_told_beside_its_line_and_kept(signed_in, code, value) -> None:
    one = open_return()
    browser = signed_in(coordinator(one.site))

    response = browser.post(
        at("return-fill", one.pk), posted(**{code: value}) | {"version": one.version}
    )

    assert response.status_code == 422
    assert f"value_{code}" in response.context["form"].errors
    assert f'value="{value}"' in text_of(response)


def test_of_two_who_fill_in_the_second_is_told_and_keeps_what_was_typed(signed_in) -> None:
    one = open_return()
    browser = signed_in(coordinator(one.site))
    fill = at("return-fill", one.pk)
    browser.post(fill, posted() | {"version": one.version})

    late = browser.post(fill, posted(activities="9") | {"version": one.version})

    assert late.status_code == 422
    [difference] = late.context["form"].differences
    assert (difference.theirs, difference.yours) == ("2", "9")
    again = posted(activities="9") | {"version": late.context["form"].data["version"]}
    assert browser.post(fill, again).status_code == 302
    assert line(one, "activities").stated_value == 9


# --- checking --------------------------------------------------------------------------------------
def test_an_officer_sends_back_and_accepts(signed_in) -> None:
    one = submitted()
    browser = signed_in(officer_of(one.site.branch))
    back = at("return-send-back", one.pk)
    assert browser.get(back).status_code == 200
    assert browser.post(back, {"remark": ""}).status_code == 422
    assert browser.post(back, {"line_person-times": "与签到表不符"}).status_code == 302
    hospital = signed_in(coordinator(one.site))
    assert "与签到表不符" in text_of(hospital.get(at("return-fill", one.pk)))
    assert hospital.post(at("return-submit", one.pk)).status_code == 302

    assert browser.post(at("return-accept", one.pk)).status_code == 302

    one.refresh_from_db()
    assert one.is_accepted
    assert browser.post(at("return-accept", one.pk)).status_code == 422


def test_doors_are_closed_to_others(signed_in, anybody) -> None:
    one = submitted()
    names = ("return-detail", "return-fill", "return-submit", "return-send-back", "return-import")
    for name in (*names, "return-workbook"):
        assert anybody.get(at(name, one.pk)).status_code == 302
        for other in (stranger(), coordinator_elsewhere(one.site)):
            assert signed_in(other).get(at(name, one.pk)).status_code == 404
    reader = signed_in(auditor())
    assert reader.get(one.get_absolute_url()).status_code == 200
    assert reader.get(at("return-fill", one.pk)).status_code == 403
    assert reader.post(at("return-accept", one.pk)).status_code == 403
    assert signed_in(coordinator(one.site)).post(at("return-accept", one.pk)).status_code == 403


# --- notes -----------------------------------------------------------------------------------------
def test_a_note_is_written_by_one_and_approved_by_another(signed_in) -> None:
    one = accepted()
    hospital, officer = signed_in(coordinator(one.site)), signed_in(officer_of(one.site.branch))
    place = at("line-note", one.pk, "person-times")
    assert hospital.get(place).status_code == 200
    assert hospital.post(place, {"says_value": "130", "reason": ""}).status_code == 422
    assert hospital.post(place, {"says_value": "130", "reason": "漏登一次活动"}).status_code == 302
    note = line(one, "person-times").notes.get()

    assert hospital.post(at("return-note-approve", note.pk)).status_code == 403
    assert officer.get(note.get_absolute_url()).status_code == 200
    assert officer.post(at("return-note-approve", note.pk)).status_code == 302

    shown = text_of(hospital.get(one.get_absolute_url()))
    assert (line(one, "person-times").standing, "漏登一次活动" in shown) == (130, True)
    assert officer.post(at("return-note-approve", note.pk)).status_code == 422


def test_a_note_is_rejected_with_a_reason_and_an_open_return_takes_none(signed_in) -> None:
    one = accepted()
    officer = signed_in(officer_of(one.site.branch))
    hospital = signed_in(coordinator(one.site))
    place = at("line-note", one.pk, "groups")
    hospital.post(place, {"says_value": "2", "reason": "重复"})
    note = line(one, "groups").notes.get()

    assert officer.post(at("return-note-reject", note.pk), {"why_not": ""}).status_code == 422
    assert officer.post(at("return-note-reject", note.pk), {"why_not": "不属实"}).status_code == 302
    assert signed_in(stranger()).get(note.get_absolute_url()).status_code == 404
    assert line(one, "groups").standing == 1
    waiting = open_return(signed_site())
    other = signed_in(coordinator(waiting.site))
    assert other.get(at("line-note", waiting.pk, "groups")).status_code == 404


# --- the board -------------------------------------------------------------------------------------
def test_the_board_shows_late_ones_first(signed_in, time_machine) -> None:
    branch = BranchFactory.create()
    fine, late = (signed_site(branch=branch) for _place in range(2))
    submitted(open_return(fine))
    time_machine.move_to("2026-03-01T10:00:00+08:00", tick=False)
    browser = signed_in(officer_of(branch))

    board = browser.get(at("branch-returns", branch.slug)).context["board"]

    assert [row.site for row in board.rows] == [late, fine]
    assert (board.late_count, board.counts["SUBMITTED"]) == (1, 1)


def test_an_officer_sets_the_rhythm_and_opens(signed_in, time_machine) -> None:
    time_machine.move_to("2026-02-02T10:00:00+08:00", tick=False)
    site = signed_site()
    holidays_of(2026)
    browser = signed_in(officer_of(site.branch))
    place = at("branch-return-plan", site.branch.slug)
    said = {"rhythm": "MONTHLY", "asked": "SIGNED", "due_workdays": "5", "from_on": "2026-01-01"}

    assert browser.get(place).status_code == 200
    assert browser.post(place, said | {"from_on": "2026-01-02"}).status_code == 422
    assert browser.post(place, said).status_code == 302
    assert browser.post(at("returns-open", site.branch.slug)).status_code == 302

    assert SiteReturn.objects.filter(site=site).count() == 1
    other = signed_in(stranger())
    assert other.get(place).status_code == 403
    assert other.post(at("returns-open", site.branch.slug)).status_code == 403
    whole = signed_in(officer_of_all(site.branch.programme))
    of_all = at("programme-return-plan", site.branch.programme.slug)
    assert browser.get(of_all).status_code == 403
    assert whole.post(of_all, said).status_code == 302
    assert ReturnPlan.objects.filter(branch=None).count() == 1


def test_clean_returns_are_accepted_together(signed_in) -> None:
    branch = BranchFactory.create()
    ones = [submitted(open_return(signed_site(branch=branch))) for _place in range(2)]
    browser = signed_in(officer_of(branch))
    place = at("returns-accept-clean", branch.slug)

    page = browser.get(place)
    assert page.context["clean"] == ones
    gone = {"returns": [ones[0].pk, open_return(signed_site()).pk]}
    assert browser.post(place, gone).status_code == 422
    assert browser.post(place, {"returns": [one.pk for one in ones]}).status_code == 302

    assert SiteReturn.objects.accepted().count() == 2
    assert signed_in(coordinator(ones[0].site)).get(place).status_code == 403


# --- workbooks -------------------------------------------------------------------------------------
def book(*rows: tuple[str, object, str]) -> SimpleUploadedFile:
    made, file = Workbook(), BytesIO()
    made.active.append(["行号", "数值", "说明"])
    for row in rows:
        made.active.append(list(row))
    made.save(file)
    return SimpleUploadedFile("报表.xlsx", file.getvalue())


def test_a_return_goes_out_and_comes_back_as_a_workbook(signed_in) -> None:
    one = open_return()
    browser = signed_in(coordinator(one.site))
    answer = browser.get(at("return-workbook", one.pk))
    sheet = load_workbook(BytesIO(b"".join(answer.streaming_content))).worksheets[0]
    rows = {row[0].value: [cell.value for cell in row] for row in sheet.iter_rows()}
    assert rows["agreements"][2:4] == ["1", "1"]

    sent = browser.post(
        at("return-import", one.pk),
        {
            "file": book(
                ("person-times", 120, ""),
                ("relief-amount", "1.25万元", "含物资"),
                ("groups", "1.5", ""),
                ("volunteer-hours", -3, ""),
                ("nothing", 1, ""),
                ("person-times", 121, ""),
            )
        },
    )
    run = ImportRun.objects.get()
    assert sent.status_code == 302
    assert [row["outcome"] for row in run.rows] == ["MATCHED"] * 2 + ["REFUSED"] * 4
    assert line(one, "person-times").stated_value is None

    confirm_import(run, by=run.started_by)
    apply_import(run.pk)

    assert line(one, "person-times").stated_value == 120
    assert line(one, "relief-amount").stated_value == 1_250_000
    assert browser.get(run.get_absolute_url()).status_code == 200


def test_the_same_workbook_twice_changes_nothing_the_second_time(signed_in) -> None:
    one = open_return()
    browser = signed_in(coordinator(one.site))
    for _time in range(2):
        browser.post(at("return-import", one.pk), {"file": book(("groups", 3, ""))})
        run = ImportRun.objects.order_by("-started_at").first()
        confirm_import(run, by=run.started_by)
        apply_import(run.pk)

    run.refresh_from_db()
    assert [row["outcome"] for row in run.rows] == ["UNCHANGED"]


def test_a_workbook_for_a_return_that_was_handed_in_meanwhile_is_told(signed_in) -> None:
    one = filled()
    browser = signed_in(coordinator(one.site))
    browser.post(at("return-import", one.pk), {"file": book(("activities", 3, ""))})
    run = ImportRun.objects.get()
    submitted(one)
    confirm_import(run, by=run.started_by)

    apply_import(run.pk)

    run.refresh_from_db()
    assert (run.status, line(one, "activities").stated_value) == ("FAILED", 2)


# --- due -------------------------------------------------------------------------------------------
def test_what_waits_is_due_for_the_hospital_and_for_the_officer() -> None:
    one = open_return()
    hospital, officer = coordinator(one.site), officer_of(one.site.branch)
    place = one.get_absolute_url()
    board = at("branch-returns", one.site.branch.slug)

    def due(account, on) -> list[str]:
        return [found.url for found in due_for(account, on=on) if found.url in {place, board}]

    assert due(hospital, FEBRUARY) == [place]
    assert due(officer, one.deadline_on) == []
    assert due(officer, MARCH) == [board]
    submitted(one)
    assert due(hospital, HANDED_IN) == []
    assert due(officer, HANDED_IN) == [board]
    assert due(stranger(), HANDED_IN) == []


# --- JSON ------------------------------------------------------------------------------------------
def test_the_api_tells_returns_to_those_who_work_on_the_site(signed_in, anybody) -> None:
    one = accepted()
    reader = signed_in(coordinator(one.site))

    [told] = reader.get(f"/api/v1/returns?branch={one.site.branch.slug}").json()["items"]
    whole = reader.get(f"/api/v1/returns/{one.pk}").json()

    assert (told["site"], told["status"]) == (one.site.number, "ACCEPTED")
    lines = {said["code"]: said["standing"] for said in whole["lines"]}
    assert float(lines["person-times"]) == 120
    assert reader.get("/api/v1/returns?status=OPEN").json()["items"] == []
    assert signed_in(stranger()).get(f"/api/v1/returns/{one.pk}").status_code == 404
    assert anybody.get("/api/v1/returns").status_code == 401


# --- queries ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("count", [1, 3])
def test_the_board_runs_the_same_queries_for_any_number(
    signed_in, count: int, django_assert_max_num_queries
) -> None:
    branch = BranchFactory.create()
    for _place in range(count):
        submitted(open_return(signed_site(branch=branch)))
    browser = signed_in(officer_of(branch))
    browser.get(at("branch-returns", branch.slug))

    with django_assert_max_num_queries(12):
        page = browser.get(at("branch-returns", branch.slug))

    assert len(page.context["board"].rows) == count
    assert len(page.content) < 50_000


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_a_site_runs_the_same_queries_for_any_number(
    signed_in, count: int, django_assert_max_num_queries
) -> None:
    site = signed_site()
    plan_for(site.branch)
    for month in range(count):
        open_return(site, on=FEBRUARY.replace(month=2 + month))
    browser = signed_in(coordinator(site))
    browser.get(at("site-returns", site.number))

    with django_assert_max_num_queries(10):
        page = browser.get(at("site-returns", site.number))

    assert len(page.context["listed"]) == count


@pytest.mark.parametrize("name", ["return-detail", "return-fill", "return-submit"])
def test_the_pages_of_a_return_are_light(signed_in, name, django_assert_max_num_queries) -> None:
    one = filled()
    browser = signed_in(coordinator(one.site))
    browser.get(at(name, one.pk))

    with django_assert_max_num_queries(12):
        page = browser.get(at(name, one.pk))

    assert len(page.content) < 50_000
