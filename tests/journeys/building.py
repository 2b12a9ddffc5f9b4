"""The hospital designs, builds, is paid on evidence, accepted, and opens its station."""

from playwright.sync_api import expect

from tests.journeys.people import Somebody, about, starting
from tests.journeys.story import HOSPITAL, STATION, Story

CONTRACT = "演示：施工合同"


def the_coordinator_plans_and_designs(story: Story) -> None:
    coordinator = story.now(**story.coordinator).follows(
        HOSPITAL, "Open design and building", "Station"
    )
    coordinator.follows("Plan a station").fills_in({"Campus": "演示院区", "Name": STATION})
    coordinator.presses("Plan the station").follows("Design and building", "Submit a design")
    coordinator.fills_in(
        {
            "What is to be built": "演示：接待区一间，儿童游戏区一间。",
            "Floor plan": story.paper,
            "Submitted on": story.after_signing(2),
        }
    )
    coordinator.presses("Submit").sees("The design is submitted. The programme decides next.")


def an_officer_agrees_to_the_design(story: Story) -> None:
    officer = (
        story.now("officer")
        .follows(f"Decide on the design of {HOSPITAL}.")
        .fills_in(
            {"Agree: the hospital may build like this": True, "Decided on": story.after_signing(4)}
        )
    )
    officer.presses("Record the decision").sees("The decision is recorded.")
    moves(officer, story, "Design and budget", days=4)


def moves(officer: Somebody, story: Story, to: str, *, days: int) -> None:
    officer.goes_to(f"/sites/{story.site}/").follows(f"Move to “{to}”")
    officer.fills_in({"Date": story.after_signing(days)}).presses("Record the step")
    officer.sees(f"The site is “{to}” now.")


def an_officer_commits_a_grant(story: Story) -> None:
    officer = story.now("officer").goes_to(f"/sites/{story.site}/").follows("Money")
    officer.follows("Draft a grant")
    officer.fills_in({"Title": "演示资助", "Drafted on": story.after_signing(4)})
    officer.presses("Go on to the budget")
    officer.fills_in({"Set on": story.after_signing(4), "Renovation": 60_000, "Equipment": 40_000})
    officer.presses("Set the budget").fills_in(
        {
            "Tranche 1": 60_000,
            "Tranche 1: papers to attach": CONTRACT,
            "Tranche 2": 40_000,
            "Tranche 3": "",
        }
    )
    officer.ticks("Tranche 1 waits for", "Agreement signed")
    officer.ticks("Tranche 2 waits for", "The acceptance is signed by both sides")
    officer.presses("Plan the tranches").follows("Commit")
    officer.fills_in({"Committed on": story.after_signing(5)}).presses("Commit the grant")
    officer.sees("is committed.").follows("Set").fills_in(
        {
            "Name of the account": HOSPITAL,
            "Bank and branch": "演示银行演示支行",
            "Account number": "0000 0000 0000 0088",
            "Where you have it from": "演示：协议附页",
        }
    )
    officer.presses("Set the account").sees("A second person must confirm it.")


def nothing_is_released_without_evidence(story: Story) -> None:
    officer = story.now("officer").goes_to(f"/sites/{story.site}/").follows("Money", "Confirm")
    officer.sees("The records of this site").presses("Confirm").sees("no paper attached yet")
    expect(officer.main.get_by_role("link", name="Release", exact=True)).to_have_count(0)
    officer.follows("Attach").stands_at("Attach evidence")
    [condition] = [part for part in officer.page.url.split("/") if part.isdigit()]
    officer.goes_to(f"/conditions/{condition}/confirm/").presses("Confirm")
    officer.sees("Attach the paper first: a tranche is released on evidence.")


def the_coordinator_attaches_the_paper(story: Story) -> None:
    coordinator = story.now(**story.coordinator).follows(about(HOSPITAL, CONTRACT))
    coordinator.fills_in({"Evidence": story.paper}).presses("Attach")
    coordinator.sees("attached, not confirmed yet")


