"""Panels, spoken in JSON to those who run them: how each site stands, never who said what."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Router, Schema

from niukou.core.htmx import SignedInRequest
from niukou.programmes.models import Outcome, Panel, PanelStatus
from niukou.programmes.queries.panels import matrix

router = Router()


class StandingOut(Schema):
    """A site of a panel; mean and rank are null until the reviews are closed, or without a review."""

    site: str
    reviews: int
    mean: Decimal | None
    rank: int | None
    outcome: Outcome | None


class PanelOut(Schema):
    number: str
    branch: str
    title: str
    status: PanelStatus
    is_blinded: bool
    scores_due_on: date
    recusals: int
    sites: list[StandingOut]


@router.get("/panels/{number}", response=PanelOut)
def panel(request: SignedInRequest, number: str) -> dict[str, Any]:
    rows = Panel.objects.visible_to(request.user).select_related("branch")
    found = get_object_or_404(rows, number=number)
    table, is_closed = matrix(found), found.status == PanelStatus.CLOSED
    return {
        "number": found.number,
        "branch": found.branch.slug,
        "title": found.title,
        "status": found.status,
        "is_blinded": found.is_blinded,
        "scores_due_on": found.scores_due_on,
        "recusals": len(table.kept_out),
        "sites": [
            {
                "site": line.panel_site.site.number,
                "reviews": line.standing.reviews_count,
                "mean": line.standing.mean if is_closed else None,
                "rank": line.standing.rank if is_closed else None,
                "outcome": line.determination.outcome if line.determination else None,
            }
            for line in table.lines
        ],
    }
