"""Recording and correcting agreements."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from niukou.core.changes import changes_of
from niukou.core.errors import EditConflict
from niukou.core.files import FileOfOtherKind
from niukou.core.models import EvidenceFile
from niukou.network.actions.agreement_checks import NotSignedYet, NumberUnfit
from niukou.network.actions.agreements import (
    EndsBeforeItBegins,
    NotYourAgreement,
    NumberTaken,
    TwoPartiesNeeded,
    attach_scan,
    edit_agreement,
    record_agreement,
)
from niukou.network.actions.bulk import record_agreements
from niukou.network.models import Agreement, AgreementKind, Capacity, Organisation, RoleKind
from niukou.people.models import Account
from niukou.people.queries import names_of
from tests.factories import (
    SIGNING_DAY,
    BranchFactory,
    OrganisationFactory,
    auditor,
    holder,
    officer_of,
    platform_administrator,
    signed_site,
    stranger,
)
from tests.factories.network import (
    another_hospitals_administrator,
    hospitals_administrator,
    hospitals_coordinator,
    initiators_administrator,
    scan,
    signed_agreement,
)

pytestmark = pytest.mark.django_db
NEXT_DAY = date(2024, 11, 24)


@pytest.fixture
def foundation() -> Organisation:
    return OrganisationFactory.create(official_name="演示基金会")


@pytest.fixture
def hospital() -> Organisation:
    return OrganisationFactory.create(official_name="演示儿童医院")


@pytest.fixture
def lead(foundation: Organisation) -> Account:
    return holder(RoleKind.ORGANISATION_ADMINISTRATOR, foundation)


@pytest.fixture
def facts(foundation: Organisation, hospital: Organisation, lead: Account) -> dict:
    return {
        "kind": AgreementKind.PILOT,
        "title": "试点医院合作协议",
        "signed_on": SIGNING_DAY,
        "parties": [(foundation, Capacity.INITIATOR), (hospital, Capacity.HOSPITAL)],
        "by": lead,
    }


def corrected(agreement: Agreement, **changes: object) -> dict:
    kept = ["version", "title", "signed_on", "signing_group", "cohort"]
    kept += ["starts_on", "ends_on", "ended_on"]
    return {name: getattr(agreement, name) for name in kept} | {"why": "笔误"} | changes


def test_record_agreement_takes_the_next_number_of_its_year(facts: dict) -> None:
    first, second = record_agreement(**facts), record_agreement(**facts)

    assert [first.number, second.number] == ["NK-2024-0001", "NK-2024-0002"]
    assert {str(party.organisation) for party in first.parties.all()} == {
        "演示基金会",
        "演示儿童医院",
    }


def test_record_agreement_keeps_the_number_on_the_paper(facts: dict) -> None:
    agreement = record_agreement(**facts, number="协字〔2024〕/7号", signing_group=3, cohort="首批")

    assert (agreement.number, agreement.signing_group, agreement.cohort) == (
        "协字〔2024〕/7号",
        3,
        "首批",
    )


def test_record_agreement_names_a_party_once_however_often_it_was_typed(
    facts: dict, hospital: Organisation
) -> None:
    twice = [*facts["parties"], (hospital, Capacity.HOSPITAL)]

    agreement = record_agreement(**facts | {"parties": twice})

    assert agreement.parties.count() == 2


def test_record_agreement_refuses_a_taken_number(facts: dict) -> None:
    record_agreement(**facts, number="A-1")

    with pytest.raises(NumberTaken):
        record_agreement(**facts, number="A-1")


def test_record_agreement_refuses_one_party_in_two_capacities(
    facts: dict, foundation: Organisation
) -> None:
    alone = [(foundation, Capacity.INITIATOR), (foundation, Capacity.FUNDER)]

    with pytest.raises(TwoPartiesNeeded):
        record_agreement(**facts | {"parties": alone})


def test_record_agreement_refuses_an_empty_period(facts: dict) -> None:
    with pytest.raises(EndsBeforeItBegins):
        record_agreement(**facts, starts_on=NEXT_DAY, ends_on=NEXT_DAY)
    with pytest.raises(EndsBeforeItBegins):  # it begins when it is signed
        record_agreement(**facts, ends_on=SIGNING_DAY)


def test_record_agreement_refuses_what_two_others_agreed(facts: dict) -> None:
    outsider = holder(RoleKind.ORGANISATION_ADMINISTRATOR, OrganisationFactory.create())

    with pytest.raises(NotYourAgreement):
        record_agreement(**facts | {"by": outsider})

    assert not Agreement.objects.exists()


@pytest.mark.parametrize("who", [stranger, auditor, platform_administrator])
def test_record_agreement_refuses_whoever_runs_no_organisation(who, facts: dict) -> None:
    with pytest.raises(PermissionDenied):
        record_agreement(**facts | {"by": who()})


def test_edit_agreement_tells_who_changed_what_and_why(signed_in) -> None:
    agreement = signed_agreement(cohort="四批")
    editor = initiators_administrator(agreement)

    response = signed_in(editor).post(
        f"/agreements/{agreement.number}/edit/",
        {
            "version": agreement.version,
            "title": agreement.title,
            "signed_on": "2024-11-24",
            "cohort": "首批",
            "why": "按基金会通知更正",
        },
    )

    assert response.status_code == 302
    agreement.refresh_from_db()
    newest, *_others = changes_of(agreement, names=names_of)
    assert (newest.who, newest.why, newest.is_first) == (
        editor.person.official_name,
        "按基金会通知更正",
        False,
    )
    assert {(field.before, field.after) for field in newest.fields} == {
        ("2024年11月23日", "2024年11月24日"),
        ("四批", "首批"),
    }


def test_edit_agreement_tells_the_second_of_two_editors() -> None:
    agreement = signed_agreement()
    editor = initiators_administrator(agreement)
    edit_agreement(agreement, **corrected(agreement, title="先改的"), by=editor)

    with pytest.raises(EditConflict) as refusal:
        edit_agreement(agreement, **corrected(agreement, title="后改的"), by=editor)

    assert refusal.value.current.title == "先改的"


@pytest.mark.parametrize(
    "changes",
    [
        {"ended_on": date(2024, 11, 22)},
        {"starts_on": NEXT_DAY, "ends_on": SIGNING_DAY},
        {"ends_on": SIGNING_DAY},
    ],
)
def test_edit_agreement_refuses_an_impossible_period(changes: dict) -> None:
    agreement = signed_agreement()

    with pytest.raises(EndsBeforeItBegins):
        edit_agreement(
            agreement, **corrected(agreement, **changes), by=initiators_administrator(agreement)
        )


# who                            reads  edits
ACCESS = [
    (initiators_administrator, True, True),
    (hospitals_administrator, True, False),
    (hospitals_coordinator, True, False),
    (another_hospitals_administrator, False, False),
    (lambda agreement: auditor(), True, False),
    (lambda agreement: platform_administrator(), False, False),
    (lambda agreement: stranger(), False, False),
]  # fmt: skip


@pytest.mark.parametrize(("who", "reads", "edits"), ACCESS)
def test_who_reads_and_edits_an_agreement(who, reads: bool, edits: bool) -> None:
    agreement = signed_agreement()
    account = who(agreement)

    assert list(Agreement.objects.visible_to(account)) == ([agreement] if reads else [])
    if edits:
        edit_agreement(agreement, **corrected(agreement), by=account)
    else:
        with pytest.raises(PermissionDenied):
            edit_agreement(agreement, **corrected(agreement), by=account)


def test_an_officer_reads_and_edits_the_agreements_of_their_own_branch_only() -> None:
    branch = BranchFactory.create()
    own = signed_site(branch=branch).agreements.get().agreement
    signed_site()
    officer = officer_of(branch)

    assert list(Agreement.objects.visible_to(officer)) == [own]
    edit_agreement(own, **corrected(own), by=officer)


def test_attach_scan_opens_the_file_to_who_reads_the_agreement() -> None:
    agreement = signed_agreement()

    scanned = attach_scan(agreement, file=scan(), by=initiators_administrator(agreement))

    assert (scanned.scan.name, scanned.version) == ("协议.pdf", agreement.version + 1)
    reader, other = hospitals_coordinator(agreement), another_hospitals_administrator(agreement)
    assert list(EvidenceFile.objects.visible_to(reader)) == [scanned.scan]
    assert list(EvidenceFile.objects.visible_to(other)) == []


def test_attach_scan_refuses_what_is_no_paper_and_whoever_may_not() -> None:
    agreement = signed_agreement()

    with pytest.raises(FileOfOtherKind):
        attach_scan(
            agreement,
            file=scan("协议.pdf", b"MZ not a paper"),
            by=initiators_administrator(agreement),
        )
    with pytest.raises(PermissionDenied):
        attach_scan(agreement, file=scan(), by=hospitals_coordinator(agreement))

    assert Agreement.objects.get(pk=agreement.pk).scan is None


UNREACHABLE = ["record", "浙/edit", "..", "12//3", "浙\n12号"]


@pytest.mark.parametrize("number", UNREACHABLE)
def test_no_agreement_takes_a_number_that_leads_to_no_page(facts: dict, number: str) -> None:
    unsaved = Agreement(number=number, kind=AgreementKind.PILOT, title="约", signed_on=SIGNING_DAY)

    with pytest.raises(NumberUnfit):
        record_agreement(**facts, number=number)
    with pytest.raises(NumberUnfit):
        record_agreements([(unsaved, [])], by=facts["by"])

    assert not Agreement.objects.exists()


def test_no_agreement_is_recorded_before_it_is_signed(facts: dict) -> None:
    today = timezone.localdate()
    to_come = today + timedelta(days=1)
    unsaved = Agreement(number="A-1", kind=AgreementKind.PILOT, title="约", signed_on=to_come)

    with pytest.raises(NotSignedYet) as refusal:
        record_agreement(**facts | {"signed_on": to_come})
    with pytest.raises(NotSignedYet):
        record_agreements([(unsaved, [])], by=facts["by"])

    assert refusal.value.field == "signed_on"
    assert record_agreement(**facts | {"signed_on": today}).signed_on == today


def test_edit_agreement_refuses_a_signature_still_to_come() -> None:
    agreement = signed_agreement()
    to_come = timezone.localdate() + timedelta(days=1)

    with pytest.raises(NotSignedYet):
        edit_agreement(
            agreement,
            **corrected(agreement, signed_on=to_come),
            by=initiators_administrator(agreement),
        )
