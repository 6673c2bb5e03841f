"""Steps of our own for migrations: many changes at once."""

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AtOnce(Operation):
    """Several steps that do not build on one another, taken as one.

    The same statements to the database as step after step. But each step draws up anew every model that
    hangs together with the changed one; here all models are drawn up once, before and after.
    """

    def __init__(self, steps: Sequence[Operation]) -> None:
        self.steps = steps

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Note all changes; what was drawn up before is let go and drawn up once when next asked for."""
        state.clear_delayed_apps_cache()
        state.__dict__.pop("apps", None)
        for step in self.steps:
            step.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take the steps in the order given; foreign keys follow at the end, as Django always does."""
        for step in self.steps:
            step.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Take the steps back, the last one first."""
        for step in reversed(self.steps):
            step.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What `migrate --plan` says of the steps."""
        return "; ".join(step.describe() for step in self.steps)


class CreateTables(AtOnce):
    """Make the tables of several models, each with its constraints, indexes and triggers.

    The cost of `CreateModel` step after step grows with the square of their number. The order is free, and
    models may point at one another. Triggers stand in the options of their model (`triggers`): the table is
    made with them.
    """

    def __init__(self, tables: list[CreateModel]) -> None:
        super().__init__(tables)
        self.tables = tables

    def describe(self) -> str:
        """What `migrate --plan` says of the step."""
        return "Create the tables of " + ", ".join(table.name for table in self.tables)
