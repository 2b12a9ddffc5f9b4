"""The matrix sees what it is there for: a crash, another refusal, a verb that asks nobody."""

import pytest
from django.core.exceptions import PermissionDenied

from niukou.core.errors import DomainError
from niukou.network.models import Organisation
from tests.factories import OrganisationFactory
from tests.matrix.table import NO, NOT_NOW, YES, Act

pytestmark = pytest.mark.django_db


class Closed(DomainError):
    """It is closed."""


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


@pytest.mark.parametrize(
    ("by", "outcome"),
    [
        ("owner", YES),
        ("stranger", NO),
        ("late", NOT_NOW),
        ("clumsy", "DomainError: type a name"),
        ("unlucky", "AttributeError: None has no name"),
    ],
)
def test_an_attempt_tells_what_became_of_it_and_leaves_nothing(by, outcome) -> None:
    organisation = OrganisationFactory.create(official_name="演示医院")
    act = Act(rename, "can", {"open"}, Closed)

    assert act.tried(organisation, by) == outcome
    organisation.refresh_from_db()
    assert organisation.official_name == "演示医院"


def test_a_refusal_of_the_database_is_a_crash_and_the_next_attempt_goes_on() -> None:
    organisation = OrganisationFactory.create()
    act = Act(clash, "can", {"open"})

    for _ in range(2):
        assert act.tried(organisation, "anybody").startswith("IntegrityError")


def test_what_is_expected_follows_from_holders_and_states() -> None:
    act = Act(rename, "can", {"open": {"owner"}}, Closed, only={"new": {"owner"}})
    holders = {"owner", "helper"}

    expected = {
        (role, state): act.expected(role, state, holders)
        for role in ("owner", "helper", "stranger")
        for state in ("new", "open")
    }

    assert expected == {
        ("owner", "new"): NOT_NOW,
        ("owner", "open"): YES,
        ("helper", "new"): NO,
        ("helper", "open"): NOT_NOW,
        ("stranger", "new"): NO,
        ("stranger", "open"): NO,
    }
