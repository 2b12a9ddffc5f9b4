"""What programmes do by night."""

from django.utils import timezone
from procrastinate.contrib.django import app

from niukou.programmes.actions.month_keeping import open_post_months


# 17:00 UTC is one in the morning in China: on the first of a month the last one is just over.
@app.periodic(cron="0 17 * * *")
@app.task(queue="upkeep", queueing_lock="open_months_of_posts")
def open_months_of_posts(timestamp: int) -> None:
    """Open the months that are over; run twice, or late, it opens what is missing."""
    open_post_months(on=timezone.localdate())
