"""What can be done to a post: approved, edited, advertised, ended."""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.constraints import refusing
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.versions import lock_version
from niukou.network.models import Organisation, OrganisationKind
from niukou.people.models import Account, Person
from niukou.programmes.actions.gates import guard
from niukou.programmes.actions.month_keeping import keep_months
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.lifecycle import SiteStatus, ensure_running
from niukou.programmes.models import Post, PostHolding, PostKind, PostStep, Site
from niukou.programmes.post_lifecycle import PostStatus, ensure_post_move
from niukou.programmes.rules import Can

ONE_DAY = timedelta(days=1)


class EmployerDoesNotFit(DomainError):
    """An agency seconds, a hospital employs: nobody else."""

    field = "employer"


class NoAgreementThen(DomainError):
    """A post is paid for under an agreement in force on the day it is approved."""

    field = "on"


class BeforeLastPostStep(DomainError):
    """A move of a post cannot be dated before the last one."""

    field = "on"


class HeldOutside(DomainError):
    """Somebody held the post before its approval, or on or after its end."""


class HoldersAtTwoPosts(DomainError):
    """Made a full-time post, its holder would have held two at a time."""

    field = "is_full_time"


class PostsStillRun(DomainError):
    """A site closes when its posts have ended."""

    field = "to"


