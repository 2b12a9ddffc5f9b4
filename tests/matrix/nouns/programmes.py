"""A programme and its branches, who runs them, what they promised, and what begins in them."""

from datetime import date
from typing import Any

from niukou.core.money import Money
from niukou.core.quantities import Qualifier, Unit
from niukou.figures.actions.duties import keep_calendar
from niukou.figures.actions.publications import publish_figure
from niukou.figures.actions.readings import record_reading
from niukou.figures.actions.return_plans import open_returns, set_return_plan
from niukou.figures.definitions import HOSPITALS_SIGNED
from niukou.figures.indicators import Scope
from niukou.figures.models import Asked
from niukou.figures.returns.periods import Rhythm
from niukou.figures.rules import Can as CanInFigures
from niukou.gatherings.models import GatheringKind, HostingCapacity
from niukou.network.models import AgreementKind
from niukou.programmes.actions.calls import draft_call
from niukou.programmes.actions.checks import write_checklist
from niukou.programmes.actions.donations import record_donation
from niukou.programmes.actions.gatherings import Facts, plan_in_branch, plan_in_programme
from niukou.programmes.actions.notices import draft_notice
from niukou.programmes.actions.officers import EndedAlready, appoint_officer, end_office
from niukou.programmes.actions.panels import prepare_panel
from niukou.programmes.actions.post_import import import_posts
from niukou.programmes.actions.programmes import (
    edit_branch,
    edit_programme,
    name_initiators,
    open_branch,
    start_programme,
)
from niukou.programmes.actions.site_import import import_sites
from niukou.programmes.actions.sites import propose_site
from niukou.programmes.actions.subsidies import (
    PaidByRate,
    correct_subsidy_rate,
    set_subsidy_rate,
)
from niukou.programmes.actions.targets import correct_target, set_target
from niukou.programmes.actions.templates import draft_template
from niukou.programmes.actions.terms import set_step_term
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    ChecklistKind,
    PartMonths,
    PostKind,
    Programme,
    ProgrammeOfficer,
    Site,
    SubsidyRate,
    Target,
    Workstream,
)
from niukou.programmes.post_lifecycle import MonthStatus
from niukou.programmes.rules import Can
from tests.factories import (
    LONG_AGO,
    SIGNING_DAY,
    AccountFactory,
    BranchFactory,
    OrganisationFactory,
    RegionFactory,
    TargetFactory,
    signed_site,
)
from tests.factories.gatherings import ENDS_AT, STARTS_AT, WORKSTREAMS
from tests.factories.posts import filled_post, month_in, rate_for
from tests.factories.programmes import FRIDAY
from tests.factories.signing import BODY
from tests.matrix.table import Act, Noun

KEPT = "kept"
HOLDS, ENDED = "holds", "ended"
UNUSED, USED = "no month is paid by it", "months are paid by it"
FIRST_DAY, LAST_DAY = date(2026, 1, 1), date(2027, 1, 1)
FACTS = Facts(kind=GatheringKind.TRAINING, title="演示培训", starts_at=STARTS_AT, ends_at=ENDS_AT)
CALL = dict.fromkeys(
    ("title", "who_may_apply", "what_is_granted", "procedure", "contact"), "演示"
) | {"opens_on": FIRST_DAY, "closes_on": LAST_DAY}
PANEL = {
    "title": "演示评审",
    "is_blinded": False,
    "least_reviews": 2,
    "conflict_years": 3,
    "scores_due_on": FRIDAY,
}
TARGET = {
    "planned_value": 30,
    "from_on": FIRST_DAY,
    "until_on": LAST_DAY,
    "published_on": FIRST_DAY,
    "source": "演示来源",
}
RATE = {"monthly": Money.from_yuan(2000), "part_months": PartMonths.values[0], "source": "演示"}
READING = {
    "indicator": HOSPITALS_SIGNED.code,
    "value": 22,
    "unit": Unit.HOSPITALS,
    "qualifier": Qualifier.EXACT,
    "reads": "演示",
    "as_of": SIGNING_DAY,
    "source": "演示来源",
    "published_on": FIRST_DAY,
}
FIGURE = {"indicator": HOSPITALS_SIGNED, "as_of": SIGNING_DAY, "qualifier": Qualifier.EXACT}
PLAN = {
    "rhythm": Rhythm.MONTHLY,
    "asked": Asked.SIGNED,
    "due_workdays": 5,
    "from_on": FIRST_DAY,
}


