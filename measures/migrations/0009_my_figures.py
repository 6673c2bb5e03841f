import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from charter.migration_steps import CreateTables
from measures.models.entering import random_name


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('measures', '0008_in_bulk'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        CreateTables(
            tables=[migrations.CreateModel(
                name='Confirmation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('warnings', models.JSONField(default=list)),
                    ('because', models.TextField(blank=True)),
                    ('at', models.DateTimeField(auto_now=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('result', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='confirmation', to='measures.result')),
                ],
            ), migrations.CreateModel(
                name='MeasureCommentary',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('period', models.CharField(max_length=12)),
                    ('period_kind', models.CharField(choices=[('month', 'Month'), ('quarter', 'Quarter'), ('half_year', 'Half-year'), ('year', 'Year')], max_length=10)),
                    ('period_start', models.DateField()),
                    ('period_end', models.DateField()),
                    ('why', models.TextField()),
                    ('action', models.TextField()),
                    ('by_when', models.DateField(blank=True, null=True)),
                    ('workflow', models.CharField(choices=[('submitted', 'Submitted'), ('returned', 'Returned'), ('approved', 'Approved'), ('superseded', 'Superseded')], default='submitted', max_length=10)),
                    ('written_at', models.DateTimeField(auto_now_add=True)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('returned_because', models.TextField(blank=True)),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commentaries', to='measures.measure')),
                    ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['period_end', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('workflow__in', ['submitted', 'returned', 'approved', 'superseded'])), name='commentary_workflow_known'), models.UniqueConstraint(condition=models.Q(('workflow__in', ['submitted', 'returned'])), fields=('measure', 'period'), name='commentary_one_open'), models.UniqueConstraint(condition=models.Q(('workflow', 'approved')), fields=('measure', 'period'), name='commentary_one_approved'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('written_by')), _negated=True), _connector='OR'), name='commentary_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='commentary_decision_together'), models.CheckConstraint(condition=models.Q(models.Q(('workflow__in', ['approved', 'superseded']), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='commentary_approved_has_decider'), models.CheckConstraint(condition=models.Q(models.Q(('workflow', 'returned'), _negated=True), models.Q(('returned_because', ''), _negated=True), _connector='OR'), name='commentary_returned_has_reason'), models.CheckConstraint(condition=models.Q(models.Q(('why', ''), _negated=True), models.Q(('action', ''), _negated=True)), name='commentary_says_why_and_what_next')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_measurecommentaryevent" ("action", "by_when", "decided_at", "decided_by_id", "id", "measure_id", "period", "period_end", "period_kind", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "returned_because", "version", "why", "workflow", "written_at", "written_by_id") VALUES (NEW."action", NEW."by_when", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."measure_id", NEW."period", NEW."period_end", NEW."period_kind", NEW."period_start", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."returned_because", NEW."version", NEW."why", NEW."workflow", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='153a65ee22c318543f856ddf64e79de53aee2115', operation='INSERT', pgid='pgtrigger_insert_insert_21bc4', table='measures_measurecommentary', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_measurecommentaryevent" ("action", "by_when", "decided_at", "decided_by_id", "id", "measure_id", "period", "period_end", "period_kind", "period_start", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "returned_because", "version", "why", "workflow", "written_at", "written_by_id") VALUES (NEW."action", NEW."by_when", NEW."decided_at", NEW."decided_by_id", NEW."id", NEW."measure_id", NEW."period", NEW."period_end", NEW."period_kind", NEW."period_start", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."returned_because", NEW."version", NEW."why", NEW."workflow", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='de8b2034db071dd8746fd7f08c93a9c547a7c986', operation='UPDATE', pgid='pgtrigger_update_update_05d32', table='measures_measurecommentary', when='AFTER'))],
                },
            ), migrations.CreateModel(
                name='MeasureCommentaryEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('period', models.CharField(max_length=12)),
                    ('period_kind', models.CharField(choices=[('month', 'Month'), ('quarter', 'Quarter'), ('half_year', 'Half-year'), ('year', 'Year')], max_length=10)),
                    ('period_start', models.DateField()),
                    ('period_end', models.DateField()),
                    ('why', models.TextField()),
                    ('action', models.TextField()),
                    ('by_when', models.DateField(blank=True, null=True)),
                    ('workflow', models.CharField(choices=[('submitted', 'Submitted'), ('returned', 'Returned'), ('approved', 'Approved'), ('superseded', 'Superseded')], default='submitted', max_length=10)),
                    ('written_at', models.DateTimeField(auto_now_add=True)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('returned_because', models.TextField(blank=True)),
                    ('decided_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ('measure', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.measure')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.measurecommentary')),
                    ('written_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='40cf0a240446a90f005effcf3c7e85f120ce17cf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_0c53a', table='measures_measurecommentaryevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='Evidence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=120)),
                    ('kind', models.CharField(choices=[('pdf', 'PDF'), ('png', 'Picture (PNG)'), ('jpeg', 'Picture (JPEG)'), ('xlsx', 'Excel'), ('csv', 'CSV')], max_length=4)),
                    ('file', models.FileField(upload_to=random_name)),
                    ('size', models.PositiveIntegerField()),
                    ('digest', models.CharField(max_length=64)),
                    ('added_at', models.DateTimeField(auto_now_add=True)),
                    ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('result', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='measures.result')),
                ],
                options={
                    'ordering': ['added_at', 'id'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['pdf', 'png', 'jpeg', 'xlsx', 'csv'])), name='evidence_kind_known')],
                },
            ), migrations.CreateModel(
                name='KeptText',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=12)),
                    ('typed', models.JSONField(default=dict)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('browser', models.CharField(blank=True, max_length=64)),
                    ('kept_at', models.DateTimeField()),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='measures.measure')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='measures.segment')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('person', 'measure', 'period', 'segment'), name='kept_text_once', nulls_distinct=False)],
                },
            )],
        ),
    ]