@transaction.atomic
def approve_post(
    site: Site,
    *,
    kind: str,
    employer: Organisation,
    title: str,
    on: date,
    by: Account,
    is_full_time: bool = True,
    wards: str = "",
    supervisor: Person | None = None,
) -> Post:
    """Approve a post at ``site``, paid for by the programme from ``on``.

    Raises:
        PermissionDenied: ``by`` does not run the site's branch.
        SiteHasEnded: the site was closed, rejected or withdrawn.
        EmployerDoesNotFit: a seconded post without an agency, an employed one without the hospital.
        NoAgreementThen: the hospital had no agreement in force on that day.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.APPROVE_POST, site)
    ensure_past(on)

    site = Site.objects.select_for_update().get(pk=site.pk)
    ensure_running(site.status)
    return found_post(
        Post(
            site=site,
            kind=kind,
            employer=employer,
            title=title,
            is_full_time=is_full_time,
            wards=wards,
            supervisor=supervisor,
            approved_on=on,
        ),
        by=by,
    )


def found_post(post: Post, *, by: Account) -> Post:
    """Save ``post`` as the next of its site, which is locked, with its first step.

    Raises:
        EmployerDoesNotFit, NoAgreementThen: as ``approve_post``.
    """
    ensure_employer_fits(post.kind, post.employer, post.site)
    if not Site.objects.signed(on=post.approved_on).filter(pk=post.site_id).exists():
        raise NoAgreementThen(_("The hospital had no agreement in force on that day."))

    last = post.site.posts.aggregate(last=Max("position"))["last"] or 0
    post.position = post.position or last + 1
    post.number = f"{post.site.number}-P{post.position}"
    post.save()
    PostStep.objects.create(post=post, to_status=post.status, on=post.approved_on, recorded_by=by)
    return post


def ensure_employer_fits(kind: str, employer: Organisation, site: Site) -> None:
    """Raise ``EmployerDoesNotFit`` unless ``employer`` can employ for a post of this kind."""
    if kind == PostKind.SECONDED and employer.kind != OrganisationKind.SERVICE_AGENCY:
        message = _("%s is no social service agency: only an agency seconds.")
        raise EmployerDoesNotFit(message % employer)
    if kind == PostKind.EMPLOYED and employer.pk != site.hospital_id:
        raise EmployerDoesNotFit(_("The holder of such a post is employed by the hospital itself."))


@transaction.atomic
def edit_post(
    post: Post,
    *,
    version: int,
    kind: str,
    employer: Organisation,
    title: str,
    is_full_time: bool,
    wards: str,
    supervisor: Person | None,
    approved_on: date,
    why: str,
    by: Account,
) -> Post:
    """Change what is said of ``post``; the step of its approval follows ``approved_on``.

    Raises:
        PermissionDenied: ``by`` does not run the post's branch.
        EditConflict: somebody saved it since ``version`` was read.
        EmployerDoesNotFit, NoAgreementThen, DayToCome: as ``approve_post``.
        HeldOutside: somebody held it before ``approved_on``, or it ended before.
        HoldersAtTwoPosts: full time, its holder would have held two at a time.
    """
    authorize(by, Can.EDIT_POST, post)
    ensure_past(approved_on)

    post = lock_version(post, version)
    ensure_employer_fits(kind, employer, post.site)
    if approved_on != post.approved_on:
        _ensure_may_begin(post, approved_on)

    post.kind, post.employer, post.title = kind, employer, title
    post.is_full_time, post.wards, post.supervisor = is_full_time, wards, supervisor
    post.approved_on = approved_on
    with because(why):
        post.save()
        first = post.steps.order_by("pk")[:1].values("pk")
        PostStep.objects.filter(pk__in=first).exclude(on=approved_on).update(on=approved_on)
        _tell_holdings(post)
    keep_months([post.pk], today=timezone.localdate())
    return post


def _ensure_may_begin(post: Post, on: date) -> None:
    if not Site.objects.signed(on=on).filter(pk=post.site_id).exists():
        message = _("The hospital had no agreement in force on that day.")
        raise NoAgreementThen(message, field="approved_on")
    began = post.holdings.filter(from_on__lt=on).order_by("from_on").first()
    if began:
        message = _("Somebody holds this post since %s.") % date_format(began.from_on)
        raise HeldOutside(message, field="approved_on")
    if post.ended_on and post.ended_on < on:
        message = _("This post ended on %s.") % date_format(post.ended_on)
        raise HeldOutside(message, field="approved_on")


def _tell_holdings(post: Post) -> None:
    two = _("Somebody who held this post held another full-time post at that time.")
    with refusing({"person_holds_one_full_time_post_at_a_time": HoldersAtTwoPosts(two)}):
        others = post.holdings.exclude(is_full_time=post.is_full_time)
        others.update(is_full_time=post.is_full_time)


@transaction.atomic
def advertise_post(post: Post, *, on: date, by: Account, note: str = "") -> Post:
    """Record that a holder is looked for since ``on``.

    Raises:
        PermissionDenied: ``by`` neither runs nor coordinates it.
        PostMoveNotAllowed: somebody holds it, or it has ended.
        BeforeLastPostStep, DayToCome: the last step is dated later, or ``on`` is in the future.
    """
    authorize(by, Can.ADVERTISE_POST, post)
    ensure_past(on)

    post = lock_post(post)
    ensure_post_move(post.status, PostStatus.ADVERTISED)
    ensure_after_last_step(post, on)

    post.status = PostStatus.ADVERTISED
    save_status(post)
    PostStep.objects.create(
        post=post,
        from_status=status_before(post, on),
        to_status=PostStatus.ADVERTISED,
        on=on,
        note=note,
        recorded_by=by,
    )
    return post


@transaction.atomic
def end_post(post: Post, *, on: date, why: str, by: Account) -> Post:
    """End ``post``; ``on`` is the first day without it. Whoever holds it holds it until then.

    Raises:
        PermissionDenied: ``by`` does not run the post's branch.
        PostMoveNotAllowed: it has ended.
        HeldOutside: somebody holds it from that day on, or held it longer.
        BeforeLastPostStep, DayToCome: the last step is dated later, or the day is to come.
    """
    authorize(by, Can.END_POST, post)
    ensure_past(on - ONE_DAY)

    post = lock_post(post)
    ensure_post_move(post.status, PostStatus.ENDED)
    ensure_after_last_step(post, on)
    holding = post.holdings.filter(until_on=None).first()
    held = PostHolding.objects.filter(Q(from_on__gte=on) | Q(until_on__gt=on), post=post)
    if held.exists():
        raise HeldOutside(_("Somebody holds this post on that day or later."), field="on")

    if holding:
        holding.until_on = on
        holding.version += 1
        holding.save(update_fields=["until_on", "version"])
    before = post.status
    post.status, post.ended_on = PostStatus.ENDED, on
    save_status(post)
    PostStep.objects.create(
        post=post,
        from_status=before,
        to_status=PostStatus.ENDED,
        on=on,
        note=why,
        holding=holding,
        recorded_by=by,
    )
    keep_months([post.pk], today=timezone.localdate())
    return post


def lock_post(post: Post) -> Post:
    """Lock the post and return it as it is now, with its site."""
    rows = Post.objects.select_for_update(of=["self"]).select_related("site")
    return rows.get(pk=post.pk)


def save_status(post: Post) -> None:
    post.version += 1
    post.save(update_fields=["status", "ended_on", "version", "updated_at"])


def ensure_after_last_step(post: Post, on: date) -> None:
    """Raise ``BeforeLastPostStep`` if a step of the post is dated after ``on``."""
    later = post.steps.filter(on__gt=on).order_by("-on").first()
    if later:
        message = _("“%(state)s” is dated %(on)s, later than this.")
        said = {"state": later.get_to_status_display(), "on": date_format(later.on)}
        raise BeforeLastPostStep(message % said)


def status_before(post: Post, on: date) -> str:
    """Return the state the steps tell of ``on``, before anything else happens on that day."""
    step = post.steps.filter(on__lte=on).order_by("-on", "-pk").first()
    return step.to_status if step else ""


def _ensure_posts_ended(site: Site) -> None:
    """Keep a site from closing while a post of it runs."""
    if site.posts.filter(ended_on=None).exists():
        raise PostsStillRun(_("A post of this hospital has not ended. End it first."))


guard(SiteStatus.CLOSED, _ensure_posts_ended)
