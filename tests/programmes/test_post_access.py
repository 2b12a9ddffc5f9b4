"""Who may read posts, their parts and rates, and who may do what to them."""

import pytest

from niukou.people.models import Account, Person
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Post,
    PostHolding,
    PostMonth,
    PostPayment,
    PostStep,
    Site,
    SubsidyRate,
)
from niukou.programmes.rules import Can
from tests.factories import BranchFactory, OfficeFactory
from tests.factories.posts import (
    agency_administrator,
    donor,
    filled_post,
    finance_officer,
    held,
    month_in,
    seconded_post,
)
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
    site_in,
    stranger_to,
)
from tests.programmes.test_access import ROLES, RUNS_IT, WORKS_ON_IT, nobody

pytestmark = pytest.mark.django_db
SIGNED = SiteStatus.SIGNED
PAYS = {"whole", "finance"}

# who may read of a seconded and an employed post: the posts, and of the first its parts
BOTH, SECONDED_ONLY, NEITHER = 2, 1, 0
READERS_OF_POSTS = [
    (officer_of_its_branch,          BOTH),
    (officer_of_another_branch,      NEITHER),
    (officer_of_the_programme,       BOTH),
    (officer_of_another_programme,   NEITHER),
    (coordinator,                    BOTH),
    (coordinator_elsewhere,          NEITHER),
    (administrator_of_the_hospital,  BOTH),
    (administrator_of_the_platform,  NEITHER),
    (auditor_of_the_platform,        BOTH),
    (finance_officer,                BOTH),
    (donor,                          NEITHER),
    (stranger_to,                    NEITHER),
    (nobody,                         NEITHER),
]  # fmt: skip


def of_its_agency(site: Site) -> Account:
    return agency_administrator(site.posts.get(kind="SECONDED"))


@pytest.mark.parametrize(
    ("reader", "seen"),
    [*READERS_OF_POSTS, (of_its_agency, SECONDED_ONLY)],
    ids=lambda part: getattr(part, "__name__", ""),
)
def test_posts_and_their_parts_visible_to(reader, seen) -> None:
    site = site_in(SIGNED, BranchFactory.create())
    seconded, employed = seconded_post(site=site), filled_post(site=site)
    held(seconded)
    month_in("PAID", post=seconded)
    user = reader(site)

    found = Post.objects.visible_to(user).order_by("position")

    assert list(found) == [seconded, employed][:seen]
    for rows in (PostHolding, PostStep, PostMonth):
        theirs = rows.objects.visible_to(user).filter(post=seconded)
        assert theirs.exists() is (seen > NEITHER)
    assert PostPayment.objects.visible_to(user).exists() is (seen > NEITHER)


def test_rates_are_read_by_officers_payers_and_auditors_of_the_programme() -> None:
    site = site_in(SIGNED, BranchFactory.create())
    month_in("OPEN", post=filled_post(site=site))
    readers = {
        officer_of_its_branch,
        officer_of_another_branch,
        officer_of_the_programme,
        auditor_of_the_platform,
        finance_officer,
    }

    for reader, _seen in READERS_OF_POSTS:
        seen = SubsidyRate.objects.visible_to(reader(site)).exists()
        assert seen is (reader in readers), reader.__name__


def test_people_come_into_sight_by_posts_and_only_to_those_who_fill_them() -> None:
    site = site_in(SIGNED, BranchFactory.create())
    post = seconded_post(site=site)
    colleague = OfficeFactory.create(organisation=post.employer).person
    holder_of_it = held(post).person
    seen_by = {
        reader: Person.objects.visible_to(reader(site)).filter(
            pk__in=[colleague.pk, holder_of_it.pk]
        )
        for reader in (
            coordinator,
            officer_of_its_branch,
            coordinator_elsewhere,
            donor,
            stranger_to,
        )
    }

    counts = {reader.__name__: rows.count() for reader, rows in seen_by.items()}
    assert counts == {
        "coordinator": 2,
        "officer_of_its_branch": 2,
        "coordinator_elsewhere": 0,
        "donor": 0,
        "stranger_to": 0,
    }


# --- who may do what ---------------------------------------------------------------------------
HOLDERS = {
    Can.APPROVE_POST: RUNS_IT,
    Can.EDIT_POST: RUNS_IT,
    Can.ADVERTISE_POST: WORKS_ON_IT,
    Can.FILL_POST: WORKS_ON_IT,
    Can.VACATE_POST: WORKS_ON_IT,
    Can.CORRECT_HOLDING: RUNS_IT,
    Can.END_POST: RUNS_IT,
    Can.IMPORT_POSTS: RUNS_IT,
    Can.SET_SUBSIDY_RATE: {"whole"},
    Can.PROVE_POST_MONTH: WORKS_ON_IT | {"agency"},
    Can.CHECK_POST_MONTH: RUNS_IT,
    Can.CHECK_POST_MONTHS: RUNS_IT,
    Can.RETURN_POST_MONTH: RUNS_IT | PAYS,
    Can.PAY_POST_MONTH: PAYS,
    Can.PAY_POST_MONTHS: PAYS,
    Can.CORRECT_POST_PAYMENT: PAYS,
}
PEOPLE = ROLES | {
    "agency": lambda site: agency_administrator(site.posts.get()),
    "finance": finance_officer,
    "donor": donor,
}


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("status", [SIGNED, SiteStatus.CLOSED])
def test_who_may_do_what_about_posts(role, status) -> None:
    site = site_in(status, BranchFactory.create())
    post = seconded_post(site=site)
    month = PostMonth.objects.create(post=post, month="2025-04-01", days_held=30)
    by_noun = {
        site: {Can.APPROVE_POST},
        site.branch: {Can.IMPORT_POSTS, Can.CHECK_POST_MONTHS, Can.PAY_POST_MONTHS},
        site.branch.programme: {Can.SET_SUBSIDY_RATE},
        month: {
            Can.PROVE_POST_MONTH,
            Can.CHECK_POST_MONTH,
            Can.RETURN_POST_MONTH,
            Can.PAY_POST_MONTH,
            Can.CORRECT_POST_PAYMENT,
        },
    }
    subjects = {can: subject for subject, cans in by_noun.items() for can in cans}
    user = PEOPLE[role](site)

    held_now = {can for can in HOLDERS if user.has_perm(can, subjects.get(can, post))}

    assert held_now == {can for can, holders in HOLDERS.items() if role in holders}
