"""Taking a list of posts and their holders into a branch, row by row, by the same rules as pages."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.imports import WHOLE_ROW, Outcome
from niukou.core.normalise import same_name_key
from niukou.core.pinyin import pinyin_key
from niukou.core.wording import in_working_language
from niukou.network.models import Organisation
from niukou.people.models import Account, Person
from niukou.programmes.actions.holdings import begin_holding, settle
from niukou.programmes.actions.month_keeping import keep_months
from niukou.programmes.actions.posts import ONE_DAY, found_post
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.models import Branch, Post, PostHolding, PostKind, PostStep, Site
from niukou.programmes.post_lifecycle import PostStatus
from niukou.programmes.rules import Can

# Where a refusal of an action is shown in the list.
COLUMN_OF = {"on": "from_on", "person": "holder"}


class PostRowRefused(DomainError):
    """The row cannot be taken as it is; ``field`` is the column to blame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostFacts:
    """One row, cleaned: a post, and perhaps one who held it; texts are "" where nothing is said."""

    row: int
    hospital: str
    position: int
    kind: PostKind
    approved_on: date
    is_full_time: bool = True
    employer: str = ""
    title: str = ""
    wards: str = ""
    holder: str = ""
    from_on: date | None = None
    last_on: date | None = None

    @property
    def until_on(self) -> date | None:
        return self.last_on + ONE_DAY if self.last_on else None


@dataclass(slots=True)
class PostDecision:
    """What one row brought; ``post`` None: it was refused before one was known."""

    facts: PostFacts
    outcome: Outcome = Outcome.UNCHANGED
    problems: dict[str, str] = field(default_factory=dict)
    post: Any = None


@transaction.atomic
def import_posts(
    branch: Branch, rows: Sequence[PostFacts], *, today: date, by: Account
) -> list[PostDecision]:
    """Give the hospitals of ``branch`` the posts of ``rows``, and those their holders.

    What is recorded is completed, never overwritten; a row that says otherwise is refused and
    the others go on. A second run of the same rows changes nothing.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
    """
    authorize(by, Can.IMPORT_POSTS, branch)

    branch = Branch.objects.select_for_update().get(pk=branch.pk)
    sites = _sites(branch)
    decisions = [_take(facts, sites, by) for facts in rows]

    posts = {one.post.pk for one in decisions if one.post and one.outcome != Outcome.REFUSED}
    keep_months(posts, today=today)
    return decisions


def _take(facts: PostFacts, sites: dict[str, list[Site]], by: Account) -> PostDecision:
    decision = PostDecision(facts)
    try:
        with transaction.atomic():
            _take_post(decision, sites, by)
            if facts.holder:
                _take_holder(decision, by)
    except DomainError as refusal:
        column = refusal.field or WHOLE_ROW
        decision.outcome = Outcome.REFUSED
        decision.problems = {COLUMN_OF.get(column, column): refusal.message}
    return decision


def _sites(branch: Branch) -> dict[str, list[Site]]:
    """Return the sites of ``branch`` that have not ended, by each name they are known by."""
    found: dict[str, list[Site]] = defaultdict(list)
    for site in branch.sites.running().select_related("hospital"):
        names = (site.number, site.hospital.official_name, *site.hospital.aliases)
        for key in {same_name_key(name) for name in names}:
            found[key].append(site)
    return found


def _take_post(decision: PostDecision, sites: dict[str, list[Site]], by: Account) -> None:
    facts = decision.facts
    named = sites.get(same_name_key(facts.hospital), [])
    if len(named) != 1:
        message = _("No hospital of this branch is known by this name.")
        if named:
            message = _("Several hospitals of this branch are known by this name.")
        raise PostRowRefused(message, field="hospital")
    [site] = named
    Site.objects.select_for_update().get(pk=site.pk)  # nobody takes the same position meanwhile
    rows = site.posts.select_for_update(of=["self"]).select_related("employer", "site__hospital")
    post = rows.filter(position=facts.position).first()
    employer = _employer(facts, site)
    if post is None:
        ensure_past(facts.approved_on)
        new = Post(site=site, position=facts.position, kind=facts.kind, employer=employer)
        with in_working_language():
            new.title = facts.title or _("Medical social worker")
        new.wards = facts.wards
        new.is_full_time, new.approved_on = facts.is_full_time, facts.approved_on
        decision.post, decision.outcome = found_post(new, by=by), Outcome.CREATED
        return
    decision.post = post
    _complete(decision, employer)


