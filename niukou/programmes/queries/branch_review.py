"""Panels and notices of a branch, and what waits between them."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    NoticeStatus,
    Panel,
    PanelSite,
    PublicNotice,
    Site,
)
from niukou.programmes.queries.notices import accepted_sites, waiting_for_notice


@dataclass(frozen=True, slots=True)
class BranchReview:
    """The newest first; ``unplaced`` wait for a panel, ``accepted`` for a notice."""

    panels: list[Panel]
    notices: list[PublicNotice]
    unplaced: list[Site]
    accepted: list[Site]
    today: date


def unplaced_sites() -> QuerySet[Site]:
    """Return the sites that no panel has before it and none has accepted."""
    waiting = Site.objects.filter(status=SiteStatus.PANEL_REVIEW)
    placed = PanelSite.objects.undecided().values("site")
    return waiting.exclude(pk__in=placed).exclude(pk__in=accepted_sites().values("pk"))


def branch_review_of(branch: Branch, *, on: date) -> BranchReview:
    """Return what the officers of ``branch`` find on its review page that day."""
    accepted = list(waiting_for_notice(branch))
    unplaced = unplaced_sites().filter(branch=branch)
    return BranchReview(
        panels=list(with_counts(Panel.objects.filter(branch=branch)).order_by("-pk")),
        notices=list(_with_objections(branch).order_by("-pk")),
        unplaced=list(unplaced.select_related("hospital").order_by("number")),
        accepted=accepted,
        today=on,
    )


def with_counts(panels: QuerySet[Panel]) -> QuerySet[Panel]:
    """Add how many sites stand on each panel, and how many are decided."""
    return panels.annotate(
        sites_count=Count("panel_sites", distinct=True),
        decided_count=Count(
            "panel_sites", filter=Q(panel_sites__determination__isnull=False), distinct=True
        ),
        panelists_count=Count("panelists", distinct=True),
    )


def _with_objections(branch: Branch) -> QuerySet[PublicNotice]:
    notices = PublicNotice.objects.filter(branch=branch)
    return notices.annotate(
        objections_count=Count("objections", distinct=True),
        open_count=Count("objections", filter=Q(objections__outcome=""), distinct=True),
    )


def notices_shown(branch: Branch) -> list[PublicNotice]:
    """Return what the public reads on the page of ``branch``: published, the newest first."""
    shown = PublicNotice.objects.filter(branch=branch).exclude(status=NoticeStatus.DRAFT)
    return list(shown.order_by("-from_on", "-pk"))
