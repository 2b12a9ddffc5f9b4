"""An application on its way: typed, handed in, checked, and after it is decided."""

from datetime import timedelta
from decimal import Decimal

from niukou.network.models import RoleKind
from niukou.programmes.actions.applications import (
    NotWritable,
    name_recommender,
    save_answers,
    submit_application,
    withdraw_application,
)
from niukou.programmes.actions.formal_checks import (
    CheckIsDecided,
    Finding,
    NothingToCheck,
    begin_formal_check,
    note_findings,
    pass_application,
    reject_application,
    return_application,
)
from niukou.programmes.actions.recommendations import (
    RECOMMENDED_WHILE,
    NotHandedIn,
    TooLateToRecommend,
    recommend_application,
)
from niukou.programmes.lifecycle import MOVES, MoveNotAllowed, SiteStatus
from niukou.programmes.models import (
    Application,
    CheckItem,
    CheckOutcome,
    Fault,
    FormalCheck,
    Opinion,
    Site,
)
from niukou.programmes.queries.formal_checks import looked_for
from niukou.programmes.rules import Can
from tests.factories import OrganisationFactory, holder, officer_of
from tests.factories.calls import (
    CHECKED,
    applicant,
    application_at,
    at,
    checking,
    fresh,
    looked_at,
    open_call,
    question,
    returned,
    typed,
)
from tests.factories.programmes import draft_site
from tests.matrix.table import Act, Noun

S = SiteStatus
LATER = CHECKED + timedelta(days=5)  # the call is open, what was returned may come back
BEFORE_THE_PANEL = {S.DRAFT, S.APPLIED, S.RETURNED, S.FORMAL_CHECK}
UNDER_WAY = "under way"


def typed_for(site: Site) -> Application:
    """Return the application of a draft, ready to be handed in, with somebody to recommend it."""
    return recommended(typed(open_call(branch=site.branch), hospital=site.hospital))


def recommended(application: Application) -> Application:
    association = OrganisationFactory.create(kind="SOCIAL_ASSOCIATION")
    Application.objects.filter(pk=application.pk).update(recommender=association)
    return fresh(application)


def sent(application: Application) -> Application:
    by = applicant(application.site.hospital)
    submit_application(application, at=at(CHECKED - timedelta(days=5)), by=by)
    return fresh(application)


def in_status(status: str, site: Site) -> Application:
    """Return the application of a site in that state; past the panel, the site alone went on."""
    if status not in BEFORE_THE_PANEL:
        Site.objects.filter(pk=site.pk).update(status=status)
        return recommended(application_at(site))
    application = typed_for(site)
    if status == S.DRAFT:
        return application
    application = sent(application)
    if status == S.RETURNED:
        return returned(application)
    if status == S.FORMAL_CHECK:
        return fresh(checking(application).submission.application)
    return application


def check_in(outcome: str, site: Site) -> FormalCheck:
    """Return a check that found everything in order, and how it ended then."""
    check = looked_at(checking(sent(typed_for(site))))
    by = officer_of(site.branch)
    said = {"version": check.version, "on": CHECKED, "by": by}
    if outcome == CheckOutcome.PASSED:
        pass_application(check, **said)
    elif outcome == CheckOutcome.REJECTED:
        reject_application(check, reason="演示", **said)
    elif outcome == CheckOutcome.RETURNED:
        return_application(wanting(check), reason="演示", until_on=LATER, **said)
    elif outcome == CheckOutcome.WITHDRAWN:
        withdraw_application(check.submission.application, on=CHECKED, reason="演示", by=by)
    return FormalCheck.objects.get(pk=check.pk)


def wanting(check: FormalCheck) -> FormalCheck:
    """Let one paper turn out not to be in order."""
    first = check.items.order_by("pk")[:1].values("pk")
    CheckItem.objects.filter(pk__in=first).update(is_complete=False, fault=Fault.WRONG_SEAL)
    return check


def decided_now(check: FormalCheck) -> dict[str, object]:
    return {"version": check.version, "on": LATER}


APPLICATIONS = Noun(
    "application",
    SiteStatus,
    in_status,
    place=draft_site,
    people={
        "recommender": lambda application: holder(
            RoleKind.ORGANISATION_ADMINISTRATOR, application.recommender
        )
    },
    acts=(
        Act(
            save_answers,
            Can.WRITE_APPLICATION,
            {S.DRAFT, S.RETURNED},
            NotWritable,
            lambda application: {
                "version": application.version,
                "answers": {question(application, "床位数"): Decimal(900)},
            },
        ),
        Act(
            name_recommender,
            Can.WRITE_APPLICATION,
            {S.DRAFT, S.RETURNED},
            NotWritable,
            lambda application: {"version": application.version, "recommender": None},
        ),
        Act(
            submit_application,
            Can.SUBMIT_APPLICATION,
            {S.DRAFT, S.RETURNED},
            NotWritable,
            lambda application: {"at": at(LATER)},
        ),
        Act(
            withdraw_application,
            Can.WITHDRAW_APPLICATION,
            {status for status in S if S.WITHDRAWN in MOVES[status]},
            MoveNotAllowed,
            lambda application: {"on": LATER, "reason": "演示"},
        ),
        Act(
            recommend_application,
            Can.RECOMMEND_APPLICATION,
            RECOMMENDED_WHILE,
            (NotHandedIn, TooLateToRecommend),
            lambda application: {"opinion": Opinion.values[0], "words": "演示", "on": LATER},
        ),
        Act(
            begin_formal_check,
            Can.CHECK_APPLICATION,
            {S.APPLIED},
            NothingToCheck,
            lambda application: {"on": LATER},
        ),
    ),
)
CHECKS = Noun(
    "formal check",
    (UNDER_WAY, *CheckOutcome),
    check_in,
    place=draft_site,
    acts=(
        Act(
            note_findings,
            Can.CHECK_APPLICATION,
            {UNDER_WAY},
            CheckIsDecided,
            lambda check: {
                "version": check.version,
                "findings": {looked_for(check)[0]: Finding(Fault.MISSING)},
            },
        ),
        Act(
            return_application,
            Can.CHECK_APPLICATION,
            {UNDER_WAY},
            CheckIsDecided,
            lambda check: (
                decided_now(wanting(check))
                | {"reason": "演示", "until_on": LATER + timedelta(days=9)}
            ),
        ),
        Act(pass_application, Can.CHECK_APPLICATION, {UNDER_WAY}, CheckIsDecided, decided_now),
        Act(
            reject_application,
            Can.CHECK_APPLICATION,
            {UNDER_WAY},
            CheckIsDecided,
            lambda check: decided_now(check) | {"reason": "演示"},
        ),
    ),
)
NOUNS = [APPLICATIONS, CHECKS]
