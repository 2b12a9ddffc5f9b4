"""The pages of the register of organisations."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from python_calamine import CalamineWorkbook

from niukou.core.codes import synthetic_credit_code
from niukou.core.pinyin import pinyin_key
from niukou.network.actions.organisations import (
    CampusKnown,
    CodeTaken,
    add_campus,
    edit_campus,
    register_organisation,
)
from niukou.network.models import Organisation, OrganisationKind, RoleKind
from tests.factories import (
    CampusFactory,
    OfficeFactory,
    OrganisationFactory,
    RegionFactory,
    RoleFactory,
    auditor,
    holder,
    platform_administrator,
    stranger,
)
from tests.factories.network import signed_agreement

pytestmark = pytest.mark.django_db
LIST = "/organisations/"


def own_administrator(organisation: Organisation):
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, organisation)


def another_administrator(organisation: Organisation):
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, OrganisationFactory.create())


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_runs_the_same_queries_for_any_number(
    signed_in, count: int, django_assert_num_queries
) -> None:
    OrganisationFactory.create_batch(count, region=RegionFactory.create())
    browser = signed_in(stranger())
    browser.get(LIST)  # the first request also renews the session

    # session, account, roles, is it an officer, how many, organisations
    with django_assert_num_queries(6):
        response = browser.get(LIST)

    assert len(response.context["rows"]) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_runs_few_queries_for_any_number_of_people_and_agreements(
    signed_in, count: int, django_assert_max_num_queries
) -> None:
    hospital = OrganisationFactory.create()
    OfficeFactory.create_batch(count, organisation=hospital)
    RoleFactory.create_batch(count, organisation=hospital)
    CampusFactory.create_batch(count, organisation=hospital)
    for _place in range(count):
        agreement = signed_agreement()
        agreement.parties.update(organisation=hospital)
    browser = signed_in(own_administrator(hospital))
    browser.get(LIST)

    with django_assert_max_num_queries(12):
        response = browser.get(hospital.get_absolute_url())

    assert len(response.context["agreements"]) == count
    assert len(response.context["roles"]) == count + 1


@pytest.fixture
def childrens() -> Organisation:
    return OrganisationFactory.create(
        official_name="演示大学医学院附属儿童医院",
        aliases=["演大儿院"],
        pinyin_key=pinyin_key("演示大学医学院附属儿童医院"),
    )


@pytest.mark.parametrize("typed", ["儿童", "演示 儿童", "ysdx", "演大儿院", "ydey", "yanshidaxue"])
def test_search_finds_by_two_characters_initials_pinyin_and_alias(
    signed_in, childrens, typed: str
) -> None:
    OrganisationFactory.create(official_name="别处人民医院")

    response = signed_in(stranger()).get(LIST, {"q": typed})

    assert list(response.context["rows"]) == [childrens]


def test_search_finds_by_part_of_the_code(signed_in, childrens) -> None:
    OrganisationFactory.create(official_name="别处人民医院")

    response = signed_in(stranger()).get(LIST, {"q": childrens.uscc[8:].lower()})

    assert list(response.context["rows"]) == [childrens]


def test_the_list_is_narrowed_by_kind_and_sorted(signed_in) -> None:
    late = OrganisationFactory.create(pinyin_key="yi", kind=OrganisationKind.MEDIA)
    early = OrganisationFactory.create(pinyin_key="jia", kind=OrganisationKind.MEDIA)
    OrganisationFactory.create(pinyin_key="bing")
    browser = signed_in(stranger())

    by_name = browser.get(LIST, {"kind": "MEDIA"}).context["rows"]
    by_change = browser.get(LIST, {"kind": "MEDIA", "sort": "-updated_at"}).context["rows"]
    nonsense = browser.get(LIST, {"sort": "password"})

    assert list(by_name) == [early, late]
    assert list(by_change) == [early, late]
    assert nonsense.status_code == 422


def test_the_export_holds_what_is_filtered(signed_in, childrens, tmp_path) -> None:
    OrganisationFactory.create(official_name="别处人民医院")

    response = signed_in(stranger()).get("/organisations/export/", {"q": "儿童"})

    assert response["Cache-Control"] == "private, no-store"

    file = tmp_path / "organisations.xlsx"
    file.write_bytes(response.getvalue())
    _head, *rows = CalamineWorkbook.from_path(str(file)).get_sheet_by_index(0).to_python()
    assert [(row[0], row[2]) for row in rows] == [(childrens.official_name, "演大儿院")]


# who                    edits
EDITORS = [
    (own_administrator, True),
    (another_administrator, False),
    (lambda organisation: platform_administrator(), True),
    (lambda organisation: auditor(), False),
    (lambda organisation: stranger(), False),
    (lambda organisation: holder(RoleKind.HOSPITAL_COORDINATOR, organisation), False),
]  # fmt: skip


@pytest.mark.parametrize(("who", "edits"), EDITORS)
def test_who_edits_an_organisation_and_its_campuses(signed_in, who, edits: bool) -> None:
    campus = CampusFactory.create()
    browser = signed_in(who(campus.organisation))
    doors = [
        reverse("network:organisation-edit", args=[campus.organisation.pk]),
        reverse("network:campus-add", args=[campus.organisation.pk]),
        reverse("network:campus-edit", args=[campus.pk]),
        reverse("network:person-bring-in", args=[campus.organisation.pk]),
    ]

    assert browser.get(campus.organisation.get_absolute_url()).status_code == 200
    assert [browser.get(door).status_code for door in doors] == [200 if edits else 403] * 4


def test_roles_are_shown_to_administrators_of_the_organisation_only(signed_in) -> None:
    role = RoleFactory.create(kind=RoleKind.HOSPITAL_COORDINATOR)
    page = role.organisation.get_absolute_url()

    for who, seen in ((own_administrator, True), (another_administrator, False)):
        html = signed_in(who(role.organisation)).get(page).content.decode()
        assert (str(role.account.person) in html) is seen


def test_what_is_not_there_is_404(signed_in) -> None:
    browser = signed_in(platform_administrator())

    for address in ("/organisations/9/", "/organisations/9/edit/", "/campuses/9/edit/"):
        assert browser.get(address).status_code == 404


def test_nobody_reads_the_register_without_signing_in(anybody) -> None:
    assert list(Organisation.objects.visible_to(anybody.get("/").wsgi_request.user)) == []
    assert anybody.get(LIST).status_code == 302


def test_an_organisation_is_registered_with_its_region(signed_in) -> None:
    region = RegionFactory.create(code="330108", name="滨江区", level="COUNTY")
    browser = signed_in(platform_administrator())
    typed = {
        "kind": "HOSPITAL",
        "official_name": "演示滨江医院",
        "uscc": synthetic_credit_code(registration="12", sequence=77),
        "aliases": "滨江演示\n\n滨江演示",
        "region": "330108 滨江区",
    }

    assert browser.post("/organisations/register/", typed | {"region": "无此地"}).status_code == 422
    assert browser.post("/organisations/register/", typed | {"uscc": "12"}).status_code == 422
    response = browser.post("/organisations/register/", typed)

    saved = Organisation.objects.get()
    assert (response.status_code, response.url) == (302, saved.get_absolute_url())
    assert (saved.region, saved.aliases) == (region, ["滨江演示"])


def test_a_region_that_is_gone_cannot_be_picked(signed_in) -> None:
    RegionFactory.create(code="330125", name="余杭县", level="COUNTY", until_year=1994)
    RegionFactory.create(code="330110", name="余杭区", level="COUNTY", from_year=2001)

    options = signed_in(stranger()).get("/lookup/regions/", {"q": "余杭"}).content.decode()

    assert "330110 余杭区" in options
    assert "余杭县" not in options


def test_the_second_editor_of_an_organisation_keeps_what_they_typed(signed_in) -> None:
    hospital = OrganisationFactory.create()
    browser = signed_in(own_administrator(hospital))
    address = reverse("network:organisation-edit", args=[hospital.pk])
    typed = {"version": 1, "uscc": hospital.uscc, "why": "更名"}

    first = browser.post(address, typed | {"official_name": "先改医院"})
    second = browser.post(address, typed | {"official_name": "后改医院"})

    assert (first.status_code, second.status_code) == (302, 422)
    html = second.content.decode()
    assert "先改医院" in html
    assert 'value="后改医院"' in html
    assert "更名" in browser.get(hospital.get_absolute_url()).content.decode()


def test_a_campus_is_added_corrected_and_never_twice(signed_in) -> None:
    campus = CampusFactory.create(name="湖滨院区")
    hospital = campus.organisation
    browser = signed_in(own_administrator(hospital))
    add = reverse("network:campus-add", args=[hospital.pk])
    edit = reverse("network:campus-edit", args=[campus.pk])

    assert browser.post(add, {"name": "湖滨院区"}).status_code == 422
    assert browser.post(add, {"name": "滨江院区"}).status_code == 302
    assert browser.post(edit, {"name": "滨江院区", "why": "误"}).status_code == 422
    assert browser.post(edit, {"name": "湖滨新院区", "why": "更名"}).status_code == 302
    assert set(hospital.campuses.values_list("name", flat=True)) == {"湖滨新院区", "滨江院区"}


def test_campus_actions_refuse_others() -> None:
    campus = CampusFactory.create()
    other = another_administrator(campus.organisation)
    facts = {"name": "新院区", "region": None, "address": ""}

    with pytest.raises(PermissionDenied):
        add_campus(campus.organisation, **facts, by=other)
    with pytest.raises(PermissionDenied):
        edit_campus(campus, **facts, why="误", by=other)
    with pytest.raises(CampusKnown):
        add_campus(campus.organisation, name=campus.name, by=platform_administrator())


def test_register_organisation_refuses_a_code_that_is_taken() -> None:
    taken = OrganisationFactory.create()

    with pytest.raises(CodeTaken):
        register_organisation(
            kind=OrganisationKind.HOSPITAL,
            official_name="演示又一院",
            uscc=taken.uscc,
            by=platform_administrator(),
        )
