"""A worker is killed between sending and recording: the message comes once more, never less."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from niukou.desk.jobs import tell
from niukou.desk.models import Channel, ReminderSent
from niukou.network.models import RoleKind
from tests.factories import SiteFactory, holder
from tests.factories.desk import (
    LOCAL,
    ReminderSettingFactory,
    listening_chat,
    signed_in_before,
)

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE_SECONDS = 60
BASE = Path(__file__).parents[2]


def worker() -> subprocess.Popen:
    said = connection.settings_dict
    url = f"postgresql://{said['USER']}:{said['PASSWORD']}@{said['HOST']}:{said['PORT']}/{said['NAME']}"
    return subprocess.Popen(
        [sys.executable, "manage.py", "procrastinate", "worker", "--queues", "mail"],
        cwd=BASE,
        env=os.environ | {"NIUKOU_DATABASE_URL": url, "NIUKOU_WEBHOOK_HOSTS": f'["{LOCAL}"]'},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_a_message_whose_worker_was_killed_comes_again_and_is_recorded_once(settings) -> None:
    settings.NIUKOU_WEBHOOK_HOSTS = [LOCAL]
    coordinator = holder(RoleKind.HOSPITAL_COORDINATOR, SiteFactory.create().hospital)
    now = timezone.localtime()
    with listening_chat() as chat:
        setting = ReminderSettingFactory.create(
            account=signed_in_before(coordinator),
            channel=Channel.WEBHOOK,
            address=chat.address,
            digest_at=now.replace(hour=0, minute=0, second=0, microsecond=0).time(),
            quiet_from="00:00",
            quiet_until="00:00",
            workdays_only=False,
        )
        process = worker()
        chat.before_answer = lambda: process.send_signal(signal.SIGKILL)
        try:
            tell.defer(setting_id=str(setting.pk))
            process.wait(timeout=PATIENCE_SECONDS)
        finally:
            process.kill()
            process.wait()
        assert len(chat.messages) == 1
        assert not ReminderSent.objects.exists()

        chat.before_answer = lambda: None
        for _run in range(2):
            tell(setting_id=str(setting.pk))
            time.sleep(0.01)

    assert len(chat.messages) == 2
    assert chat.messages[0] == chat.messages[1]
    assert ReminderSent.objects.count() == 1
