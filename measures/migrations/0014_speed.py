import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# Rows of series are carried on where they stand: half of each page waits for that.
ROOM = "ALTER TABLE measures_seriesscore SET (fillfactor = 50)"
NO_ROOM = "ALTER TABLE measures_seriesscore RESET (fillfactor)"


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0013_releases"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    # History of figures by statement, fewer and narrower indexes, the period before the segment.
    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="result",
            name="automatic_is_the_portals",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="result",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="result",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="result",
            name="share_within_its_whole",
        ),
        migrations.RemoveConstraint(
            model_name="result",
            name="result_one_approved",
        ),
        migrations.RemoveConstraint(
            model_name="result",
            name="result_one_open",
        ),
        migrations.RemoveIndex(
            model_name="result",
            name="result_of_parts",
        ),
        migrations.AlterField(
            model_name="result",
            name="decided_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="result",
            name="entered_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="result",
            name="measure",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="results",
                to="measures.measure",
            ),
        ),
        migrations.AlterField(
            model_name="result",
            name="submitted_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="result",
            name="supersedes",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="measures.result",
            ),
        ),
        migrations.AlterField(
            model_name="resultevent",
            name="batch",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="measures.import",
            ),
        ),
        migrations.AlterField(
            model_name="resultevent",
            name="decided_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="resultevent",
            name="entered_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="resultevent",
            name="measure",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="measures.measure",
            ),
        ),
        migrations.AlterField(
            model_name="resultevent",
            name="segment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="measures.segment",
            ),
        ),
        migrations.AlterField(
            model_name="resultevent",
            name="submitted_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="resultevent",
            name="supersedes",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="measures.result",
            ),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(
                condition=models.Q(("segment__isnull", True)),
                fields=["measure", "period_end"],
                name="result_of_wholes",
            ),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(
                condition=models.Q(("supersedes__isnull", False)),
                fields=["supersedes"],
                name="result_superseding",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="result",
            trigger=pgtrigger.compiler.Trigger(
                name="automatic_is_the_portals",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.\"origin\" = 'automatic')",
                    func="\n    IF NEW.entered_by_id <> (SELECT id FROM charter_user WHERE email = 'system@portal.invalid') THEN\n        RAISE EXCEPTION 'only the portal itself records automatic figures' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n",
                    hash="b6ca2e704d7768663fa93b03fc8c3be809bb04cc",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_automatic_is_the_portals_64ac0",
                    table="measures_result",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="result",
            trigger=pgtrigger.compiler.Trigger(
                name="share_within_its_whole",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (NEW."numerator" > (NEW."denominator") OR NEW."numerator" < 0)',
                    func="\n    IF EXISTS (SELECT 1 FROM measures_measure WHERE id = NEW.measure_id\n               AND kind IN ('percentage', 'cases', 'satisfaction', 'composite')\n               AND (natural_max IS NULL OR natural_max <= 100)) THEN\n        RAISE EXCEPTION 'a numerator beyond its denominator is no share' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n",
                    hash="32da3f1444ae9f191668475c8c827807095bfb4a",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_share_within_its_whole_d25f6",
                    table="measures_result",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="result",
            trigger=pgtrigger.compiler.Trigger(
                name="id_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id"))',
                    func="\n    RAISE EXCEPTION 'the id of a row with history never changes' USING ERRCODE = 'check_violation';\n",
                    hash="89586a680063fa85df51c1f1ba610a6ee84149e8",
                    operation='UPDATE OF "id"',
                    pgid="pgtrigger_id_stays_224b2",
                    table="measures_result",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="result",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_resultevent" ("answers", "approval", "batch_id", "correction_reason", "decided_at", "decided_by_id", "denominator", "differs_because", "entered_at", "entered_by_id", "finalised_at", "given_on", "grade", "id", "marker", "measure_id", "note", "numerator", "origin", "period", "period_end", "period_kind", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "returned_because", "review_by", "segment_id", "submitted_at", "submitted_by_id", "supersedes_id", "value", "version", "workflow") SELECT new_values."answers", new_values."approval", new_values."batch_id", new_values."correction_reason", new_values."decided_at", new_values."decided_by_id", new_values."denominator", new_values."differs_because", new_values."entered_at", new_values."entered_by_id", new_values."finalised_at", new_values."given_on", new_values."grade", new_values."id", new_values."marker", new_values."measure_id", new_values."note", new_values."numerator", new_values."origin", new_values."period", new_values."period_end", new_values."period_kind", new_values."period_start", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."returned_because", new_values."review_by", new_values."segment_id", new_values."submitted_at", new_values."submitted_by_id", new_values."supersedes_id", new_values."value", new_values."version", new_values."workflow" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="aa32f33a74ee35d84f5a302a0ea3a3ff8f830f5c",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f5ede",
                    referencing="REFERENCING NEW TABLE AS new_values ",
                    table="measures_result",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="result",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "measures_resultevent" ("answers", "approval", "batch_id", "correction_reason", "decided_at", "decided_by_id", "denominator", "differs_because", "entered_at", "entered_by_id", "finalised_at", "given_on", "grade", "id", "marker", "measure_id", "note", "numerator", "origin", "period", "period_end", "period_kind", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "returned_because", "review_by", "segment_id", "submitted_at", "submitted_by_id", "supersedes_id", "value", "version", "workflow") SELECT new_values."answers", new_values."approval", new_values."batch_id", new_values."correction_reason", new_values."decided_at", new_values."decided_by_id", new_values."denominator", new_values."differs_because", new_values."entered_at", new_values."entered_by_id", new_values."finalised_at", new_values."given_on", new_values."grade", new_values."id", new_values."marker", new_values."measure_id", new_values."note", new_values."numerator", new_values."origin", new_values."period", new_values."period_end", new_values."period_kind", new_values."period_start", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."returned_because", new_values."review_by", new_values."segment_id", new_values."submitted_at", new_values."submitted_by_id", new_values."supersedes_id", new_values."value", new_values."version", new_values."workflow" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                    hash="fb3fe13e339530a805a56e3f8e6558c17b63ad2a",
                    level="STATEMENT",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a3112",
                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                    table="measures_result",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                condition=models.Q(("workflow", "approved")),
                fields=("measure", "period", "segment"),
                name="result_one_approved",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                condition=models.Q(("workflow__in", ["draft", "submitted", "returned"])),
                fields=("measure", "period", "segment"),
                name="result_one_open",
                nulls_distinct=False,
            ),
        ),
        migrations.AlterField(
            model_name="seriesscore",
            name="measure",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="series_scores",
                to="measures.measure",
            ),
        ),
        migrations.AlterField(
            model_name="seriesscore",
            name="segment",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="series_scores",
                to="measures.segment",
            ),
        ),
        migrations.RunSQL(ROOM, NO_ROOM),
    ]
