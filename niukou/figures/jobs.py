"""What figures do by night."""

from procrastinate.contrib.django import app

from niukou.figures.actions.publications import check_all


# 18:30 UTC is half past two at night in China: nobody corrects records, nobody waits.
@app.periodic(cron="30 18 * * *")
@app.task(queue="upkeep", queueing_lock="check_published_figures")
def check_published_figures(timestamp: int) -> None:
    """Recompute what was published; what drifted waits on the desks of its officers."""
    check_all()
