"""Registering and editing organisations."""

import pytest
from django.core.exceptions import PermissionDenied

from niukou.core.codes import synthetic_credit_code
from niukou.core.errors import EditConflict
from niukou.network.actions.organisations import (
    CodeOrReason,
    NameMissing,
    NameTaken,
    add_campus,
    edit_campus,
    edit_organisation,
    register_organisation,
)
from niukou.network.models import Organisation, OrganisationKind
from tests.factories import OrganisationFactory, platform_administrator, stranger

pytestmark = pytest.mark.django_db
CODE = synthetic_credit_code(registration="12", sequence=7)


def test_register_organisation_makes_it_findable_by_two_characters_and_by_initials() -> None:
    register_organisation(
        kind=OrganisationKind.HOSPITAL,
        official_name="演示儿童医院",
        aliases=["演示儿院"],
        uscc=CODE,
        by=platform_administrator(),
    )

    for typed in ("儿童", "ys", "儿院", CODE[-6:].lower()):
        assert Organisation.objects.filter(search__finds=typed).count() == 1, typed
    assert Organisation.objects.filter(search__finds="妇幼").count() == 0


def test_register_organisation_refuses_somebody_without_a_role() -> None:
    with pytest.raises(PermissionDenied):
        register_organisation(
            kind=OrganisationKind.OTHER,
            official_name="演示机构",
            no_uscc_reason="无法人资格",
            by=stranger(),
        )


def test_register_organisation_refuses_a_name_that_is_an_alias_of_another() -> None:
    OrganisationFactory.create(aliases=["演示儿院"])

    with pytest.raises(NameTaken):
        register_organisation(
            kind=OrganisationKind.HOSPITAL,
            official_name="演示儿院",
            uscc=CODE,
            by=platform_administrator(),
        )


def test_register_organisation_asks_for_a_code_or_a_reason() -> None:
    with pytest.raises(CodeOrReason):
        register_organisation(
            kind=OrganisationKind.ACADEMY, official_name="演示学院", by=platform_administrator()
        )


def test_edit_organisation_tells_the_second_of_two_editors() -> None:
    organisation = OrganisationFactory.create()
    same = {
        "version": organisation.version,
        "aliases": [],
        "uscc": organisation.uscc,
        "no_uscc_reason": "",
        "region": None,
        "supervised_by": None,
        "is_related_party": False,
        "why": "更名",
        "by": platform_administrator(),
    }
    edit_organisation(organisation, official_name="先改的名", **same)

    with pytest.raises(EditConflict) as refusal:
        edit_organisation(organisation, official_name="后改的名", **same)

    assert refusal.value.current.official_name == "先改的名"


def test_names_and_addresses_are_kept_even_however_they_were_typed() -> None:
    by = platform_administrator()
    organisation = register_organisation(
        kind=OrganisationKind.HOSPITAL,
        official_name=" 演示医院（东院）\u200b",
        aliases=["演　院", "演 院", "\u200b"],
        uscc=CODE,
        by=by,
    )
    campus = add_campus(organisation, name="东院\t区", address="演示路１号", by=by)

    assert (organisation.official_name, organisation.aliases) == ("演示医院(东院)", ["演 院"])
    assert (campus.name, campus.address) == ("东院 区", "演示路1号")

    said = {"uscc": CODE, "no_uscc_reason": "", "region": None, "supervised_by": None}
    edited = edit_organisation(
        organisation,
        version=organisation.version,
        official_name="演示医院【西院】",
        aliases=["Ｙ院"],
        is_related_party=False,
        why="更名",
        by=by,
        **said,
    )
    campus = edit_campus(campus, name="西　院", region=None, address="２号 ", why="更名", by=by)

    assert (edited.official_name, edited.aliases) == ("演示医院(西院)", ["Y院"])
    assert (campus.name, campus.address) == ("西 院", "2号")


def test_a_name_without_a_visible_sign_is_refused() -> None:
    by = platform_administrator()
    organisation = OrganisationFactory.create()

    with pytest.raises(NameMissing) as refusal:
        register_organisation(
            kind=OrganisationKind.HOSPITAL, official_name="\u200b", uscc=CODE, by=by
        )
    assert refusal.value.field == "official_name"
    with pytest.raises(NameMissing) as refusal:
        add_campus(organisation, name="\u200b", by=by)
    assert refusal.value.field == "name"
