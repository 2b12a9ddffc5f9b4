"""What figures do by night."""

import logging

from django.utils import timezone
from procrastinate.contrib.django import app

from niukou.core.errors import DomainError
from niukou.figures.actions.duties import make_duties
from niukou.figures.actions.publications import check_all
from niukou.figures.actions.return_plans import open_due
from niukou.figures.models import DisclosureCalendar
from niukou.programmes.models import Branch

log = logging.getLogger(__name__)


# 18:30 UTC is half past two at night in China: nobody corrects records, nobody waits.
@app.periodic(cron="30 18 * * *")
@app.task(queue="upkeep", queueing_lock="check_published_figures")
def check_published_figures(timestamp: int) -> None:
    """Recompute what was published; what drifted waits on the desks of its officers."""
    check_all()


# 17:30 UTC is half past one at night in China: what is asked for stands on the desks by morning.
@app.periodic(cron="30 17 * * *")
@app.task(queue="upkeep", queueing_lock="open_returns")
def open_returns(timestamp: int) -> None:
    """Ask the sites of every branch for the periods that are over; a branch that fails waits."""
    for branch in Branch.objects.order_by("pk"):
        try:
            open_due(branch, on=timezone.localdate())
        except DomainError as refusal:
            log.warning("returns of %s are not opened: %s", branch.slug, refusal.message)


# 17:45 UTC is a quarter to two at night in China: facts recorded by day have their duties by morning.
@app.periodic(cron="45 17 * * *")
@app.task(queue="upkeep", queueing_lock="make_duties")
def follow_facts(timestamp: int) -> None:
    """Let the duties of every programme follow from its facts."""
    for calendar in DisclosureCalendar.objects.select_related("programme").order_by("pk"):
        make_duties(calendar, on=timezone.localdate())
