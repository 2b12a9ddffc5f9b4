"""The board of a branch and the life of a site, as far as one may read them."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from niukou.programmes.actions.stations import open_station
from niukou.programmes.lifecycle import STAGES, SiteStatus
from niukou.programmes.models import SiteAgreement
from niukou.programmes.queries.board import board
from niukou.programmes.queries.dossier import dossier, timeline
from niukou.programmes.queries.publishing import shown_by_publishing
from tests.factories import (
    SIGNING_DAY,
    AgreementFactory,
    BranchFactory,
    ServiceStationFactory,
    TargetFactory,
    officer_of,
    signed_site,
    stranger,
)
from tests.factories.programmes import (
    SiteContactFactory,
    draft_site,
    officer_of_its_branch,
    site_in,
)

pytestmark = pytest.mark.django_db


def numbers(columns) -> dict[str, list[str]]:
    return {column.stage: [card.number for card in column.sites] for column in columns}


def test_board_has_a_column_per_stage_with_the_sites_one_may_read() -> None:
    branch = BranchFactory.create()
    site_in(SiteStatus.OPERATING, branch)
    signed = signed_site(branch=branch, number="A-1")
    ServiceStationFactory.create(site=signed, opened_on=date(2025, 10, 31))
    draft_site(branch=branch, number="A-2")
    draft_site(number="elsewhere")

    inside, outside = board(branch, officer_of(branch)), board(branch, AnonymousUser())

    assert list(numbers(inside)) == list(STAGES)
    assert (numbers(inside)["PREPARING"], numbers(outside)["PREPARING"]) == (["A-2"], [])
    assert numbers(outside)["SIGNED"] == ["A-1"]
    card = next(column for column in inside if column.stage == "SIGNED").sites[0]
    assert (card.hospital, card.status) == (signed.hospital.official_name, SiteStatus.SIGNED)
    assert (card.signed_on, card.opened_on) == (SIGNING_DAY, date(2025, 10, 31))


@pytest.mark.parametrize("count", [1, 4])
def test_board_asks_the_database_the_same_number_of_times(count, django_assert_num_queries) -> None:
    branch = BranchFactory.create()
    for _ in range(count):
        ServiceStationFactory.create(site=signed_site(branch=branch))
    user = officer_of(branch)

    with django_assert_num_queries(
        4
    ):  # roles, offices, how many, sites with their hospital and dates
        columns = board(branch, user)

    assert sum(len(column.sites) for column in columns) == count


def test_board_shows_the_first_sites_of_a_stage_and_counts_all_of_them() -> None:
    branch = BranchFactory.create()
    for number in ("A-3", "A-1", "A-2"):
        draft_site(branch=branch, number=number)
    signed_site(branch=branch, number="A-9")
    draft_site(number="elsewhere")

    columns = board(branch, officer_of(branch), most=2)

    assert numbers(columns)["PREPARING"] == ["A-1", "A-2"]
    assert {column.stage: column.count for column in columns if column.count} == {
        "PREPARING": 3,
        "SIGNED": 1,
    }


def test_timeline_tells_the_newest_first_and_the_signature_once() -> None:
    site = signed_site()
    site.steps.create(to_status="DRAFT", on=date(2024, 10, 1), recorded_by=stranger())
    renewal = AgreementFactory.create(signed_on=date(2026, 1, 1))
    SiteAgreement.objects.create(site=site, agreement=renewal)
    ServiceStationFactory.create(site=site, opened_on=date(2025, 10, 31))
    SiteContactFactory.create(
        site=site, from_on=date(2024, 12, 1), until_on=date(2025, 12, 1), matter="财务"
    )

    told = timeline(site, officer_of_its_branch(site))

    assert [(moment.on.isoformat(), moment.kind) for moment in told] == [
        ("2026-01-01", "agreement"),
        ("2025-12-01", "contact"),
        ("2025-10-31", "station"),
        ("2024-12-01", "contact"),
        ("2024-11-23", "step"),
        ("2024-10-01", "step"),
    ]
    signature = told[4]
    assert SiteAgreement.objects.order_by("pk").first().agreement.number in signature.text
    assert [moment.step_id is not None for moment in told if moment.kind == "step"] == [False, True]


def test_timeline_tells_an_opening_and_its_step_as_one() -> None:
    site = signed_site()
    station = ServiceStationFactory.create(site=site)
    open_station(station, on=date(2025, 10, 31), by=officer_of(site.branch))

    opening, *_earlier = told = timeline(site, stranger())

    assert [moment.kind for moment in told] == ["station", "step"]
    assert station.campus.name in opening.text
    assert str(SiteStatus.UNVEILED.label) in opening.text


def test_timeline_of_a_stranger_begins_with_the_signature_and_names_nobody() -> None:
    site = signed_site(note="内部备注")
    site.steps.create(
        to_status="DRAFT", on=date(2024, 10, 1), recorded_by=stranger(), note="内部原因"
    )
    SiteContactFactory.create(site=site)
    ServiceStationFactory.create(site=site)

    known = dossier(site, stranger())

    assert [moment.kind for moment in known.moments()] == ["step"]
    assert (known.note, known.agreements, known.contacts, known.stations) == ("", [], [], [])


def test_what_publishing_shows_counts_no_draft_and_no_plan() -> None:
    branch = BranchFactory.create(is_public=False)
    ServiceStationFactory.create(site=signed_site(branch=branch), opened_on=SIGNING_DAY)
    ServiceStationFactory.create(site=signed_site(branch=branch))
    draft_site(branch=branch)
    TargetFactory.create(programme=branch.programme, branch=branch)

    shown = shown_by_publishing(branch)

    assert (shown.sites_count, shown.stations_count, shown.targets_count) == (2, 1, 1)
    assert shown_by_publishing(branch.programme).branches == []
