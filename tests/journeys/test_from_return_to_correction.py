"""A return is filed, a figure published, a date corrected, the drift found, a draft checked."""

import re
from collections.abc import Callable
from datetime import date, timedelta

from django.utils import timezone
from playwright.sync_api import expect

from tests.journeys.people import PHONE, Somebody, about, in_a_known_year, starting

pytestmark = in_a_known_year
Come = Callable[..., Somebody]
HOSPITAL = "演示医院 30"
SIGNING = "演示：单独签约"
REASON = "演示：签约日期更正为次日。"


def test_a_coordinator_files_a_return_that_adds_up(somebody: Come) -> None:
    coordinator = somebody("coordinator", width=PHONE).follows(
        about("演示医院 02", "fill in the return")
    )
    coordinator.does_not_see("This does not add up yet").follows("Fill in")
    coordinator.sees("write 0 where there was none")
    for field in coordinator.main.locator("input[name^=value_]").all():
        if not field.input_value() and "mean" not in str(field.get_attribute("name")):
            field.fill("0")
    coordinator.fills_in({"Persons served": 30, "Person-times served": 20})
    coordinator.presses("Save and check").sees("30 persons cannot be more than 20 person-times")

    coordinator.follows("Mend it").fills_in(
        {
            "Person-times served": 75,
            "Of the persons: inpatients": 20,
            "Of the persons: outpatients": 10,
        }
    )
    coordinator.presses("Save and check").sees("Everything is filled in and adds up.")
    coordinator.presses("Hand in").sees("The return is handed in.")

    officer = somebody("zhejiang").follows(re.compile("returns wait to be checked"))
    officer.follows(about("Accept 1", "in which nothing was asked about")).sees("演示医院 02")
    officer.presses("Accept and lock them")
    coordinator.goes_to_desk().follows("演示医院 02", "Returns").sees("Accepted and locked")


def test_a_published_figure_is_corrected_beside_what_was_said(somebody: Come) -> None:
    signed_on = timezone.localdate() - timedelta(days=40)
    publication, counted = an_officer_signs_and_publishes(somebody("officer"), signed_on)
    agreement = the_date_is_corrected(somebody("officer"), signed_on)
    the_drift_names_the_record_and_a_correction_is_proposed(
        somebody("officer"), publication, agreement, counted
    )
    another_officer_approves(somebody("approver"), publication)
    everybody_reads_the_correction(somebody(), publication, counted)
    a_press_draft_is_checked(somebody("foundation"), signed_on, counted)


def an_officer_signs_and_publishes(officer: Somebody, signed_on: date) -> tuple[str, int]:
    """Sign one agreement and publish how many are signed; return its number and the value."""
    officer.follows(re.compile("prepared agreements? waits?"), "Record a signing")
    officer.fills_in({"Title": SIGNING, "Signed on": signed_on, HOSPITAL: True}).presses(
        "Record it"
    )
    officer.sees("1 agreement is signed.").follows("浙江站")
    officer.fills_in({"As of": signed_on}).presses("Show that day")
    expect(officer.page).to_have_url(re.compile(f"as_of={signed_on}"))
    signed = officer.main.locator(".nk-stat", has_text="Hospitals signed")
    signed.get_by_role("link").first.click()
    officer.follows("Publish").presses("Publish and sign").sees("It still holds")
    [number] = re.findall("/publications/([^/]+)/", officer.page.url)
    value = officer.main.locator(".nk-stat-value strong").first.inner_text()
    return number, int(value.split()[0])


def the_date_is_corrected(officer: Somebody, signed_on: date) -> str:
    """Correct the day where it was recorded; return the number of the agreement."""
    corrected = {"Signed on": signed_on + timedelta(days=1), "Why you change it": REASON}
    officer.follows("浙江站", "Signing", SIGNING, re.compile("^NK-")).sees("Parties")
    agreement = officer.main.locator("h1").locator("xpath=..").inner_text()
    officer.follows("Edit").fills_in(corrected).presses("Save")
    officer.sees(f"It was signed with others at “{SIGNING}”: correct the day there.")
    officer.follows("Cancel", SIGNING, "Correct").fills_in(corrected).presses("Correct")
    officer.sees("NK-").follows(re.compile("^NK-")).sees(REASON)
    [number] = re.findall("NK-[0-9]{4}-[0-9]{4}", agreement)
    return str(number)


def the_drift_names_the_record_and_a_correction_is_proposed(
    officer: Somebody, publication: str, agreement: str, counted: int
) -> None:
    officer.opens_area("Figures").follows("Published figures", publication)
    officer.sees("The records have changed since", f"{counted - 1} hospitals", agreement)
    changed = officer.main.get_by_role("table").filter(has_text="not counted")
    expect(changed.locator("tbody tr")).to_have_count(1)
    officer.follows("Propose a correction").fills_in({"Reason": REASON}).presses("Propose")
    officer.sees("The correction waits for another officer's approval.")


def another_officer_approves(approver: Somebody, publication: str) -> None:
    approver.follows(about(publication)).sees(REASON).presses("Approve")
    approver.sees("The correction is published beside the figure.")


def everybody_reads_the_correction(public: Somebody, publication: str, counted: int) -> None:
    public.goes_to("/").follows("Open the indicator book", "Published figures", publication)
    public.sees(
        f"{counted} hospitals", "Corrected", f"{counted - 1} hospitals", f"Reason: {REASON}"
    )


def a_press_draft_is_checked(press: Somebody, day: date, counted: int) -> None:
    written = f"截至{day.year}年{day.month}月{day.day}日，浙江站已签约{{}}家医院。"
    press.opens_area("Check a draft")
    press.fills_in({"Draft": written.format(counted - 1) + written.format(counted)})
    press.presses("Check")
    press.sees(re.compile(rf"{counted - 1}家医院\s*Proved"))
    press.sees(re.compile(rf"{counted}家医院\s*Differs"))
    press.follows(starting("Proof 1")).sees("The records behind it")
