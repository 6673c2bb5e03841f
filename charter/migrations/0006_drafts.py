import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from charter.migration_steps import CreateTables


class Migration(migrations.Migration):

    dependencies = [
        ('charter', '0005_people'),
    ]

    operations = [
        CreateTables(
            tables=[migrations.CreateModel(
                name='Draft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('kind', models.CharField(max_length=40)),
                    ('action', models.CharField(choices=[('change', 'Change'), ('new', 'New'), ('retire', 'Retire')], default='change', max_length=10)),
                    ('subject_id', models.BigIntegerField(blank=True, null=True)),
                    ('parent_id', models.BigIntegerField(blank=True, null=True)),
                    ('title', models.CharField(max_length=200)),
                    ('was', models.JSONField(blank=True, default=dict)),
                    ('proposed', models.JSONField(blank=True, default=dict)),
                    ('note', models.TextField(blank=True)),
                    ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Submitted'), ('returned', 'Returned'), ('approved', 'Approved'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                    ('started_at', models.DateTimeField(auto_now_add=True)),
                    ('submitted_at', models.DateTimeField(blank=True, null=True)),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('reason', models.TextField(blank=True)),
                    ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-started_at', '-id'],
                    'indexes': [models.Index(fields=['kind', 'subject_id'], name='draft_of_record'), models.Index(fields=['kind', 'parent_id', 'state'], name='draft_in_parent')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'submitted', 'returned', 'approved', 'withdrawn'])), name='draft_state_known'), models.CheckConstraint(condition=models.Q(('action__in', ['change', 'new', 'retire'])), name='draft_action_known'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='draft_decision_together'), models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('author')), _negated=True), _connector='OR'), name='draft_four_eyes'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'returned']), _negated=True), ('decided_by__isnull', False), _connector='OR'), name='draft_decided_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('subject_id__isnull', False), _connector='OR'), name='draft_approved_has_record'), models.CheckConstraint(condition=models.Q(('action', 'new'), ('subject_id__isnull', False), _connector='OR'), name='draft_change_has_record')],
                },
            )],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='charterstage',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_charterstageevent" ("actual", "charter_id", "expected", "id", "note", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stage") VALUES (OLD."actual", OLD."charter_id", OLD."expected", OLD."id", OLD."note", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."stage"); RETURN NULL;', hash='4f017ec6d5c864e761ccaf0ff31a9b617d4398c9', operation='DELETE', pgid='pgtrigger_delete_delete_2c496', table='charter_charterstage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='expectation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_expectationevent" ("charter_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (OLD."charter_id", OLD."id", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text", OLD."version"); RETURN NULL;', hash='2f11b382f7d1e4430f57250ea9ac0a57747702d2', operation='DELETE', pgid='pgtrigger_delete_delete_4517f', table='charter_expectation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quote',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_quoteevent" ("attribution", "charter_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (OLD."attribution", OLD."charter_id", OLD."id", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text", OLD."version"); RETURN NULL;', hash='622d7505fdc9d685cb4d7ba68ab35cd3721611c0', operation='DELETE', pgid='pgtrigger_delete_delete_ba434', table='charter_quote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_themeevent" ("charter_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "summary", "title", "version") VALUES (OLD."charter_id", OLD."id", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."summary", OLD."title", OLD."version"); RETURN NULL;', hash='52f4059711f92e53c2f93a37d13127bad4a3f977', operation='DELETE', pgid='pgtrigger_delete_delete_e633e', table='charter_theme', when='AFTER')),
        ),
    ]
