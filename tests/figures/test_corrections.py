"""When records change after publication: drift names them, a correction follows."""

import json
from datetime import date
from io import StringIO

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from niukou.core.due import due_for
from niukou.figures.actions.corrections import (
    AlreadyDecided,
    CorrectionWaiting,
    NothingToCorrect,
    OwnCorrection,
    ReasonMissing,
    RecordsMovedAgain,
    RemarkMissing,
    approve_correction,
    propose_correction,
    reject_correction,
)
from niukou.figures.actions.publications import check_all
from niukou.figures.definitions import STATIONS_OPENED
from niukou.figures.indicators import Scope
from niukou.figures.jobs import check_published_figures
from niukou.figures.models import Correction, CorrectionStatus, Publication, PublicationCheck
from niukou.figures.queries.publications import Difference, differences, drift_of, named
from niukou.figures.rules import Can
from niukou.programmes.models import SiteAgreement
from tests.factories import (
    SIGNING_DAY,
    BranchFactory,
    ProgrammeFactory,
    auditor,
    officer_of,
    officer_of_all,
    platform_administrator,
    signed_site,
    stranger,
)
from tests.factories.figures import (
    OPENING_DAY,
    opened_station,
    published,
    scope_of_branch,
    signed_a_day_later,
    waiting_correction,
    zhejiang,
)

pytestmark = pytest.mark.django_db
NOBODY = AnonymousUser()
WHY = "协议日期录错"


@pytest.fixture
def branch():
    return signed_site(group=1).branch


# --- drift -------------------------------------------------------------------------------------
def test_a_publication_whose_records_are_untouched_has_not_drifted(branch) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))

    assert drift_of(one) is None


def test_drift_names_the_very_agreement_that_was_corrected() -> None:
    branch = zhejiang()
    one = published(scope_of_branch(branch), by=officer_of(branch))
    agreement = signed_a_day_later(scope_of_branch(branch))
    site = agreement.site_link.site.number

    drift = drift_of(one)

    assert (drift.was.value, drift.now.value) == (22, 21)
    was = f"{agreement.number} {site} 2024-11-23 1"
    assert drift.differences == [Difference(agreement.number, site, was=was, now="")]


def test_a_record_that_still_counts_is_shown_as_it_was_and_as_it_is(branch) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))
    agreement = SiteAgreement.objects.get().agreement
    agreement.signing_group = 2
    agreement.save()

    [difference] = drift_of(one).differences

    assert drift_of(one).now.value == 1
    assert (difference.was[-1], difference.now[-1]) == ("1", "2")


def test_a_hospital_recorded_late_is_named_as_added(branch) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))
    late = signed_site(branch=branch)

    [difference] = drift_of(one).differences

    assert (difference.site, difference.was) == (late.number, "")


def test_what_counts_only_after_the_published_day_is_no_drift(branch) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))

    signed_site(branch=branch, on=date(2024, 11, 24))

    assert drift_of(one) is None


def test_names_with_spaces_and_lines_without_a_site_are_told_apart() -> None:
    found = differences("协 1 浙-1 2024-11-23 -\nodd", "协 1 浙-1 2024-11-24 -")

    assert found == [
        Difference("odd", "", was="odd", now=""),
        Difference("协 1", "浙-1", was="协 1 浙-1 2024-11-23 -", now="协 1 浙-1 2024-11-24 -"),
    ]


def test_a_difference_leads_to_the_agreement_who_may_open_it_and_names_no_draft() -> None:
    branch = BranchFactory.create(is_public=False)
    signed_site(branch=branch)
    one = published(scope_of_branch(branch), by=officer_of(branch))
    agreement = signed_a_day_later(scope_of_branch(branch))

    [mine] = named(drift_of(one), officer_of(branch))

    assert (mine.name, mine.url) == (agreement.number, agreement.get_absolute_url())
    assert named(drift_of(one), NOBODY) == []


def test_a_difference_of_a_station_bears_its_name() -> None:
    branch = BranchFactory.create()
    station = opened_station(branch)
    scope = scope_of_branch(branch)
    one = published(scope, by=officer_of(branch), indicator=STATIONS_OPENED, as_of=OPENING_DAY)
    station.opened_on = date(2025, 11, 1)
    station.save()

    [difference] = named(drift_of(one), NOBODY)

    assert (difference.name, difference.url) == (station.name, "")


# --- the nightly check ---------------------------------------------------------------------------
def test_the_nightly_check_keeps_what_it_found_and_the_desk_says_so(branch) -> None:
    scope, officer = scope_of_branch(branch), officer_of(branch)
    one = published(scope, by=officer)
    still = published(scope, by=officer, as_of=date(2024, 11, 24))
    signed_a_day_later(scope)

    check_published_figures(timestamp=0)

    found = PublicationCheck.objects.values_list("publication", "has_drifted", "value_now")
    assert sorted(found) == [(one.pk, True, "0"), (still.pk, True, "1")]
    labels = [due.label for due in due_for(officer, on=timezone.localdate())]
    assert [label for label in labels if one.number in label] != []
    assert due_for(officer_of(BranchFactory.create()), on=timezone.localdate()) == []


