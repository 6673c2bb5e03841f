import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("charter", "0009_search"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="auditevent",
            name="audit_actor_is_an_account",
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditevent",
            trigger=pgtrigger.compiler.Trigger(
                name="audit_actor_is_an_account",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF EXISTS (\n        SELECT actor_id FROM (SELECT DISTINCT actor_id FROM new_events) actors\n        WHERE NOT EXISTS (SELECT 1 FROM charter_user WHERE id = actor_id)\n    ) THEN\n        RAISE EXCEPTION 'an audit event needs the account that acted' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n",
                    hash="3b75cc3607da242c4b03723f9cac32adea4fe1fc",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_audit_actor_is_an_account_70731",
                    referencing="REFERENCING NEW TABLE AS new_events ",
                    table="charter_auditevent",
                    when="AFTER",
                ),
            ),
        ),
    ]
