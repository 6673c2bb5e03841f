import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from charter.migration_steps import AtOnce, CreateTables


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('measures', '0010_imports'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        CreateTables(
            tables=[migrations.CreateModel(
                name='LockRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('days_after_release', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('only', models.BooleanField(default=True, editable=False, unique=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('only', True)), name='one_lock_rule')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_lockruleevent" ("days_after_release", "id", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."days_after_release", NEW."id", NEW."only", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."version"); RETURN NULL;', hash='2d6a3d508d6a35c0ad966a557b17addce2eeb133', operation='INSERT', pgid='pgtrigger_insert_insert_06552', table='measures_lockrule', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_lockruleevent" ("days_after_release", "id", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "version") VALUES (NEW."days_after_release", NEW."id", NEW."only", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."version"); RETURN NULL;', hash='ee6d37f6dc11802966c7c7c7ca33ef1e781ca3b0', operation='UPDATE', pgid='pgtrigger_update_update_ef694', table='measures_lockrule', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='LockRuleEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('days_after_release', models.PositiveSmallIntegerField(blank=True, null=True)),
                    ('only', models.BooleanField(default=True, editable=False)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.lockrule')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='711612c7c73a2da2ee6cc4e6e52f4d39261cb059', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b3b0b', table='measures_lockruleevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='PeriodUnlock',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('period', models.CharField(max_length=12)),
                    ('period_kind', models.CharField(choices=[('month', 'Month'), ('quarter', 'Quarter'), ('half_year', 'Half-year'), ('year', 'Year')], max_length=10)),
                    ('reason', models.TextField()),
                    ('asked_at', models.DateTimeField(null=True)),
                    ('given_at', models.DateTimeField(null=True)),
                    ('until', models.DateField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('ended_because', models.TextField(blank=True)),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('given_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='unlocks', to='measures.measure')),
                ],
                options={
                    'ordering': ['-id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True), ('given_at__isnull', True)), fields=('measure', 'period'), name='unlock_asked_once'), models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('asked_by__isnull', True)), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False)), _connector='OR'), name='unlock_asked_together'), models.CheckConstraint(condition=models.Q(models.Q(('given_at__isnull', True), ('given_by__isnull', True), ('until__isnull', True)), models.Q(('given_at__isnull', False), ('given_by__isnull', False), ('until__isnull', False)), _connector='OR'), name='unlock_given_together'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False)), _connector='OR'), name='unlock_ended_together'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='unlock_has_reason'), models.CheckConstraint(condition=models.Q(('asked_by__isnull', False), ('given_by__isnull', False), _connector='OR'), name='unlock_has_person'), models.CheckConstraint(condition=models.Q(('asked_by__isnull', True), ('given_by__isnull', True), models.Q(('given_by', models.F('asked_by')), _negated=True), _connector='OR'), name='unlock_by_another')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_periodunlockevent" ("asked_at", "asked_by_id", "ended_at", "ended_because", "ended_by_id", "given_at", "given_by_id", "id", "measure_id", "period", "period_kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until", "version") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."ended_at", NEW."ended_because", NEW."ended_by_id", NEW."given_at", NEW."given_by_id", NEW."id", NEW."measure_id", NEW."period", NEW."period_kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."until", NEW."version"); RETURN NULL;', hash='a42f803283c0f9c2835b18be2aa09fb654e27cf5', operation='INSERT', pgid='pgtrigger_insert_insert_1f2a1', table='measures_periodunlock', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_periodunlockevent" ("asked_at", "asked_by_id", "ended_at", "ended_because", "ended_by_id", "given_at", "given_by_id", "id", "measure_id", "period", "period_kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "until", "version") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."ended_at", NEW."ended_because", NEW."ended_by_id", NEW."given_at", NEW."given_by_id", NEW."id", NEW."measure_id", NEW."period", NEW."period_kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."until", NEW."version"); RETURN NULL;', hash='5d549da2f09ff801326e4d2116bcbad28cda6ab5', operation='UPDATE', pgid='pgtrigger_update_update_621c1', table='measures_periodunlock', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='PeriodUnlockEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('period', models.CharField(max_length=12)),
                    ('period_kind', models.CharField(choices=[('month', 'Month'), ('quarter', 'Quarter'), ('half_year', 'Half-year'), ('year', 'Year')], max_length=10)),
                    ('reason', models.TextField()),
                    ('asked_at', models.DateTimeField(null=True)),
                    ('given_at', models.DateTimeField(null=True)),
                    ('until', models.DateField(null=True)),
                    ('ended_at', models.DateTimeField(null=True)),
                    ('ended_because', models.TextField(blank=True)),
                    ('asked_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('ended_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('given_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('measure', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.measure')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.periodunlock')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8af90a270f4baf35705223dca766c66bb3563641', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_d8d7e', table='measures_periodunlockevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='YearClosing',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('year', models.CharField(max_length=12)),
                    ('starts', models.DateField()),
                    ('ends', models.DateField()),
                    ('closed_at', models.DateTimeField()),
                    ('figures', models.PositiveIntegerField(default=0)),
                    ('exceptions', models.JSONField(default=list)),
                    ('asked_at', models.DateTimeField(null=True)),
                    ('asked_because', models.TextField(blank=True)),
                    ('reopened_at', models.DateTimeField(null=True)),
                    ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('reopened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-closed_at', '-id'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('reopened_at__isnull', True)), fields=('year',), name='year_closed_once'), models.CheckConstraint(condition=models.Q(models.Q(('asked_at__isnull', True), ('asked_by__isnull', True)), models.Q(('asked_at__isnull', False), ('asked_by__isnull', False)), _connector='OR'), name='year_reopening_asked_together'), models.CheckConstraint(condition=models.Q(models.Q(('reopened_at__isnull', True), ('reopened_by__isnull', True)), models.Q(('reopened_at__isnull', False), ('reopened_by__isnull', False)), _connector='OR'), name='year_reopening_together'), models.CheckConstraint(condition=models.Q(('asked_by__isnull', True), models.Q(('asked_because', ''), _negated=True), _connector='OR'), name='year_reopening_has_reason'), models.CheckConstraint(condition=models.Q(('reopened_by__isnull', True), models.Q(('asked_by__isnull', False), models.Q(('reopened_by', models.F('asked_by')), _negated=True)), _connector='OR'), name='year_reopened_by_two'), models.CheckConstraint(condition=models.Q(('starts__lt', models.F('ends'))), name='year_in_order')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_yearclosingevent" ("asked_at", "asked_because", "asked_by_id", "closed_at", "closed_by_id", "ends", "exceptions", "figures", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reopened_at", "reopened_by_id", "starts", "version", "year") VALUES (NEW."asked_at", NEW."asked_because", NEW."asked_by_id", NEW."closed_at", NEW."closed_by_id", NEW."ends", NEW."exceptions", NEW."figures", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reopened_at", NEW."reopened_by_id", NEW."starts", NEW."version", NEW."year"); RETURN NULL;', hash='b6c6ca205fe0ba786c1df0662192d51e84b9841a', operation='INSERT', pgid='pgtrigger_insert_insert_a12fe', table='measures_yearclosing', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_yearclosingevent" ("asked_at", "asked_because", "asked_by_id", "closed_at", "closed_by_id", "ends", "exceptions", "figures", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reopened_at", "reopened_by_id", "starts", "version", "year") VALUES (NEW."asked_at", NEW."asked_because", NEW."asked_by_id", NEW."closed_at", NEW."closed_by_id", NEW."ends", NEW."exceptions", NEW."figures", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reopened_at", NEW."reopened_by_id", NEW."starts", NEW."version", NEW."year"); RETURN NULL;', hash='d9402bc21792a3b7eee38ba0c717d9bedb03d167', operation='UPDATE', pgid='pgtrigger_update_update_9cad9', table='measures_yearclosing', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='YearClosingEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('year', models.CharField(max_length=12)),
                    ('starts', models.DateField()),
                    ('ends', models.DateField()),
                    ('closed_at', models.DateTimeField()),
                    ('figures', models.PositiveIntegerField(default=0)),
                    ('exceptions', models.JSONField(default=list)),
                    ('asked_at', models.DateTimeField(null=True)),
                    ('asked_because', models.TextField(blank=True)),
                    ('reopened_at', models.DateTimeField(null=True)),
                    ('asked_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('closed_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.yearclosing')),
                    ('reopened_by', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cc22cf88347f80a10ca5718740602d720247ae74', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_3414d', table='measures_yearclosingevent', when='BEFORE'))],
                },
            )],
        ),
        AtOnce([
            pgtrigger.migrations.RemoveTrigger(
                model_name='result',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='result',
                name='update_update',
            ),
            migrations.AddField(
                model_name='result',
                name='finalised_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='resultevent',
                name='finalised_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='result',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_resultevent" ("answers", "approval", "batch_id", "correction_reason", "decided_at", "decided_by_id", "denominator", "differs_because", "entered_at", "entered_by_id", "finalised_at", "given_on", "grade", "id", "marker", "measure_id", "note", "numerator", "origin", "period", "period_end", "period_kind", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "returned_because", "review_by", "segment_id", "submitted_at", "submitted_by_id", "supersedes_id", "value", "version", "workflow") VALUES (NEW."answers", NEW."approval", NEW."batch_id", NEW."correction_reason", NEW."decided_at", NEW."decided_by_id", NEW."denominator", NEW."differs_because", NEW."entered_at", NEW."entered_by_id", NEW."finalised_at", NEW."given_on", NEW."grade", NEW."id", NEW."marker", NEW."measure_id", NEW."note", NEW."numerator", NEW."origin", NEW."period", NEW."period_end", NEW."period_kind", NEW."period_start", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."returned_because", NEW."review_by", NEW."segment_id", NEW."submitted_at", NEW."submitted_by_id", NEW."supersedes_id", NEW."value", NEW."version", NEW."workflow"); RETURN NULL;', hash='2fb693f094a3c8c9d17c4011aaf5a3a47a37d2de', operation='INSERT', pgid='pgtrigger_insert_insert_f5ede', table='measures_result', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='result',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_resultevent" ("answers", "approval", "batch_id", "correction_reason", "decided_at", "decided_by_id", "denominator", "differs_because", "entered_at", "entered_by_id", "finalised_at", "given_on", "grade", "id", "marker", "measure_id", "note", "numerator", "origin", "period", "period_end", "period_kind", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "returned_because", "review_by", "segment_id", "submitted_at", "submitted_by_id", "supersedes_id", "value", "version", "workflow") VALUES (NEW."answers", NEW."approval", NEW."batch_id", NEW."correction_reason", NEW."decided_at", NEW."decided_by_id", NEW."denominator", NEW."differs_because", NEW."entered_at", NEW."entered_by_id", NEW."finalised_at", NEW."given_on", NEW."grade", NEW."id", NEW."marker", NEW."measure_id", NEW."note", NEW."numerator", NEW."origin", NEW."period", NEW."period_end", NEW."period_kind", NEW."period_start", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."returned_because", NEW."review_by", NEW."segment_id", NEW."submitted_at", NEW."submitted_by_id", NEW."supersedes_id", NEW."value", NEW."version", NEW."workflow"); RETURN NULL;', hash='1649aa12a30bf89b3bb322952efe15f4642ac66d', operation='UPDATE', pgid='pgtrigger_update_update_a3112', table='measures_result', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='result',
                constraint=models.CheckConstraint(condition=models.Q(('finalised_at__isnull', True), ('approval', 'final'), _connector='OR'), name='result_finalised_is_final'),
            ),
        ]),
    ]
