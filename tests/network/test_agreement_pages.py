"""The pages of agreements."""

from datetime import date

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from niukou.network.models import Agreement, AgreementKind, Capacity, RoleKind
from tests.factories import (
    SIGNING_DAY,
    OrganisationFactory,
    auditor,
    holder,
    platform_administrator,
    stranger,
)
from tests.factories.network import (
    another_hospitals_administrator,
    hospitals_coordinator,
    initiators_administrator,
    party,
    scan,
    signed_agreement,
)

pytestmark = pytest.mark.django_db
LIST = "/agreements/"


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_runs_the_same_queries_for_any_number(
    signed_in, count: int, django_assert_num_queries
) -> None:
    for _place in range(count):
        signed_agreement()
    browser = signed_in(auditor())
    browser.get(LIST)  # the first request also renews the session

    # session, account, roles, how many, may one record, agreements, parties, organisations
    with django_assert_num_queries(8):
        response = browser.get(LIST)

    assert len(response.context["rows"]) == count


def test_the_record_page_runs_few_queries(signed_in, django_assert_max_num_queries) -> None:
    agreement = signed_agreement()
    browser = signed_in(initiators_administrator(agreement))

    with django_assert_max_num_queries(12):
        response = browser.get(agreement.get_absolute_url())

    assert response.status_code == 200


@pytest.fixture
def several() -> dict[str, Agreement]:
    return {
        "2023": signed_agreement(signed_on=date(2023, 3, 1), signing_group=1, title="甲约"),
        "group 2": signed_agreement(signing_group=2, title="乙约"),
        "donation": signed_agreement(kind=AgreementKind.DONATION, title="丙约"),
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"q": "甲约"}, {"2023"}),
        ({"year": "2024"}, {"group 2", "donation"}),
        ({"signing_group": "2"}, {"group 2"}),
        ({"kind": "DONATION"}, {"donation"}),
        ({"year": "2024", "kind": "PILOT"}, {"group 2"}),
        ({"q": "没有"}, set()),
    ],
)
def test_the_list_is_narrowed(signed_in, several, asked: dict, found: set[str]) -> None:
    response = signed_in(auditor()).get(LIST, asked)

    assert {one.pk for one in response.context["rows"]} == {several[name].pk for name in found}


def test_the_list_is_narrowed_to_an_organisation(signed_in, several) -> None:
    hospital = party(several["group 2"], Capacity.HOSPITAL)

    response = signed_in(auditor()).get(LIST, {"organisation": hospital.official_name})

    assert list(response.context["rows"]) == [several["group 2"]]


@pytest.mark.parametrize("asked", [{"year": "abc"}, {"year": "99999"}, {"kind": "NONE"}])
def test_a_filter_that_makes_no_sense_is_said_and_breaks_nothing(
    signed_in, several, asked: dict
) -> None:
    response = signed_in(auditor()).get(LIST, asked)

    assert response.status_code == 422
    assert list(response.context["filters"].form.errors) == list(asked)


def test_the_list_is_sorted(signed_in, several) -> None:
    response = signed_in(auditor()).get(LIST, {"sort": "signed_on"})

    assert next(iter(response.context["rows"])) == several["2023"]


def test_htmx_gets_the_rows_alone(signed_in, several) -> None:
    response = signed_in(auditor()).get(LIST, headers={"HX-Target": "agreement-rows"})

    assert b"<html" not in response.content
    assert b'id="agreement-rows"' in response.content


def test_the_export_holds_what_is_filtered_and_nothing_more(signed_in, several, tmp_path) -> None:
    response = signed_in(auditor()).get("/agreements/export/", {"signing_group": "2"})

    assert response["Cache-Control"] == "private, no-store"

    file = tmp_path / "agreements.xlsx"
    file.write_bytes(response.getvalue())
    _head, *rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    hospital = party(several["group 2"], Capacity.HOSPITAL).official_name
    assert [row[2] for row in rows] == ["乙约"]
    assert rows[0][3] == SIGNING_DAY
    assert hospital in rows[0][9]


def test_the_export_of_somebody_who_sees_nothing_is_empty(signed_in, several, tmp_path) -> None:
    response = signed_in(stranger()).get("/agreements/export/")

    file = tmp_path / "agreements.xlsx"
    file.write_bytes(response.getvalue())
    assert len(CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()) == 1


# who, and what they get of the page, the form to edit and the form to attach a scan
DOORS = [
    (initiators_administrator, [200, 200, 200]),
    (hospitals_coordinator, [200, 403, 403]),
    (another_hospitals_administrator, [404, 404, 404]),
    (lambda agreement: auditor(), [200, 403, 403]),
    (lambda agreement: platform_administrator(), [404, 404, 404]),
]


@pytest.mark.parametrize(("who", "statuses"), DOORS)
def test_who_gets_where(signed_in, who, statuses: list[int]) -> None:
    agreement = signed_agreement()
    browser = signed_in(who(agreement))
    address = agreement.get_absolute_url()

    doors = ("", "edit/", "scan/")

    assert [browser.get(address + door).status_code for door in doors] == statuses


def test_a_number_may_have_slashes(signed_in) -> None:
    agreement = signed_agreement(number="协字〔2024〕/7号")
    browser = signed_in(initiators_administrator(agreement))

    for name in ("detail", "edit", "scan", "paper"):
        address = reverse(f"network:agreement-{name}", args=[agreement.number])
        assert browser.get(address).status_code == 200


@pytest.fixture
def initiator():
    return OrganisationFactory.create(official_name="演示基金会")


