import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# Whom a row of history names stands in its context, which the package may complete while the work goes on.
KEEP_CONTEXT = """
CREATE FUNCTION charter_keep_context() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.created_at < now() - interval '2 hours'
        OR NEW.id <> OLD.id OR NEW.created_at <> OLD.created_at THEN
        RAISE EXCEPTION 'the context of history is not changed afterwards' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER charter_keep_context BEFORE UPDATE ON pghistory_context
    FOR EACH ROW EXECUTE FUNCTION charter_keep_context();
"""
LET_CONTEXT_GO = """
DROP TRIGGER charter_keep_context ON pghistory_context;
DROP FUNCTION charter_keep_context();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("charter", "0006_drafts"),
    ]

    operations = [
        migrations.CreateModel(
            name="AuditDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("tables", models.JSONField()),
                ("before", models.CharField(blank=True, max_length=64)),
                ("seal", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["day"],
            },
        ),
        migrations.CreateModel(
            name="RequestOrigin",
            fields=[
                ("request_id", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("network", models.CharField(max_length=50)),
                ("at", models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["actor_id", "at"], name="audit_actor"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["verb", "at"], name="audit_verb"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["request_id"], name="audit_request"),
        ),
        migrations.AddIndex(
            model_name="auditevent",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    "subject_id",
                    django.db.models.functions.comparison.Cast("detail", models.TextField()),
                    config="simple",
                ),
                name="audit_words",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditevent",
            trigger=pgtrigger.compiler.Trigger(
                name="audit_actor_is_an_account",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NOT EXISTS (SELECT 1 FROM charter_user WHERE id = NEW.actor_id) THEN\n        RAISE EXCEPTION 'an audit event needs the account that acted' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n",
                    hash="9f63a188719af67cc1c31f46351dc1ee351d8039",
                    operation="INSERT",
                    pgid="pgtrigger_audit_actor_is_an_account_70731",
                    table="charter_auditevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="auditday",
            constraint=models.CheckConstraint(
                condition=models.Q(("seal__regex", "^[0-9a-f]{64}$")), name="audit_day_has_a_seal"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditday",
            trigger=pgtrigger.compiler.Trigger(
                name="audit_day_is_the_next",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.day >= (now() AT TIME ZONE 'UTC')::date OR NEW.day <> (\n        SELECT max(day) + 1 FROM charter_auditday WHERE day < (now() AT TIME ZONE 'UTC')::date\n    ) THEN\n        RAISE EXCEPTION 'a seal is for the day after the newest, once that is over'\n            USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n",
                    hash="4f640fa318e8740857f733b394ccce6762d8ba71",
                    operation="INSERT",
                    pgid="pgtrigger_audit_day_is_the_next_92074",
                    table="charter_auditday",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(KEEP_CONTEXT, LET_CONTEXT_GO),
    ]
