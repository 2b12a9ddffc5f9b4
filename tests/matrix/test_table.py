"""The matrix sees what it is there for: a crash, another refusal, a verb that asks nobody."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from niukou.core.errors import DomainError
from niukou.network.models import Organisation
from tests.factories import OrganisationFactory
from tests.matrix.table import NO, Act, differs, said

pytestmark = pytest.mark.django_db


class Closed(DomainError):
    """It is closed."""


class OwnName(DomainError):
    """Somebody else decides on it."""


def rename(organisation: Organisation, *, by: str) -> None:
    """Rename first and refuse afterwards, as no verb should."""
    organisation.official_name = by
    organisation.save()
    refusals = {
        "stranger": PermissionDenied(),
        "late": Closed("closed"),
        "clumsy": DomainError("type a name"),
        "unlucky": AttributeError("None has no name"),
    }
    if by in refusals:
        raise refusals[by]


def clash(organisation: Organisation, *, by: str) -> None:
    OrganisationFactory.create(uscc=organisation.uscc)


OPEN = Act(rename, "can", {"open"}, Closed)


@pytest.mark.parametrize(
    ("by", "outcome"),
    [
        ("owner", "yes"),
        ("stranger", "no"),
        ("late", "Closed: closed"),
        ("clumsy", "DomainError: type a name"),
        ("unlucky", "AttributeError: None has no name"),
    ],
)
def test_an_attempt_tells_what_became_of_it_and_leaves_nothing(by, outcome) -> None:
    organisation = OrganisationFactory.create(official_name="演示医院")

    assert said(OPEN.tried(organisation, by)) == outcome
    organisation.refresh_from_db()
    assert organisation.official_name == "演示医院"


def test_a_refusal_of_the_database_is_a_crash_and_the_next_attempt_goes_on() -> None:
    organisation = OrganisationFactory.create()
    act = Act(clash, "can", {"open"})

    for _ in range(2):
        assert isinstance(act.tried(organisation, "anybody"), IntegrityError)


def test_only_the_refusal_of_the_row_is_the_one_expected() -> None:
    outcomes = (None, NO(), Closed("closed"), DomainError("other"), AttributeError("crash"))

    as_wanted = {
        said(expected): [said(one) for one in outcomes if not differs(one, expected)]
        for expected in (None, NO, Closed)
    }

    assert as_wanted == {"yes": ["yes"], "no": ["no"], "not now (Closed)": ["Closed: closed"]}


def test_what_is_expected_follows_from_holders_states_and_the_step_before() -> None:
    act = Act(
        rename,
        "can",
        {"open": {"owner"}},
        Closed,
        only={"new": {"owner"}},
        own={"who wrote it": OwnName},
    )
    people = {
        "owner": {"owner"},
        "helper": {"helper"},
        "stranger": {"stranger"},
        "who wrote it": {"helper", "owner"},
    }

    expected = {
        who: [
            said(act.refusal(who, roles, state, {"owner", "helper"})) for state in ("new", "open")
        ]
        for who, roles in people.items()
    }

    assert expected == {
        "owner": ["not now (Closed)", "yes"],
        "helper": ["no", "not now (Closed)"],
        "stranger": ["no", "no"],
        "who wrote it": ["not now (Closed, OwnName)", "not now (OwnName)"],
    }