def test_the_check_runs_twice_and_forgets_a_drift_that_was_mended(branch) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))
    agreement = signed_a_day_later(scope_of_branch(branch))
    assert [drift.publication for drift in check_all()] == [one]
    agreement.signed_on = SIGNING_DAY
    agreement.save()

    assert check_all() == []

    assert PublicationCheck.objects.get().has_drifted is False


def test_the_command_ends_with_1_and_names_the_record(branch) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))
    said = StringIO()
    call_command("check_publications", "--json", stdout=said)
    assert json.loads(said.getvalue()) == {"checked": 1, "drifted": []}
    agreement = signed_a_day_later(scope_of_branch(branch))
    said = StringIO()

    with pytest.raises(SystemExit) as ended:
        call_command("check_publications", "--json", stdout=said)

    assert ended.value.code == 1
    [drifted] = json.loads(said.getvalue())["drifted"]
    assert (drifted["number"], drifted["was"], drifted["now"]) == (one.number, 1, 0)
    assert [record["reference"] for record in drifted["records"]] == [agreement.number]


def test_the_command_tells_people_too(branch) -> None:
    one = published(scope_of_branch(branch), by=officer_of(branch))
    signed_a_day_later(scope_of_branch(branch))
    said = StringIO()

    with pytest.raises(SystemExit):
        call_command("check_publications", stdout=said)

    assert f"{one.number}: 1 " in said.getvalue()


# --- corrections ---------------------------------------------------------------------------------
def test_a_correction_follows_and_the_published_figure_stays(branch) -> None:
    scope, officer = scope_of_branch(branch), officer_of(branch)
    one = published(scope, by=officer)
    signed_a_day_later(scope)

    correction = propose_correction(one, reason=WHY, by=officer)
    approver = officer_of_all(branch.programme)
    approve_correction(correction, by=approver)

    correction.refresh_from_db()
    assert (correction.value, correction.reason, correction.status) == ("0", WHY, "APPROVED")
    assert (correction.requested_by, correction.decided_by) == (officer, approver)
    assert Publication.objects.get().value == "1"
    assert drift_of(one) is None
    assert PublicationCheck.objects.get().has_drifted is False


def test_a_second_correction_follows_the_first(branch) -> None:
    scope = scope_of_branch(branch)
    officer, approver = officer_of(branch), officer_of_all(branch.programme)
    first = approve_correction(waiting_correction(scope, by=officer), by=approver)
    signed_site(branch=branch)

    second = propose_correction(first.publication, reason="补录一家", by=officer)
    approve_correction(second, by=approver)

    values = Correction.objects.order_by("pk").values_list("value", flat=True)
    assert list(values) == ["0", "1"]


def test_a_correction_may_leave_nothing_to_measure() -> None:
    branch = BranchFactory.create()
    station = opened_station(branch)
    officer = officer_of(branch)
    one = published(
        scope_of_branch(branch), by=officer, indicator=STATIONS_OPENED, as_of=OPENING_DAY
    )
    station.opened_on = None
    station.save()

    correction = propose_correction(one, reason="尚未启用", by=officer)

    assert (correction.value, correction.evidence_count, correction.lines) == ("0", 0, "")


def test_propose_correction_refuses_what_has_not_changed(branch) -> None:
    officer = officer_of(branch)
    one = published(scope_of_branch(branch), by=officer)

    with pytest.raises(NothingToCorrect):
        propose_correction(one, reason=WHY, by=officer)


def test_propose_correction_refuses_no_reason_and_a_second_at_a_time(branch) -> None:
    officer = officer_of(branch)
    waiting = waiting_correction(scope_of_branch(branch), by=officer)

    with pytest.raises(ReasonMissing):
        propose_correction(waiting.publication, reason="  ", by=officer)
    with pytest.raises(CorrectionWaiting):
        propose_correction(waiting.publication, reason=WHY, by=officer)


def test_nobody_approves_their_own(branch) -> None:
    officer = officer_of_all(branch.programme)
    waiting = waiting_correction(scope_of_branch(branch), by=officer)

    with pytest.raises(OwnCorrection):
        approve_correction(waiting, by=officer)
    with pytest.raises(OwnCorrection):
        reject_correction(waiting, remark="撤回", by=officer)

    assert Correction.objects.get().status == CorrectionStatus.PROPOSED


def test_approve_correction_refuses_when_the_records_changed_again(branch) -> None:
    waiting = waiting_correction(scope_of_branch(branch), by=officer_of(branch))
    signed_site(branch=branch)

    with pytest.raises(RecordsMovedAgain):
        approve_correction(waiting, by=officer_of_all(branch.programme))


