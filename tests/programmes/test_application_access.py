"""Who may do what with calls and applications, and who reads which of them in which state."""

import pytest

from niukou.network.models import RoleKind
from niukou.programmes.actions.applications import name_recommender, submit_application
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Application,
    ApplicationAnswer,
    Call,
    CallForm,
    FormalCheck,
    FormField,
    Submission,
)
from niukou.programmes.rules import Can
from tests.factories import BranchFactory, OrganisationFactory, holder
from tests.factories.calls import (
    HANDED_IN,
    applicant,
    at,
    checking,
    draft_of_a_call,
    fresh,
    open_call,
    typed,
)
from tests.factories.programmes import site_in
from tests.programmes.test_access import ROLES, RUNS_IT

pytestmark = pytest.mark.django_db
ITS_OWN = {"coordinator", "hospital"}
HOLDERS = {
    Can.DRAFT_CALL: RUNS_IT,
    Can.EDIT_CALL: RUNS_IT,
    Can.PUBLISH_CALL: RUNS_IT,
    Can.END_CALL: RUNS_IT,
    Can.BEGIN_APPLICATION: ITS_OWN,
    Can.WRITE_APPLICATION: ITS_OWN,
    Can.SUBMIT_APPLICATION: ITS_OWN,
    Can.WITHDRAW_APPLICATION: RUNS_IT | ITS_OWN,
    Can.RECOMMEND_APPLICATION: set(),
    Can.CHECK_APPLICATION: RUNS_IT,
}


def subject_of(can: Can, site) -> object:
    if can == Can.DRAFT_CALL:
        return site.branch
    if can == Can.BEGIN_APPLICATION:
        return site.hospital
    is_of_call = can in {Can.EDIT_CALL, Can.PUBLISH_CALL, Can.END_CALL}
    return Call(branch=site.branch) if is_of_call else Application(site=site)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", [SiteStatus.DRAFT, SiteStatus.APPLIED, SiteStatus.SIGNED])
def test_who_may_do_what_about_calls_and_applications(role, status) -> None:
    site = site_in(status, BranchFactory.create())
    user = ROLES[role](site)

    held = {can for can in HOLDERS if user.has_perm(can, subject_of(can, site))}

    assert held == {can for can, holders in HOLDERS.items() if role in holders}


# Of an application being checked: itself, its hand-in, what is typed, its check. Of its call in a
# hidden branch: the call, the published form; a draft of a call, and what that asks.
NOTHING = (False,) * 4
READS = (True, True, False, True)
HOSPITAL = (True, True, True, False)
READERS = {
    "branch": (READS, (True, True, True, True)),
    "whole": (READS, (True, True, True, True)),
    "auditor": (READS, (True, True, True, True)),
    "coordinator": (HOSPITAL, (True, True, False, False)),
    "hospital": (HOSPITAL, (True, True, False, False)),
    "recommends": ((True, True, False, False), (False, False, False, False)),
    **dict.fromkeys(
        ("neighbour", "foreign", "elsewhere", "platform", "stranger", "nobody"), (NOTHING, NOTHING)
    ),
}


@pytest.mark.parametrize("role", READERS)
def test_what_is_visible_of_an_application_in_a_hidden_branch(role) -> None:
    call = open_call(branch__is_public=False)
    draft = draft_of_a_call(branch=call.branch)
    application = typed(call)
    association = OrganisationFactory.create(kind="SOCIAL_ASSOCIATION")
    by = applicant(application.site.hospital)
    name_recommender(application, version=application.version, recommender=association, by=by)
    submit_application(fresh(application), at=at(HANDED_IN), by=by)
    check = checking(fresh(application))
    if role == "recommends":
        user = holder(RoleKind.ORGANISATION_ADMINISTRATOR, association)
    else:
        user = ROLES[role](application.site)

    def sees(rows, **which) -> bool:
        return rows.visible_to(user).filter(**which).exists()

    of_application, of_call = READERS[role]
    assert of_application == (
        sees(Application.objects, pk=application.pk),
        sees(Submission.objects, application=application),
        sees(ApplicationAnswer.objects, application=application, submission=None),
        sees(FormalCheck.objects, pk=check.pk),
    )
    assert of_call == (
        sees(Call.objects, pk=call.pk),
        sees(CallForm.objects, call=call),
        sees(Call.objects, pk=draft.pk),
        sees(FormField.objects, form__call=draft),
    )


def test_the_table_of_readers_names_every_role() -> None:
    assert READERS.keys() == ROLES.keys() | {"recommends"}
