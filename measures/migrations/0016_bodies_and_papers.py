import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from charter.migration_steps import AtOnce, CreateTables


class Migration(migrations.Migration):

    dependencies = [
        ('charter', '0014_translations'),
        ('measures', '0015_references_by_statement'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('promises', '0003_texts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='AgendaItem',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('order', models.PositiveSmallIntegerField(default=0)),
                    ('origin', models.CharField(choices=[('exception', 'From the figures'), ('asked', 'Asked at the last meeting'), ('own', 'Your own')], max_length=10)),
                    ('key', models.CharField(blank=True, max_length=120)),
                    ('title', models.CharField(max_length=200)),
                    ('says', models.TextField(blank=True)),
                    ('promise', models.CharField(blank=True, max_length=80)),
                ],
                options={
                    'ordering': ['order', 'id'],
                },
            ),
            migrations.CreateModel(
                name='AgendaItemEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('order', models.PositiveSmallIntegerField(default=0)),
                    ('origin', models.CharField(choices=[('exception', 'From the figures'), ('asked', 'Asked at the last meeting'), ('own', 'Your own')], max_length=10)),
                    ('key', models.CharField(blank=True, max_length=120)),
                    ('title', models.CharField(max_length=200)),
                    ('says', models.TextField(blank=True)),
                    ('promise', models.CharField(blank=True, max_length=80)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Alert',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('signal', 'Moved, and not by chance'), ('critical_miss', 'A figure that matters most misses its target'), ('late_publication', 'A document is late')], max_length=20)),
                    ('about', models.CharField(max_length=80)),
                    ('sentence', models.TextField()),
                    ('address', models.CharField(max_length=200)),
                    ('raised_at', models.DateTimeField()),
                ],
                options={
                    'ordering': ['-raised_at', 'id'],
                },
            ),
            migrations.CreateModel(
                name='Chase',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('period', models.CharField(max_length=12)),
                    ('day', models.DateField()),
                ],
                options={
                    'ordering': ['-day', 'id'],
                },
            ),
            migrations.CreateModel(
                name='DataRating',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('rating', models.PositiveSmallIntegerField()),
                    ('evidence', models.TextField()),
                    ('rated_on', models.DateField()),
                ],
            ),
            migrations.CreateModel(
                name='DataRatingEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('rating', models.PositiveSmallIntegerField()),
                    ('evidence', models.TextField()),
                    ('rated_on', models.DateField()),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PanelComment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('promise', models.CharField(blank=True, max_length=80)),
                    ('period', models.CharField(max_length=12)),
                    ('text', models.TextField()),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                    ('withheld_at', models.DateTimeField(blank=True, null=True)),
                    ('withheld_because', models.TextField(blank=True)),
                ],
                options={
                    'ordering': ['period', 'promise'],
                },
            ),
            migrations.CreateModel(
                name='PanelCommentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('promise', models.CharField(blank=True, max_length=80)),
                    ('period', models.CharField(max_length=12)),
                    ('text', models.TextField()),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                    ('withheld_at', models.DateTimeField(blank=True, null=True)),
                    ('withheld_because', models.TextField(blank=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ReportSectionEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('kind', models.CharField(max_length=20)),
                    ('year', models.CharField(max_length=12)),
                    ('key', models.CharField(max_length=60)),
                    ('heading', models.CharField(blank=True, max_length=200)),
                    ('text', models.TextField()),
                    ('standards', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), blank=True, default=list, size=None)),
                    ('approved_at', models.DateTimeField(blank=True, null=True)),
                ],
                options={
                    'abstract': False,
                },
            ),
        ]),
        AtOnce([
            pgtrigger.migrations.RemoveTrigger(
                model_name='meeting',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='meeting',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='minute',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='minute',
                name='update_update',
            ),
            migrations.RemoveConstraint(
                model_name='report',
                name='report_kind_known',
            ),
            migrations.RemoveConstraint(
                model_name='report',
                name='report_once_a_release',
            ),
            migrations.AddField(
                model_name='meeting',
                name='called_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='meeting',
                name='papers_said_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='meeting',
                name='place',
                field=models.CharField(blank=True, max_length=120),
            ),
            migrations.AddField(
                model_name='meeting',
                name='starts',
                field=models.TimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='meeting',
                name='state',
                field=models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', max_length=10),
            ),
            migrations.AddField(
                model_name='meetingevent',
                name='called_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='meetingevent',
                name='papers_said_at',
                field=models.DateTimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='meetingevent',
                name='place',
                field=models.CharField(blank=True, max_length=120),
            ),
            migrations.AddField(
                model_name='meetingevent',
                name='starts',
                field=models.TimeField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='meetingevent',
                name='state',
                field=models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', max_length=10),
            ),
            migrations.AddField(
                model_name='minute',
                name='answer',
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name='minute',
                name='answered_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='minute',
                name='answered_on',
                field=models.DateField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='minuteevent',
                name='answer',
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name='minuteevent',
                name='answered_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='minuteevent',
                name='answered_on',
                field=models.DateField(blank=True, null=True),
            ),
            migrations.AddField(
                model_name='report',
                name='archive',
                field=models.FileField(blank=True, upload_to='reports/'),
            ),
            migrations.AddField(
                model_name='report',
                name='archive_digest',
                field=models.CharField(blank=True, max_length=64),
            ),
            migrations.AddField(
                model_name='report',
                name='body',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='charter.body'),
            ),
            migrations.AddField(
                model_name='report',
                name='edition',
                field=models.PositiveSmallIntegerField(default=1),
            ),
            migrations.AddField(
                model_name='report',
                name='given',
                field=models.JSONField(blank=True, default=dict),
            ),
            migrations.AddField(
                model_name='report',
                name='inputs',
                field=models.CharField(blank=True, max_length=64),
            ),
            migrations.AddField(
                model_name='report',
                name='large',
                field=models.BooleanField(default=False),
            ),
            migrations.AddField(
                model_name='report',
                name='missing',
                field=models.JSONField(blank=True, default=list),
            ),
            migrations.AddField(
                model_name='report',
                name='problem',
                field=models.TextField(blank=True),
            ),
            migrations.AddField(
                model_name='report',
                name='status',
                field=models.CharField(choices=[('draft', 'Draft'), ('final', 'Final')], default='final', max_length=10),
            ),
            migrations.AddField(
                model_name='reportsection',
                name='heading',
                field=models.CharField(blank=True, max_length=200),
            ),
            migrations.AlterField(
                model_name='report',
                name='kind',
                field=models.CharField(choices=[('board', 'Board report'), ('committee', 'Committee pack'), ('panel', 'Panel pack'), ('scorecard', 'One-page scorecard'), ('tsm', 'Tenant satisfaction measures'), ('complaints', 'Complaints report'), ('inspection', 'Inspection pack'), ('booklet', 'Charter booklet')], default='board', max_length=20),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='meeting',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_meetingevent" ("body_id", "called_by_id", "held_on", "id", "minutes_public", "papers_due", "papers_said_at", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "release_id", "report_id", "starts", "state", "version") VALUES (NEW."body_id", NEW."called_by_id", NEW."held_on", NEW."id", NEW."minutes_public", NEW."papers_due", NEW."papers_said_at", NEW."period", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."release_id", NEW."report_id", NEW."starts", NEW."state", NEW."version"); RETURN NULL;', hash='2cb2b0b2dd16506fdcf3488079f5ebaae525e0bb', operation='INSERT', pgid='pgtrigger_insert_insert_da76a', table='measures_meeting', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='meeting',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_meetingevent" ("body_id", "called_by_id", "held_on", "id", "minutes_public", "papers_due", "papers_said_at", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "release_id", "report_id", "starts", "state", "version") VALUES (NEW."body_id", NEW."called_by_id", NEW."held_on", NEW."id", NEW."minutes_public", NEW."papers_due", NEW."papers_said_at", NEW."period", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."release_id", NEW."report_id", NEW."starts", NEW."state", NEW."version"); RETURN NULL;', hash='1fd95bb4eb43c35e93d4f64b0198b9cc5d87ee70', operation='UPDATE', pgid='pgtrigger_update_update_92a65', table='measures_meeting', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='minute',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_minuteevent" ("answer", "answered_by_id", "answered_on", "done", "due", "id", "item_id", "kind", "meeting_id", "order", "owner", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (NEW."answer", NEW."answered_by_id", NEW."answered_on", NEW."done", NEW."due", NEW."id", NEW."item_id", NEW."kind", NEW."meeting_id", NEW."order", NEW."owner", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text", NEW."version"); RETURN NULL;', hash='be9013acf43697ea0ed7d3c97edb80823f4195f3', operation='INSERT', pgid='pgtrigger_insert_insert_98628', table='measures_minute', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='minute',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_minuteevent" ("answer", "answered_by_id", "answered_on", "done", "due", "id", "item_id", "kind", "meeting_id", "order", "owner", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (NEW."answer", NEW."answered_by_id", NEW."answered_on", NEW."done", NEW."due", NEW."id", NEW."item_id", NEW."kind", NEW."meeting_id", NEW."order", NEW."owner", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."version"); RETURN NULL;', hash='a1f244352b1f819479e32873870002e69a3dbdfe', operation='UPDATE', pgid='pgtrigger_update_update_fb335', table='measures_minute', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reportsection',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_reportsectionevent" ("approved_at", "approver_id", "author_id", "heading", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "standards", "text", "version", "year") VALUES (NEW."approved_at", NEW."approver_id", NEW."author_id", NEW."heading", NEW."id", NEW."key", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."standards", NEW."text", NEW."version", NEW."year"); RETURN NULL;', hash='9961af036b65955f5d1dd8d7b9dfc9c8bc978d57', operation='INSERT', pgid='pgtrigger_insert_insert_cf699', table='measures_reportsection', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reportsection',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_reportsectionevent" ("approved_at", "approver_id", "author_id", "heading", "id", "key", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "standards", "text", "version", "year") VALUES (NEW."approved_at", NEW."approver_id", NEW."author_id", NEW."heading", NEW."id", NEW."key", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."standards", NEW."text", NEW."version", NEW."year"); RETURN NULL;', hash='b89b37ba557435cc8e228ff6176be464dc55e8ba', operation='UPDATE', pgid='pgtrigger_update_update_5e3fa', table='measures_reportsection', when='AFTER')),
            ),
            migrations.AddConstraint(
                model_name='meeting',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held', 'cancelled'])), name='meeting_state_known'),
            ),
            migrations.AddConstraint(
                model_name='report',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['board', 'committee', 'panel', 'scorecard', 'tsm', 'complaints', 'inspection', 'booklet'])), name='report_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='report',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'final'])), name='report_status_known'),
            ),
            migrations.AddConstraint(
                model_name='report',
                constraint=models.UniqueConstraint(fields=('release', 'kind', 'body', 'large', 'inputs'), name='report_once_a_release', nulls_distinct=False),
            ),
            migrations.AddField(
                model_name='agendaitem',
                name='measure',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='measures.measure'),
            ),
            migrations.AddField(
                model_name='agendaitem',
                name='meeting',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='measures.meeting'),
            ),
            migrations.AddField(
                model_name='minute',
                name='item',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='minutes', to='measures.agendaitem'),
            ),
            migrations.AddField(
                model_name='minuteevent',
                name='item',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.agendaitem'),
            ),
            migrations.AddConstraint(
                model_name='minute',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_by__isnull', True), ('answered_on__isnull', True)), models.Q(('answered_by__isnull', False), ('answered_on__isnull', False)), _connector='OR'), name='minute_answer_together'),
            ),
            migrations.AddConstraint(
                model_name='minute',
                constraint=models.CheckConstraint(condition=models.Q(('answered_on__isnull', True), models.Q(('answer', ''), _negated=True), _connector='OR'), name='minute_answer_has_words'),
            ),
            migrations.AddField(
                model_name='agendaitemevent',
                name='measure',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.measure'),
            ),
            migrations.AddField(
                model_name='agendaitemevent',
                name='meeting',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.meeting'),
            ),
            migrations.AddField(
                model_name='agendaitemevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='agendaitemevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.agendaitem'),
            ),
            migrations.AddField(
                model_name='alert',
                name='bodies',
                field=models.ManyToManyField(related_name='alerts', to='charter.body'),
            ),
            migrations.AddField(
                model_name='alert',
                name='measure',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='measures.measure'),
            ),
            migrations.AddField(
                model_name='alert',
                name='publication',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='promises.publication'),
            ),
            migrations.AddField(
                model_name='chase',
                name='asked_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='chase',
                name='measure',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chases', to='measures.measure'),
            ),
            migrations.AddField(
                model_name='datarating',
                name='measure',
                field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='data_rating', to='measures.measure'),
            ),
            migrations.AddField(
                model_name='datarating',
                name='rated_by',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='dataratingevent',
                name='measure',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='measures.measure'),
            ),
            migrations.AddField(
                model_name='dataratingevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='dataratingevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.datarating'),
            ),
            migrations.AddField(
                model_name='dataratingevent',
                name='rated_by',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='panelcomment',
                name='author',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='panelcomment',
                name='body',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='comments', to='charter.body'),
            ),
            migrations.AddField(
                model_name='panelcomment',
                name='published_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='panelcomment',
                name='withheld_by',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='panelcommentevent',
                name='author',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='panelcommentevent',
                name='body',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.body'),
            ),
            migrations.AddField(
                model_name='panelcommentevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='panelcommentevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.panelcomment'),
            ),
            migrations.AddField(
                model_name='panelcommentevent',
                name='published_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='panelcommentevent',
                name='withheld_by',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='reportsectionevent',
                name='approver',
                field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='reportsectionevent',
                name='author',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
            ),
            migrations.AddField(
                model_name='reportsectionevent',
                name='pgh_context',
                field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
            ),
            migrations.AddField(
                model_name='reportsectionevent',
                name='pgh_obj',
                field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='measures.reportsection'),
            ),
            migrations.AddConstraint(
                model_name='agendaitem',
                constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['exception', 'asked', 'own'])), name='agenda_origin_known'),
            ),
            migrations.AddConstraint(
                model_name='agendaitem',
                constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('meeting', 'key'), name='agenda_item_once'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='agendaitem',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_agendaitemevent" ("id", "key", "measure_id", "meeting_id", "order", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise", "says", "title", "version") VALUES (NEW."id", NEW."key", NEW."measure_id", NEW."meeting_id", NEW."order", NEW."origin", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promise", NEW."says", NEW."title", NEW."version"); RETURN NULL;', hash='c1c57b518e3f7d9486d453fc004bd486300c9816', operation='INSERT', pgid='pgtrigger_insert_insert_d6a5b', table='measures_agendaitem', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='agendaitem',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_agendaitemevent" ("id", "key", "measure_id", "meeting_id", "order", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise", "says", "title", "version") VALUES (NEW."id", NEW."key", NEW."measure_id", NEW."meeting_id", NEW."order", NEW."origin", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promise", NEW."says", NEW."title", NEW."version"); RETURN NULL;', hash='43ea924112702a0c5ff7903dd3e2498dcbb70689', operation='UPDATE', pgid='pgtrigger_update_update_1c5a4', table='measures_agendaitem', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='agendaitem',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_agendaitemevent" ("id", "key", "measure_id", "meeting_id", "order", "origin", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise", "says", "title", "version") VALUES (OLD."id", OLD."key", OLD."measure_id", OLD."meeting_id", OLD."order", OLD."origin", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."promise", OLD."says", OLD."title", OLD."version"); RETURN NULL;', hash='ae938745f0de145cf7f313cfac71566db5f17de0', operation='DELETE', pgid='pgtrigger_delete_delete_8d249', table='measures_agendaitem', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='agendaitemevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6099d2a2639042c98b9e0a297e85020803a496d9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_00b35', table='measures_agendaitemevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='alert',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['signal', 'critical_miss', 'late_publication'])), name='alert_kind_known'),
            ),
            migrations.AddConstraint(
                model_name='alert',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('measure__isnull', True), ('publication__isnull', False)), models.Q(('measure__isnull', False), ('publication__isnull', True)), _connector='OR'), name='alert_of_one_thing'),
            ),
            migrations.AddConstraint(
                model_name='alert',
                constraint=models.UniqueConstraint(fields=('kind', 'measure', 'publication', 'about'), name='alert_once', nulls_distinct=False),
            ),
            migrations.AddConstraint(
                model_name='chase',
                constraint=models.UniqueConstraint(fields=('measure', 'period', 'day'), name='chase_once_a_day'),
            ),
            migrations.AddConstraint(
                model_name='datarating',
                constraint=models.CheckConstraint(condition=models.Q(('rating__range', (1, 4))), name='data_rating_known'),
            ),
            migrations.AddConstraint(
                model_name='datarating',
                constraint=models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='data_rating_has_evidence'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='datarating',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_dataratingevent" ("evidence", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_by_id", "rated_on", "rating", "version") VALUES (NEW."evidence", NEW."id", NEW."measure_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."rated_by_id", NEW."rated_on", NEW."rating", NEW."version"); RETURN NULL;', hash='688ee1731c1f44244100dfb6d6b362f4605628b1', operation='INSERT', pgid='pgtrigger_insert_insert_8583e', table='measures_datarating', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='datarating',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_dataratingevent" ("evidence", "id", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "rated_by_id", "rated_on", "rating", "version") VALUES (NEW."evidence", NEW."id", NEW."measure_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."rated_by_id", NEW."rated_on", NEW."rating", NEW."version"); RETURN NULL;', hash='10a158539652e4bda49d93bb26b5fc75ff5db231', operation='UPDATE', pgid='pgtrigger_update_update_6af5a', table='measures_datarating', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='dataratingevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='4ea6311ed5be91f28b127fbc9638d9e84b534843', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_41e3c', table='measures_dataratingevent', when='BEFORE')),
            ),
            migrations.AddConstraint(
                model_name='panelcomment',
                constraint=models.UniqueConstraint(fields=('body', 'promise', 'period'), name='panel_comment_once'),
            ),
            migrations.AddConstraint(
                model_name='panelcomment',
                constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='panel_comment_has_words'),
            ),
            migrations.AddConstraint(
                model_name='panelcomment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_by__isnull', True)), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='panel_comment_published_together'),
            ),
            migrations.AddConstraint(
                model_name='panelcomment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('withheld_at__isnull', True), ('withheld_by__isnull', True)), models.Q(('withheld_at__isnull', False), ('withheld_by__isnull', False)), _connector='OR'), name='panel_comment_withheld_together'),
            ),
            migrations.AddConstraint(
                model_name='panelcomment',
                constraint=models.CheckConstraint(condition=models.Q(('published_by__isnull', True), models.Q(('published_by', models.F('author')), _negated=True), _connector='OR'), name='panel_comment_four_eyes'),
            ),
            migrations.AddConstraint(
                model_name='panelcomment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('withheld_because', ''), ('withheld_by__isnull', True)), models.Q(('withheld_by__isnull', False), models.Q(('withheld_because', ''), _negated=True)), _connector='OR'), name='panel_comment_withheld_has_reason'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='panelcomment',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_panelcommentevent" ("author_id", "body_id", "id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise", "published_at", "published_by_id", "text", "version", "withheld_at", "withheld_because", "withheld_by_id") VALUES (NEW."author_id", NEW."body_id", NEW."id", NEW."period", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promise", NEW."published_at", NEW."published_by_id", NEW."text", NEW."version", NEW."withheld_at", NEW."withheld_because", NEW."withheld_by_id"); RETURN NULL;', hash='8134fca7c08aa30e704558326585da02c335ee83', operation='INSERT', pgid='pgtrigger_insert_insert_effab', table='measures_panelcomment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='panelcomment',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_panelcommentevent" ("author_id", "body_id", "id", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise", "published_at", "published_by_id", "text", "version", "withheld_at", "withheld_because", "withheld_by_id") VALUES (NEW."author_id", NEW."body_id", NEW."id", NEW."period", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promise", NEW."published_at", NEW."published_by_id", NEW."text", NEW."version", NEW."withheld_at", NEW."withheld_because", NEW."withheld_by_id"); RETURN NULL;', hash='047b0f12678acaeae20c6612d404236ec812d1ee', operation='UPDATE', pgid='pgtrigger_update_update_cad1e', table='measures_panelcomment', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='panelcommentevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='3a66f8d6f78c71bee84bdbe794da588d3ae05c5d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_03f14', table='measures_panelcommentevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='reportsectionevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='aaa907ce1383591fd4a862ee75619210fc8fa89f', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6b429', table='measures_reportsectionevent', when='BEFORE')),
            ),
        ]),
    ]
