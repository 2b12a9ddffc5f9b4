"""Every verb, tried by everybody in every state: it happens, is refused for now, or is not theirs.

A new verb needs its row in ``tests/matrix/nouns/``, or a reason in ``tests/matrix/elsewhere.py``.
"""

import pytest
from django.db import transaction

from tests.matrix.holders import HOLDERS, PEOPLE
from tests.matrix.nouns import NOUNS
from tests.matrix.table import Noun


@pytest.mark.django_db
@pytest.mark.parametrize("noun", NOUNS, ids=[noun.name for noun in NOUNS])
def test_who_may_do_what_in_which_state(noun: Noun) -> None:
    site = noun.place()
    around = {role: find(site) for role, find in PEOPLE.items()}

    differences = [each for state in noun.states for each in _in_state(noun, state, site, around)]

    assert differences == [], "\n" + "\n".join(differences)


def _in_state(noun: Noun, state: str, site, around) -> list[str]:
    """Return what differs in one state; nothing stays of it."""
    found = []
    with transaction.atomic():
        record = noun.make(state, site)
        people = around | {role: find(record) for role, find in noun.people.items()}
        for act in noun.acts:
            for role, account in people.items():
                expected = act.expected(role, state, HOLDERS[act.can])
                outcome = act.tried(record, account)
                if outcome != expected:
                    found.append(
                        f"{noun.name} {state} · {act.name} · {role}: {outcome}, not {expected}"
                    )
        transaction.set_rollback(True)
    return found
