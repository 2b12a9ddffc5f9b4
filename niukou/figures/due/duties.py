"""What is due about disclosure: duties of the next thirty days and overdue ones, notes to decide on."""

from datetime import date
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from niukou.core.due import FEW, Due, DueRow, Rows, add_due
from niukou.figures.duties.kinds import DutyKind
from niukou.figures.models import Duty, DutyNote
from niukou.figures.queries.duties import SOON
from niukou.programmes.models import offices_of


def duties_to_publish(user: Any, on: date) -> Rows:
    """Duties of programmes one runs as a whole, due within thirty days or overdue."""
    whole = offices_of(user).whole_programmes
    if not whole:
        return None
    waiting = Duty.objects.unpublished().filter(programme__in=whole, deadline_on__lte=on + SOON)
    soonest = waiting.order_by("deadline_on", "pk")[:FEW]
    return soonest.annotate(
        due_what=F("programme__official_name"),
        due_more=F("kind"),
        due_where=F("pk"),
        due_on=F("deadline_on"),
    )


def _to_publish(row: DueRow) -> Due:
    said = {"programme": row.what, "kind": DutyKind(row.more).label}
    label = _("%(programme)s: “%(kind)s” is to be published.") % said
    return Due(label, reverse("figures:duty-detail", args=[row.where]), "speakerphone", row.on)


def duty_notes_to_decide(user: Any, on: date) -> Rows:
    """Correction notes on published texts that somebody else wrote."""
    whole = offices_of(user).whole_programmes
    if not whole:
        return None
    notes = DutyNote.objects.waiting().filter(duty__programme__in=whole)
    to_decide = notes.exclude(written_by=user.pk).order_by("pk")[:FEW]
    return to_decide.annotate(due_what=F("duty__programme__official_name"), due_where=F("duty"))


def _note_to_decide(row: DueRow) -> Due:
    label = _("%s: a correction note on a published text waits for your decision.") % row.what
    return Due(label, reverse("figures:duty-detail", args=[row.where]), "signature")


add_due(duties_to_publish, _to_publish)
add_due(duty_notes_to_decide, _note_to_decide)
