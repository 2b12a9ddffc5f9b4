"""The hospital is reviewed and noticed, somebody objects, and it signs once that is over."""

import re
from datetime import date, timedelta

from tests.journeys.people import PHONE, about
from tests.journeys.story import HOSPITAL, PANEL, Story

NOTICE = "Public notice of the hospitals to be accepted"
REFUSED = "The public notice runs until"
REVIEWERS = {"reviewer": 8, "reviewer2": 9, "reviewer3": None}


def an_officer_opens_a_panel(story: Story) -> None:
    officer = story.then("officer").goes_to(f"/sites/{story.site}/application/")
    officer.follows("Review and notice of the branch", "Prepare a panel").fills_in(
        {
            "Title": PANEL,
            "Scores due on": story.applied_on + timedelta(days=7),
            "Reviews a site needs": 2,
        }
    )
    officer.presses("Prepare it")
    for criterion, weight, most in (("需求与依据", 3, 10), ("可持续", 1, 5)):
        officer.follows("Add")
        officer.fills_in({"Criterion": criterion, "Weight": weight, "Most points": most})
        officer.presses("Add it").sees(criterion)
    officer.follows("Add sites").fills_in({f"{story.site} {HOSPITAL}": True})
    officer.presses("Put them before the panel")
    for name in REVIEWERS:
        officer.follows("Invite a reviewer")
        officer.fills_in({"E-mail address": f"{name}@demo.example.org"}).presses("Invite")
    officer.sees("Barred", "Has or had a role: Hospital coordinator", "Found in the register")
    officer.follows("Open the panel").presses("Open it").sees("Still to come: 2")


def two_reviewers_score_and_the_third_is_barred(story: Story) -> None:
    opened = [reviewed for name in REVIEWERS if (reviewed := a_reviewer_scores(story, name))]
    barred = story.then("reviewer3", width=PHONE).does_not_see(story.site)
    barred.goes_to("/reviews/").does_not_see(story.site)
    for path in opened:
        barred.finds_nothing_at(path)


def a_reviewer_scores(story: Story, name: str) -> str:
    points = REVIEWERS[name]
    if points is None:
        return ""
    reviewer = story.then(name, width=PHONE).follows(f"Review {story.site}.")
    reviewer.sees("have you a conflict of interest?").does_not_see("How the post is to be filled")
    reviewer.presses("No, I have none").sees("How the post is to be filled")
    [path] = re.findall("/reviews/[0-9]+/", reviewer.page.url)
    reviewer.presses("Hand in").sees("has no points yet")
    reviewer.fills_in({"需求与依据": points, "可持续": 4}).presses("Hand in")
    reviewer.sees("Your review is handed in.")
    return path


def an_officer_decides_and_publishes_the_notice(story: Story) -> None:
    officer = story.then("officer").follows("浙江站", "Review and notice", about(PANEL))
    officer.follows("Close the reviews").presses("Close them").sees("83.75", "2 of 2 reviews")
    officer.follows("Decide").fills_in({"Accepted": True, "Reasons": "演示：需求清楚，场地落实。"})
    officer.presses("Record the determination").sees("Accepted")
    officer.follows("Draft a notice").sees(HOSPITAL).presses("Keep the draft")
    officer.follows("Publish").sees("It runs 5 working days").presses("Publish today")
    officer.sees("The notice is published: anybody may object.")


def a_stranger_objects(story: Story) -> str:
    """Object to it from the public page; return the receipt number."""
    stranger = story.then().goes_to("/").follows(about("红纽扣医务社工计划"), "浙江站", NOTICE)
    stranger.sees(HOSPITAL).follows("Object").fills_in(
        {
            "What do you object to?": HOSPITAL,
            "What is wrong, and how do you know?": "演示：选址说法不一。",
        }
    )
    stranger.presses("Hand in the objection").sees("Write down the receipt number.")
    [receipt] = re.findall("receipt=([A-Z0-9-]+)", stranger.page.url)
    return receipt


def an_officer_prepares_the_agreement(story: Story) -> None:
    officer = story.then("officer").goes_to(f"/sites/{story.site}/")
    officer.follows("Open the agreements", "Prepare an agreement", "试点医院协议（演示）")
    officer.fills_in(
        {
            "中国红十字基金会": True,
            "服务站位置": "门诊楼一层",
            "服务面积": 60,
            "援建金额": 100_000,
            "计划启用日期": date(2027, 6, 30),
        }
    )
    officer.presses("Save").sees("第二条 项目方提供援建资金100,000.00 元（壹拾万元整）")


def nothing_is_signed_yet(story: Story, *, because: str) -> None:
    officer = story.then("officer").goes_to(f"/sites/{story.site}/agreements/")
    officer.follows("Record the signing").fills_in({"Signed on": story.applied_on, HOSPITAL: True})
    officer.presses("Record it").sees(f"{HOSPITAL}: {because}")


def an_officer_answers_the_objection(story: Story, receipt: str) -> None:
    officer = story.then("officer").follows(re.compile("Answer objection ZJ-N02"))
    officer.sees("选址说法不一").fills_in(
        {"Not upheld": True, "Answer": "演示：经核实，选址一致。"}
    )
    officer.presses("Record the answer").sees("Not upheld")

    stranger = story.then().goes_to("/p/red-button/zhejiang/").follows(NOTICE)
    stranger.follows("Follow up an objection").fills_in({"Receipt number": receipt})
    stranger.presses("Show it").sees("经核实，选址一致")


def an_officer_signs_when_the_notice_is_over(story: Story) -> None:
    officer = story.now("officer").follows("浙江站", "Review and notice", about(NOTICE))
    officer.follows("End the notice").fills_in({"Date": story.signed_on}).presses("End it")
    officer.sees("The notice is over.").follows(about(story.site), "Agreements")
    officer.follows("Record the signing").fills_in({"Signed on": story.applied_on, HOSPITAL: True})
    officer.presses("Record it").sees(REFUSED)
    officer.fills_in({"Title": "演示签约", "Signed on": story.signed_on}).presses("Record it")
    officer.sees("1 agreement is signed.", re.compile("NK-[0-9]{4}-[0-9]{4}"))
