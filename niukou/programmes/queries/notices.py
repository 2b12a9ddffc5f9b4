"""Which sites wait for a notice, and on which one a site stands."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from niukou.core.workdays import YearNotFilled, calendar
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    Branch,
    Determination,
    NoticeStatus,
    Outcome,
    PanelSite,
    PublicNotice,
    Site,
)


def accepted_sites() -> QuerySet[Site]:
    """Return the sites whose panel accepted them, and that are on no notice yet."""
    decided = Determination.objects.filter(panel_site__site=OuterRef("pk")).order_by("-pk")
    undecided = PanelSite.objects.undecided().filter(site=OuterRef("pk"))
    waiting = Site.objects.filter(status=SiteStatus.PANEL_REVIEW)
    newest = waiting.annotate(newest_outcome=Subquery(decided.values("outcome")[:1]))
    return newest.filter(~Exists(undecided), newest_outcome=Outcome.ACCEPTED)


def waiting_for_notice(branch: Branch) -> QuerySet[Site]:
    """Return those of ``branch``, in the order of their numbers."""
    return accepted_sites().filter(branch=branch).select_related("hospital").order_by("number")


def notice_of(site: Site) -> PublicNotice | None:
    """Return the newest notice published on ``site``; None: none was published here."""
    shown = PublicNotice.objects.exclude(status=NoticeStatus.DRAFT)
    return shown.filter(notice_sites__site=site).order_by("-from_on", "-pk").first()


def sites_named(notice: PublicNotice) -> QuerySet[Site]:
    """Return the sites that stand on ``notice``, in the order of their numbers."""
    named = Site.objects.filter(pk__in=notice.notice_sites.values("site"))
    return named.select_related("hospital").order_by("number")


def planned_last_day(notice: PublicNotice, *, on: date) -> date | None:
    """Return the last day ``notice`` would have, published ``on``; None: holidays are not known."""
    try:
        return calendar().add_workdays(on, notice.workdays)
    except YearNotFilled:
        return None
