"""What every test may use."""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache
from django.db import connection

from niukou.people.models import Account
from tests.browser import Browser


@pytest.fixture(autouse=True)
def _empty_cache(request: pytest.FixtureRequest) -> None:
    """Rate limits of one test must not reach the next; those without a database have none."""
    if "db" in request.fixturenames or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()


@pytest.fixture(autouse=True)
def _emptied_ledger(request: pytest.FixtureRequest) -> Iterator[None]:
    """Take out what a test that commits wrote into the ledger: nothing else may, not even a flush."""
    marker = request.node.get_closest_marker("django_db")
    commits = "transactional_db" in request.fixturenames or (
        marker is not None and marker.kwargs.get("transaction")
    )
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        with connection.cursor() as cursor:
            for table in ("programmes_ledgerline", "programmes_ledgerentry"):
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                cursor.execute(f"DELETE FROM {table}")
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def signed_in(db: None) -> Callable[[Account], Browser]:
    """Return a browser in which that account is signed in; its pages are checked as it goes."""

    def sign_in(account: Account) -> Browser:
        browser = Browser()
        browser.force_login(account)
        return browser

    return sign_in


@pytest.fixture
def in_english(signed_in: Callable[[Account], Browser]) -> Callable[[Account], Browser]:
    """Return a browser as ``signed_in`` does, whose reader takes pages and workbooks in English."""

    def sign_in(account: Account) -> Browser:
        browser = signed_in(account)
        browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        return browser

    return sign_in


@pytest.fixture
def anybody(db: None) -> Browser:
    """A browser in which nobody is signed in."""
    return Browser()
