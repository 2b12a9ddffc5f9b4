"""What can be done to a panel: prepared, filled, opened, closed."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from niukou.core.access import authorize
from niukou.core.errors import DomainError
from niukou.core.history import because
from niukou.core.numbering import next_number
from niukou.core.versions import lock_version
from niukou.network.models import Organisation
from niukou.people.models import Account
from niukou.programmes.actions.conflicts import bar_if_tied, bar_whoever_is_tied
from niukou.programmes.actions.steps import ensure_past
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    Criterion,
    Panel,
    Panelist,
    PanelSite,
    PanelStatus,
    Review,
    Site,
)
from niukou.programmes.queries.notices import waiting_for_notice
from niukou.programmes.rules import Can
from niukou.programmes.rules.holders import branches_run_by


class PanelOpenAlready(DomainError):
    """What a panel is asked, and by whom, is settled before it opens."""


class PanelNotReady(DomainError):
    """A panel opens with something to score, somebody to score it, and a site."""


class PanelNotOpen(DomainError):
    """The panel is still being prepared, or its reviews are closed."""


class DueTooEarly(DomainError):
    """Scores cannot be due before the panel opens."""

    field = "scores_due_on"


class CriterionKnown(DomainError):
    """The panel has a criterion of this name."""

    field = "label"


class SitsAlready(DomainError):
    """The account sits on this panel."""

    field = "account"


class ReviewerRunsBranch(DomainError):
    """Who decides does not review."""

    field = "account"


class AccountClosed(DomainError):
    """Whoever may not sign in cannot review."""

    field = "account"


class NotBeforeThePanel(DomainError):
    """A panel takes sites of its branch that wait for it, and each stands on one panel only."""

    field = "sites"


@transaction.atomic
def prepare_panel(
    branch: Branch,
    *,
    title: str,
    is_blinded: bool,
    least_reviews: int,
    conflict_years: int,
    scores_due_on: date,
    by: Account,
) -> Panel:
    """Prepare a panel of ``branch``: nobody outside sees it before it opens.

    Raises:
        PermissionDenied: ``by`` does not run the branch.
    """
    authorize(by, Can.PREPARE_PANEL, branch)

    number = next_number(f"panel-{branch.code}", pattern=f"{branch.code}-P{{number:02d}}")
    return Panel.objects.create(
        branch=branch,
        number=number,
        title=title,
        is_blinded=is_blinded,
        least_reviews=least_reviews,
        conflict_years=conflict_years,
        scores_due_on=scores_due_on,
    )


@transaction.atomic
def edit_panel(
    panel: Panel,
    *,
    version: int,
    title: str,
    least_reviews: int,
    scores_due_on: date,
    why: str,
    by: Account,
) -> Panel:
    """Change the title, the day scores are due and how many reviews a site needs.

    Whether it is blinded stays as it was prepared: who has seen a name cannot unsee it.

    Raises:
        PermissionDenied: ``by`` does not run the panel's branch.
        EditConflict: somebody saved it since ``version`` was read.
        PanelNotOpen: its reviews are closed.
        DueTooEarly: scores would be due before it opened.
    """
    authorize(by, Can.RUN_PANEL, panel)

    panel = lock_version(panel, version)
    _ensure_not_closed(panel)
    _ensure_due_after(panel.opened_on, scores_due_on)

    panel.title, panel.least_reviews, panel.scores_due_on = title, least_reviews, scores_due_on
    with because(why):
        panel.save(update_fields=["title", "least_reviews", "scores_due_on", "version"])
    return panel


@transaction.atomic
def add_criterion(
    panel: Panel, *, label: str, weight: int, most: int, by: Account, look_at: str = ""
) -> Criterion:
    """Ask reviewers for points by one more criterion.

    Raises:
        PermissionDenied: ``by`` does not run the panel's branch.
        PanelOpenAlready: reviewers score already.
        CriterionKnown: the panel has a criterion of this name.
    """
    authorize(by, Can.RUN_PANEL, panel)

    panel = _lock_preparing(panel)
    if panel.criteria.filter(label=label).exists():
        raise CriterionKnown(_("This panel has a criterion of that name."))

    last = panel.criteria.aggregate(last=Max("position"))["last"] or 0
    return Criterion.objects.create(
        panel=panel, position=last + 1, label=label, look_at=look_at, weight=weight, most=most
    )


@transaction.atomic
def remove_criterion(criterion: Criterion, *, by: Account) -> None:
    """Take a criterion off a panel that has not opened.

    Raises:
        PermissionDenied: ``by`` does not run the panel's branch.
        PanelOpenAlready: reviewers score already.
    """
    authorize(by, Can.RUN_PANEL, criterion.panel)

    _lock_preparing(criterion.panel)

    criterion.delete()


@transaction.atomic
def invite_panelist(
    panel: Panel,
    *,
    account: Account,
    on: date,
    by: Account,
    organisation: Organisation | None = None,
) -> Panelist:
    """Let ``account`` review on ``panel``: every site of it, but those it has ties to.

    Raises:
        PermissionDenied: ``by`` does not run the panel's branch.
        PanelNotOpen: its reviews are closed.
        AccountClosed: the account may not sign in.
        ReviewerRunsBranch: it runs the branch, and would decide on what it reviewed.
        SitsAlready: it sits on this panel.
    """
    authorize(by, Can.RUN_PANEL, panel)
    if not account.is_active:
        raise AccountClosed(_("This account is closed."))
    if panel.branch_id in branches_run_by(account):
        raise ReviewerRunsBranch(_("Officers of the branch decide: they do not review."))

    panel = _lock_not_closed(panel)
    if panel.panelists.filter(account=account).exists():
        raise SitsAlready(_("%s sits on this panel already.") % account)

    panelist = Panelist.objects.create(
        panel=panel, account=account, organisation=organisation, invited_on=on
    )
    for panel_site in panel.panel_sites.undecided():
        _assign(panel_site, panelist, on)
    return panelist


@transaction.atomic
def remove_panelist(panelist: Panelist, *, by: Account) -> None:
    """Take a reviewer off a panel that has not opened; the history keeps that they were on it.

    Raises:
        PermissionDenied: ``by`` does not run the panel's branch.
        PanelOpenAlready: reviewers score already.
    """
    authorize(by, Can.RUN_PANEL, panelist.panel)

    _lock_preparing(panelist.panel)

    panelist.reviews.all().delete()
    panelist.delete()


@transaction.atomic
def add_sites(panel: Panel, *, sites: Sequence[Site], on: date, by: Account) -> list[PanelSite]:
    """Put ``sites`` before ``panel``; each of its reviewers gets them, but for ties.

    Raises:
        PermissionDenied: ``by`` does not run the panel's branch.
        PanelNotOpen: its reviews are closed.
        NotBeforeThePanel: a site is of another branch, in another state, or on a panel already.
    """
    authorize(by, Can.RUN_PANEL, panel)

    panel = _lock_not_closed(panel)
    keys = [site.pk for site in sites]
    locked = Site.objects.select_for_update().filter(pk__in=keys).order_by("number")
    added = []
    for site in locked:
        _ensure_waiting(panel, site)
        added.append(PanelSite.objects.create(panel=panel, site=site, added_on=on))
        for panelist in panel.panelists.order_by("pk"):
            _assign(added[-1], panelist, on)
    return added


@transaction.atomic
def remove_site(panel_site: PanelSite, *, by: Account) -> None:
    """Take a site off a panel that has not opened.

    Raises:
        PermissionDenied: ``by`` does not run the panel's branch.
        PanelOpenAlready: reviewers score already.
    """
    authorize(by, Can.RUN_PANEL, panel_site.panel)

    _lock_preparing(panel_site.panel)

    panel_site.reviews.all().delete()
    panel_site.delete()


@transaction.atomic
def open_panel(panel: Panel, *, on: date, by: Account) -> Panel:
    """Let the reviewers in; from now on the criteria stay as they are.

    Raises:
        PermissionDenied: ``by`` does not run the panel's branch.
        PanelOpenAlready: it opened before.
        PanelNotReady: it has no criterion, no reviewer or no site.
        DueTooEarly: scores are due before ``on``.
        DayToCome: ``on`` is in the future.
    """
    authorize(by, Can.RUN_PANEL, panel)
    ensure_past(on)

    panel = _lock_preparing(panel)
    for rows, lacking in (
        (panel.criteria, _("It has no criterion yet.")),
        (panel.panelists, _("It has no reviewer yet.")),
        (panel.panel_sites, _("It has no site yet.")),
    ):
        if not rows.exists():
            raise PanelNotReady(lacking)
    _ensure_due_after(on, panel.scores_due_on)

    panel.status, panel.opened_on = PanelStatus.OPEN, on
    panel.version += 1
    panel.save(update_fields=["status", "opened_on", "version"])
    bar_whoever_is_tied(panel, on=on)
    return panel


@transaction.atomic
def close_panel(panel: Panel, *, on: date, by: Account) -> Panel:
    """Take no more points; ties are looked for once more, and points of who is tied stop counting.

    Raises:
        PermissionDenied: ``by`` does not run the panel's branch.
        PanelNotOpen: it has not opened, or is closed.
        DayToCome: ``on`` is in the future.
        PanelNotReady: ``on`` is before the day it opened.
    """
    authorize(by, Can.RUN_PANEL, panel)
    ensure_past(on)

    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    if panel.status != PanelStatus.OPEN or panel.opened_on is None:
        raise PanelNotOpen(_("This panel is not open."))
    if on < panel.opened_on:
        raise PanelNotReady(_("The panel opened later than this."), field="on")

    bar_whoever_is_tied(panel, on=on)
    panel.status, panel.closed_on = PanelStatus.CLOSED, on
    panel.version += 1
    panel.save(update_fields=["status", "closed_on", "version"])
    return panel


def _lock_preparing(panel: Panel) -> Panel:
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    if panel.status != PanelStatus.PREPARING:
        raise PanelOpenAlready(_("The panel is open: what it is asked stays as it is."))
    return panel


def _lock_not_closed(panel: Panel) -> Panel:
    panel = Panel.objects.select_for_update().get(pk=panel.pk)
    _ensure_not_closed(panel)
    return panel


def _ensure_not_closed(panel: Panel) -> None:
    if panel.status == PanelStatus.CLOSED:
        raise PanelNotOpen(_("The reviews of this panel are closed."))


def _ensure_due_after(opened_on: date | None, scores_due_on: date) -> None:
    if opened_on and scores_due_on < opened_on:
        raise DueTooEarly(_("Scores cannot be due before the panel opens."))


def _ensure_waiting(panel: Panel, site: Site) -> None:
    if site.branch_id != panel.branch_id:
        raise NotBeforeThePanel(_("%s is in another branch.") % site)
    if site.status != SiteStatus.PANEL_REVIEW:
        states = {"site": site, "now": site.get_status_display()}
        raise NotBeforeThePanel(_("%(site)s does not wait for a panel: it is “%(now)s”.") % states)
    if site.panel_sites.filter(panel=panel).exists() or site.panel_sites.undecided().exists():
        raise NotBeforeThePanel(_("%s stands on a panel already.") % site)
    if waiting_for_notice(panel.branch).filter(pk=site.pk).exists():
        raise NotBeforeThePanel(_("%s was accepted: it waits for its notice.") % site)


def _assign(panel_site: PanelSite, panelist: Panelist, on: date) -> None:
    review = Review.objects.create(panel_site=panel_site, panelist=panelist)
    bar_if_tied(review, on=on)
