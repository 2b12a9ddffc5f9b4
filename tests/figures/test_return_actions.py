"""Filling in, handing in, sending back, accepting: what each does and refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from niukou.core.errors import EditConflict
from niukou.core.events import subscribe
from niukou.figures.actions import returns as refusals
from niukou.figures.actions.returns import (
    Entry,
    accept_clean_returns,
    accept_return,
    save_return,
    send_back,
    submit_return,
)
from niukou.figures.events import ReturnAccepted
from niukou.figures.lifecycle import RETURN_MOVES, ReturnMoveNotAllowed, ReturnStatus
from niukou.figures.models import ReturnLine, SiteReturn
from niukou.figures.queries.return_checks import findings_of
from niukou.figures.rules import Can
from tests.factories import BranchFactory, ServiceStationFactory, officer_of, signed_site
from tests.factories.programmes import (
    administrator_of_the_hospital,
    administrator_of_the_platform,
    auditor_of_the_platform,
    coordinator,
    coordinator_elsewhere,
    officer_of_another_branch,
    officer_of_another_programme,
    officer_of_its_branch,
    officer_of_the_programme,
    stranger_to,
)
from tests.factories.returns import (
    CHECKED,
    FEBRUARY,
    HANDED_IN,
    MARCH,
    accepted,
    entries,
    filled,
    line,
    open_return,
    submitted,
)

pytestmark = pytest.mark.django_db


# --- filling in ------------------------------------------------------------------------------------
def test_save_keeps_what_was_typed_and_nothing_has_to_add_up_yet() -> None:
    one = open_return()
    by = coordinator(one.site)

    saved = save_return(
        one,
        version=one.version,
        entries={"persons-served": Entry(Decimal(90)), "person-times": Entry(Decimal(4), "待核")},
        by=by,
    )

    assert saved.version == one.version + 1
    assert line(one, "persons-served").stated_value == 90
    assert line(one, "person-times").remark == "待核"
    assert line(one, "groups").stated_value is None


def test_save_writes_history_only_for_lines_that_changed() -> None:
    one = filled()
    history = line(one, "groups").events.count()

    save_return(one, version=one.version, entries=entries(activities=7), by=coordinator(one.site))

    assert line(one, "groups").events.count() == history
    assert line(one, "activities").events.count() == history + 1


def test_save_refuses() -> None:
    one = filled()
    by = coordinator(one.site)
    with pytest.raises(PermissionDenied):
        save_return(one, version=one.version, entries={}, by=coordinator_elsewhere(one.site))
    with pytest.raises(EditConflict) as conflict:
        save_return(one, version=one.version - 1, entries=entries(), by=by)
    assert conflict.value.current.version == one.version
    with pytest.raises(refusals.NotAsked):
        save_return(one, version=one.version, entries={"mandatory-reports": Entry(None)}, by=by)
    with pytest.raises(refusals.NegativeNumber):
        save_return(one, version=one.version, entries={"groups": Entry(Decimal(-1))}, by=by)
    done = submit_return(one, on=HANDED_IN, by=by)
    with pytest.raises(refusals.NotToBeFilled):
        save_return(done, version=done.version, entries=entries(), by=by)


# --- handing in ------------------------------------------------------------------------------------
def test_submit_records_the_day_and_who() -> None:
    one = filled()
    by = coordinator(one.site)

    done = submit_return(one, on=HANDED_IN, by=by)

    assert (done.status, done.submitted_on, done.submitted_by) == ("SUBMITTED", HANDED_IN, by)
    assert done.first_submitted_on == HANDED_IN


def test_more_persons_than_person_times_is_refused_in_plain_words() -> None:
    one = filled(persons_served=121)

    with pytest.raises(refusals.DoesNotAddUp, match=r"121.*120"):
        submit_return(one, on=HANDED_IN, by=coordinator(one.site))

    one.refresh_from_db()
    assert one.status == ReturnStatus.OPEN


@pytest.mark.parametrize(
    "changed",
    [
        {"person_times": None},
        {"groups": Entry(Decimal("1.5"))},
        {"groups": 5},
        {"satisfied_answers": 21},
        {"satisfaction_mean": 6},
        {"inpatients": 41},
        {"relief_persons": 0},
        {"volunteers": 0},
        {"days_open": 40},
        {"stations": 2},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_submit_refuses_what_does_not_add_up(changed) -> None:
    one = filled(**changed)

    with pytest.raises(refusals.DoesNotAddUp):
        submit_return(one, on=HANDED_IN, by=coordinator(one.site))


def test_what_differs_from_what_is_known_needs_a_word_and_no_more() -> None:
    one = filled(stations=Entry(Decimal(2), "另有一处未录入"))

    done = submit_return(one, on=HANDED_IN, by=coordinator(one.site))

    assert done.is_submitted
    assert [found.code for found in findings_of(done)] == ["stations"]


def test_submit_looks_up_once_more_what_is_known() -> None:
    one = filled()
    ServiceStationFactory.create(site=one.site, opened_on=date(2026, 1, 5))

    submit_return(one, on=HANDED_IN, by=coordinator(one.site))

    assert line(one, "stations").prefilled_value == line(one, "stations").stated_value == 1


def test_the_day_first_handed_in_stays_when_it_comes_back() -> None:
    one = submitted()
    by = officer_of(one.site.branch)
    one = send_back(one, remark="请核对人次", lines={}, on=CHECKED, by=by)

    again = submit_return(one, on=date(2026, 2, 20), by=coordinator(one.site))

    assert (again.first_submitted_on, again.submitted_on) == (HANDED_IN, date(2026, 2, 20))


def test_submit_refuses_strangers_and_what_is_handed_in() -> None:
    one = filled()
    with pytest.raises(PermissionDenied):
        submit_return(one, on=HANDED_IN, by=auditor_of_the_platform(one.site))
    done = submit_return(one, on=HANDED_IN, by=coordinator(one.site))
    with pytest.raises(ReturnMoveNotAllowed):
        submit_return(done, on=HANDED_IN, by=coordinator(one.site))


# --- checking --------------------------------------------------------------------------------------
def test_send_back_says_beside_each_line_what_is_to_be_mended() -> None:
    one = submitted()
    by = officer_of(one.site.branch)

    back = send_back(one, remark="", lines={"person-times": "人次与签到表不符"}, on=CHECKED, by=by)

    assert (back.status, back.checked_by) == ("RETURNED", by)
    assert line(one, "person-times").sent_back == "人次与签到表不符"
    assert line(one, "groups").sent_back == ""


def test_send_back_refuses() -> None:
    one = submitted()
    by = officer_of(one.site.branch)
    said = {"remark": "改", "lines": {}, "on": CHECKED, "by": by}

    for changed, refusal in (
        ({"remark": " ", "lines": {"groups": ""}}, refusals.RemarksMissing),
        ({"lines": {"nothing": "改"}}, refusals.NotAsked),
        ({"by": coordinator(one.site)}, PermissionDenied),
    ):
        with pytest.raises(refusal):
            send_back(one, **said | changed)
    back = send_back(one, **said)
    with pytest.raises(ReturnMoveNotAllowed):
        send_back(back, **said)


def test_accept_locks_and_tells() -> None:
    told = []
    subscribe(ReturnAccepted, told.append)
    one = submitted()

    done = accept_return(one, on=CHECKED, by=officer_of(one.site.branch))

    assert (done.status, done.checked_on) == ("ACCEPTED", CHECKED)
    assert told == [ReturnAccepted(return_id=one.pk, on=CHECKED)]


def test_accept_refuses_who_handed_it_in_and_what_is_not_handed_in() -> None:
    one = filled()
    officer = officer_of(one.site.branch)
    with pytest.raises(ReturnMoveNotAllowed):
        accept_return(one, on=CHECKED, by=officer)
    one = submit_return(one, on=HANDED_IN, by=officer)

    with pytest.raises(refusals.OwnReturn):
        accept_return(one, on=CHECKED, by=officer)
    with pytest.raises(PermissionDenied):
        accept_return(one, on=CHECKED, by=coordinator(one.site))
    assert accept_return(one, on=CHECKED, by=officer_of(one.site.branch)).is_accepted


def test_every_return_can_be_accepted_in_the_end() -> None:
    reached = {ReturnStatus.ACCEPTED}
    for _step in ReturnStatus:
        reached |= {now for now, after in RETURN_MOVES.items() if after & reached}

    assert reached == set(ReturnStatus)


# --- many at once ----------------------------------------------------------------------------------
def test_accept_clean_returns_takes_all_or_none() -> None:
    branch = BranchFactory.create()
    clean = [submitted(open_return(signed_site(branch=branch))) for _place in range(2)]
    asked = submitted(open_return(signed_site(branch=branch)), stations=Entry(Decimal(1), "未录入"))
    by = officer_of(branch)

    with pytest.raises(refusals.DoesNotAddUp):
        accept_clean_returns(branch, returns=[*clean, asked], on=CHECKED, by=by)
    assert not SiteReturn.objects.accepted().exists()
    with pytest.raises(PermissionDenied):
        accept_clean_returns(branch, returns=clean, on=CHECKED, by=coordinator(clean[0].site))
    done = accept_clean_returns(branch, returns=clean, on=CHECKED, by=by)

    assert {one.pk for one in done} == {one.pk for one in clean}


def test_accept_clean_returns_leaves_other_branches_and_ones_own_alone() -> None:
    one, elsewhere = submitted(), submitted()
    by = officer_of(one.site.branch)

    with pytest.raises(refusals.DoesNotAddUp):
        accept_clean_returns(one.site.branch, returns=[elsewhere], on=CHECKED, by=by)
    own = submit_return(
        filled(open_return(signed_site(branch=one.site.branch))), on=HANDED_IN, by=by
    )
    with pytest.raises(refusals.DoesNotAddUp):
        accept_clean_returns(one.site.branch, returns=[own], on=CHECKED, by=by)


# --- frozen ----------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE figures_returnline SET stated_value = 1000",
        "UPDATE figures_returnline SET remark = '改'",
        "DELETE FROM figures_returnline",
        "UPDATE figures_sitereturn SET status = 'OPEN'",
        "UPDATE figures_sitereturn SET deadline_on = '2027-01-01'",
        "DELETE FROM figures_sitereturn",
        (
            "INSERT INTO figures_returnline (site_return_id, code, definition_version, unit, digest, "
            "lines, remark, sent_back) SELECT site_return_id, 'more', 1, unit, digest, lines, '', '' "
            "FROM figures_returnline LIMIT 1"
        ),
    ],
)
def test_the_database_itself_refuses_to_change_an_accepted_return(sql: str) -> None:
    one = accepted()

    with (
        pytest.raises(DatabaseError, match="pgtrigger"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)

    assert line(one, "person-times").stated_value == 120


def test_the_database_counts_no_day_of_a_site_twice() -> None:
    one = open_return()
    one.pk = None
    one.start_on, one.end_on = date(2026, 1, 31), MARCH

    with pytest.raises(DatabaseError, match="counts_no_day_twice"), transaction.atomic():
        one.save()


# --- who -------------------------------------------------------------------------------------------
# who                               reads  files  checks
PEOPLE = [
    (officer_of_its_branch,          True,  True,  True),
    (officer_of_the_programme,       True,  True,  True),
    (officer_of_another_branch,      False, False, False),
    (officer_of_another_programme,   False, False, False),
    (coordinator,                    True,  True,  False),
    (coordinator_elsewhere,          False, False, False),
    (administrator_of_the_hospital,  True,  False, False),
    (administrator_of_the_platform,  False, False, False),
    (auditor_of_the_platform,        True,  False, False),
    (stranger_to,                    False, False, False),
    (lambda site: AnonymousUser(),   False, False, False),
]  # fmt: skip


@pytest.mark.parametrize(("person", "reads", "files", "checks"), PEOPLE)
def test_who_may_what_with_a_return(person, reads, files, checks) -> None:
    one = open_return(on=FEBRUARY)
    account = person(one.site)

    assert SiteReturn.objects.visible_to(account).exists() is reads
    assert ReturnLine.objects.visible_to(account).exists() is reads
    assert account.has_perm(Can.FILE_RETURN, one) is files
    assert account.has_perm(Can.CHECK_RETURN, one) is checks
