"""The migrations in one piece lead where the ones that they replace lead: to the models as they are."""

import pytest
from django.apps import apps
from django.core.management.commands.makemigrations import Command
from django.db import connection
from django.db.migrations.graph import MigrationGraph
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddConstraint, AddField, CreateModel
from django.db.migrations.state import ProjectState
from django.db.models import CASCADE, BigAutoField, CheckConstraint, F, ForeignKey, IntegerField, Q

from charter.migration_steps import AtOnce, CreateTables

OWN_APPS = ("charter", "promises", "measures", "engagement")


def way(*, in_one_piece: bool) -> tuple[MigrationGraph, ProjectState]:
    """The graph and the state at the end of it: on the new way, or on that of earlier installations.

    An earlier installation took the steps that were replaced, then goes on as a new one does.
    """
    loader = MigrationLoader(None, replace_migrations=True)
    ends = [key for key in loader.graph.leaf_nodes() if key[0] in OWN_APPS]
    if in_one_piece:
        return loader.graph, loader.project_state(ends)
    earlier = MigrationLoader(None, replace_migrations=False)
    replacing = {
        key: step for key, step in earlier.disk_migrations.items() if key[0] in OWN_APPS and step.replaces
    }
    state = earlier.project_state([step.replaces[-1] for step in replacing.values()])
    replaced = {tuple(key) for step in replacing.values() for key in step.replaces} | set(replacing)
    plan = dict.fromkeys(key for end in ends for key in loader.graph.forwards_plan(end))
    for key in plan:
        if key[0] in OWN_APPS and key not in replaced:
            state = loader.disk_migrations[key].mutate_state(state, preserve=False)
    return loader.graph, state


def still_missing(graph: MigrationGraph, state: ProjectState) -> list[str]:
    """What makemigrations would write for our apps, in words."""
    detector = Command.autodetector(state, ProjectState.from_apps(apps))
    changes = detector.changes(graph=graph, trim_to_apps=set(OWN_APPS))
    written = [
        step for app in OWN_APPS for migration in changes.get(app, []) for step in migration.operations
    ]
    return [step.describe() for step in written]


@pytest.mark.parametrize("in_one_piece", [True, False])
def test_both_ways_end_at_the_models_as_they_are(in_one_piece: bool) -> None:
    graph, state = way(in_one_piece=in_one_piece)
    assert still_missing(graph, state) == []


def test_a_trigger_that_was_left_out_is_noticed() -> None:
    graph, state = way(in_one_piece=True)
    state.models["charter", "charterevent"].options["triggers"] = []
    assert still_missing(graph, state) == ["Create trigger append_only on model charterevent"]


def pair() -> CreateTables:
    """Two tables that point at one another, which no order of single steps would allow."""
    return CreateTables(
        tables=[
            CreateModel(
                name=name,
                fields=[
                    ("id", BigAutoField(primary_key=True)),
                    ("other", ForeignKey(f"charter.{other}", on_delete=CASCADE)),
                ],
            )
            for name, other in (("Left", "Right"), ("Right", "Left"))
        ]
    )


@pytest.mark.django_db
def test_tables_that_point_at_one_another_come_and_go_together() -> None:
    step, before, after = pair(), ProjectState(), ProjectState()
    step.state_forwards("charter", after)
    with connection.schema_editor() as editor:
        step.database_forwards("charter", editor, before, after)
    assert {"charter_left", "charter_right"} <= set(connection.introspection.table_names())
    assert {"other_id"} == set(foreign_keys("charter_left")) == set(foreign_keys("charter_right"))
    with connection.schema_editor() as editor:
        step.database_backwards("charter", editor, after, before)
    assert not {"charter_left", "charter_right"} & set(connection.introspection.table_names())


def foreign_keys(table: str) -> dict[str, tuple[str, str]]:
    """Columns of the table that point at another one."""
    with connection.cursor() as cursor:
        return dict(connection.introspection.get_relations(cursor, table))


def test_the_models_drawn_up_before_know_the_new_ones_after() -> None:
    """A stale drawing would let a later step work on models without their fields."""
    state = ProjectState()
    assert not list(state.apps.get_models())
    pair().state_forwards("charter", state)
    assert {model.__name__ for model in state.apps.get_models()} == {"Left", "Right"}


def test_the_plan_names_the_tables() -> None:
    assert pair().describe() == "Create the tables of Left, Right"


def changes() -> AtOnce:
    """A table gets two columns, and a rule about both."""
    rule = CheckConstraint(condition=Q(("low__lte", F("high"))), name="left_in_order")
    fields = [AddField("left", name, IntegerField(default=0)) for name in ("low", "high")]
    return AtOnce([*fields, AddConstraint("left", rule)])


@pytest.mark.django_db
def test_steps_taken_as_one_come_and_go_together() -> None:
    before = ProjectState()
    pair().state_forwards("charter", before)
    after = before.clone()
    changes().state_forwards("charter", after)
    assert "low" in {field.name for field in after.apps.get_model("charter", "Left")._meta.get_fields()}
    with connection.schema_editor() as editor:
        pair().database_forwards("charter", editor, ProjectState(), before)
    with connection.schema_editor() as editor:
        changes().database_forwards("charter", editor, before, after)
    assert {"low", "high"} <= columns("charter_left")
    with connection.cursor() as cursor:
        assert "left_in_order" in connection.introspection.get_constraints(cursor, "charter_left")
    with connection.schema_editor() as editor:
        changes().database_backwards("charter", editor, after, before)
    assert columns("charter_left") == {"id", "other_id"}


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {one.name for one in connection.introspection.get_table_description(cursor, table)}


def test_the_plan_names_the_steps() -> None:
    assert changes().describe().startswith("Add field low to left; Add field high to left; Create constraint")