def working_site() -> Site:
    """Return a signed site of a programme that works in every stream."""
    return signed_site(branch=BranchFactory.create(programme__workstreams=WORKSTREAMS))


def programme_of(state: str, site: Site) -> Programme:
    return site.branch.programme


def branch_of(state: str, site: Site) -> Branch:
    return site.branch


def officer_in(state: str, site: Site) -> ProgrammeOfficer:
    return ProgrammeOfficer.objects.create(
        account=AccountFactory.create(),
        programme=site.branch.programme,
        from_on=LONG_AGO,
        until_on=FIRST_DAY if state == ENDED else None,
    )


def target_of(state: str, site: Site) -> Target:
    return TargetFactory.create(programme=site.branch.programme)


def rate_in(state: str, site: Site) -> SubsidyRate:
    post = filled_post(site=site)
    return month_in(MonthStatus.PAID, post=post).rate if state == USED else rate_for(post)


def hosted() -> dict[str, Any]:
    hosts = [(OrganisationFactory.create(), HostingCapacity.HOST)]
    return {"facts": FACTS, "hosts": hosts, "workstream": Workstream.CAPACITY}


def gift(programme: Programme) -> dict[str, Any]:
    said = {"received_on": FIRST_DAY, "donor_shown": "演示捐赠人"}
    initiator = programme.initiators.earliest("pk").organisation
    return said | {"received_by": initiator, "amount": Money.from_yuan(10)}


def said_of_programme(programme: Programme) -> dict[str, Any]:
    kept = ("version", "official_name", "aliases", "launched_on", "workstreams", "is_public")
    return {name: getattr(programme, name) for name in kept} | {"slogan": "演示", "why": "演示"}


def said_of_branch(branch: Branch) -> dict[str, Any]:
    kept = ("version", "name", "region", "launched_on", "is_public")
    return {name: getattr(branch, name) for name in kept} | {"ordinal": 1, "why": "演示"}


def kept(verb: Any, can: str, inputs: Any, **more: Any) -> Act:
    """Return the row of a verb that is never refused for a state: there is none."""
    return Act(verb, can, {KEPT}, inputs=inputs, **more)


