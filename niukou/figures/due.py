"""What is due about published figures."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from niukou.core.due import FEW, Due, add_due
from niukou.figures.models import Correction, CorrectionStatus, Publication
from niukou.programmes.models import ProgrammeOfficer
from niukou.programmes.rules import offices_of


def publications_due(user: Any, on: date) -> Iterator[Due]:
    """Corrections to decide on, and published figures whose records changed since."""
    if not offices_of(user):
        return
    waiting = Correction.objects.filter(status=CorrectionStatus.PROPOSED)
    whole = ProgrammeOfficer.objects.of(user).filter(branch=None).values("programme")
    to_decide = waiting.filter(publication__programme__in=whole).exclude(requested_by=user.pk)
    for correction in to_decide.select_related("publication").order_by("pk")[:FEW]:
        label = _("A correction of %s waits for your decision.") % correction.publication.number
        yield Due(label, correction.get_absolute_url(), "signature")
    drifted = Publication.objects.run_by(user).filter(last_check__has_drifted=True)
    for publication in drifted.exclude(corrections__in=waiting).order_by("pk")[:FEW]:
        label = _("The records of %s have changed since it was published.") % publication.number
        yield Due(label, publication.get_absolute_url(), "alert-triangle")


add_due(publications_due)
