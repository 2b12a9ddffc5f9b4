"""The desk tells what is due and finds what one may read."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from niukou.core.due import Due, due_for
from niukou.core.models import Holiday
from niukou.desk.queries.due import grouped
from niukou.desk.queries.search import search
from niukou.network.models import RoleKind
from tests.factories import (
    BranchFactory,
    OrganisationFactory,
    PersonFactory,
    ProgrammeFactory,
    ServiceStationFactory,
    SiteFactory,
    auditor,
    holder,
    officer_of,
    officer_of_all,
    platform_administrator,
    signed_site,
    stranger,
)
from tests.factories.desk import ReminderSettingFactory

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 2)


def test_an_officer_is_told_of_signed_hospitals_without_a_station() -> None:
    branch = BranchFactory.create()
    signed_site(branch=branch)
    ServiceStationFactory.create(site=signed_site(branch=branch))
    signed_site()

    labels = [due.label for due in due_for(officer_of(branch), on=TODAY)]

    assert len(labels) == 1
    assert branch.name in labels[0]
    assert "1" in labels[0].replace(branch.name, "")


def test_an_officer_is_told_of_agreements_that_end_within_sixty_days() -> None:
    branch = BranchFactory.create()
    for days in (0, 1, 60, 61):
        agreement = signed_site(branch=branch).agreements.get().agreement
        agreement.ends_on = TODAY + timedelta(days=days)
        agreement.save()
    officer = officer_of(branch)

    ending = [due.on for due in due_for(officer, on=TODAY) if due.on]

    assert ending == [TODAY + timedelta(days=1), TODAY + timedelta(days=60)]


def test_a_coordinator_is_asked_to_name_a_contact() -> None:
    site = SiteFactory.create()
    coordinator = holder(RoleKind.HOSPITAL_COORDINATOR, site.hospital)

    assert [due.url for due in due_for(coordinator, on=TODAY)] == [site.get_absolute_url()]
    assert due_for(stranger(), on=TODAY) == []


def test_search_finds_people_only_for_who_may_read_them() -> None:
    person = PersonFactory.create(official_name="曾欣怡（演示）")
    OrganisationFactory.create(official_name="欣怡演示医院")

    for typed in ("欣怡", "zxy", "zengxinyi"):
        found = {str(record) for kind in search(typed, user=auditor()) for record in kind.records}
        assert person.official_name in found, typed
    unseen = {str(record) for kind in search("欣怡", user=stranger()) for record in kind.records}
    assert unseen == {"欣怡演示医院"}


def test_search_finds_a_site_by_its_number_and_no_other_branchs_draft() -> None:
    draft = SiteFactory.create(number="ZJ-007")

    assert [kind.records for kind in search("zj-007", user=officer_of(draft.branch))] == [[draft]]
    assert search("zj-007", user=officer_of(BranchFactory.create())) == []


@pytest.mark.parametrize("count", [1, 3])
def test_home_runs_the_same_queries_for_any_number_of_sites(
    signed_in, count: int, django_assert_max_num_queries
) -> None:
    organisation = OrganisationFactory.create()
    for _ in range(count):
        SiteFactory.create(hospital=organisation)
    browser = signed_in(holder(RoleKind.HOSPITAL_COORDINATOR, organisation))
    browser.get(reverse("desk:home"))

    with django_assert_max_num_queries(12):
        response = browser.get(reverse("desk:home"))

    assert len(response.context["sites"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_an_officers_home_asks_no_more_for_more_branches(
    signed_in, count: int, django_assert_max_num_queries
) -> None:
    programme = ProgrammeFactory.create()
    for _ in range(count):
        signed_site(branch=BranchFactory.create(programme=programme))
    browser = signed_in(officer_of_all(programme))
    browser.get(reverse("desk:home"))

    with django_assert_max_num_queries(12):
        response = browser.get(reverse("desk:home"))

    assert [[one.count for one in own.figures] for own in response.context["branches"]] == [
        [1, 0]
    ] * count
    assert [len(group.things) for group in response.context["due"]] == [count]


def test_search_page_swaps_its_results_alone_and_keeps_what_was_typed(signed_in) -> None:
    OrganisationFactory.create(official_name="演示儿童医院")
    browser = signed_in(stranger())

    page = browser.get(reverse("desk:search"), {"q": "儿童"})
    part = browser.get(reverse("desk:search"), {"q": "儿童"}, HTTP_HX_TARGET="search-results")

    assert "演示儿童医院" in page.content.decode()
    assert b"<html" in page.content
    assert part.content.decode().strip().startswith('<div id="search-results"')


def test_the_administrators_areas_are_shown_to_administrators_alone(signed_in) -> None:
    accounts = reverse("people:account-list")

    shown = signed_in(platform_administrator()).get(reverse("desk:home")).content.decode()
    hidden = signed_in(stranger()).get(reverse("desk:home")).content.decode()

    assert (f'href="{accounts}"' in shown, f'href="{accounts}"' in hidden) == (True, False)


def test_what_is_due_is_grouped_by_how_soon_the_day_itself_is_not_overdue() -> None:
    def on(days: int | None) -> Due:
        day = None if days is None else TODAY + timedelta(days=days)
        return Due(str(days), f"/{days}/", "clock", day)

    groups = grouped([on(days) for days in (-1, 0, 6, 7, None)], on=TODAY)

    assert [[thing.label for thing in group.things] for group in groups] == [
        ["-1"],
        ["0", "6"],
        ["None"],
        ["7"],
    ]
    assert grouped([], on=TODAY) == []


def test_an_officer_sees_how_many_hospitals_stand_in_each_stage(signed_in) -> None:
    branch = BranchFactory.create()
    signed_site(branch=branch)
    SiteFactory.create_batch(2, branch=branch)
    SiteFactory.create()

    response = signed_in(officer_of(branch)).get(reverse("desk:home"))

    (own,) = response.context["branches"]
    counts = {stage.url.rpartition("=")[2]: stage.count for stage in own.stages}
    assert counts == {"PREPARING": 2, "SIGNED": 1}


def test_a_coordinator_reads_what_comes_next_at_their_hospital(signed_in) -> None:
    site = signed_site()
    coordinator = holder(RoleKind.HOSPITAL_COORDINATOR, site.hospital)

    page = signed_in(coordinator).get(reverse("desk:home"))

    (own,) = page.context["sites"]
    assert own.next_step
    assert own.next_step in page.content.decode()
    assert page.context["organisations"] == []


def test_who_has_no_role_is_told_whom_to_ask(signed_in) -> None:
    assert not signed_in(stranger()).get(reverse("desk:home")).context["has_work"]
    assert signed_in(auditor()).get(reverse("desk:home")).context["ways"]


def test_a_donor_finds_no_area_of_rows_in_the_navigation(signed_in) -> None:
    donor = holder(RoleKind.DONOR, OrganisationFactory.create())

    page = signed_in(donor).get(reverse("desk:home")).content.decode()

    for name in ("programmes:site-list", "people:person-list", "network:agreement-list"):
        assert f'href="{reverse(name)}"' not in page


def test_an_administrator_enters_next_years_holidays_from_november_on() -> None:
    administrator = platform_administrator()

    def days() -> list[date | None]:
        return [due.on for due in due_for(administrator, on=date(2026, 11, 1))]

    assert due_for(administrator, on=date(2026, 10, 31)) == []
    assert days() == [date(2026, 12, 31)]
    assert due_for(auditor(), on=date(2026, 11, 1)) == []
    Holiday.objects.create(on=date(2027, 1, 1), name="元旦")
    assert days() == []


def test_an_administrator_is_told_of_programmes_without_an_officer_for_the_whole() -> None:
    bare, run = ProgrammeFactory.create(), ProgrammeFactory.create()
    officer_of_all(run)
    officer_of(BranchFactory.create(programme=bare))

    urls = [due.url for due in due_for(platform_administrator(), on=TODAY)]

    assert urls == [reverse("programmes:officer-list", args=[bare.slug])]


def test_reminders_that_fail_again_and_again_are_due_themselves() -> None:
    chat = ReminderSettingFactory.create(failures=2)
    assert due_for(chat.account, on=TODAY) == []

    chat.failures = 3
    chat.save()

    assert [due.url for due in due_for(chat.account, on=TODAY)] == [reverse("desk:reminders")]
    assert due_for(stranger(), on=TODAY) == []