def test_a_rejected_correction_is_kept_and_another_can_be_proposed(branch) -> None:
    officer = officer_of(branch)
    waiting = waiting_correction(scope_of_branch(branch), by=officer)

    reject_correction(waiting, remark="先核对原件", by=officer_of_all(branch.programme))
    propose_correction(waiting.publication, reason="已核对原件", by=officer)

    statuses = Correction.objects.order_by("pk").values_list("status", "remark")
    assert list(statuses) == [("REJECTED", "先核对原件"), ("PROPOSED", "")]


def test_reject_correction_refuses_without_saying_why(branch) -> None:
    waiting = waiting_correction(scope_of_branch(branch), by=officer_of(branch))

    with pytest.raises(RemarkMissing):
        reject_correction(waiting, remark=" ", by=officer_of_all(branch.programme))


def test_what_is_decided_is_not_decided_again(branch) -> None:
    approver = officer_of_all(branch.programme)
    waiting = waiting_correction(scope_of_branch(branch), by=officer_of(branch))
    approve_correction(waiting, by=approver)

    with pytest.raises(AlreadyDecided):
        approve_correction(waiting, by=approver)
    with pytest.raises(AlreadyDecided):
        reject_correction(waiting, remark="迟了", by=approver)


RAW = [
    ("UPDATE figures_correction SET reason = 'x'", False),
    ("UPDATE figures_correction SET value = '100'", False),
    ("UPDATE figures_correction SET decided_at = now()", False),
    ("UPDATE figures_correction SET decided_by_id = requested_by_id, status = 'APPROVED'", False),
    ("DELETE FROM figures_correction", False),
    ("UPDATE figures_correction SET status = 'PROPOSED', decided_by_id = NULL", True),
    ("UPDATE figures_correction SET remark = 'x'", True),
    ("DELETE FROM figures_correction", True),
]


@pytest.mark.parametrize(("sql", "is_decided"), RAW)
def test_the_database_itself_refuses_to_change_a_correction(branch, sql: str, is_decided) -> None:
    waiting = waiting_correction(scope_of_branch(branch), by=officer_of(branch))
    if is_decided:
        approve_correction(waiting, by=officer_of_all(branch.programme))
    before = Correction.objects.values().get()

    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert Correction.objects.values().get() == before


# who                                           proposes decides reads it waiting
PEOPLE = [
    (officer_of, True, False, True),
    (lambda branch: officer_of_all(branch.programme), True, True, True),
    (lambda branch: officer_of(BranchFactory.create(programme=branch.programme)), *[False] * 3),
    (lambda branch: officer_of_all(ProgrammeFactory.create()), *[False] * 3),
    (lambda branch: platform_administrator(), *[False] * 3),
    (lambda branch: auditor(), False, False, True),
    (lambda branch: stranger(), *[False] * 3),
    (lambda branch: NOBODY, *[False] * 3),
]


@pytest.mark.parametrize(("who", "proposes", "decides", "reads"), PEOPLE)
def test_who_may_do_what_to_a_correction(branch, *, who, proposes, decides, reads) -> None:
    waiting = waiting_correction(scope_of_branch(branch), by=officer_of(branch))
    account = who(branch)

    assert account.has_perm(Can.PROPOSE_CORRECTION, waiting.publication) is proposes
    assert account.has_perm(Can.DECIDE_CORRECTION, waiting) is decides
    assert Correction.objects.visible_to(account).exists() is reads


@pytest.mark.parametrize("who", [stranger, lambda: NOBODY])
def test_everybody_reads_an_approved_correction_and_nobody_a_rejected_one(branch, who) -> None:
    approver = officer_of_all(branch.programme)
    waiting = waiting_correction(scope_of_branch(branch), by=officer_of(branch))
    reject_correction(waiting, remark="先核对", by=approver)
    again = propose_correction(waiting.publication, reason=WHY, by=officer_of(branch))
    approve_correction(again, by=approver)

    assert list(Correction.objects.visible_to(who())) == [again]


def test_of_a_programmes_figure_only_its_officers_propose(branch) -> None:
    whole, approver = officer_of_all(branch.programme), officer_of_all(branch.programme)
    one = published(Scope(branch.programme), by=whole)
    signed_a_day_later(scope_of_branch(branch))

    with pytest.raises(PermissionDenied):
        propose_correction(one, reason=WHY, by=officer_of(branch))
    correction = propose_correction(one, reason=WHY, by=whole)
    with pytest.raises(PermissionDenied):
        approve_correction(correction, by=officer_of(branch))
    approve_correction(correction, by=approver)


def test_what_waits_for_a_decision_is_due_for_another_officer_of_the_whole_programme(
    branch,
) -> None:
    proposer, other = officer_of_all(branch.programme), officer_of_all(branch.programme)
    waiting = waiting_correction(scope_of_branch(branch), by=proposer)
    check_all()
    today = timezone.localdate()

    urls = {due.url for due in due_for(other, on=today)}

    assert waiting.get_absolute_url() in urls
    assert waiting.get_absolute_url() not in {due.url for due in due_for(proposer, on=today)}
    assert waiting.publication.get_absolute_url() not in urls  # it waits as a correction already
