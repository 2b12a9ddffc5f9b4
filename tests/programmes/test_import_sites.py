"""Taking lists of signed hospitals into a branch."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from openpyxl import Workbook

from niukou.core.codes import synthetic_credit_code
from niukou.core.imports import WHOLE_ROW, Outcome, import_rows, read_rows, try_rows
from niukou.network.models import Agreement, Campus, Organisation, OrganisationKind
from niukou.people.models import Person
from niukou.programmes.actions.site_import import NoInitiator
from niukou.programmes.imports import SiteImporter
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    ProgrammeInitiator,
    PublicNotice,
    Site,
    SiteContact,
)
from tests.factories import (
    BranchFactory,
    CampusFactory,
    OrganisationFactory,
    SiteFactory,
    SiteStepFactory,
    auditor,
    officer_of,
    officer_of_all,
    platform_administrator,
    signed_site,
    stranger,
)
from tests.factories.calls import begun
from tests.factories.review import accepted_site, objected, published
from tests.factories.workbooks import book, filled_template, saved

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 23)
C, M, U, R = Outcome.CREATED, Outcome.MATCHED, Outcome.UNCHANGED, Outcome.REFUSED


def code(sequence: int) -> str:
    return synthetic_credit_code(registration="12", sequence=900_000 + sequence)


@pytest.fixture
def branch() -> Branch:
    branch = BranchFactory.create(code="ZJ")
    for position in (1, 2):
        initiator = OrganisationFactory.create(kind=OrganisationKind.FOUNDATION)
        ProgrammeInitiator.objects.create(
            programme=branch.programme, organisation=initiator, position=position
        )
    return branch


def take(branch: Branch, file, *, by=None) -> list:
    importer = SiteImporter()
    reading = read_rows(file, importer.sheet)
    with transaction.atomic():
        return import_rows(importer, reading, scope=branch.slug, by=by or officer_of(branch))


def outcomes(results) -> list[tuple[int, Outcome]]:
    return [(one.number, one.outcome) for one in results]


def only_problem(results) -> dict[str, str]:
    (result,) = results
    assert result.outcome == R
    return result.problems


def everything() -> tuple[int, ...]:
    return tuple(
        model.objects.count() for model in (Organisation, Site, Agreement, Campus, SiteContact)
    )


def test_a_new_hospital_is_registered_and_signed_with_all_initiators(branch) -> None:
    row = {
        "hospital": "甲医院",
        "uscc": code(1),
        "region": "浙江省",
        "agreement_number": "协-1",
        "signed_on": "2024年11月23日",
        "signing_group": "第一组",
        "cohort": "首批",
        "campus": "滨江院区",
        "aliases": "甲院、甲一院",
        "contact": "演示人甲",
        "phone": "138 0000 0001",
    }

    results = take(branch, filled_template([row]))

    assert outcomes(results) == [(3, C)]
    site = Site.objects.get(branch=branch)
    assert results[0].url == site.get_absolute_url()
    assert (site.number, site.status) == ("ZJ-001", SiteStatus.SIGNED)
    hospital = site.hospital
    assert (hospital.official_name, hospital.uscc, hospital.no_uscc_reason) == (
        "甲医院",
        code(1),
        "",
    )
    assert (hospital.aliases, hospital.region.name) == (["甲院", "甲一院"], "浙江省")
    assert Organisation.objects.filter(search__finds="甲一").get() == hospital
    assert [(step.from_status, step.to_status, step.on) for step in site.steps.order_by("pk")] == [
        ("", "DRAFT", DAY),
        ("DRAFT", "SIGNED", DAY),
    ]
    agreement = site.agreements.get().agreement
    assert (agreement.number, agreement.signed_on) == ("协-1", DAY)
    assert (agreement.signing_group, agreement.cohort) == (1, "首批")
    assert sorted(agreement.parties.values_list("capacity", flat=True)) == [
        "HOSPITAL",
        "INITIATOR",
        "INITIATOR",
    ]
    assert hospital.campuses.get().name == "滨江院区"
    contact = site.contacts.get()
    assert (contact.person.official_name, contact.person.phone.reveal()) == (
        "演示人甲",
        "13800000001",
    )


def test_the_same_list_a_second_time_changes_nothing(branch) -> None:
    rows = [
        {
            "hospital": "甲医院",
            "uscc": code(1),
            "signed_on": DAY,
            "campus": "东院",
            "contact": "演示人甲",
        },
        {"hospital": "乙医院", "signed_on": DAY, "aliases": "乙院", "region": "330000"},
    ]
    take(branch, filled_template(rows))
    before = everything()
    versions = list(Organisation.objects.values_list("pk", "version"))

    results = take(branch, filled_template(rows))

    assert outcomes(results) == [(3, U), (4, U)]
    assert everything() == before
    assert list(Organisation.objects.values_list("pk", "version")) == versions


def test_a_hospital_without_code_says_why_and_is_completed_later(branch) -> None:
    take(branch, book([["甲医院", "", "", DAY]]))
    assert Organisation.objects.get(official_name="甲医院").no_uscc_reason != ""

    results = take(branch, book([["甲医院", code(1), "", DAY, "二", "首批", "甲院"]]))

    hospital = Organisation.objects.get(official_name="甲医院")
    agreement = Agreement.objects.get()
    assert outcomes(results) == [(2, M)]
    assert (hospital.uscc, hospital.no_uscc_reason, hospital.aliases) == (code(1), "", ["甲院"])
    assert (agreement.signing_group, agreement.cohort) == (2, "首批")
    assert Organisation.objects.filter(search__finds=code(1)[-5:].lower()).exists()


@pytest.mark.parametrize(
    "written", ["甲儿院", "甲 儿 院", "演示（甲）儿童医院", "演示(甲)儿童医院"]
)
def test_a_hospital_is_known_under_an_alias_and_whatever_the_brackets(branch, written) -> None:
    hospital = OrganisationFactory.create(official_name="演示（甲）儿童医院", aliases=["甲儿院"])

    results = take(branch, book([[written, "", "", DAY]]))

    assert outcomes(results) == [(2, M)]
    assert Site.objects.get(branch=branch).hospital == hospital
    assert Organisation.objects.filter(kind=OrganisationKind.HOSPITAL).count() == 1


def test_a_hospital_known_by_its_code_keeps_its_name_and_gains_another(branch) -> None:
    hospital = OrganisationFactory.create(official_name="甲医院", uscc=code(1))

    results = take(branch, book([["甲大附属医院", code(1), "", DAY]]))

    hospital.refresh_from_db()
    assert outcomes(results) == [(2, M)]
    assert (hospital.official_name, hospital.aliases) == ("甲医院", ["甲大附属医院"])
    assert outcomes(take(branch, book([["甲大附属医院", code(1), "", DAY]]))) == [(2, U)]


def test_the_same_hospital_twice_is_refused_unless_it_says_the_same(branch) -> None:
    OrganisationFactory.create(official_name="丙医院", aliases=["丙院"])
    rows = [
        ["甲医院", "", "", DAY, "一"],
        ["甲 医院", "", "", DAY, "一"],
        ["甲医院", "", "", DAY, "二"],
        ["丙医院", "", "", DAY],
        ["丙院", "", "", DAY, "三"],
    ]

    results = take(branch, book(rows))

    assert outcomes(results) == [(2, C), (3, R), (4, R), (5, M), (6, R)]
    assert all("2" in text for text in results[2].problems.values())
    assert outcomes(take(branch, book([["丁医院", "", "", DAY], ["丁医院", "", "", DAY]]))) == [
        (2, C),
        (3, U),
    ]


def test_a_date_that_differs_from_the_recorded_one_is_refused_with_both(branch) -> None:
    take(branch, book([["甲医院", "", "协-1", DAY]]))

    problems = only_problem(take(branch, book([["甲医院", "", "协-1", "2024-11-24"]])))

    assert set(problems) == {"signed_on"}
    assert all(day in problems["signed_on"] for day in ("23", "24"))
    assert Agreement.objects.get().signed_on == DAY


@pytest.mark.parametrize(
    ("row", "column"),
    [
        (["甲医院", code(2), "协-1", DAY], "uscc"),
        (["甲医院", "", "协-9", DAY], "agreement_number"),
        (["甲医院", "", "协-1", DAY, "二"], "signing_group"),
        (["甲医院", "", "协-1", DAY, "", "第二批"], "cohort"),
        (["甲医院", code(1)[:-1] + "0", "协-1", DAY], "uscc"),
        (["乙医院", "", "协-1", DAY], "agreement_number"),
        (["乙医院", "", "", DAY, "", "", "甲医院"], "aliases"),
        (["乙医院", code(1), "", DAY, "", "", "丙医院"], "aliases"),
        (["丙医院", code(1), "", DAY], "uscc"),
        (["基金会", "", "", DAY], "hospital"),
        (["乙医院", "", "", date(2999, 1, 1)], "signed_on"),
        (["乙医院", "", "record", DAY], "agreement_number"),
        (["乙医院", "", "协/edit", DAY], "agreement_number"),
        (["乙医院", "", "..", DAY], "agreement_number"),
    ],
)  # fmt: skip
def test_what_contradicts_the_register_is_refused_and_changes_nothing(branch, row, column) -> None:
    take(branch, book([["甲医院", code(1), "协-1", DAY, "一", "首批"]]))
    OrganisationFactory.create(official_name="丙医院")
    OrganisationFactory.create(official_name="基金会", kind=OrganisationKind.FOUNDATION)
    before = everything()

    problems = only_problem(take(branch, book([row])))

    assert set(problems) == {column}
    assert everything() == before


def test_a_region_that_contradicts_the_register_is_refused(branch) -> None:
    take(branch, filled_template([{"hospital": "甲医院", "signed_on": DAY, "region": "330000"}]))

    results = take(
        branch, filled_template([{"hospital": "甲医院", "signed_on": DAY, "region": "某地"}])
    )

    assert set(only_problem(results)) == {"region"}


def test_another_phone_of_a_contact_is_refused_and_a_missing_one_added(branch) -> None:
    row = {"hospital": "甲医院", "signed_on": DAY, "contact": "演示人甲"}
    take(branch, filled_template([row]))

    added = take(branch, filled_template([row | {"phone": "13800000001"}]))
    same = take(branch, filled_template([row | {"phone": "+86 138-0000-0001"}]))
    other = take(branch, filled_template([row | {"phone": "13800000002"}]))
    nobody = take(
        branch, filled_template([{"hospital": "乙医院", "signed_on": DAY, "phone": "13800000001"}])
    )

    assert (outcomes(added), outcomes(same)) == ([(3, M)], [(3, U)])
    assert set(only_problem(other)) == {"phone"}
    assert "13800000001" not in only_problem(other)["phone"]
    assert set(only_problem(nobody)) == {"contact"}
    assert Person.objects.filter(official_name="演示人甲").count() == 1


def test_a_draft_is_signed_and_a_withdrawn_site_is_not(branch) -> None:
    draft = SiteFactory.create(branch=branch)
    SiteStepFactory.create(site=draft, on=date(2024, 1, 1))
    withdrawn = SiteFactory.create(branch=branch, status=SiteStatus.WITHDRAWN)
    later = SiteFactory.create(branch=branch)
    SiteStepFactory.create(site=later, on=date(2024, 12, 1))
    rows = [[site.hospital.official_name, "", "", DAY] for site in (draft, withdrawn, later)]

    results = take(branch, book(rows))

    draft.refresh_from_db()
    assert outcomes(results) == [(2, M), (3, R), (4, R)]
    assert (draft.status, draft.version) == (SiteStatus.SIGNED, 2)
    assert set(results[2].problems) == {"signed_on"}


def test_a_closed_site_that_says_the_same_stays_as_it_is(branch) -> None:
    take(branch, book([["甲医院", "", "协-1", DAY]]))
    Site.objects.update(status=SiteStatus.CLOSED)

    results = take(branch, book([["甲医院", "", "协-1", DAY]]))

    assert outcomes(results) == [(2, U)]
    assert Site.objects.get().status == SiteStatus.CLOSED


def test_a_hospital_signed_in_another_branch_gets_a_place_here_too(branch) -> None:
    elsewhere = signed_site()

    results = take(branch, book([[elsewhere.hospital.official_name, "", "", DAY]]))

    assert outcomes(results) == [(2, M)]
    assert elsewhere.hospital.sites.count() == 2


def test_a_campus_is_added_once(branch) -> None:
    hospital = OrganisationFactory.create(official_name="甲医院")
    CampusFactory.create(organisation=hospital, name="滨江（新）院区")

    take(
        branch,
        filled_template([{"hospital": "甲医院", "signed_on": DAY, "campus": "滨江(新)院区"}]),
    )

    assert hospital.campuses.count() == 1


def messy_a() -> Workbook:
    """A title, two rows of merged headings, full-width figures, dates in words."""
    workbook = Workbook()
    sheet = workbook.active
    sheet["A1"] = "浙江站试点医院名单（２０２４年）"
    sheet.merge_cells("A1:F1")
    for place, text in {
        "A2": "序号",
        "B2": "医院信息",
        "D2": "协议",
        "D3": "签署时间",
        "E3": "签约组",
        "B3": "医院 全称",
        "C3": "统一社会信用代码",
    }.items():
        sheet[place] = text
    for merged in ("A2:A3", "B2:C2", "D2:E2"):
        sheet.merge_cells(merged)
    sheet.append(
        [
            "１",
            "演示医院　甲",
            code(1).translate({ord(d): chr(ord(d) + 0xFEE0) for d in "0123456789"}),
            "２０２４年１１月２３日",
            "第１组",
        ]
    )
    sheet.append(["２", "演示医院乙", "", "2024年11月23日", "第一组"])
    return workbook


def messy_b() -> Workbook:
    """Three notations of one day, an alias, a hospital twice, unknown columns, a note below."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(["地市", "医院名称*", "等级", "签约日期（年/月/日）", "别名", "备注"])
    sheet.append(["杭州", "甲院", "三甲", "2024/11/23", None, "已建站"])
    sheet.append(["宁波", "演示医院乙", "三乙", "20241123", "乙院", None])
    sheet.append(["温州", "演示医院丙", None, "2024.11.23", None, None])
    sheet.append(["温州", "演示医院丙", None, "2024-11-24", None, None])
    sheet.append(["备注：以上名单以协议为准"])
    return workbook


