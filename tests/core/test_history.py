"""Each change keeps the reason it was made for, and who made it."""

import pghistory
import pytest

from niukou.core.changes import changes_of
from niukou.core.history import because
from niukou.people.queries import names_of
from tests.factories import AccountFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def renamed(organisation, name: str, why: str) -> None:
    organisation.official_name = name
    with because(why):
        organisation.save()


def test_two_reasons_of_one_request_stand_beside_their_own_changes() -> None:
    by = AccountFactory.create()
    first, second = OrganisationFactory.create(), OrganisationFactory.create()

    with pghistory.context(user=by.pk):
        renamed(first, "演示医院甲", "更名")
        renamed(second, "演示医院乙", "随之更名")

    told = [changes_of(one, names=names_of)[0] for one in (first, second)]
    assert [change.why for change in told] == ["更名", "随之更名"]
    assert {change.who for change in told} == {names_of([by.pk])[by.pk]}


def test_a_reason_inside_another_is_its_own_and_ends_with_its_block() -> None:
    first, second, third = (OrganisationFactory.create() for _ in range(3))

    with pghistory.context(user=None):  # as in a request
        with because("更名"):
            renamed(second, "演示医院乙", "随之更名")
            first.official_name = "演示医院甲"
            first.save()
        third.official_name = "演示医院丙"
        third.save()

    told = [changes_of(one, names=names_of)[0].why for one in (first, second, third)]
    assert told == ["更名", "随之更名", ""]
