"""What the desk does later: it sends reminders."""

import logging
from uuid import UUID

from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from niukou.desk.actions.digests import add_missing_settings, send_digest, settings_to_look_at
from niukou.desk.webhooks import NotDelivered

log = logging.getLogger(__name__)


@app.periodic(cron="*/15 * * * *")  # each quarter of an hour: people choose their time of day
@app.task(queue="upkeep", queueing_lock="remind")
def remind(timestamp: int) -> None:
    """Queue a digest for each account and channel whose time has come."""
    add_missing_settings()
    for setting in settings_to_look_at(at=timezone.localtime()):
        lock = f"reminder-{setting.pk}"  # one worker at a time, and one job that waits
        try:
            tell.configure(lock=lock, queueing_lock=lock).defer(setting_id=str(setting.pk))
        except AlreadyEnqueued:
            continue


@app.task(queue="mail")
def tell(*, setting_id: str) -> None:
    """Send one digest. What could not be delivered is tried again by a later ``remind``."""
    try:
        send_digest(UUID(setting_id), at=timezone.localtime())
    except NotDelivered:
        log.warning("The reminders of setting %s could not be delivered.", setting_id)