def test_messy_lists_are_understood(branch) -> None:
    OrganisationFactory.create(official_name="演示医院甲", aliases=["甲院"], uscc=code(1))

    first = take(branch, saved(messy_a()))
    second = take(branch, saved(messy_b()))
    third = take(branch, saved(messy_b()))

    assert outcomes(first) == [(4, M), (5, C)]
    assert outcomes(second) == [(2, U), (3, M), (4, C), (5, R)]
    assert outcomes(third) == [(2, U), (3, U), (4, U), (5, R)]
    assert set(Agreement.objects.values_list("signed_on", flat=True)) == {DAY}
    assert Site.objects.filter(branch=branch).count() == 3


def test_trying_out_says_what_would_happen_and_changes_nothing(branch) -> None:
    importer, officer = SiteImporter(), officer_of(branch)
    reading = read_rows(book([["甲医院", "", "", DAY], ["", "", "", DAY]]), importer.sheet)
    before = everything()

    results = try_rows(importer, reading, scope=branch.slug, by=officer)

    assert outcomes(results) == [(2, C), (3, R)]
    assert everything() == before
    take(branch, book([["甲医院", "", "", DAY]]), by=officer)
    assert Site.objects.get(branch=branch).number == "ZJ-001"


# who may import into a branch
IMPORTERS = [
    (officer_of, True),
    (lambda branch: officer_of_all(branch.programme), True),
    (lambda branch: officer_of(BranchFactory.create()), False),
    (lambda branch: platform_administrator(), False),
    (lambda branch: auditor(), False),
    (lambda branch: stranger(), False),
]  # fmt: skip


