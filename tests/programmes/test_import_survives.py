"""A worker is killed in the middle of an import: all of its rows, or none."""

import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from psycopg import connect

from niukou.core.imports import confirm_import, preview_import
from niukou.core.jobs import revive_stalled
from niukou.core.models import ImportRun, ImportStatus
from niukou.network.models import Organisation
from niukou.programmes.imports import SITES
from niukou.programmes.models import ProgrammeInitiator, Site
from tests.factories import BranchFactory, OrganisationFactory, officer_of
from tests.factories.workbooks import book, upload

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 300
PATIENCE_SECONDS = 60


@contextmanager
def worker():
    """A real worker on the test's database; killed at the end if it still runs."""
    said = connection.settings_dict
    url = f"postgresql://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker", "--queues", "imports"],
        cwd=Path(__file__).parents[2],
        env=os.environ | {"NIUKOU_DATABASE_URL": url},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def wait_until(true) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not true():
        assert time.monotonic() < deadline, "it never came"
        time.sleep(0.05)


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND wait_event_type = 'Lock' AND query LIKE '%%core_numberseries%%'"
        )
        return cursor.fetchone()[0] > 0


@contextmanager
def number_taken_elsewhere(branch):
    """Hold the series of the branch's numbers: the import stops there, its hospitals written."""
    said = connection.settings_dict
    with connect(
        host=said["HOST"],
        port=said["PORT"],
        user=said["USER"],
        password=said["PASSWORD"],
        dbname=said["NAME"],
    ) as other:
        other.execute(
            "INSERT INTO core_numberseries (series, year, last) VALUES (%s, NULL, 0)",
            [f"site-{branch.code}"],
        )
        yield
        other.rollback()


def test_a_killed_worker_leaves_nothing_and_the_next_one_everything_once() -> None:
    branch = BranchFactory.create()
    ProgrammeInitiator.objects.create(
        programme=branch.programme, organisation=OrganisationFactory.create(), position=1
    )
    officer = officer_of(branch)
    rows = [[f"{n}号演示医院", "", "", date(2024, 11, 23)] for n in range(ROWS)]
    run = preview_import(SITES, scope=branch.slug, file=upload(book(rows)), by=officer)
    confirm_import(run, by=officer)

    with number_taken_elsewhere(branch), worker() as first:
        wait_until(waits_for_a_lock)
        first.send_signal(signal.SIGKILL)
        first.wait()
    wait_until(lambda: not waits_for_a_lock())

    run.refresh_from_db()
    assert run.status == ImportStatus.CONFIRMED
    assert Organisation.objects.filter(official_name__endswith="号演示医院").count() == 0
    assert Site.objects.count() == 0
    assert ProcrastinateJob.objects.get(queue_name="imports").status == "doing"

    time.sleep(1.1)
    async_to_sync(revive_stalled)(app.job_manager, silent_seconds=1)  # and upkeep, if it died too
    assert ProcrastinateJob.objects.get(queue_name="imports").status == "todo"
    with worker():
        wait_until(lambda: ImportRun.objects.get(pk=run.pk).status == ImportStatus.DONE)

    assert Site.objects.filter(branch=branch).count() == ROWS
    assert Organisation.objects.filter(official_name__endswith="号演示医院").count() == ROWS
    run.refresh_from_db()
    assert run.counts["created"] == ROWS
