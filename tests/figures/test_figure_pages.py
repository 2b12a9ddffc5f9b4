"""The pages of figures: what they show, to whom, and what they keep back."""

from datetime import date

import pytest
from django.urls import reverse

from niukou.figures.definitions import BOOK
from niukou.programmes.lifecycle import SiteStatus
from tests.browser import PAGE_BYTES
from tests.factories import (
    SIGNING_DAY,
    BranchFactory,
    ProgrammeFactory,
    RegionFactory,
    ServiceStationFactory,
    SiteFactory,
    auditor,
    officer_of,
    officer_of_all,
    signed_site,
    stranger,
)
from tests.factories.figures import opened_station, zhejiang

pytestmark = pytest.mark.django_db
SIGNED = "/figures/hospitals-signed/?branch=zhejiang&as_of=2024-11-23"


def text_of(response) -> str:
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def test_clicking_22_lists_22_agreements_to_anybody(anybody) -> None:
    branch = zhejiang()
    numbers = [site.agreements.get().agreement.number for site in branch.sites.all()]

    page = text_of(anybody.get(SIGNED))

    assert len(numbers) == 22
    assert [number for number in numbers if number not in page] == []
    assert "/agreements/" not in page
    assert "四批" in page
    assert "首批" in page


def test_the_day_before_the_signing_the_figure_is_0(anybody) -> None:
    zhejiang()

    page = anybody.get("/figures/hospitals-signed/?branch=zhejiang&as_of=2024-11-22")

    assert page.context["figure"].quantity.value == 0
    assert page.context["proof"].rows == []


def test_an_officer_gets_links_to_the_agreements(signed_in) -> None:
    branch = zhejiang()
    number = branch.sites.first().agreements.get().agreement.number

    page = text_of(signed_in(officer_of(branch)).get(SIGNED))

    assert reverse("network:agreement-detail", args=[number]) in page


def test_a_signing_group_can_be_opened_alone(anybody) -> None:
    zhejiang()

    page = anybody.get(f"{SIGNED}&group=2")

    assert len(page.context["proof"].rows) == 6
    assert {row.group for row in page.context["proof"].rows} == {2}
    assert page.context["figure"].quantity.value == 22


def test_what_is_not_public_is_counted_and_not_listed(anybody) -> None:
    branch = zhejiang()
    kept_back = branch.sites.first()
    kept_back.status = SiteStatus.DRAFT
    kept_back.save()

    page = anybody.get(SIGNED)

    assert page.context["figure"].quantity.value == 22
    assert page.context["proof"].hidden_count == 1
    assert len(page.context["proof"].rows) == 21
    assert kept_back.hospital.official_name not in {
        row.hospital for row in page.context["proof"].rows
    }


REFUSED = [
    ("/figures/no-such-figure/", 404),
    ("/figures/hospitals-signed/?branch=atlantis", 404),
    ("/figures/hospitals-signed/?branch=zhejiang&as_of=2024-13-45", 422),
    ("/figures/hospitals-signed/?branch=zhejiang&as_of=2999-01-01", 422),
    ("/figures/hospitals-signed/?branch=zhejiang&as_of=0001-01-01", 422),
    ("/figures/hospitals-signed/?branch=zhejiang&as_of=1900-01-01", 200),
    ("/figures/?branch=zhejiang&as_of=1900-01-01", 200),
    ("/figures/hospitals-signed/?branch=zhejiang&as_of=2024-11-23&group=9", 200),
    ("/figures/hospitals-signed/?branch=zhejiang&as_of=2024-11-23&page=abc", 200),
    ("/figures/hospitals-signed/?branch=%00", 404),
    ("/figures/hospitals-signed/evidence.xlsx?branch=zhejiang&as_of=nonsense", 404),
]


@pytest.mark.parametrize(("address", "status"), REFUSED)
def test_a_figure_page_answers_bad_addresses_plainly(anybody, address: str, status: int) -> None:
    zhejiang()

    assert anybody.get(address).status_code == status


