"""What is due about returns: to be handed in, to be checked, late, notes to decide on."""

from datetime import date
from typing import Any

from django.db.models import Case, CharField, Count, F, IntegerField, Q, Value, When
from django.db.models.functions import Cast, Concat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from niukou.core.due import FEW, Due, DueRow, Rows, add_due
from niukou.figures.lifecycle import TO_FILE, ReturnStatus
from niukou.figures.models import ReturnNote, SiteReturn
from niukou.figures.returns.periods import period_name
from niukou.network.models import RoleKind
from niukou.network.queries import roles_of
from niukou.programmes.rules import branches_run_by

IN_TIME, LATE = 1, 2


def returns_to_file(user: Any, on: date) -> Rows:
    """Returns of one's own hospital that are not handed in."""
    hospitals = roles_of(user).organisations(RoleKind.HOSPITAL_COORDINATOR)
    if not hospitals:
        return None
    waiting = SiteReturn.objects.to_file().filter(site__hospital__in=hospitals)
    day: dict[str, Any] = {"output_field": CharField()}
    told = Concat(
        F("status"), Value(" "), Cast("start_on", **day), Value(" "), Cast("end_on", **day), **day
    )
    is_late = Case(
        When(deadline_on__lt=on, then=LATE), default=IN_TIME, output_field=IntegerField()
    )
    soonest = waiting.order_by("deadline_on", "pk")[:FEW]
    return soonest.annotate(
        due_what=F("site__hospital__official_name"),
        due_more=told,
        due_where=F("pk"),
        due_on=F("deadline_on"),
        due_count=is_late,
    )


def _to_file(row: DueRow) -> Due:
    status, start, end = row.more.split()
    period = period_name(date.fromisoformat(start), date.fromisoformat(end))
    said = {"hospital": row.what, "period": period}
    if status == ReturnStatus.RETURNED:
        label = _("%(hospital)s: the return of %(period)s was sent back to you.") % said
    elif row.count == LATE:
        label = _("%(hospital)s: the return of %(period)s is late.") % said
    else:
        label = _("%(hospital)s: fill in the return of %(period)s.") % said
    return Due(label, reverse("figures:return-detail", args=[row.where]), "report", row.on)


def returns_to_check(user: Any, on: date) -> Rows:
    """Returns handed in that an officer has to check, branch by branch."""
    return _by_branch(user, Q(status=ReturnStatus.SUBMITTED))


def _to_check(row: DueRow) -> Due:
    text = ngettext(
        "%(branch)s: %(count)d return waits to be checked.",
        "%(branch)s: %(count)d returns wait to be checked.",
        row.count,
    )
    return _of_branch(text, row, "checklist")


def returns_late(user: Any, on: date) -> Rows:
    """Returns that are late, branch by branch."""
    return _by_branch(user, Q(status__in=TO_FILE, deadline_on__lt=on))


def _late(row: DueRow) -> Due:
    text = ngettext(
        "%(branch)s: %(count)d return is late.",
        "%(branch)s: %(count)d returns are late.",
        row.count,
    )
    return _of_branch(text, row, "clock")


def _by_branch(user: Any, which: Q) -> Rows:
    branches = branches_run_by(user)
    if not branches:
        return None
    found = SiteReturn.objects.filter(which, site__branch__in=branches)
    named = found.values(due_what=F("site__branch__name"), due_where=F("site__branch__slug"))
    return named.annotate(due_count=Count("pk"))


def _of_branch(text: str, row: DueRow, icon: str) -> Due:
    url = reverse("figures:branch-returns", args=[row.where])
    return Due(text % {"branch": row.what, "count": row.count}, url, icon)


def notes_to_decide(user: Any, on: date) -> Rows:
    """Correction notes on locked returns that somebody else wrote."""
    branches = branches_run_by(user)
    if not branches:
        return None
    notes = ReturnNote.objects.waiting().filter(line__site_return__site__branch__in=branches)
    to_decide = notes.exclude(requested_by=user.pk).order_by("pk")[:FEW]
    return to_decide.annotate(
        due_what=F("line__site_return__site__hospital__official_name"), due_where=F("pk")
    )


def _to_decide(row: DueRow) -> Due:
    label = _("%s: a correction note on a locked return waits for your decision.") % row.what
    return Due(label, reverse("figures:return-note", args=[row.where]), "signature")


add_due(returns_to_file, _to_file)
add_due(returns_to_check, _to_check)
add_due(returns_late, _late)
add_due(notes_to_decide, _to_decide)
