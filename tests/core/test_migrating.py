"""Migrations of many models do in one go what can be done in one go."""

import pytest
from django.db import models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import (
    AddConstraint,
    AddField,
    AddIndex,
    CreateModel,
    DeleteModel,
    RunSQL,
)
from django.db.migrations.state import ProjectState

from niukou.core.migrating import InOneGo, in_one_go

MOST_STEPS = 30  # each draws up nearly every model anew
KEY = ("id", models.BigAutoField(primary_key=True))


def table(name: str) -> CreateModel:
    return CreateModel(name, [KEY])


def column(name: str) -> AddField:
    return AddField(name, "note", models.TextField(default=""))


def test_runs_of_one_kind_are_packed_and_the_order_stays() -> None:
    index = AddIndex("a", models.Index(fields=["note"], name="a_note"))
    check = AddConstraint(
        "a", models.CheckConstraint(condition=~models.Q(note="x"), name="a_not_x")
    )
    statement = RunSQL("SELECT 1")
    given = [table("a"), table("b"), column("a"), index, check, statement, column("b")]

    packed = in_one_go(given)

    unpacked = [one.operations if isinstance(one, InOneGo) else [one] for one in packed]
    assert unpacked == [given[:2], [given[2]], given[3:5], [statement], [given[6]]]


def test_the_state_is_the_one_that_the_operations_give_one_by_one() -> None:
    operations = [table("a"), table("b"), column("a"), column("b"), DeleteModel("b")]
    one_by_one, packed = ProjectState(), ProjectState()

    for operation in operations:
        operation.state_forwards("core", one_by_one)
    assert packed.apps.get_models() == []  # drawn up before: it must not stay so
    for operation in in_one_go(operations):
        operation.state_forwards("core", packed)

    assert packed == one_by_one
    assert [model.__name__ for model in packed.apps.get_models()] == ["a"]


def steps() -> list[tuple[str, int]]:
    migrations = MigrationLoader(None).disk_migrations.values()
    return sorted(  # in the same order in every process of a run
        (str(one), len(one.operations))
        for one in migrations
        if type(one).__module__.startswith("niukou.")
    )


@pytest.mark.parametrize(("migration", "count"), steps())
def test_no_migration_makes_a_new_installation_wait(migration: str, count: int) -> None:
    assert count <= MOST_STEPS, (
        "end it with: Migration.operations = in_one_go(Migration.operations)"
    )
