"""Naming who began a programme: the action and its page."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from niukou.core.errors import EditConflict
from niukou.programmes.actions import programmes as refusals
from niukou.programmes.actions.programmes import name_initiators
from niukou.programmes.models import Programme, ProgrammeInitiator
from tests.factories import (
    BranchFactory,
    OrganisationFactory,
    ProgrammeFactory,
    auditor,
    officer_of,
    officer_of_all,
    platform_administrator,
    stranger,
)

pytestmark = pytest.mark.django_db


def named(programme: Programme) -> list[str]:
    initiators = programme.initiators.order_by("position")
    return [one.organisation.official_name for one in initiators.select_related("organisation")]


def bodies(*names: str) -> list:
    return [OrganisationFactory.create(official_name=name) for name in names]


# --- the action --------------------------------------------------------------------------------
def test_initiators_stand_in_the_order_given_and_keep_why() -> None:
    programme = ProgrammeFactory.create()
    first, second, third = bodies("甲基金会", "乙委员会", "丙协会")
    by = officer_of_all(programme)
    said = {"why": "按公告", "by": by}
    name_initiators(programme, version=1, organisations=[first, second], **said)

    changed = name_initiators(
        programme, version=2, organisations=[third, first], **said | {"why": "更正公告"}
    )

    assert (named(programme), changed.version) == (["丙协会", "甲基金会"], 3)
    removed = ProgrammeInitiator.pgh_event_model.objects.get(pgh_label="delete")
    assert removed.organisation == second
    assert removed.pgh_context.metadata["why"] == "更正公告"


def test_initiators_are_at_least_one_and_each_named_once() -> None:
    programme = ProgrammeFactory.create()
    said = {"version": 1, "why": "按公告", "by": officer_of_all(programme)}
    (body,) = bodies("甲基金会")

    with pytest.raises(refusals.InitiatorNeeded):
        name_initiators(programme, organisations=[], **said)
    with pytest.raises(refusals.InitiatorNamedTwice):
        name_initiators(programme, organisations=[body, body], **said)
    assert named(programme) == []


def test_the_second_of_two_who_name_initiators_is_told() -> None:
    programme = ProgrammeFactory.create()
    first, second = bodies("甲基金会", "乙委员会")
    said = {"version": 1, "why": "按公告", "by": officer_of_all(programme)}
    name_initiators(programme, organisations=[first], **said)

    with pytest.raises(EditConflict):
        name_initiators(programme, organisations=[second], **said)
    assert named(programme) == ["甲基金会"]


@pytest.mark.parametrize(
    "somebody", [stranger, auditor, lambda: officer_of_all(ProgrammeFactory.create())]
)
def test_only_officers_of_the_whole_programme_and_administrators_name(somebody) -> None:
    branch = BranchFactory.create()
    programme, organisations = branch.programme, bodies("甲基金会")
    said = {"organisations": organisations, "why": "按公告"}

    for by in (somebody(), officer_of(branch)):
        with pytest.raises(PermissionDenied):
            name_initiators(programme, version=1, by=by, **said)
    name_initiators(programme, version=1, by=platform_administrator(), **said)
    assert named(programme) == ["甲基金会"]


# --- the page ----------------------------------------------------------------------------------
def door(programme: Programme) -> str:
    return reverse("programmes:initiators-name", args=[programme.slug])


def test_initiators_page_opens_for_those_who_name(signed_in) -> None:
    programme = ProgrammeFactory.create()
    hidden = ProgrammeFactory.create(is_public=False)

    assert signed_in(officer_of_all(programme)).get(door(programme)).status_code == 200
    assert signed_in(platform_administrator()).get(door(hidden)).status_code == 200
    assert signed_in(stranger()).get(door(programme)).status_code == 403
    assert signed_in(stranger()).get(door(hidden)).status_code == 404


def test_a_button_adds_a_row_and_keeps_what_was_typed(signed_in) -> None:
    programme = ProgrammeFactory.create()
    bodies("甲基金会")
    browser = signed_in(officer_of_all(programme))
    typed = {"version": 1, "rows": 3, "initiator_1": "甲基金会", "why": "按公告", "another": 1}

    form = browser.post(door(programme), typed).context["form"]

    assert [name for name in form.fields if name.startswith("initiator")] == [
        f"initiator_{n}" for n in range(1, 5)
    ]
    assert (form["initiator_1"].value(), form["why"].value()) == ("甲基金会", "按公告")
    assert named(programme) == []


def test_the_page_saves_leaves_out_empty_rows_and_shows_who_is_named(signed_in) -> None:
    programme = ProgrammeFactory.create()
    bodies("甲基金会", "乙委员会")
    browser = signed_in(officer_of_all(programme))
    typed = {"version": 1, "rows": 3, "why": "按公告"}

    assert browser.post(door(programme), typed).status_code == 422
    unknown = browser.post(door(programme), typed | {"initiator_1": "没有这个机构"})
    assert set(unknown.context["form"].errors) == {"initiator_1"}
    twice = typed | {"initiator_1": "甲基金会", "initiator_3": "甲基金会"}
    assert browser.post(door(programme), twice).status_code == 422
    right = typed | {"initiator_1": "乙委员会", "initiator_3": "甲基金会"}
    assert browser.post(door(programme), right).status_code == 302

    assert named(programme) == ["乙委员会", "甲基金会"]
    form = browser.get(door(programme)).context["form"]
    assert [str(form.initial[f"initiator_{n}"]) for n in (1, 2)] == ["乙委员会", "甲基金会"]


def test_the_second_editor_sees_both_lists_and_keeps_what_they_typed(signed_in) -> None:
    programme = ProgrammeFactory.create()
    first, *_others = bodies("甲基金会", "乙委员会")
    by = officer_of_all(programme)
    browser = signed_in(by)
    typed = {"version": 1, "rows": 3, "initiator_1": "乙委员会", "why": "按公告"}
    name_initiators(programme, version=1, organisations=[first], why="先改", by=by)

    late = browser.post(door(programme), typed)

    (difference,) = late.context["form"].differences
    assert (late.status_code, difference.theirs, difference.yours) == (422, "甲基金会", "乙委员会")
    assert browser.post(door(programme), typed | {"version": 2}).status_code == 302
    assert named(programme) == ["乙委员会"]


def test_without_an_officer_the_page_leads_on_to_the_first(signed_in) -> None:
    programme = ProgrammeFactory.create()
    bodies("甲基金会")
    typed = {"version": 1, "initiator_1": "甲基金会", "why": "按公告"}

    response = signed_in(platform_administrator()).post(door(programme), typed)

    assert response.url == reverse("programmes:officer-list", args=[programme.slug])