def an_officer_releases_it(story: Story) -> None:
    officer = story.now("officer").follows(about(HOSPITAL, "is attached. Confirm it."))
    officer.follows("Confirm").fills_in({"Met on": story.after_signing(6)}).presses("Confirm")
    releases(officer, story, days=7)


def releases(officer: Somebody, story: Story, *, days: int) -> None:
    officer.follows("Release").fills_in({"Released on": story.after_signing(days)})
    officer.presses("Release the tranche").sees("The tranche is released: finance can pay it.")


def finance_confirms_the_account_and_pays(story: Story) -> None:
    finance = story.now("finance").follows(f"The account of {HOSPITAL} waits for a second person.")
    finance.fills_in({"I compared name, bank and ending with the paper.": True})
    finance.presses("Confirm the account").sees("The account is confirmed: money can go to it.")
    finance_pays(finance, story, days=8)


def finance_pays(finance: Somebody, story: Story, *, days: int) -> None:
    finance.goes_to_desk().follows(about(HOSPITAL, "is released and not paid."))
    finance.fills_in(
        {"Paid on": story.after_signing(days), "Bank reference": f"演示流水-{days}"}
    ).presses("It is paid: book it")
    finance.sees("The payment is recorded and booked.")


def the_hospital_builds_and_checks_itself(story: Story) -> None:
    officer = story.now("officer")
    moves(officer, story, "First payment", days=8)
    moves(officer, story, "Building", days=9)

    coordinator = story.now(**story.coordinator).follows(HOSPITAL, "Open design and building")
    coordinator.follows("Record the self-check").sees("What is not in order becomes a defect")
    all_in_order(coordinator)
    coordinator.fills_in({"Checked on": story.after_signing(15)}).presses("Record it")
    coordinator.sees("The self-check is recorded.")
    moves(officer, story, "Self-check", days=15)


def all_in_order(person: Somebody) -> None:
    for answer in person.main.get_by_role("radio", name="In order", exact=True).all():
        answer.check()


def both_sides_accept(story: Story) -> None:
    officer = story.now("officer").goes_to(f"/sites/{story.site}/")
    officer.follows("Open design and building", "Record the inspection")
    officer.sees("Afterwards the hospital and the programme sign")
    all_in_order(officer)
    officer.fills_in({"Inspected on": story.after_signing(18), "Accepted": True})
    officer.presses("Record the inspection").follows("Sign")
    officer.fills_in({"Day of the signature": story.after_signing(18)})
    officer.presses("Sign for the programme").sees("not signed yet")

    coordinator = (
        story.now(**story.coordinator)
        .follows(starting("Sign the acceptance sheet"))
        .follows("Sign")
    )
    coordinator.fills_in({"Day of the signature": story.after_signing(19)})
    coordinator.presses("Sign for the hospital").does_not_see("not signed yet")
    moves(officer, story, "Acceptance inspection", days=19)


def the_rest_is_paid_and_the_station_opens(story: Story) -> None:
    officer = (
        story.now("officer").goes_to(f"/sites/{story.site}/").follows("Move to “Last payment”")
    )
    officer.fills_in({"Date": story.after_signing(19)}).presses("Record the step")
    officer.sees("A tranche of this site's grant is not paid yet.")
    officer.follows("Cancel", "Money", "Confirm").presses("Confirm")
    releases(officer, story, days=20)
    finance_pays(story.now("finance"), story, days=21)
    moves(officer, story, "Last payment", days=21)

    officer.follows("Record the opening").fills_in({"Opened on": story.after_signing(25)})
    officer.presses("Record the opening").sees("The station is open.")
    public = story.now().goes_to("/").follows(about("红纽扣医务社工计划"), "浙江站")
    public.follows(about(HOSPITAL, STATION)).sees(HOSPITAL, "演示院区")