NEW_PROGRAMME = {
    "slug": "new",
    "official_name": "演示新计划",
    "launched_on": FIRST_DAY,
    "workstreams": [],
}
OF_PROGRAMMES = (
    kept(start_programme, Can.START_PROGRAMME, lambda programme: NEW_PROGRAMME, subject=None),
    kept(edit_programme, Can.EDIT_PROGRAMME, said_of_programme),
    kept(
        name_initiators,
        Can.NAME_INITIATORS,
        lambda programme: {
            "version": programme.version,
            "organisations": [OrganisationFactory.create()],
            "why": "演示",
        },
    ),
    kept(
        set_target,
        Can.SET_TARGET,
        lambda programme: TARGET | {"indicator": "stations-opened", "unit": Unit.STATIONS},
    ),
    kept(
        appoint_officer,
        Can.APPOINT_OFFICER,
        lambda programme: {"account": AccountFactory.create(), "from_on": FIRST_DAY},
    ),
    kept(
        open_branch,
        Can.OPEN_BRANCH,
        lambda programme: {
            "slug": "new",
            "code": "NEW",
            "name": "演示新站",
            "region": RegionFactory.create(),
            "launched_on": FIRST_DAY,
        },
    ),
    kept(
        set_step_term,
        Can.SET_STEP_TERM,
        lambda programme: {"status": SiteStatus.APPLIED, "workdays": 5, "from_on": FIRST_DAY},
    ),
    kept(
        write_checklist,
        Can.WRITE_CHECKLIST,
        lambda programme: {
            "kind": ChecklistKind.SELF_CHECK,
            "from_on": FIRST_DAY,
            "must_pass": ["演示"],
            "others": [],
        },
    ),
    kept(
        set_subsidy_rate,
        Can.SET_SUBSIDY_RATE,
        lambda programme: (
            RATE
            | {
                "branch": None,
                "kind": PostKind.EMPLOYED,
                "is_full_time": True,
                "from_on": FIRST_DAY,
            }
        ),
    ),
    kept(
        draft_template,
        Can.WRITE_TEMPLATE,
        lambda programme: {"name": "演示文本", "kind": AgreementKind.PILOT, "body": BODY},
    ),
    kept(record_donation, Can.RECORD_DONATION, gift),
    kept(plan_in_programme, Can.PLAN_PROGRAMME_GATHERING, lambda programme: hosted()),
    kept(
        keep_calendar,
        CanInFigures.KEEP_CALENDAR,
        lambda programme: {"from_on": FIRST_DAY, "on": FIRST_DAY},
    ),
    kept(
        set_return_plan,
        CanInFigures.SET_RETURN_PLAN,
        lambda programme: PLAN,
        only={KEPT: {"whole"}},
        how="of a programme",
    ),
    kept(
        publish_figure,
        CanInFigures.PUBLISH_FIGURE,
        lambda programme: FIGURE,
        subject=Scope,
        only={KEPT: {"whole"}},
        how="of a programme",
    ),
    kept(
        record_reading,
        CanInFigures.RECORD_READING,
        lambda programme: READING,
        subject=Scope,
        only={KEPT: {"whole"}},
        how="of a programme",
    ),
)
OF_BRANCHES = (
    kept(edit_branch, Can.EDIT_BRANCH, said_of_branch),
    kept(
        propose_site,
        Can.PROPOSE_SITE,
        lambda branch: {"hospital": OrganisationFactory.create(), "on": FIRST_DAY},
    ),
    kept(import_sites, Can.IMPORT_SITES, lambda branch: {"rows": [], "today": FRIDAY}),
    kept(import_posts, Can.IMPORT_POSTS, lambda branch: {"rows": [], "today": FRIDAY}),
    kept(draft_call, Can.DRAFT_CALL, lambda branch: CALL),
    kept(prepare_panel, Can.PREPARE_PANEL, lambda branch: PANEL),
    kept(
        draft_notice,
        Can.DRAFT_NOTICE,
        lambda branch: {"title": "演示", "text": "演示", "workdays": 5, "sites": []},
    ),
    kept(plan_in_branch, Can.PLAN_BRANCH_GATHERING, lambda branch: hosted()),
    kept(set_return_plan, CanInFigures.SET_RETURN_PLAN, lambda branch: PLAN),
    kept(open_returns, CanInFigures.OPEN_RETURNS, lambda branch: {"on": FRIDAY}),
    kept(
        publish_figure,
        CanInFigures.PUBLISH_FIGURE,
        lambda branch: FIGURE,
        subject=lambda branch: Scope(branch.programme, branch),
    ),
    kept(
        record_reading,
        CanInFigures.RECORD_READING,
        lambda branch: READING,
        subject=lambda branch: Scope(branch.programme, branch),
    ),
)
NOUNS = [
    Noun("programme", (KEPT,), programme_of, OF_PROGRAMMES, place=working_site),
    Noun("branch", (KEPT,), branch_of, OF_BRANCHES, place=working_site),
    Noun(
        "officer of a programme",
        (HOLDS, ENDED),
        officer_in,
        acts=(
            Act(
                end_office,
                Can.APPOINT_OFFICER,
                {HOLDS},
                EndedAlready,
                lambda officer: {"on": FRIDAY},
            ),
        ),
    ),
    Noun(
        "target",
        (KEPT,),
        target_of,
        acts=(
            kept(
                correct_target,
                Can.SET_TARGET,
                lambda target: TARGET | {"version": target.version, "why": "演示"},
            ),
        ),
    ),
    Noun(
        "subsidy rate",
        (UNUSED, USED),
        rate_in,
        acts=(
            Act(
                correct_subsidy_rate,
                Can.SET_SUBSIDY_RATE,
                {UNUSED},
                PaidByRate,
                lambda rate: RATE | {"version": rate.version, "why": "演示"},
            ),
        ),
    ),
]
