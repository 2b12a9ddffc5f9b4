"""Doors read through ``visible_to`` only, and each address is closed unless listed here."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

BASE = Path(__file__).resolve().parents[2]
DOORS = sorted(
    path
    for path in (BASE / "niukou").rglob("*.py")
    if path.stem in {"views", "api"} or path.parent.name in {"views", "api"}
)
NARROWED = {"visible_to", "run_by", "overseen_by", "worked_on_by", "given_to_by", "none"}

# What anybody may open without signing in, and why.
OPEN = {
    "portal": "the public pages",
    "figures:indicator-list": "a number's definition ships with the number",
    "figures:figure-detail": "a figure is public as far as its records are",
    "figures:evidence-export": "the public list behind a figure, as a workbook",
    "figures:publication-list": "what was published, to everybody it was published to",
    "figures:publication-detail": "a published figure is public as far as its scope is",
    "figures:publication-paper": "the same, on paper",
    "figures:publications-export": "the same list, as a workbook",
    "figures:publication-export": "the same figure, as a workbook",
    "desk:reminders-stop": "the link in a mail proves whose mails it stops",
    "gatherings:check-in": "a telephone in the hall: the code on the screen opens it, not an account",
    "core:up": "a watchdog carries no account; it learns that the server answers",
    "account": "signing in",
    "api-1": "each operation says itself whether it needs a token",
    "set_language": "before signing in, too",
}


@pytest.mark.parametrize("door", DOORS, ids=lambda path: str(path.relative_to(BASE)))
def test_doors_read_models_only_through_visible_to(door: Path) -> None:
    nodes = [n for n in ast.walk(ast.parse(door.read_text())) if isinstance(n, ast.Attribute)]
    narrowed = [n.value for n in nodes if n.attr in NARROWED]

    leaks = [f"{door.name}:{n.lineno}" for n in nodes if n.attr == "objects" and n not in narrowed]
    assert leaks == []


def patterns(
    resolver: URLResolver, spaces: tuple[str, ...] = ()
) -> Iterator[tuple[str, URLPattern]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from patterns(entry, inner)
        else:
            yield ":".join((*spaces, entry.name or str(entry.pattern))), entry


def is_closed(pattern: URLPattern) -> bool:
    return bool(getattr(pattern.callback, "login_required", True))


def is_listed(name: str) -> bool:
    known = {
        name,
        name.split(":", maxsplit=1)[0],
        name.split("_", maxsplit=1)[0] if ":" not in name else "",
    }
    return bool(known & OPEN.keys()) or name.startswith(("mfa_", "socialaccount"))


def test_only_the_listed_addresses_are_open_without_signing_in() -> None:
    opened = {name for name, pattern in patterns(get_resolver()) if not is_closed(pattern)}

    assert {name for name in opened if not is_listed(name)} == set()


def test_every_view_of_ours_has_a_name() -> None:
    nameless = [
        str(pattern.pattern)
        for name, pattern in patterns(get_resolver())
        if pattern.callback.__module__.startswith("niukou") and not pattern.name
    ]

    assert nameless == []
