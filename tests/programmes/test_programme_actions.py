"""Starting and editing programmes, their officers and their targets."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from niukou.core.errors import EditConflict
from niukou.core.quantities import Unit
from niukou.programmes.actions import officers, programmes, targets
from niukou.programmes.models import ProgrammeOfficer, Workstream
from niukou.programmes.rules import Can
from tests.factories import (
    LONG_AGO,
    AccountFactory,
    BranchFactory,
    ProgrammeFactory,
    RegionFactory,
    officer_of,
    officer_of_all,
    platform_administrator,
    stranger,
)
from tests.factories.programmes import FRIDAY

pytestmark = pytest.mark.django_db
START = {
    "slug": "demo",
    "official_name": "演示计划",
    "launched_on": date(2024, 1, 1),
    "workstreams": [Workstream.CAPACITY, Workstream.RESEARCH],
}


# --- programmes and branches -------------------------------------------------------------------
def test_start_programme_makes_it_unpublished_and_findable() -> None:
    by = platform_administrator()

    programme = programmes.start_programme(**START, by=by)

    assert (programme.is_public, programme.workstreams) == (False, ["CAPACITY", "RESEARCH"])
    assert type(programme).objects.visible_to(by).filter(search__finds="ysjh").exists()
    with pytest.raises(programmes.AddressTaken):
        programmes.start_programme(**START, by=by)
    with pytest.raises(PermissionDenied):
        programmes.start_programme(**START | {"slug": "other"}, by=stranger())


def edit_of(programme, **changes: object) -> dict[str, object]:
    kept = ["version", "official_name", "aliases", "slogan", "launched_on", "workstreams"]
    said = {name: getattr(programme, name) for name in kept}
    return said | {"is_public": programme.is_public, "why": "更正"} | changes


def test_edit_programme_publishes_it_and_keeps_why() -> None:
    programme = ProgrammeFactory.create(is_public=False)
    by = officer_of_all(programme)

    edited = programmes.edit_programme(
        programme, **edit_of(programme, is_public=True, aliases=["新名"], why="领导批准"), by=by
    )

    assert edited.is_public
    assert type(programme).objects.visible_to(stranger()).filter(search__finds="新名").exists()
    last = programme.events.select_related("pgh_context").latest("pgh_id")
    assert last.pgh_context.metadata["why"] == "领导批准"
    with pytest.raises(EditConflict):
        programmes.edit_programme(programme, **edit_of(programme), by=by)


def test_edit_programme_refuses_the_officer_of_a_branch() -> None:
    branch = BranchFactory.create()

    with pytest.raises(PermissionDenied):
        programmes.edit_programme(
            branch.programme, **edit_of(branch.programme), by=officer_of(branch)
        )


def test_open_branch_reads_its_code_and_refuses_what_is_taken() -> None:
    programme = ProgrammeFactory.create()
    by, region = officer_of_all(programme), RegionFactory.create()
    said = {"name": "浙江站", "region": region, "launched_on": FRIDAY, "by": by}

    branch = programmes.open_branch(programme, slug="zj", code=" zj ", **said)

    assert (branch.code, branch.is_public) == ("ZJ", False)
    for refusal, slug, code in (
        (programmes.AddressTaken, "zj", "AB"),
        (programmes.CodeTaken, "ab", "ZJ"),
        (programmes.CodeUnfit, "ab", "{0}"),
        (programmes.CodeUnfit, "ab", "浙江"),
        (programmes.CodeUnfit, "ab", ""),
    ):
        with pytest.raises(refusal):
            programmes.open_branch(programme, slug=slug, code=code, **said)
    with pytest.raises(PermissionDenied):
        programmes.open_branch(programme, slug="b", code="B", **said | {"by": officer_of(branch)})


def test_edit_branch_tells_the_second_of_two_editors() -> None:
    branch = BranchFactory.create()
    said = {
        "version": branch.version,
        "region": branch.region,
        "launched_on": branch.launched_on,
        "ordinal": 1,
        "is_public": False,
        "why": "更正",
        "by": officer_of(branch),
    }

    assert programmes.edit_branch(branch, name="先改", **said).is_public is False
    with pytest.raises(EditConflict):
        programmes.edit_branch(branch, name="后改", **said)


# --- officers ----------------------------------------------------------------------------------
def test_appoint_officer_opens_the_programme_and_end_closes_it() -> None:
    branch = BranchFactory.create()
    account = AccountFactory.create()
    by = platform_administrator()

    office = officers.appoint_officer(
        branch.programme, account=account, branch=branch, from_on=LONG_AGO, by=by
    )
    assert type(account).objects.get(pk=account.pk).has_perm(Can.PROPOSE_SITE, branch)

    officers.end_office(office, on=date(2024, 1, 1), by=by)
    assert not type(account).objects.get(pk=account.pk).has_perm(Can.PROPOSE_SITE, branch)


def test_appoint_officer_refuses_overlaps_foreign_branches_closed_accounts_and_empty_terms() -> (
    None
):
    programme = ProgrammeFactory.create()
    by = officer_of_all(programme)
    held = officer_of_all(programme)
    closed = AccountFactory.create(is_active=False)
    someone = AccountFactory.create()

    for refusal, said in (
        (officers.AppointedAlready, {"account": held}),
        (officers.AppointedAlready, {"account": held, "until_on": date(2027, 1, 1)}),
        (officers.BranchElsewhere, {"account": someone, "branch": BranchFactory.create()}),
        (officers.AccountClosed, {"account": closed}),
        (officers.EndsBeforeItBegins, {"account": someone, "until_on": FRIDAY}),
    ):
        with pytest.raises(refusal):
            officers.appoint_officer(programme, **{"from_on": FRIDAY, "by": by} | said)
    with pytest.raises(PermissionDenied):
        officers.appoint_officer(programme, account=someone, from_on=FRIDAY, by=stranger())


def test_appoint_officer_again_after_the_term_has_ended() -> None:
    programme = ProgrammeFactory.create()
    by, account = officer_of_all(programme), officer_of_all(programme)
    office = ProgrammeOfficer.objects.get(account=account)
    officers.end_office(office, on=FRIDAY, by=by)

    again = officers.appoint_officer(programme, account=account, from_on=FRIDAY, by=by)

    assert again.until_on is None
    with pytest.raises(officers.EndedAlready):
        officers.end_office(office, on=FRIDAY, by=by)
    with pytest.raises(officers.EndsBeforeItBegins):
        officers.end_office(again, on=LONG_AGO, by=by)


# --- targets -----------------------------------------------------------------------------------
TARGET = {
    "indicator": "posts-funded",
    "planned_value": 60,
    "unit": Unit.POSTS,
    "from_on": date(2024, 11, 23),
    "until_on": date(2027, 11, 23),
    "published_on": date(2024, 11, 23),
    "source": "演示来源",
}


def test_set_target_is_planned_and_never_a_result() -> None:
    branch = BranchFactory.create()
    by = officer_of_all(branch.programme)

    target = targets.set_target(branch.programme, branch=branch, **TARGET, by=by)

    assert (target.planned.is_planned, target.last_on) == (True, date(2027, 11, 22))
    assert targets.set_target(branch.programme, **TARGET, by=by).branch is None


def test_set_target_refuses_other_units_empty_periods_and_repetition() -> None:
    branch = BranchFactory.create()
    programme, by = branch.programme, officer_of_all(branch.programme)
    targets.set_target(programme, **TARGET, by=by)

    for refusal, said in (
        (targets.TargetSaid, {}),
        (targets.UnitsMixed, {"unit": Unit.HOSPITALS}),
        (targets.IndicatorUnknown, {"indicator": "happiness"}),
        (targets.PeriodEmpty, {"until_on": TARGET["from_on"]}),
        (officers.BranchElsewhere, {"branch": BranchFactory.create()}),
    ):
        with pytest.raises(refusal):
            targets.set_target(programme, **TARGET | said, by=by)
    with pytest.raises(PermissionDenied):
        targets.set_target(programme, **TARGET | {"source": "另一来源"}, by=officer_of(branch))


def test_correct_target_keeps_what_was_said_before_in_the_history() -> None:
    programme = ProgrammeFactory.create()
    by = officer_of_all(programme)
    target = targets.set_target(programme, **TARGET | {"planned_value": 600}, by=by)
    said = {name: TARGET[name] for name in ("from_on", "until_on", "published_on", "source")}

    corrected = targets.correct_target(
        target, version=1, planned_value=60, **said, why="多写了一个零", by=by
    )

    assert corrected.planned_value == 60
    assert [event.planned_value for event in target.events.order_by("pgh_id")] == [600, 60]
    with pytest.raises(EditConflict):
        targets.correct_target(target, version=1, planned_value=6, **said, why="错", by=by)
