"""A hospital is registered, applies to a call, and its papers are checked."""

import re
from datetime import timedelta

from playwright.sync_api import Locator, expect

from tests.journeys.people import PHONE, Somebody
from tests.journeys.story import CALL, COORDINATOR, HOSPITAL, PASSWORD, Story

SECTIONS = 6


def an_administrator_registers_the_hospital(story: Story) -> str:
    """Register it with somebody who coordinates; return the link by which they enter."""
    admin = story.then("admin").opens_area("Organisations").follows("Register an organisation")
    admin.fills_in(
        {"Kind": "Hospital", "Official name": HOSPITAL, "Why it has no code": "演示机构"}
    ).presses("Register")
    admin.sees(HOSPITAL).follows("Add a campus").fills_in({"Name": "演示院区"}).presses("Add")
    admin.follows("Add a person")
    admin.fills_in({"Name": "演示联络员", "Title": "社工部主任"}).presses("Add")
    admin.follows("Open an account").fills_in({"E-mail": f"{COORDINATOR}@demo.example.org"})
    admin.presses("Open the account").sees("The account is open")
    link: str = admin.main.locator(".nk-code").inner_text().split()[0]
    admin.follows("Give a role", "Give a role")
    admin.fills_in({"Role": "Hospital coordinator", "Organisation": HOSPITAL})
    admin.presses("Give the role").sees("Hospital coordinator")
    return link


def a_reviewer_worked_there_until_last_year(story: Story) -> None:
    admin = story.then("admin").opens_area("Accounts")
    admin.fills_in({"Name, pinyin or e-mail": "reviewer3"}).presses("Filter")
    admin.follows("reviewer3@demo.example.org", "Give a role").fills_in(
        {
            "Role": "Hospital coordinator",
            "Organisation": HOSPITAL,
            "From": story.applied_on - timedelta(days=900),
            "Until": story.applied_on - timedelta(days=300),
        }
    )
    admin.presses("Give the role").sees(HOSPITAL)


def an_officer_publishes_a_call(story: Story) -> None:
    officer = (
        story.then("officer")
        .follows("浙江站", "Calls", "Draw up a call")
        .fills_in(
            {
                "Title": CALL,
                "Opens on": story.applied_on,
                "Open until and including": story.applied_on + timedelta(days=30),
                "Who may apply": "浙江省内的二级以上医院（演示）",
                "What is granted": "一间博爱社工服务站的援建（演示）",
                "How it is decided": "申报、形式审查、评审、公示、签约（演示）",
                "Whom to ask": "浙江站项目办（演示）",
            }
        )
    )
    officer.presses("Keep as a draft").sees("Look through its form, then publish it.")
    officer.follows("Publish").presses("Publish").sees("The call is published.")


def the_coordinator_enters_by_the_link(story: Story, link: str) -> None:
    coordinator = story.then(width=PHONE).goes_to(link)
    coordinator.fills_in({"New Password": PASSWORD, "New Password (again)": PASSWORD})
    coordinator.page.keyboard.press("Enter")
    coordinator.sees("Your password is set").follows("Sign in")
    coordinator.fills_in({"Email": f"{COORDINATOR}@demo.example.org", "Password": PASSWORD})
    coordinator.presses("Sign in").sees("Desk")


def the_coordinator_applies(story: Story) -> None:
    coordinator = story.then(**story.coordinator)
    coordinator.follows(re.compile(CALL)).sees("Who may apply").follows("Apply")
    coordinator.presses("Begin the application").sees("Your application is begun.")
    [story.site] = re.findall("/sites/([^/]+)/", coordinator.page.url)
    for number in range(1, SECTIONS + 1):
        coordinator.stands_at(f"{number}. ")
        answer_everything(coordinator, story)
        coordinator.presses(
            "Save and go on" if number < SECTIONS else "Save and see what is missing"
        )
        coordinator.sees("Saved.")
    coordinator.does_not_see("Still missing").presses("Hand in")
    coordinator.sees("Your application is handed in.", "The programme officer checks")


def answer_everything(coordinator: Somebody, story: Story) -> None:
    for field in coordinator.main.locator("form [name^=field-]").all():
        answer(field, story)


def answer(field: Locator, story: Story) -> None:
    kind = field.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
    label = field.evaluate("one => one.labels[0].innerText")
    if kind == "file":
        field.set_input_files(story.paper)
    elif kind == "select":
        field.select_option(index=1)
    elif kind == "radio":
        field.check()
    elif kind == "date":
        field.fill("2027-03-01")
    else:
        field.fill("40" if field.get_attribute("inputmode") or "yuan" in label else "演示")


def an_officer_checks_the_papers(story: Story) -> None:
    officer = story.then("officer").follows(f"Check the application of {HOSPITAL}.")
    officer.presses("Begin the formal check").presses("Save, and the rest is in order")
    officer.sees("All looked at").follows("Pass on to the panel").presses("Pass on to the panel")
    officer.sees("The check has ended: Passed on to the panel.")
    expect(officer.main.get_by_role("link", name="Review and notice of the branch")).to_be_visible()
