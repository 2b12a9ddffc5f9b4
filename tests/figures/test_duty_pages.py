"""The doors of disclosure: the calendar, a duty, and what everybody reads."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from niukou.core.due import due_for
from niukou.figures.actions.duties import decide_duty_note, note_duty
from niukou.figures.jobs import follow_facts
from niukou.figures.models import DisclosureCalendar, Duty
from tests.factories import BranchFactory, ProgrammeFactory, officer_of, officer_of_all, stranger
from tests.factories.duties import (
    ADDRESS,
    FIRST_DUE,
    LAUNCH,
    TEXT,
    approved,
    drafted,
    kept,
    open_duty,
    published,
)

pytestmark = pytest.mark.django_db
PIXEL = (
    b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00"
    b"\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    b"\x00\x00\x00\x00IEND\xaeB`\x82"
)


def at(name: str, *args: object) -> str:
    return reverse(f"figures:{name}", args=args)


def text_of(response) -> str:
    return response.content.decode()


def test_an_officer_keeps_the_calendar(signed_in) -> None:
    programme = ProgrammeFactory.create(launched_on=LAUNCH)
    browser = signed_in(officer_of_all(programme))
    place, keep = at("disclosure", programme.slug), at("disclosure-keep", programme.slug)
    assert browser.get(place).context["calendar"].waiting == []
    assert browser.get(keep).status_code == 200

    assert browser.post(keep, {"from_on": ""}).status_code == 422
    assert browser.post(keep, {"from_on": timezone.localdate().isoformat()}).status_code == 302

    assert len(browser.get(place).context["calendar"].waiting) >= 5
    assert signed_in(stranger()).get(keep).status_code == 403


def test_overdue_duties_stand_on_top(signed_in, time_machine) -> None:
    programme = kept()
    time_machine.move_to("2026-04-02T10:00:00+08:00", tick=False)
    browser = signed_in(officer_of_all(programme))

    calendar = browser.get(at("disclosure", programme.slug)).context["calendar"]

    first, second, third, *_rest = calendar.waiting
    assert (first.is_overdue, second.is_overdue, third.is_overdue) == (True, True, False)
    assert (second.duty.deadline_on, third.is_soon) == (FIRST_DUE, False)
    assert calendar.overdue_count == 2


def test_a_text_is_written_approved_and_published(signed_in, anybody) -> None:
    duty = open_duty()
    drafter, other = (signed_in(officer_of_all(duty.programme)) for _who in range(2))
    draft = at("duty-draft", duty.pk)
    built = drafter.get(draft).context["form"].initial["text"]
    assert "【待填】" in built
    assert drafter.post(draft, {"version": duty.version, "text": built}).status_code == 302
    duty.refresh_from_db()

    gaps = other.post(at("duty-approve", duty.pk), {"version": duty.version})
    assert (gaps.status_code, "【待填】" in text_of(gaps)) == (422, True)
    drafter.post(draft, {"version": duty.version, "text": TEXT})
    late = drafter.post(draft, {"version": duty.version, "text": "别的"})
    assert (late.status_code, late.context["form"].differences[0].theirs) == (422, TEXT)
    duty.refresh_from_db()
    assert drafter.post(at("duty-approve", duty.pk), {"version": duty.version}).status_code == 422
    assert other.post(at("duty-approve", duty.pk), {"version": duty.version}).status_code == 302

    publish = at("duty-publish", duty.pk)
    said = {"on": timezone.localdate().isoformat(), "url": ADDRESS}
    assert drafter.get(publish).status_code == 200
    assert drafter.post(publish, said | {"url": "xyz xyz"}).status_code == 422
    picture = SimpleUploadedFile("页面.png", PIXEL)
    assert drafter.post(publish, said | {"file": picture}).status_code == 302

    duty.refresh_from_db()
    assert (duty.status, duty.file.name) == ("PUBLISHED", "页面.png")
    page = text_of(anybody.get(f"/p/{duty.programme.slug}/progress/"))
    assert TEXT in page
    assert ADDRESS in page
    assert drafter.get(duty.file.get_absolute_url()).status_code == 200
    assert signed_in(stranger()).get(duty.file.get_absolute_url()).status_code == 404


def test_notes_are_printed_below_what_was_published(signed_in, anybody) -> None:
    duty = published()
    writer, other = (signed_in(officer_of_all(duty.programme)) for _who in range(2))
    note_page = at("duty-note", duty.pk)
    place = f"/p/{duty.programme.slug}/progress/"
    assert writer.get(note_page).status_code == 200
    assert writer.post(note_page, {"text": ""}).status_code == 422
    assert writer.post(note_page, {"text": "人次应为 130。"}).status_code == 302
    note = duty.notes.get()
    assert "人次应为 130。" not in text_of(anybody.get(place))

    assert writer.post(at("duty-note-approve", note.pk)).status_code == 422
    assert other.post(at("duty-note-approve", note.pk)).status_code == 302

    assert "人次应为 130。" in text_of(anybody.get(place))
    assert other.post(at("duty-note-reject", note.pk)).status_code == 422


def test_doors_are_closed_to_others(signed_in, anybody) -> None:
    branch = BranchFactory.create(programme__launched_on=LAUNCH)
    duty = drafted(open_duty(kept(branch.programme)))
    names = ("duty-detail", "duty-draft", "duty-publish", "duty-note")
    for name in names:
        assert anybody.get(at(name, duty.pk)).status_code == 302
        assert signed_in(stranger()).get(at(name, duty.pk)).status_code == 404
    reader = signed_in(officer_of(branch))
    assert reader.get(at("duty-detail", duty.pk)).status_code == 200
    assert [reader.get(at(name, duty.pk)).status_code for name in names[1:]] == [403] * 3
    assert reader.post(at("duty-approve", duty.pk), {"version": 2}).status_code == 403


def test_the_public_sees_nothing_that_is_not_published(anybody, signed_in) -> None:
    duty = approved()
    place = f"/p/{duty.programme.slug}/progress/"

    assert TEXT not in text_of(anybody.get(place))
    assert anybody.get("/p/nowhere/progress/").status_code == 404
    page = signed_in(stranger()).get(at("disclosure", duty.programme.slug))
    assert page.context["calendar"].waiting == []


# --- due, by night, JSON -------------------------------------------------------------------------
def test_a_duty_is_due_thirty_days_before_its_day() -> None:
    duty = open_duty()
    officer = officer_of_all(duty.programme)

    def due(on: date) -> list[str]:
        return [one.url for one in due_for(officer, on=on) if one.url == duty.get_absolute_url()]

    assert due(date(2026, 3, 1)) == []
    assert due(date(2026, 3, 2)) == due(date(2026, 5, 1)) == [duty.get_absolute_url()]
    assert due_for(stranger(), on=FIRST_DUE) == []


def test_a_note_waits_for_another_officer() -> None:
    duty = published()
    writer, other = (officer_of_all(duty.programme) for _who in range(2))
    note_duty(duty, text="应更正。", by=writer)
    today = timezone.localdate()
    place = duty.get_absolute_url()

    assert place not in [one.url for one in due_for(writer, on=today)]
    assert place in [one.url for one in due_for(other, on=today)]


def test_by_night_duties_follow_the_facts() -> None:
    programme = kept()
    programme.ends_on = timezone.localdate()
    programme.save()

    follow_facts(timestamp=0)

    assert DisclosureCalendar.objects.count() == 1
    assert Duty.objects.filter(programme=programme, kind="FINAL").count() == 1


def test_the_api_tells_entries_with_their_notes(anybody) -> None:
    duty = published()
    note = note_duty(duty, text="应为 130。", by=officer_of_all(duty.programme))
    decide_duty_note(note, approve=True, by=officer_of_all(duty.programme))

    [entry] = anybody.get(f"/api/v1/progress?programme={duty.programme.slug}").json()

    assert (entry["text"], entry["published_url"]) == (TEXT, ADDRESS)
    assert [one["text"] for one in entry["notes"]] == ["应为 130。"]
    assert anybody.get("/api/v1/progress?programme=nowhere").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_public_page_runs_the_same_queries_for_any_number(
    anybody, count: int, django_assert_num_queries
) -> None:
    programme = kept()
    for duty in Duty.objects.filter(kind="PROGRESS").order_by("pk")[:count]:
        published(Duty.objects.select_related("programme").get(pk=duty.pk))

    with django_assert_num_queries(3):  # the programme, its entries, their notes
        page = anybody.get(f"/p/{programme.slug}/progress/")

    assert len(page.context["entries"]) == count


@pytest.mark.parametrize("name", ["disclosure", "duty-detail"])
def test_the_pages_run_few_queries(signed_in, name, django_assert_max_num_queries) -> None:
    duty = published()
    browser = signed_in(officer_of_all(duty.programme))
    place = at(name, duty.programme.slug if name == "disclosure" else duty.pk)
    browser.get(place)

    with django_assert_max_num_queries(12):
        browser.get(place)
