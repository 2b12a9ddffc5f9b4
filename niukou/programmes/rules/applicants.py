"""Who somebody is to a call and an application: predicates of the policy."""

from rules import predicate

from niukou.network.models import Organisation, RoleKind
from niukou.network.queries import roles_of
from niukou.people.models import Account
from niukou.programmes.models import APPLICANTS, Application, Call
from niukou.programmes.rules.holders import branches_run_by


@predicate
def runs_call(user: Account, call: Call) -> bool:
    """Officer of the branch that calls."""
    return call.branch_id in branches_run_by(user)


@predicate
def may_apply_for(user: Account, hospital: Organisation) -> bool:
    """Coordinator or administrator of that hospital."""
    return hospital.pk in roles_of(user).organisations(*APPLICANTS)


@predicate
def writes_application(user: Account, application: Application) -> bool:
    """Coordinator or administrator of the hospital that applies."""
    return application.site.hospital_id in roles_of(user).organisations(*APPLICANTS)


@predicate
def checks_application(user: Account, application: Application) -> bool:
    """Officer of the branch the hospital applies to, unless they work for the hospital."""
    runs = application.site.branch_id in branches_run_by(user)
    return runs and application.site.hospital_id not in roles_of(user).organisations()


@predicate
def is_asked_to_recommend(user: Account, application: Application) -> bool:
    """Administrator of the organisation that the hospital asks to recommend it."""
    led = roles_of(user).organisations(RoleKind.ORGANISATION_ADMINISTRATOR)
    return application.recommender_id in led
