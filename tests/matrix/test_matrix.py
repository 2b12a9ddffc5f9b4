"""Every verb, tried by everybody in every state: it happens, is refused for now, or is not theirs.

A new verb needs its row in ``tests/matrix/nouns/``, or a reason in ``tests/matrix/elsewhere.py``.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.db import transaction

from niukou.programmes.models import Site
from tests.matrix.holders import HOLDERS, PEOPLE
from tests.matrix.nouns import NOUNS
from tests.matrix.table import Noun, differs, said


@pytest.mark.django_db
@pytest.mark.parametrize("noun", NOUNS, ids=[noun.name for noun in NOUNS])
def test_who_may_do_what_in_which_state(noun: Noun) -> None:
    site = noun.place()
    around = {role: find(site) for role, find in PEOPLE.items()}

    differences = [each for state in noun.states for each in _in_state(noun, state, site, around)]

    assert differences == [], "\n" + "\n".join(differences)


def _in_state(noun: Noun, state: str, site: Site, around: Mapping[str, Any]) -> list[str]:
    """Return what differs in one state; nothing stays of it."""
    found = []
    with transaction.atomic():
        record = noun.make(state, site)
        for who, roles, account in _everybody(noun, record, around):
            for act in noun.acts:
                expected = act.refusal(who, roles, state, HOLDERS[act.can])
                error = act.tried(record, account)
                if differs(error, expected):
                    outcome = f"{said(error)}, not {said(expected)}"
                    found.append(f"{noun.name} {state} · {act.name} · {who}: {outcome}")
        transaction.set_rollback(True)
    return found


def _everybody(
    noun: Noun, record: Any, around: Mapping[str, Any]
) -> Iterator[tuple[str, set[str], Any]]:
    """Yield who tries, in which roles: those around the site, those of the record, those who acted."""
    for role, account in around.items():
        yield role, {role}, account
    for role, find in noun.people.items():
        yield role, {role}, find(record)
    for who, (roles, find) in noun.doers.items():
        account = find(record)
        if account is not None:
            yield who, set(roles), account
