"""What is due about published figures."""

from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from niukou.core.due import FEW, Due, DueRow, Rows, add_due
from niukou.figures.models import Correction, CorrectionStatus, Publication
from niukou.programmes.models import offices_of


def corrections_to_decide(user: Any, on: date) -> Rows:
    """Corrections that somebody else proposed in a programme one runs as a whole."""
    whole = offices_of(user).whole_programmes
    if not whole:
        return None
    waiting = Correction.objects.filter(
        status=CorrectionStatus.PROPOSED, publication__programme__in=whole
    )
    to_decide = waiting.exclude(requested_by=user.pk).order_by("pk")[:FEW]
    return to_decide.annotate(due_what=F("publication__number"), due_where=F("pk"))


def _to_decide(row: DueRow) -> Due:
    label = _("A correction of %s waits for your decision.") % row.what
    return Due(label, reverse("figures:correction-detail", args=[row.where]), "signature")


def publications_drifted(user: Any, on: date) -> Rows:
    """Published figures whose records changed since, and no correction waits."""
    if not offices_of(user):
        return None
    waiting = Correction.objects.filter(status=CorrectionStatus.PROPOSED)
    drifted = Publication.objects.run_by(user).filter(last_check__has_drifted=True)
    return (
        drifted.exclude(corrections__in=waiting).order_by("pk")[:FEW].annotate(due_what=F("number"))
    )


def _drifted(row: DueRow) -> Due:
    label = _("The records of %s have changed since it was published.") % row.what
    return Due(label, reverse("figures:publication-detail", args=[row.what]), "alert-triangle")


add_due(corrections_to_decide, _to_decide)
add_due(publications_drifted, _drifted)