# who may read an unpublished branch's figure
READERS = [
    (officer_of, 200),
    (lambda branch: officer_of_all(branch.programme), 200),
    (lambda branch: auditor(), 200),
    (lambda branch: officer_of(BranchFactory.create(programme=branch.programme)), 404),
    (lambda branch: stranger(), 404),
]
PLACES = [
    "/figures/hospitals-signed/?branch={0}",
    "/figures/hospitals-signed/evidence.xlsx?branch={0}",
    "/figures/?branch={0}",
    "/branches/{0}/",
    "/api/v1/figures/hospitals-signed?branch={0}",
    "/api/v1/figures/hospitals-signed/evidence?branch={0}",
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(("reader", "status"), READERS)
def test_an_unpublished_branch_is_found_only_by_who_may_read_it(
    signed_in, reader, status: int, place: str
) -> None:
    branch = BranchFactory.create(is_public=False)
    signed_site(branch=branch)

    assert signed_in(reader(branch)).get(place.format(branch.slug)).status_code == status


@pytest.mark.parametrize(
    "place",
    [
        "/",
        "/p/red-button/",
        "/p/red-button/zhejiang/",
        "/figures/?programme=red-button",
        "/figures/hospitals-signed/?programme=red-button",
        "/figures/agreements-signed/?branch=zhejiang",
        "/figures/stations-opened/?branch=zhejiang",
        "/api/v1/figures/hospitals-signed/evidence?programme=red-button",
        "/api/v1/figures/stations-opened/evidence?branch=zhejiang",
    ],
)
@pytest.mark.parametrize("who", ["anybody", "officer of another branch"])
def test_no_page_shows_drafts_or_the_unpublished(anybody, signed_in, place: str, who: str) -> None:
    programme = ProgrammeFactory.create(slug="red-button")
    branch = zhejiang(programme=programme)
    hidden = BranchFactory.create(programme=programme, is_public=False, name="机密站")
    secrets = [
        SiteFactory.create(branch=branch, hospital__official_name="机密医院一").hospital,
        signed_site(branch=hidden, hospital__official_name="机密医院二").hospital,
    ]
    planned = branch.sites.filter(status=SiteStatus.SIGNED).first()
    ServiceStationFactory.create(
        site=planned, campus__organisation=planned.hospital, name="机密服务站"
    )
    ProgrammeFactory.create(slug="secret", official_name="机密计划", is_public=False)
    other = BranchFactory.create()
    browser = anybody if who == "anybody" else signed_in(officer_of(other))
    assert len(secrets) == 2

    page = text_of(browser.get(place))

    assert "机密" not in page


def test_the_workbook_holds_the_records_the_reader_may_see(anybody) -> None:
    zhejiang()

    response = anybody.get(
        "/figures/hospitals-signed/evidence.xlsx?branch=zhejiang&as_of=2024-11-23"
    )

    content = b"".join(response.streaming_content)
    assert content[:2] == b"PK"
    assert response["Content-Disposition"].endswith('hospitals-signed-zhejiang-2024-11-23.xlsx"')


@pytest.mark.parametrize("stations", [1, 3])
def test_the_branch_board_runs_the_same_queries_for_any_number_of_sites(
    signed_in, stations: int, django_assert_num_queries
) -> None:
    branch = zhejiang(launched_on=date(2024, 9, 1))
    for _place in range(stations):
        opened_station(branch)
    browser = signed_in(officer_of(branch))
    browser.get("/branches/zhejiang/")  # the first page of a session also writes that it began

    # session, account, roles, branch; counts of all days and kinds, waiting, its visible rows,
    # targets, groups, readings; the board, the permission
    with django_assert_num_queries(12):
        page = browser.get("/branches/zhejiang/")

    assert page.context["summary"].signed.quantity.value == 22 + stations
    assert page.context["summary"].waiting.quantity.value == 342


@pytest.mark.parametrize("branches", [1, 3])
def test_the_overview_runs_the_same_queries_for_any_number_of_branches(
    signed_in, branches: int, django_assert_num_queries
) -> None:
    branch = zhejiang()
    for _place in range(branches):
        signed_site(branch=BranchFactory.create(programme=branch.programme))
    browser = signed_in(officer_of_all(branch.programme))
    place = f"/programmes/{branch.programme.slug}/"
    browser.get(place)  # the first page of a session also writes that it began

    # session, account, roles, programme; counts, targets, branches, their counts, readings;
    # steps, openings, initiators
    with django_assert_num_queries(12):
        page = browser.get(place)

    assert page.context["summary"].signed.quantity.value == 22 + branches


def test_the_overview_of_every_province_stays_within_the_weight_of_a_page(signed_in) -> None:
    branch = zhejiang()
    for number in range(11, 41):
        region = RegionFactory.create(code=f"{number}0000", name=f"演示省份{number}")
        signed_site(branch=BranchFactory.create(programme=branch.programme, region=region))
    officer = officer_of_all(branch.programme)

    page = signed_in(officer).get(f"/programmes/{branch.programme.slug}/")

    assert len(page.context["summary"].branches) == 31
    assert len(page.content) < PAGE_BYTES * 0.8  # room for the links of who may do everything


def test_the_figure_page_runs_few_queries(anybody, django_assert_max_num_queries) -> None:
    zhejiang()

    with django_assert_max_num_queries(12):
        anybody.get(SIGNED)


def test_dashboards_need_a_sign_in(anybody) -> None:
    branch = zhejiang()

    for place in ("/branches/zhejiang/", f"/programmes/{branch.programme.slug}/"):
        assert anybody.get(place).status_code == 302


def test_the_branch_board_offers_its_verbs_only_to_its_officers(signed_in) -> None:
    branch = zhejiang()
    verbs = {reverse("programmes:site-propose", args=[branch.slug])}

    mine = text_of(signed_in(officer_of(branch)).get("/branches/zhejiang/"))
    theirs = text_of(signed_in(stranger()).get("/branches/zhejiang/"))

    assert {verb for verb in verbs if verb in mine} == verbs
    assert {verb for verb in verbs if verb in theirs} == set()


def test_the_board_of_another_branch_shows_no_draft_to_its_neighbour(signed_in) -> None:
    branch = zhejiang()
    draft = SiteFactory.create(branch=branch)
    neighbour = officer_of(BranchFactory.create(programme=branch.programme))

    assert draft.number in text_of(signed_in(officer_of(branch)).get("/branches/zhejiang/"))
    assert draft.number not in text_of(signed_in(neighbour).get("/branches/zhejiang/"))


def test_what_happened_to_many_hospitals_on_one_day_is_one_line(signed_in) -> None:
    branch = zhejiang()

    page = signed_in(stranger()).get(f"/programmes/{branch.programme.slug}/?as_of=2024-11-23")

    [one] = page.context["summary"].happenings
    assert one.on == SIGNING_DAY
    assert "22" in one.title


def test_the_book_shows_each_indicator_once_over_its_pages(anybody) -> None:
    first = anybody.get("/figures/")
    count = first.context["entries"].paginator.num_pages

    pages = [anybody.get("/figures/", {"page": page}) for page in range(1, count + 1)]

    shown = [entry.indicator.code for page in pages for entry in page.context["entries"]]
    assert shown == list(BOOK)
