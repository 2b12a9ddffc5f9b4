"""What panels and notices did to one site, as far as its reader may know it."""

from dataclasses import dataclass

from niukou.core.access import Viewer
from niukou.programmes.models import (
    NoticeStatus,
    Objection,
    Panel,
    PanelSite,
    PublicNotice,
    Review,
    Site,
)


@dataclass(frozen=True, slots=True)
class SiteReview:
    """Panels, the newest first, each with its determination; notices; counts without words.

    ``is_inside`` is true for who may read the panel: ranks, recusals and objections are theirs.
    """

    placed: list[PanelSite]
    notices: list[PublicNotice]
    kept_out: list[Review]
    objections: list[Objection]
    is_inside: bool


def site_review_of(site: Site, user: Viewer) -> SiteReview:
    """Collect it for ``user``, who works on ``site``."""
    placed = PanelSite.objects.filter(site=site).select_related("panel", "determination")
    notices = PublicNotice.objects.filter(notice_sites__site=site)
    panels = set(Panel.objects.visible_to(user).filter(panel_sites__site=site))
    run = PublicNotice.objects.overseen_by(user).filter(notice_sites__site=site)
    objections = Objection.objects.visible_to(user).about(site)
    kept_out = Review.objects.kept_out().filter(panel_site__site=site, panel_site__panel__in=panels)
    drafts_too = run.exists()
    shown = notices if drafts_too else notices.exclude(status=NoticeStatus.DRAFT)
    return SiteReview(
        placed=list(placed.order_by("-pk")),
        notices=list(shown.select_related("branch__programme").order_by("-pk")),
        kept_out=list(kept_out.select_related("panelist__account__person").order_by("pk")),
        objections=list(objections.order_by("received_at")),
        is_inside=bool(panels) or drafts_too,
    )
