"""A hospital applies, is reviewed, noticed, signs, builds, is paid on evidence, accepted and opened."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from niukou.core.paper import compile_pdf
from tests.journeys import applying, building, reviewing
from tests.journeys.people import Somebody, in_a_known_year
from tests.journeys.story import Story

pytestmark = in_a_known_year
LONG_AGO = timedelta(days=100)  # a notice has run out since, and a station has been built


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "材料.pdf"
    said = {"lang": "zh", "title": "材料（演示）", "body": "此页代替一份材料（演示）"}
    path.write_bytes(compile_pdf("programmes/typst/stand_in.typ", said))
    return path


def test_a_hospital_comes_from_the_call_to_its_opening(
    somebody: Callable[..., Somebody], paper: Path
) -> None:
    story = Story(somebody, paper, timezone.localdate() - LONG_AGO)

    link = applying.an_administrator_registers_the_hospital(story)
    applying.a_reviewer_worked_there_until_last_year(story)
    applying.an_officer_publishes_a_call(story)
    applying.the_coordinator_enters_by_the_link(story, link)
    applying.the_coordinator_applies(story)
    applying.an_officer_checks_the_papers(story)

    reviewing.an_officer_opens_a_panel(story)
    reviewing.two_reviewers_score_and_the_third_is_barred(story)
    reviewing.an_officer_decides_and_publishes_the_notice(story)
    receipt = reviewing.a_stranger_objects(story)
    reviewing.an_officer_prepares_the_agreement(story)
    reviewing.nothing_is_signed_yet(story, because="An objection about this site is not answered")
    reviewing.an_officer_answers_the_objection(story, receipt)
    reviewing.nothing_is_signed_yet(story, because=reviewing.REFUSED)
    reviewing.an_officer_signs_when_the_notice_is_over(story)

    building.the_coordinator_plans_and_designs(story)
    building.an_officer_agrees_to_the_design(story)
    building.an_officer_commits_a_grant(story)
    building.nothing_is_released_without_evidence(story)
    building.the_coordinator_attaches_the_paper(story)
    building.an_officer_releases_it(story)
    building.finance_confirms_the_account_and_pays(story)
    building.the_hospital_builds_and_checks_itself(story)
    building.both_sides_accept(story)
    building.the_rest_is_paid_and_the_station_opens(story)
