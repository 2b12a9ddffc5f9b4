"""Templates: written, published once, revised as the next edition."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from niukou.core.errors import EditConflict
from niukou.network.models import AgreementKind
from niukou.programmes.actions.templates import (
    EditionInWork,
    KindBringsNobodyIn,
    TemplateEmpty,
    TemplateNamed,
    TemplateNotPublished,
    TemplatePublished,
    TooManyPlaces,
    draft_template,
    edit_template,
    publish_template,
    retire_template,
    revise_template,
)
from niukou.programmes.models import AgreementTemplate
from niukou.programmes.places import PlaceKind
from tests.factories import BranchFactory, officer_of, officer_of_all
from tests.factories.signing import NOON, published_template

pytestmark = pytest.mark.django_db


def draft(branch, by, **changed) -> AgreementTemplate:
    said = {"name": "试点协议", "kind": AgreementKind.PILOT, "body": "面积【面积】，金额【金额】"}
    return draft_template(branch.programme, **(said | changed), by=by)


def places(template: AgreementTemplate) -> list[tuple[str, str, bool]]:
    return list(template.fields.order_by("position").values_list("name", "kind", "is_required"))


def test_draft_template_asks_for_each_place_of_the_text() -> None:
    branch = BranchFactory.create()

    template = draft(branch, officer_of_all(branch.programme))

    assert places(template) == [("面积", "TEXT", True), ("金额", "TEXT", True)]
    assert not template.is_published


def test_edit_template_follows_the_text_and_keeps_what_was_said_of_a_place() -> None:
    branch = BranchFactory.create()
    officer = officer_of_all(branch.programme)
    template = draft(branch, officer)
    edit = {"kind": AgreementKind.PILOT, "by": officer}

    template = edit_template(
        template,
        version=1,
        body="金额【金额】",
        kinds={"金额": PlaceKind.MONEY},
        optional=frozenset({"金额"}),
        **edit,
    )
    template = edit_template(
        template,
        version=2,
        body="金额【金额】，楼层【楼层】",
        kinds={},
        optional=frozenset(),
        **edit,
    )

    assert places(template) == [("金额", "MONEY", True), ("楼层", "TEXT", True)]


def test_a_published_text_can_be_changed_by_nobody() -> None:
    branch = BranchFactory.create()
    officer = officer_of_all(branch.programme)
    template = published_template(branch.programme)

    with pytest.raises(TemplatePublished):
        edit_template(
            template,
            version=template.version,
            kind=AgreementKind.PILOT,
            body="别的",
            kinds={},
            optional=frozenset(),
            by=officer,
        )
    with pytest.raises(TemplatePublished):
        publish_template(template, at=NOON, by=officer)
    with pytest.raises(DatabaseError, match="published_template"), transaction.atomic():
        AgreementTemplate.objects.filter(pk=template.pk).update(body="别的")
    with pytest.raises(DatabaseError, match="published_template"), transaction.atomic():
        AgreementTemplate.objects.filter(pk=template.pk).delete()


def test_revise_template_begins_the_next_edition_and_only_one() -> None:
    branch = BranchFactory.create()
    officer = officer_of_all(branch.programme)
    first = published_template(branch.programme)

    second = revise_template(first, by=officer)

    assert (second.edition, second.body, places(second)) == (2, first.body, places(first))
    with pytest.raises(EditionInWork):
        revise_template(first, by=officer)
    assert list(AgreementTemplate.objects.usable_in(branch)) == [first]
    publish_template(second, at=NOON, by=officer)
    assert list(AgreementTemplate.objects.usable_in(branch)) == [second]


def test_a_retired_template_is_offered_no_more() -> None:
    branch = BranchFactory.create()
    template = published_template(branch.programme)

    retire_template(template, by=officer_of_all(branch.programme))

    assert list(AgreementTemplate.objects.usable_in(branch)) == []


def test_templates_are_refused_with_a_reason() -> None:
    branch = BranchFactory.create()
    officer = officer_of_all(branch.programme)
    draft(branch, officer)

    with pytest.raises(TemplateNamed):
        draft(branch, officer)
    with pytest.raises(KindBringsNobodyIn):
        draft(branch, officer, name="捐赠", kind=AgreementKind.DONATION)
    with pytest.raises(TooManyPlaces):
        draft(branch, officer, name="很多", body="".join(f"【空{n}】" for n in range(61)))
    empty = draft(branch, officer, name="空白", body=" ")
    with pytest.raises(TemplateEmpty):
        publish_template(empty, at=NOON, by=officer)
    with pytest.raises(EditConflict):
        edit_template(
            empty,
            version=9,
            kind=AgreementKind.PILOT,
            body="",
            kinds={},
            optional=frozenset(),
            by=officer,
        )


@pytest.mark.parametrize(
    "verb",
    [
        lambda template, by: publish_template(template, at=NOON, by=by),
        lambda template, by: revise_template(template, by=by),
        lambda template, by: retire_template(template, by=by),
        lambda template, by: draft_template(
            template.programme, name="新", kind=AgreementKind.PILOT, body="", by=by
        ),
    ],
)
def test_only_officers_of_the_whole_programme_write_templates(verb) -> None:
    branch = BranchFactory.create()
    template = published_template(branch.programme)

    with pytest.raises(PermissionDenied):
        verb(template, officer_of(branch))


def test_what_is_still_being_written_is_not_retired() -> None:
    branch = BranchFactory.create()
    officer = officer_of_all(branch.programme)
    first = published_template(branch.programme)
    second = revise_template(first, by=officer)

    with pytest.raises(TemplateNotPublished):
        retire_template(second, by=officer)

    publish_template(second, at=NOON, by=officer)
    assert list(AgreementTemplate.objects.usable_in(branch)) == [second]
