import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


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
        migrations.AddConstraint(
            model_name="auditday",
            constraint=models.UniqueConstraint(fields=("before",), name="audit_day_follows_once"),
        ),
    ]
