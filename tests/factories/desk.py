"""Reminders, and a chat that listens on this machine."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from niukou.desk.models import Channel, ReminderSetting
from niukou.people.models import Account
from tests.factories import AccountFactory

LOCAL = "127.0.0.1"


class ReminderSettingFactory(DjangoModelFactory[ReminderSetting]):
    class Meta:
        model = ReminderSetting

    account = factory.SubFactory(AccountFactory)
    channel = Channel.EMAIL


def signed_in_before(account: Account) -> Account:
    """Let the account have been signed in once, as who gets reminders has been."""
    account.last_login = timezone.now()
    account.save(update_fields=["last_login"])
    return account


@dataclass
class Chat:
    """A server that takes messages as a chat's robot does; ``before_answer`` runs in between."""

    address: str = ""
    messages: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    location: str = ""
    before_answer: Callable[[], None] = lambda: None


@contextmanager
def listening_chat() -> Iterator[Chat]:
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            chat.messages.append(json.loads(self.rfile.read(length)))
            chat.before_answer()
            self.send_response(chat.status)
            if chat.location:
                self.send_header("Location", chat.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer((LOCAL, 0), Handler)
    chat.address = f"json://{LOCAL}:{server.server_port}/hook"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
