"""What can be done about who holds a post: it is filled, vacated, and put right."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.people.models import Account, Person
from niukou.programmes.actions.month_keeping import keep_months
from niukou.programmes.actions.posts import (
    ONE_DAY,
    ensure_after_last_step,
    lock_post,
    save_status,
    status_before,
)
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.models import Post, PostHolding, PostStep
from niukou.programmes.post_lifecycle import PostStatus, ensure_post_move
from niukou.programmes.rules import Can


class BeforeApproval(DomainError):
    """Nobody holds a post before it is approved."""

    field = "on"


class AfterEnd(DomainError):
    """Nobody holds a post that has ended."""

    field = "on"


class HeldThen(DomainError):
    """Somebody else holds the post on one of these days."""

    field = "on"


class HoldsAnother(DomainError):
    """The person holds another full-time post on one of these days."""

    field = "person"


class LeavesBeforeComing(DomainError):
    """A holder leaves after the first day at the earliest."""

    field = "on"


@transaction.atomic
def fill_post(
    post: Post, *, person: Person, on: date, by: Account, until_on: date | None = None
) -> PostHolding:
    """Record that ``person`` holds ``post`` from ``on``.

    ``until_on`` is the first day they no longer did, for somebody who left before it was
    recorded; None: they hold it.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates it.
        PostMoveNotAllowed: somebody holds it, or it has ended.
        BeforeApproval, AfterEnd: outside the days of the post.
        HeldThen: somebody else holds it on one of these days.
        HoldsAnother: a full-time post, and the person holds another on one of these days.
        BeforeLastPostStep, DayToCome: the last step is dated later, or a day is to come.
        LeavesBeforeComing: ``until_on`` is not after ``on``.
    """
    authorize(by, Can.FILL_POST, post)
    ensure_past(until_on - ONE_DAY if until_on and until_on > on else on)

    post = lock_post(post)
    if until_on is None:
        ensure_post_move(post.status, PostStatus.FILLED)
        ensure_after_last_step(post, on)

    holding = begin_holding(
        PostHolding(post=post, person=person, from_on=on, until_on=until_on), by=by
    )
    keep_months([post.pk], today=timezone.localdate())
    return holding


def begin_holding(holding: PostHolding, *, by: Account) -> PostHolding:
    """Save ``holding`` of a locked post with its steps; the state of the post follows.

    Raises:
        BeforeApproval, AfterEnd, HeldThen, HoldsAnother, LeavesBeforeComing: as ``fill_post``.
    """
    post = holding.post
    ensure_fits(holding)

    holding.is_full_time = post.is_full_time
    with refusing(_refusals()):
        holding.save()
    _step(holding, PostStatus.FILLED, holding.from_on, by)
    if holding.until_on:
        _step(holding, PostStatus.VACANT, holding.until_on, by)
    settle(post)
    return holding


@transaction.atomic
def vacate_post(post: Post, *, on: date, why: str, by: Account) -> PostHolding:
    """Record that the holder of ``post`` left; ``on`` is the first day nobody holds it.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates it.
        PostMoveNotAllowed: nobody holds it.
        LeavesBeforeComing: the holder began on that day or later.
        DayToCome: the last day is to come.
    """
    authorize(by, Can.VACATE_POST, post)
    ensure_past(on - ONE_DAY)

    post = lock_post(post)
    ensure_post_move(post.status, PostStatus.VACANT)
    holding = post.holdings.select_for_update().get(until_on=None)
    ensure_leaves_after_coming(holding.from_on, on)

    holding.until_on = on
    holding.version += 1
    holding.save(update_fields=["until_on", "version"])
    _step(holding, PostStatus.VACANT, on, by, note=why)
    settle(post)
    keep_months([post.pk], today=timezone.localdate())
    return holding


@transaction.atomic
def correct_holding(
    holding: PostHolding,
    *,
    version: int,
    person: Person,
    from_on: date,
    until_on: date | None,
    why: str,
    by: Account,
) -> PostHolding:
    """Put right who held a post, from when, until when; steps and months not paid follow.

    A month that was paid stays as it was paid, and shows that it was paid for other days.

    Raises:
        PermissionDenied: ``by`` does not run the post's branch.
        EditConflict: somebody saved it since ``version`` was read.
        BeforeApproval, AfterEnd, HeldThen, HoldsAnother, LeavesBeforeComing: as ``fill_post``.
        DayToCome: a day is to come.
    """
    authorize(by, Can.CORRECT_HOLDING, holding.post)
    ensure_past(until_on - ONE_DAY if until_on and until_on > from_on else from_on)

    post = lock_post(holding.post)
    holding = lock_version(holding, version)
    holding.post, holding.person = post, person
    holding.from_on, holding.until_on = from_on, until_on
    ensure_fits(holding)

    with because(why):
        with refusing(_refusals()):
            holding.save()
        _follow(holding, by)
        settle(post)
        keep_months([post.pk], today=timezone.localdate())
    return holding


def ensure_fits(holding: PostHolding) -> None:
    """Raise the refusal of a holding that breaks what is known of its post and person."""
    post, start, end = holding.post, holding.from_on, holding.until_on
    ensure_leaves_after_coming(start, end)
    if start < post.approved_on:
        message = _("This post was approved on %s.") % date_format(post.approved_on)
        raise BeforeApproval(message)
    if post.ended_on and (end is None or end > post.ended_on):
        last = date_format(post.ended_on - ONE_DAY)
        raise AfterEnd(_("This post existed until %s.") % last)

    overlapping = PostHolding.objects.exclude(pk=holding.pk).filter(
        Q(until_on=None) | Q(until_on__gt=start)
    )
    if end:
        overlapping = overlapping.filter(from_on__lt=end)
    other = overlapping.filter(post=post).select_related("person").order_by("from_on").first()
    if other:
        said = {"person": other.person, "on": date_format(other.from_on)}
        raise HeldThen(_("%(person)s holds this post from %(on)s.") % said)
    if post.is_full_time and overlapping.filter(person=holding.person, is_full_time=True).exists():
        raise _refusals()["person_holds_one_full_time_post_at_a_time"]


def ensure_leaves_after_coming(start: date, end: date | None) -> None:
    """Raise ``LeavesBeforeComing`` unless the holding has a day."""
    if end and end <= start:
        message = _("The last day cannot be before the first: that was %s.")
        raise LeavesBeforeComing(message % date_format(start))


def settle(post: Post) -> None:
    """Let the state of a locked post follow its holdings."""
    before = post.status
    if post.status == PostStatus.ENDED:
        return
    if post.holdings.filter(until_on=None).exists():
        post.status = PostStatus.FILLED
    elif post.status in {PostStatus.FILLED, PostStatus.APPROVED} and post.holdings.exists():
        post.status = PostStatus.VACANT
    if post.status != before:
        save_status(post)


def _step(
    holding: PostHolding, to: PostStatus, on: date, by: Account, *, note: str = ""
) -> PostStep:
    return PostStep.objects.create(
        post=holding.post,
        from_status=status_before(holding.post, on),
        to_status=to,
        on=on,
        note=note,
        holding=holding,
        recorded_by=by,
    )


def _follow(holding: PostHolding, by: Account) -> None:
    """Let the steps that a holding took follow its days."""
    steps = holding.steps.all()
    steps.filter(to_status=PostStatus.FILLED).update(on=holding.from_on)
    left = steps.filter(to_status=PostStatus.VACANT)
    until_on = holding.until_on
    if until_on is None or steps.filter(to_status=PostStatus.ENDED, on=until_on).exists():
        left.delete()  # they did not leave then; its history keeps it
    elif left.exists():
        left.update(on=until_on)
    else:
        _step(holding, PostStatus.VACANT, until_on, by)


def _refusals() -> dict[str, DomainError]:
    return {
        "post_is_held_by_one_person_at_a_time": HeldThen(
            _("Somebody else holds this post on one of these days.")
        ),
        "person_holds_one_full_time_post_at_a_time": HoldsAnother(
            _("This person holds another full-time post on one of these days.")
        ),
    }