def _employer(facts: PostFacts, site: Site) -> Organisation:
    if not facts.employer:
        if facts.kind == PostKind.EMPLOYED:
            return site.hospital
        raise PostRowRefused(_("Which agency seconds the worker?"), field="employer")
    found = list(Organisation.objects.named(facts.employer)[:2])
    if len(found) != 1:
        message = _("“%s” is not in the register of organisations, or more than once.")
        raise PostRowRefused(message % facts.employer, field="employer")
    return found[0]


def _complete(decision: PostDecision, employer: Organisation) -> None:
    """Add what a known post lacks.

    Raises:
        PostRowRefused: the register says otherwise.
    """
    facts, post = decision.facts, decision.post
    compared = (
        ("kind", post.get_kind_display(), facts.kind.label),
        ("employer", str(post.employer), str(employer)),
        ("approved_on", date_format(post.approved_on), date_format(facts.approved_on)),
        ("title", post.title, facts.title or post.title),
        ("full_time", post.is_full_time, facts.is_full_time),
        ("wards", post.wards, facts.wards if post.wards and facts.wards else post.wards),
    )
    for column, recorded, said in compared:
        if recorded != said:
            message = _("The register says otherwise: edit the post there, with a reason.")
            raise PostRowRefused(message, field=column)
    if facts.wards and not post.wards:
        post.wards = facts.wards
        post.version += 1
        post.save(update_fields=["wards", "version", "updated_at"])
        decision.outcome = Outcome.MATCHED


def _take_holder(decision: PostDecision, by: Account) -> None:
    facts, post = decision.facts, decision.post
    if facts.from_on is None:
        message = _("On which day did the holder begin?")
        raise PostRowRefused(message, field="from_on")
    ensure_past(facts.last_on or facts.from_on)
    key = same_name_key(facts.holder)
    known = post.holdings.select_related("person").order_by("from_on")
    same = next(
        (
            one
            for one in known
            if one.from_on == facts.from_on and same_name_key(one.person.official_name) == key
        ),
        None,
    )
    if same is None:
        person = _person(facts, post, by)
        begin_holding(
            PostHolding(post=post, person=person, from_on=facts.from_on, until_on=facts.until_on),
            by=by,
        )
    elif same.until_on == facts.until_on or facts.until_on is None:
        return
    elif same.until_on is None:
        _end_holding(same, facts.until_on, post, by)
    else:
        message = _("The register says %s: correct it there, with a reason.")
        said = date_format(same.last_on) if same.last_on else ""
        raise PostRowRefused(message % said, field="last_on")
    if decision.outcome == Outcome.UNCHANGED:
        decision.outcome = Outcome.MATCHED


def _end_holding(holding: PostHolding, until_on: date, post: Post, by: Account) -> None:
    if until_on <= holding.from_on:
        message = _("The last day cannot be before the first: that was %s.")
        raise PostRowRefused(message % date_format(holding.from_on), field="last_on")
    holding.until_on = until_on
    holding.version += 1
    holding.save(update_fields=["until_on", "version"])
    PostStep.objects.create(
        post=post,
        from_status=PostStatus.FILLED,
        to_status=PostStatus.VACANT,
        on=until_on,
        holding=holding,
        recorded_by=by,
    )
    settle(post)


def _person(facts: PostFacts, post: Post, by: Account) -> Person:
    """Return whom the row names: somebody of the employer's, a holder at this site, or a new person."""
    near = Q(offices__organisation=post.employer) | Q(post_holdings__post__site=post.site_id)
    named = Q(official_name=facts.holder) | Q(aliases__contains=[facts.holder])
    found = list(Person.objects.filter(near, named).distinct()[:2])
    if len(found) > 1:
        message = _("Several people of this name work there: record this one on the post's page.")
        raise PostRowRefused(message, field="holder")
    if found:
        return found[0]
    return Person.objects.create(
        official_name=facts.holder,
        pinyin_key=pinyin_key(facts.holder, is_person=True),
        registered_by=by,
    )
