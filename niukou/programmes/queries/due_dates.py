"""When the step a site is in is due: so many working days after it was entered."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, When

from niukou.core.access import EVERYTHING, Viewer
from niukou.core.workdays import WorkdayAfter
from niukou.programmes.models import Site, SiteStep, StepTerm
from niukou.programmes.models.sites import works_on


@dataclass(frozen=True, slots=True)
class Deadline:
    """How long a step may take; ``on`` None: the holidays of that year are not known yet."""

    entered_on: date
    workdays: int
    on: date | None
    is_late: bool


def with_due(sites: QuerySet[Site], user: Viewer) -> QuerySet[Any]:
    """Add ``entered_on``, the ``term_workdays`` of that day, and ``due_on``; each may be None.

    When a step is due is told to those who work on the site: for others there is no term.
    """
    steps = SiteStep.objects.filter(site=OuterRef("pk")).order_by("-on", "-pk")
    entered = sites.annotate(entered_on=Subquery(steps.values("on")[:1]))
    terms = StepTerm.objects.filter(
        Q(until_on=None) | Q(until_on__gt=OuterRef("entered_on")),
        programme=OuterRef("branch__programme"),
        status=OuterRef("status"),
        from_on__lte=OuterRef("entered_on"),
    )
    known: Subquery | Case = Subquery(terms.values("workdays")[:1])
    if (own := works_on(user)) != EVERYTHING:
        known = Case(When(own, then=known))
    termed = entered.annotate(term_workdays=known)
    return termed.annotate(due_on=WorkdayAfter(F("entered_on"), F("term_workdays")))


def deadline_of(site: Any, *, on: date) -> Deadline | None:
    """Return when the step of ``site`` (read by ``with_due``) is due; None: it has no term."""
    if site.term_workdays is None:
        return None
    is_late = site.due_on is not None and site.due_on < on
    return Deadline(site.entered_on, site.term_workdays, site.due_on, is_late)