@pytest.fixture
def browser(signed_in, initiator):
    """The browser of the initiator's administrator."""
    return signed_in(holder(RoleKind.ORGANISATION_ADMINISTRATOR, initiator))


@pytest.fixture
def filled_in(initiator) -> dict[str, str]:
    return {
        "kind": "PILOT",
        "title": "试点医院合作协议",
        "signed_on": "2024-11-23",
        "rows": "2",
        "party_1": "演示基金会",
        "capacity_1": "INITIATOR",
        "party_2": OrganisationFactory.create().official_name,
        "capacity_2": "HOSPITAL",
    }


def test_an_agreement_is_recorded(browser, filled_in) -> None:
    assert browser.get("/agreements/record/").status_code == 200
    response = browser.post("/agreements/record/", filled_in)

    agreement = Agreement.objects.get()
    assert (response.status_code, response.url) == (302, agreement.get_absolute_url())
    assert agreement.parties.count() == 2


@pytest.mark.parametrize("named", ["x", "-1", "9" * 18, "9" * 5000])
def test_a_hospital_that_is_none_fills_nothing_in(browser, named: str) -> None:
    response = browser.get("/agreements/record/", {"hospital": named})

    assert response.context["form"]["party_1"].value() is None


def test_one_more_party_keeps_what_was_typed(browser, filled_in) -> None:
    response = browser.post("/agreements/record/", filled_in | {"another": "1"})

    html = response.content.decode()
    assert (response.status_code, Agreement.objects.count()) == (200, 0)
    assert 'name="party_3"' in html
    assert 'value="演示基金会"' in html

    third = {"rows": "3", "party_3": "演示基金会", "capacity_3": "FUNDER"}
    browser.post("/agreements/record/", filled_in | third)
    assert Agreement.objects.get().parties.count() == 3


@pytest.mark.parametrize(
    ("changes", "blamed"),
    [
        ({"party_2": ""}, {"party_2"}),
        ({"capacity_2": ""}, {"capacity_2"}),
        ({"party_2": "无人知晓的机构"}, {"party_2"}),
        ({"party_2": "演示基金会"}, {"__all__"}),
        ({"rows": "3", "party_3": "演示基金会"}, {"capacity_3"}),
        ({"rows": "x", "signed_on": "32.13.2024"}, {"signed_on"}),
        ({"signing_group": "0"}, {"signing_group"}),
        ({"starts_on": "2024-12-01", "ends_on": "2024-11-01"}, {"ends_on"}),
        ({"number": "."}, {"number"}),
        ({"number": "浙〔2024〕12号/edit"}, {"number"}),
        ({"number": "record"}, {"number"}),
        ({"number": "12//3"}, {"number"}),
    ],
)
def test_bad_input_is_said_beside_its_field(
    browser, filled_in, changes: dict, blamed: set[str]
) -> None:
    response = browser.post("/agreements/record/", filled_in | changes)

    assert (response.status_code, Agreement.objects.count()) == (422, 0)
    assert blamed <= set(response.context["form"].errors)


@pytest.mark.parametrize("typed", ["浙\n12号", "浙／１２号", "100%?#"])
def test_a_number_leads_to_its_page_however_it_was_typed(browser, filled_in, typed: str) -> None:
    address = browser.post("/agreements/record/", filled_in | {"number": typed}).url

    assert browser.get(address).context["agreement"] == Agreement.objects.get()
    assert browser.get(LIST).status_code == 200


@pytest.mark.parametrize("who", [stranger, auditor, platform_administrator])
def test_recording_is_closed_to_others(signed_in, who) -> None:
    assert signed_in(who()).get("/agreements/record/").status_code == 403


def test_the_second_editor_sees_both_versions_and_keeps_what_they_typed(signed_in) -> None:
    agreement = signed_agreement()
    browser = signed_in(initiators_administrator(agreement))
    address = agreement.get_absolute_url() + "edit/"
    typed = {
        "version": agreement.version,
        "title": "先改的",
        "signed_on": "2024-11-23",
        "why": "更名",
    }
    assert browser.post(address, typed).status_code == 302

    second = browser.post(address, typed | {"title": "后改的"})
    html = second.content.decode()
    assert second.status_code == 422
    assert "先改的" in html
    assert "后改的" in html

    version = second.context["form"].data["version"]
    third = browser.post(address, typed | {"title": "后改的", "version": version})
    agreement.refresh_from_db()
    assert (third.status_code, agreement.title) == (302, "后改的")


def test_a_scan_is_attached_and_handed_out(signed_in) -> None:
    agreement = signed_agreement()
    browser = signed_in(initiators_administrator(agreement))
    address = agreement.get_absolute_url() + "scan/"

    nothing = browser.post(address, {"file": ""})
    other = browser.post(address, {"file": scan("协议.pdf", b"no paper at all")})
    kept = browser.post(address, {"file": scan()})

    assert (nothing.status_code, other.status_code, kept.status_code) == (422, 422, 302)
    agreement.refresh_from_db()
    handed = signed_in(hospitals_coordinator(agreement)).get(agreement.scan.get_absolute_url())
    assert handed.status_code == 200


def test_a_version_that_is_no_number_is_refused(signed_in) -> None:
    agreement = signed_agreement()
    browser = signed_in(initiators_administrator(agreement))

    response = browser.post(
        agreement.get_absolute_url() + "edit/",
        {"version": "x", "title": "t", "signed_on": "2024-11-23", "why": "y"},
    )

    assert response.status_code == 422
