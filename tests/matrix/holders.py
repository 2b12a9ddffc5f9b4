"""Who takes part, and who of them holds which permission."""

from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from niukou.desk.rules import Can as CanOnTheDesk
from niukou.figures.rules import Can as CanInFigures
from niukou.gatherings.rules import OF_WHO_RUNS_IT
from niukou.gatherings.rules import Can as CanInGatherings
from niukou.network.models import RoleKind
from niukou.network.rules import Can as CanInNetwork
from niukou.people.models import Account
from niukou.people.rules import Can as CanInPeople
from niukou.programmes.models import ProgrammeOfficer, Site
from niukou.programmes.rules import Can
from tests.factories import LONG_AGO, RoleFactory
from tests.programmes.test_access import ROLES, RUNS_IT
from tests.programmes.test_money_access import donor, keeper, keeper_elsewhere

# Those around every site; a noun may add those whom only its records have.
PEOPLE: Mapping[str, Callable[[Site], Any]] = ROLES | {
    "finance": keeper,
    "finance elsewhere": keeper_elsewhere,
    "donor": donor,
}


# --- those who took a step, and have the roles for the next -----------------------------------
def also_finance(account: Account | None, site: Site) -> Account | None:
    """Let ``account`` keep the money of the site's programme, too; None stays None."""
    if account:
        account = Account.objects.get(pk=account.pk)  # what it held before is remembered
        initiator = site.branch.programme.initiators.earliest("pk").organisation
        RoleFactory.create(account=account, kind=RoleKind.FINANCE_OFFICER, organisation=initiator)
    return account


def also_officer(account: Account | None, site: Site, *, of_all: bool = False) -> Account | None:
    """Let ``account`` run the site's branch, or its whole programme, too; None stays None."""
    if account:
        branch, account = (
            site.branch,
            Account.objects.get(pk=account.pk),
        )  # what it held before is remembered
        ProgrammeOfficer.objects.create(
            account=account,
            programme=branch.programme,
            branch=None if of_all else branch,
            from_on=LONG_AGO,
        )
    return account


SIGNED_IN = {*PEOPLE, "participant", "host", "reviewer"} - {"nobody"}


def _of_programmes() -> dict[str, set[str]]:
    """Return the tables of ``tests/programmes/test_*access.py``, joined."""
    found: dict[str, set[str]] = {}
    for part in sorted(Path(__file__).parents[1].glob("programmes/test_*access.py")):
        found |= import_module(f"tests.programmes.{part.stem}").HOLDERS
    return found


OF_FIGURES: Mapping[str, set[str]] = {
    CanInFigures.RECORD_READING: RUNS_IT,
    CanInFigures.PUBLISH_FIGURE: RUNS_IT,
    CanInFigures.PROPOSE_CORRECTION: RUNS_IT,
    CanInFigures.DECIDE_CORRECTION: {"whole"},
    CanInFigures.SET_RETURN_PLAN: RUNS_IT,
    CanInFigures.OPEN_RETURNS: RUNS_IT,
    CanInFigures.FILE_RETURN: {*RUNS_IT, "coordinator"},
    CanInFigures.CHECK_RETURN: RUNS_IT,
    CanInFigures.DECIDE_RETURN_NOTE: RUNS_IT,
    CanInFigures.KEEP_CALENDAR: {"whole"},
    CanInFigures.DRAFT_DUTY: {"whole"},
    CanInFigures.APPROVE_DUTY: {"whole"},
    CanInFigures.PUBLISH_DUTY: {"whole"},
    CanInFigures.NOTE_DUTY: {"whole"},
    CanInFigures.DECIDE_DUTY_NOTE: {"whole"},
}
OF_GATHERINGS: Mapping[str, set[str]] = {
    **{can: {*RUNS_IT, "host"} for can in OF_WHO_RUNS_IT},
    CanInGatherings.PLAN_GATHERING: {"host"},
    CanInGatherings.REGISTER: SIGNED_IN,
    CanInGatherings.WITHDRAW_REGISTRATION: {*RUNS_IT, "host", "participant"},
    CanInGatherings.CHECK_IN: {*SIGNED_IN, "nobody"},
}
OFFICERS = {"branch", "neighbour", "whole", "foreign"}
ADMINISTRATORS = {"platform", "hospital"}  # of those around a site whose hospital it is
THEMSELVES = {"themselves"}
OF_NETWORK: Mapping[str, set[str]] = {
    CanInNetwork.REGISTER_ORGANISATION: OFFICERS | ADMINISTRATORS,
    CanInNetwork.EDIT_ORGANISATION: ADMINISTRATORS,
    CanInNetwork.GRANT_ROLE: ADMINISTRATORS,
    CanInNetwork.APPOINT: ADMINISTRATORS,
    CanInNetwork.RECORD_AGREEMENT: OFFICERS | {"hospital"},
    CanInNetwork.EDIT_AGREEMENT: RUNS_IT | {"initiator"},
    CanInNetwork.EDIT_HOLIDAYS: {"platform"},
}
OF_PEOPLE: Mapping[str, set[str]] = {
    CanInPeople.REGISTER_PERSON: OFFICERS | ADMINISTRATORS,
    CanInPeople.EDIT_PERSON: RUNS_IT | ADMINISTRATORS | THEMSELVES,
    CanInPeople.REVEAL_PERSON: RUNS_IT | {"hospital"} | THEMSELVES,
    CanInPeople.ADD_LICENCE: ADMINISTRATORS,
    CanInPeople.OPEN_ACCOUNT: ADMINISTRATORS,
    CanInPeople.CLOSE_ACCOUNT: {"platform"},
    CanInPeople.CHANGE_EMAIL: {"platform"},
    CanInPeople.RESET_SECOND_FACTORS: {"platform"},
    CanInPeople.END_SESSIONS: THEMSELVES,
    CanInPeople.MAKE_TOKEN: THEMSELVES,
    CanInPeople.REVOKE_TOKEN: THEMSELVES,
    CanOnTheDesk.CHANGE_REMINDERS: THEMSELVES,
}
HOLDERS: Mapping[str, set[str]] = {
    **_of_programmes(),
    **OF_FIGURES,
    **OF_GATHERINGS,
    **OF_NETWORK,
    **OF_PEOPLE,
    Can.RECOMMEND_APPLICATION: {"recommender"},  # none of those around every site
}