@pytest.mark.parametrize(("who", "may"), IMPORTERS)
def test_only_officers_of_the_branch_import(branch, who, may) -> None:
    account = who(branch)
    if may:
        assert outcomes(take(branch, book([["甲医院", "", "", DAY]]), by=account)) == [(2, C)]
        return

    with pytest.raises(PermissionDenied):
        take(branch, book([["甲医院", "", "", DAY]]), by=account)

    assert Site.objects.count() == 0


def test_a_programme_without_initiators_is_told_so() -> None:
    with pytest.raises(NoInitiator):
        take(BranchFactory.create(), book([["甲医院", "", "", DAY]]))


def signs(site: Site, on: date) -> dict[str, str]:
    """Return why a list does not sign ``site``, whose branch has an initiator."""
    ProgrammeInitiator.objects.create(
        programme=site.branch.programme,
        organisation=OrganisationFactory.create(kind=OrganisationKind.FOUNDATION),
        position=1,
    )
    rows = [[str(site.hospital), site.hospital.uscc, "", on, "", "", ""]]
    return only_problem(take(site.branch, book(rows)))


def test_a_list_does_not_sign_a_hospital_past_its_review() -> None:
    site = begun().site

    problem = signs(site, date(2026, 4, 20))

    assert "公示" in problem[WHOLE_ROW]
    assert Site.objects.get(pk=site.pk).status == SiteStatus.DRAFT
    assert not Agreement.objects.exists()


@pytest.mark.parametrize("is_over", [False, True])
def test_a_list_does_not_sign_past_a_public_notice(is_over: bool) -> None:
    site = accepted_site()
    notice = published(site)
    last_on = PublicNotice.objects.get(pk=notice.pk).last_on
    if is_over:
        objected(notice, site=site)

    problem = signs(site, last_on + timedelta(days=1) if is_over else last_on)

    assert WHOLE_ROW in problem
    assert Site.objects.get(pk=site.pk).status == SiteStatus.PUBLIC_NOTICE


def test_the_number_of_queries_does_not_grow_with_the_rows(
    branch, django_assert_num_queries
) -> None:
    officer = officer_of(branch)
    for start, count in ((0, 3), (100, 30)):
        rows = [
            [f"{start + n}号演示医院", code(start + n), "", DAY, "一", "", f"{start + n}院"]
            for n in range(count)
        ]
        file = book(rows)
        with django_assert_num_queries(32, exact=False):
            assert {one.outcome for one in take(branch, file, by=officer)} == {C}
