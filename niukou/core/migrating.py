"""Migrations of many models: each is drawn up once, not once for every operation."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddField, AlterField, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.models import IndexOperation
from django.db.migrations.state import ProjectState

# Operations of one line do not look at each other's work: a table is made whole, its foreign
# keys are set at the end of the migration, and constraints and triggers name columns only.
ALIKE: tuple[tuple[type[Operation], ...], ...] = (
    (CreateModel,),
    (AddField, AlterField),
    (IndexOperation,),  # indexes, constraints, triggers: added and removed
)


class InOneGo(Operation):
    """Operations of one kind, carried out between the same two states.

    Django draws up a model and all that are related to it, which is nearly every model here,
    after each operation. Between the operations of one kind nobody looks at them.
    """

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # drawn up anew when somebody looks
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


def in_one_go(operations: Iterable[Operation]) -> list[Operation]:
    """Return ``operations`` with each run of one kind as a single one; the others as they are."""
    return [one for kind, run in groupby(operations, _kind) for one in _packed(kind, list(run))]


def _kind(operation: Operation) -> int | None:
    for number, alike in enumerate(ALIKE):
        if isinstance(operation, alike):
            return number
    return None


def _packed(kind: int | None, run: list[Operation]) -> Iterator[Operation]:
    if kind is None or len(run) == 1:
        yield from run
    else:
        yield InOneGo(run)
