import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# What a figure refers to, and the column that says so.
REFERENCES = {
    "measure_id": "measures_measure",
    "segment_id": "measures_segment",
    "batch_id": "measures_import",
    "entered_by_id": "charter_user",
    "submitted_by_id": "charter_user",
    "decided_by_id": "charter_user",
}
# As a foreign key: the rows referred to are locked against being removed, and must be there. But for all rows
# of a statement at once: one by one they were two thirds of the work of writing a file of figures.
REFERS = """
CREATE FUNCTION measures_result_refers() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    named bigint[];
    there bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF NOT EXISTS (SELECT 1 FROM new_rows JOIN old_rows USING (id) WHERE {changed}) THEN
            RETURN NULL;
        END IF;
    END IF;
    {checks}
    RETURN NULL;
END $$
"""
CHECK = """
    SELECT array_agg(one) INTO named
        FROM (SELECT DISTINCT {column} AS one FROM new_rows WHERE {column} IS NOT NULL) listed;
    SELECT count(*) INTO there
        FROM (SELECT 1 FROM {table} WHERE id = ANY (named) FOR KEY SHARE) locked;
    IF there < cardinality(named) THEN
        RAISE EXCEPTION 'a figure refers to a row of {table} that is not there ({column})'
            USING ERRCODE = 'foreign_key_violation';
    END IF;
"""
# The other side, asked when the transaction ends: a row that figures refer to stays, and keeps its id.
STAYS = """
CREATE FUNCTION measures_figures_refer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    name text;
    found boolean;
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        EXECUTE format('SELECT EXISTS (SELECT 1 FROM measures_result WHERE %I = $1)', name)
            INTO found USING OLD.id;
        IF found THEN
            RAISE EXCEPTION 'figures refer to row % of % (%)', OLD.id, TG_TABLE_NAME, name
                USING ERRCODE = 'foreign_key_violation';
        END IF;
    END LOOP;
    RETURN NULL;
END $$
"""
ON_FIGURES = [
    "CREATE TRIGGER refers_when_added AFTER INSERT ON measures_result"
    " REFERENCING NEW TABLE AS new_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION measures_result_refers()",
    "CREATE TRIGGER refers_when_changed AFTER UPDATE ON measures_result"
    " REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows"
    " FOR EACH STATEMENT EXECUTE FUNCTION measures_result_refers()",
]
TABLES = dict.fromkeys(REFERENCES.values())
ON_OTHERS = """
CREATE CONSTRAINT TRIGGER {name} AFTER {what} ON {table} DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW {when} EXECUTE FUNCTION measures_figures_refer({columns})
"""


def hold_by_statement(apps, schema_editor):
    checks = "".join(CHECK.format(column=column, table=table) for column, table in REFERENCES.items())
    changed = " OR ".join(f"new_rows.{one} IS DISTINCT FROM old_rows.{one}" for one in REFERENCES)
    statements = [REFERS.format(checks=checks, changed=changed), STAYS, *ON_FIGURES]
    for table in TABLES:
        columns = ", ".join(f"'{column}'" for column, to in REFERENCES.items() if to == table)
        statements += [
            ON_OTHERS.format(
                name="figures_refer_when_removed", what="DELETE", table=table, when="", columns=columns
            ),
            ON_OTHERS.format(
                name="figures_refer_when_renamed",
                what="UPDATE OF id",
                table=table,
                when="WHEN (OLD.id IS DISTINCT FROM NEW.id)",
                columns=columns,
            ),
        ]
    for statement in statements:
        schema_editor.execute(statement, None)


def hold_no_more(apps, schema_editor):
    for table in TABLES:
        schema_editor.execute(f"DROP TRIGGER figures_refer_when_removed ON {table}")
        schema_editor.execute(f"DROP TRIGGER figures_refer_when_renamed ON {table}")
    schema_editor.execute("DROP TRIGGER refers_when_added ON measures_result")
    schema_editor.execute("DROP TRIGGER refers_when_changed ON measures_result")
    schema_editor.execute("DROP FUNCTION measures_figures_refer()")
    schema_editor.execute("DROP FUNCTION measures_result_refers()")


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0014_speed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # References of figures held by statement; the scores of a period side by side.
    operations = [
        migrations.RemoveConstraint(model_name="score", name="score_once"),
        migrations.AddConstraint(
            model_name="score",
            constraint=models.UniqueConstraint(fields=("subject", "period", "subject_id"), name="score_once"),
        ),
        migrations.AlterField(
            model_name="result",
            name="measure",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="measures.measure",
            ),
        ),
        migrations.AlterField(
            model_name="result",
            name="segment",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="measures.segment",
            ),
        ),
        migrations.AlterField(
            model_name="result",
            name="batch",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="measures.import",
            ),
        ),
        migrations.AlterField(
            model_name="result",
            name="entered_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="result",
            name="submitted_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="result",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(hold_by_statement, hold_no_more, elidable=False),
    ]
