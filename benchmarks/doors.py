"""The pages and API answers that are measured, for each reader."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.test import Client
from django.urls import reverse

from niukou.desk.demo.signins import DOMAIN
from niukou.desk.demo.world import BRANCH, PROGRAMME
from niukou.network.models import Agreement, Organisation
from niukou.people.models import Account, Person
from niukou.programmes.models import Site

# The bars of the product: p95 at four readers, and what the web server itself may work.
PAGE_MS, DASHBOARD_MS = 120.0, 150.0
HTML_CPU_MS, SEARCH_CPU_MS, API_GET_CPU_MS, API_LIST_CPU_MS = 12.0, 12.0, 3.0, 5.0
API = "/api/v1"
SIGNING_DAY = "2024-11-23"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who reads: ``cookie`` signs them in; "" for a stranger."""

    name: str
    cookie: str


@dataclass(frozen=True, slots=True)
class Door:
    """One address, and what is asked of it."""

    name: str
    path: str
    bar_ms: float = PAGE_MS
    bar_cpu_ms: float | None = None


def readers() -> list[tuple[Reader, Account | None]]:
    """Sign in the officer and the auditor of the demo world; return them and a stranger."""
    found: list[tuple[Reader, Account | None]] = []
    for name in ("officer", "auditor"):
        account = Account.objects.get(email=f"{name}@{DOMAIN}")
        client = Client()
        client.force_login(account)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        found.append((Reader(name, f"{settings.SESSION_COOKIE_NAME}={session}"), account))
    return [*found, (Reader("anybody", ""), None)]


def doors_for(account: Account | None) -> Iterator[Door]:
    """Yield what this reader opens; record pages are of the newest record they may read."""
    figure = reverse("figures:figure-detail", args=["hospitals-signed"])
    asked = f"{figure}?branch={BRANCH}&as_of={SIGNING_DAY}"
    if account is None:
        yield Door("public figure", asked)
        yield Door("public programme", reverse("portal:programme", args=[PROGRAMME]), DASHBOARD_MS)
        api = f"{API}/figures/hospitals-signed?branch={BRANCH}&as_of={SIGNING_DAY}"
        yield Door("API public figure", api)
        return
    yield Door("desk", reverse("desk:home"))
    yield from _registers(account)
    yield Door("site", reverse("programmes:site-detail", args=[_newest(Site, account).number]))
    yield Door("branch board", reverse("figures:branch-board", args=[BRANCH]), DASHBOARD_MS)
    overview = reverse("figures:programme-overview", args=[PROGRAMME])
    yield Door("programme overview", overview, DASHBOARD_MS)
    yield Door("figure", asked)
    search = reverse("desk:search")
    yield Door("search 欣怡", f"{search}?q={quote('欣怡')}", bar_cpu_ms=SEARCH_CPU_MS)
    yield Door("search wxy", f"{search}?q=wxy", bar_cpu_ms=SEARCH_CPU_MS)
    yield from _api(account)


def _newest(model: Any, account: Account) -> Any:
    return model.objects.visible_to(account).order_by("-pk").first()


def _registers(account: Account) -> Iterator[Door]:
    body, person = _newest(Organisation, account), _newest(Person, account)
    agreement = _newest(Agreement, account)
    for name, address, record in (
        ("organisation", "network:organisation-list", body),
        ("person", "people:person-list", person),
        ("agreement", "network:agreement-list", agreement),
    ):
        yield Door(f"{name} list", reverse(address), bar_cpu_ms=HTML_CPU_MS)
        yield Door(name, record.get_absolute_url())


def _api(account: Account) -> Iterator[Door]:
    for name, address, key in (
        ("organisation", "organisations", _newest(Organisation, account).pk),
        ("agreement", "agreements", quote(_newest(Agreement, account).number)),
    ):
        yield Door(f"API {name} list", f"{API}/{address}?limit=25", bar_cpu_ms=API_LIST_CPU_MS)
        yield Door(f"API {name}", f"{API}/{address}/{key}", bar_cpu_ms=API_GET_CPU_MS)
