"""What the kernel does later, and what it mends when a worker dies."""

from uuid import UUID

from django.db.models import F
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.jobs import Status
from procrastinate.manager import JobManager

from niukou.core.imports import apply_import, fail_import
from niukou.core.kept import tidy_kept_answers
from niukou.core.models import ImportRun, ImportStatus

TRIES = 4
SILENT_SECONDS = 30  # three heartbeats of a worker


@app.task(queue="imports", retry=RetryStrategy(max_attempts=TRIES, exponential_wait=2))
def carry_out_import(*, run_id: str) -> None:
    """Write what a confirmed import brings: all of it or nothing, once."""
    apply_import(UUID(run_id))


@app.periodic(cron="* * * * *")  # every minute: a person waits for the job of a killed worker
@app.task(queue="upkeep", queueing_lock="revive_jobs", pass_context=True)
async def revive_jobs(context: JobContext, timestamp: int) -> None:
    """Put the jobs of dead workers back into their queues."""
    await revive_stalled(context.app.job_manager)


@app.periodic(cron="*/5 * * * *")  # every five minutes: after the tries above are used up
@app.task(queue="upkeep", queueing_lock="close_lost_imports")
def close_lost_imports(timestamp: int) -> None:
    """Tell whoever waits for an import that nobody carries it out any more."""
    waiting = ProcrastinateJob.objects.filter(
        task_name=carry_out_import.name, status__in=[Status.TODO.value, Status.DOING.value]
    )
    carried = set(waiting.annotate(run=F("args__run_id")).values_list("run", flat=True))
    for run_id in ImportRun.objects.filter(status=ImportStatus.CONFIRMED).values_list(
        "pk", flat=True
    ):
        if str(run_id) not in carried:
            fail_import(run_id)


# 19:15 UTC is a quarter past three at night in China.
@app.periodic(cron="15 19 * * *")
@app.task(queue="upkeep", queueing_lock="tidy_kept_answers")
def tidy_kept(timestamp: int) -> None:
    """Take out answers nobody may ask again, and what was noted for their sake."""
    tidy_kept_answers()


async def revive_stalled(manager: JobManager, *, silent_seconds: float = SILENT_SECONDS) -> int:
    """Put back the jobs of workers silent for so long; return how many.

    A job that was tried often enough, and took its worker with it each time, is given up.
    """
    stalled = list(await manager.get_stalled_jobs(seconds_since_heartbeat=silent_seconds))
    for job in stalled:
        if job.attempts < TRIES:
            await manager.retry_job(job)
        else:
            await manager.finish_job(job, status=Status.FAILED, delete_job=False)
    return len(stalled)
