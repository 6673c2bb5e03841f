import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from charter.migration_steps import CreateTables


class Migration(migrations.Migration):

    dependencies = [
        ('charter', '0007_audit_chain'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        CreateTables(
            tables=[migrations.CreateModel(
                name='DigestRun',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(unique=True)),
                    ('made_at', models.DateTimeField(auto_now_add=True)),
                    ('made', models.PositiveIntegerField(default=0)),
                ],
                options={
                    'ordering': ['-day'],
                },
            ), migrations.CreateModel(
                name='TimetableEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('before_due', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None)),
                    ('overdue_every', models.PositiveSmallIntegerField(default=7)),
                    ('escalate_after', models.PositiveSmallIntegerField(default=5)),
                    ('waiting_days', models.PositiveSmallIntegerField(default=3)),
                    ('review_before', models.PositiveSmallIntegerField(default=30)),
                    ('hour', models.PositiveSmallIntegerField(default=7)),
                    ('only', models.BooleanField(default=True, editable=False)),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.timetable')),
                ],
                options={
                    'abstract': False,
                    'triggers': [pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4ae9e8c925ee877e6a48ec70b101aa6f2fa2c229', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_a578d', table='charter_timetableevent', when='BEFORE'))],
                },
            ), migrations.CreateModel(
                name='Digest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField()),
                    ('lines', models.JSONField()),
                    ('sent_at', models.DateTimeField(blank=True, null=True)),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='digests', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['-day', '-id'],
                    'constraints': [models.UniqueConstraint(fields=('person', 'day'), name='one_digest_a_day')],
                },
            ), migrations.CreateModel(
                name='MailChoice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('days', models.CharField(choices=[('daily', 'Every day'), ('weekdays', 'Monday to Friday'), ('mondays', 'Mondays only')], default='daily', max_length=10)),
                    ('unwanted', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=30), blank=True, default=list, size=None)),
                    ('person', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='mail_choice', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('days__in', ['daily', 'weekdays', 'mondays'])), name='mail_days_known')],
                },
            ), migrations.CreateModel(
                name='Timetable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('before_due', django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), default=list, size=None)),
                    ('overdue_every', models.PositiveSmallIntegerField(default=7)),
                    ('escalate_after', models.PositiveSmallIntegerField(default=5)),
                    ('waiting_days', models.PositiveSmallIntegerField(default=3)),
                    ('review_before', models.PositiveSmallIntegerField(default=30)),
                    ('hour', models.PositiveSmallIntegerField(default=7)),
                    ('only', models.BooleanField(default=True, editable=False, unique=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('only', True)), name='one_timetable'), models.CheckConstraint(condition=models.Q(('hour__lte', 23)), name='timetable_hour_of_a_day'), models.CheckConstraint(condition=models.Q(('escalate_after__gte', 1), ('overdue_every__gte', 1), ('review_before__gte', 1), ('waiting_days__gte', 1)), name='timetable_in_whole_days')],
                    'triggers': [pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_timetableevent" ("before_due", "escalate_after", "hour", "id", "only", "overdue_every", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_before", "version", "waiting_days") VALUES (NEW."before_due", NEW."escalate_after", NEW."hour", NEW."id", NEW."only", NEW."overdue_every", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."review_before", NEW."version", NEW."waiting_days"); RETURN NULL;', hash='51cdb1ec55feedddabb989b8697342dc1fbe78ee', operation='INSERT', pgid='pgtrigger_insert_insert_5a3c0', table='charter_timetable', when='AFTER')), pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_timetableevent" ("before_due", "escalate_after", "hour", "id", "only", "overdue_every", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_before", "version", "waiting_days") VALUES (NEW."before_due", NEW."escalate_after", NEW."hour", NEW."id", NEW."only", NEW."overdue_every", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."review_before", NEW."version", NEW."waiting_days"); RETURN NULL;', hash='15f95600af28b3fabf8568eab25db5b1c7f4c738', operation='UPDATE', pgid='pgtrigger_update_update_5d697', table='charter_timetable', when='AFTER'))],
                },
            )],
        ),
    ]
