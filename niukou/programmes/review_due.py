"""What is due in review and public notice: for reviewers, and for who runs a branch."""

from datetime import date
from typing import Any

from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.due import FEW, Due, DueRow, Rows, add_due
from niukou.programmes.lifecycle import SiteStatus
from niukou.programmes.models import (
    NoticeStatus,
    Objection,
    Panel,
    PanelSite,
    PanelStatus,
    PublicNotice,
    Review,
    ReviewStatus,
    offices_of,
)
from niukou.programmes.queries.branch_review import unplaced_sites
from niukou.programmes.queries.notices import accepted_sites
from niukou.programmes.rules import branches_run_by


def reviews_to_give(user: Any, on: date) -> Rows:
    """A reviewer's own reviews that are not handed in, the earliest due first."""
    if not user.is_authenticated:
        return None
    open_ones = Q(status=ReviewStatus.ASSIGNED, panel_site__panel__status=PanelStatus.OPEN)
    waiting = Review.objects.filter(open_ones, panelist__account=user.pk)
    return waiting.order_by("panel_site__panel__scores_due_on", "pk")[:FEW].annotate(
        due_what=F("panel_site__site__number"),
        due_where=F("pk"),
        due_on=F("panel_site__panel__scores_due_on"),
    )


def _review(row: DueRow) -> Due:
    """Tell it by the site's number: the panel may be blinded."""
    url = reverse("programmes:review-detail", args=[row.where])
    return Due(_("Review %s.") % row.what, url, "clipboard-list", row.on)


def sites_to_place(user: Any, on: date) -> Rows:
    """Sites that wait for a panel, branch by branch."""
    if not offices_of(user):
        return None
    waiting = unplaced_sites().filter(branch__in=branches_run_by(user))
    named = waiting.values(due_what=F("branch__name"), due_where=F("branch__slug"))
    return named.annotate(due_count=Count("pk"))


def _placing(row: DueRow) -> Due:
    text = ngettext(
        "%(branch)s: %(count)d site waits for a panel.",
        "%(branch)s: %(count)d sites wait for a panel.",
        row.count,
    )
    url = reverse("programmes:branch-review", args=[row.where])
    return Due(text % {"branch": row.what, "count": row.count}, url, "gavel")


def panels_to_close(user: Any, on: date) -> Rows:
    """Open panels whose scores were due."""
    if not offices_of(user):
        return None
    late = Panel.objects.filter(
        branch__in=branches_run_by(user), status=PanelStatus.OPEN, scores_due_on__lt=on
    )
    oldest = late.order_by("scores_due_on", "pk")[:FEW]
    return oldest.annotate(due_what=F("number"), due_on=F("scores_due_on"))


def _panel(row: DueRow) -> Due:
    label = _("Close the reviews of panel %s: scores were due.") % row.what
    return Due(label, reverse("programmes:panel-detail", args=[row.what]), "lock", row.on)


def sites_to_decide(user: Any, on: date) -> Rows:
    """Sites of closed panels that wait for their determination, panel by panel."""
    if not offices_of(user):
        return None
    waiting = PanelSite.objects.undecided().filter(
        panel__branch__in=branches_run_by(user),
        panel__status=PanelStatus.CLOSED,
        site__status=SiteStatus.PANEL_REVIEW,
    )
    named = waiting.values(due_what=F("panel__number"), due_on=F("panel__closed_on"))
    return named.annotate(due_count=Count("pk"))


def _decision(row: DueRow) -> Due:
    text = ngettext(
        "Panel %(panel)s: decide on %(count)d site.",
        "Panel %(panel)s: decide on %(count)d sites.",
        row.count,
    )
    said = text % {"panel": row.what, "count": row.count}
    return Due(said, reverse("programmes:panel-detail", args=[row.what]), "gavel", row.on)


def sites_to_show(user: Any, on: date) -> Rows:
    """Accepted sites that wait for their notice, branch by branch."""
    if not offices_of(user):
        return None
    waiting = accepted_sites().filter(branch__in=branches_run_by(user))
    named = waiting.values(due_what=F("branch__name"), due_where=F("branch__slug"))
    return named.annotate(due_count=Count("pk"))


def _showing(row: DueRow) -> Due:
    text = ngettext(
        "%(branch)s: %(count)d accepted site waits for its notice.",
        "%(branch)s: %(count)d accepted sites wait for their notice.",
        row.count,
    )
    url = reverse("programmes:branch-review", args=[row.where])
    return Due(text % {"branch": row.what, "count": row.count}, url, "speakerphone")


def objections_to_answer(user: Any, on: date) -> Rows:
    """Objections without an answer, the oldest first."""
    if not offices_of(user):
        return None
    waiting = Objection.objects.unanswered().filter(notice__branch__in=branches_run_by(user))
    oldest = waiting.order_by("received_at")[:FEW]
    return oldest.annotate(due_what=F("number"), due_on=F("received_on"))


def _objection(row: DueRow) -> Due:
    url = reverse("programmes:objection-detail", args=[row.what])
    return Due(_("Answer objection %s.") % row.what, url, "message-circle", row.on)


def notices_to_end(user: Any, on: date) -> Rows:
    """Published notices whose last day has passed."""
    if not offices_of(user):
        return None
    over = PublicNotice.objects.filter(
        branch__in=branches_run_by(user), status=NoticeStatus.PUBLISHED, until_on__lte=on
    )
    oldest = over.order_by("until_on", "pk")[:FEW]
    return oldest.annotate(due_what=F("number"), due_on=F("until_on"))


def _notice(row: DueRow) -> Due:
    label = _("End notice %s: its last day has passed.") % row.what
    return Due(label, reverse("programmes:notice-detail", args=[row.what]), "calendar", row.on)


add_due(reviews_to_give, _review)
add_due(sites_to_place, _placing)
add_due(panels_to_close, _panel)
add_due(sites_to_decide, _decision)
add_due(sites_to_show, _showing)
add_due(objections_to_answer, _objection)
add_due(notices_to_end, _notice)
