"""Every table of the app with its constraints, indexes and triggers, in one step.

A new database takes this step. One that began with the steps named in `replaces` goes on with those.
"""

import django.db.models.deletion
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from charter.migration_steps import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('engagement', '0001_initial'),
    ]

    dependencies = [
        ('charter', '0001_squashed_0003_jobs_and_releases'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name='ServiceChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(max_length=80, unique=True)),
                        ('title', models.CharField(max_length=200)),
                        ('said', models.TextField()),
                        ('outcome', models.CharField(choices=[('did', 'We did'), ('could_not', 'We could not, because')], default='did', max_length=10)),
                        ('did', models.TextField()),
                        ('decided_on', models.DateField()),
                        ('written_at', models.DateTimeField(auto_now_add=True)),
                        ('approved_at', models.DateTimeField(blank=True, null=True)),
                        ('published_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                        ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-decided_on', '-id'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('outcome__in', ['did', 'could_not'])), name='service_change_outcome_known'),
                            models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='service_change_approval_together'),
                            models.CheckConstraint(condition=models.Q(('written_by__isnull', True), ('approved_by__isnull', True), models.Q(('written_by', models.F('approved_by')), _negated=True), _connector='OR'), name='service_change_four_eyes'),
                            models.CheckConstraint(condition=models.Q(('published_at__isnull', True), ('approved_at__isnull', False), _connector='OR'), name='service_change_approved_before_public'),
                            models.CheckConstraint(condition=models.Q(('approved_at__isnull', True), ('published_at__isnull', True), ('published_at__gte', models.F('approved_at')), _connector='OR'), name='service_change_dates_in_order'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "engagement_servicechangeevent" ("approved_at", "approved_by_id", "decided_on", "did", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "said", "slug", "title", "version", "written_at", "written_by_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."decided_on", NEW."did", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."said", NEW."slug", NEW."title", NEW."version", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='99a7f087395482a8d0851cb2efdfbde1b762ba0e', operation='INSERT', pgid='pgtrigger_insert_insert_9f92e', table='engagement_servicechange', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "engagement_servicechangeevent" ("approved_at", "approved_by_id", "decided_on", "did", "id", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "said", "slug", "title", "version", "written_at", "written_by_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."decided_on", NEW."did", NEW."id", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."said", NEW."slug", NEW."title", NEW."version", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='5bad2d77c971a96fc9fccf88ff7cf0d409eb2f86', operation='UPDATE', pgid='pgtrigger_update_update_4146e', table='engagement_servicechange', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='ServiceChangeEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(db_index=False, max_length=80)),
                        ('title', models.CharField(max_length=200)),
                        ('said', models.TextField()),
                        ('outcome', models.CharField(choices=[('did', 'We did'), ('could_not', 'We could not, because')], default='did', max_length=10)),
                        ('did', models.TextField()),
                        ('decided_on', models.DateField()),
                        ('written_at', models.DateTimeField(auto_now_add=True)),
                        ('approved_at', models.DateTimeField(blank=True, null=True)),
                        ('published_at', models.DateTimeField(blank=True, null=True)),
                        ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='engagement.servicechange')),
                        ('written_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='007e1c06dc128cd7ed1904fa95160cac457df77d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_11d54', table='engagement_servicechangeevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='ScrutinyProject',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(max_length=80, unique=True)),
                        ('title', models.CharField(max_length=200)),
                        ('summary', models.TextField(blank=True)),
                        ('started', models.DateField()),
                        ('report_address', models.URLField(blank=True)),
                        ('published_on', models.DateField(blank=True, db_index=True, null=True)),
                        ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scrutiny_projects', to='charter.body')),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-started', '-id'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(models.Q(('published_by__isnull', True), ('published_on__isnull', True)), models.Q(('published_by__isnull', False), ('published_on__isnull', False)), _connector='OR'), name='scrutiny_publication_together'),
                            models.CheckConstraint(condition=models.Q(('opened_by__isnull', True), ('published_by__isnull', True), models.Q(('opened_by', models.F('published_by')), _negated=True), _connector='OR'), name='scrutiny_four_eyes'),
                            models.CheckConstraint(condition=models.Q(('started__isnull', True), ('published_on__isnull', True), ('published_on__gte', models.F('started')), _connector='OR'), name='scrutiny_dates_in_order'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "engagement_scrutinyprojectevent" ("body_id", "id", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_by_id", "published_on", "report_address", "slug", "started", "summary", "title", "version") VALUES (NEW."body_id", NEW."id", NEW."opened_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_by_id", NEW."published_on", NEW."report_address", NEW."slug", NEW."started", NEW."summary", NEW."title", NEW."version"); RETURN NULL;', hash='3a7d578655fef46c027d51562dbb5c3ceb0210cd', operation='INSERT', pgid='pgtrigger_insert_insert_d1686', table='engagement_scrutinyproject', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "engagement_scrutinyprojectevent" ("body_id", "id", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_by_id", "published_on", "report_address", "slug", "started", "summary", "title", "version") VALUES (NEW."body_id", NEW."id", NEW."opened_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_by_id", NEW."published_on", NEW."report_address", NEW."slug", NEW."started", NEW."summary", NEW."title", NEW."version"); RETURN NULL;', hash='8bcd3129152f1cb05c8e99a9d29f99685a366fb0', operation='UPDATE', pgid='pgtrigger_update_update_a2a5b', table='engagement_scrutinyproject', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='ScrutinyProjectEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(db_index=False, max_length=80)),
                        ('title', models.CharField(max_length=200)),
                        ('summary', models.TextField(blank=True)),
                        ('started', models.DateField()),
                        ('report_address', models.URLField(blank=True)),
                        ('published_on', models.DateField(blank=True, null=True)),
                        ('body', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.body')),
                        ('opened_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='engagement.scrutinyproject')),
                        ('published_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='90a44badd9ac91ebc3693fdd8bd93e5627d8440a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_4f24c', table='engagement_scrutinyprojectevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Recommendation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('text', models.TextField()),
                        ('made_on', models.DateField()),
                        ('answer_due', models.DateField(db_index=True)),
                        ('decision', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('partly', 'Accepted in part'), ('not_accepted', 'Not accepted')], max_length=12)),
                        ('answer', models.TextField(blank=True)),
                        ('answered_on', models.DateField(blank=True, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('project', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='engagement.scrutinyproject')),
                    ],
                    options={
                        'ordering': ['made_on', 'id'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('decision__in', ['', 'accepted', 'partly', 'not_accepted'])), name='recommendation_decision_known'),
                            models.CheckConstraint(condition=models.Q(models.Q(('answered_by__isnull', True), ('answered_on__isnull', True)), models.Q(('answered_by__isnull', False), ('answered_on__isnull', False)), _connector='OR'), name='recommendation_answer_together'),
                            models.CheckConstraint(condition=models.Q(models.Q(('answered_on__isnull', True), ('decision', '')), models.Q(('answered_on__isnull', False), models.Q(('decision', ''), _negated=True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='recommendation_answer_says_what'),
                            models.CheckConstraint(condition=models.Q(('made_by__isnull', True), ('answered_by__isnull', True), models.Q(('made_by', models.F('answered_by')), _negated=True), _connector='OR'), name='recommendation_four_eyes'),
                            models.CheckConstraint(condition=models.Q(('made_on__isnull', True), ('answer_due__isnull', True), ('answer_due__gte', models.F('made_on')), _connector='OR'), name='recommendation_due_in_order'),
                            models.CheckConstraint(condition=models.Q(('made_on__isnull', True), ('answered_on__isnull', True), ('answered_on__gte', models.F('made_on')), _connector='OR'), name='recommendation_answer_in_order'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "engagement_recommendationevent" ("answer", "answer_due", "answered_by_id", "answered_on", "decision", "id", "made_by_id", "made_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "text", "version") VALUES (NEW."answer", NEW."answer_due", NEW."answered_by_id", NEW."answered_on", NEW."decision", NEW."id", NEW."made_by_id", NEW."made_on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id", NEW."text", NEW."version"); RETURN NULL;', hash='dd2a7e3aa37a217d5479f0d0d4159abb6bc8a4e5', operation='INSERT', pgid='pgtrigger_insert_insert_184bf', table='engagement_recommendation', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "engagement_recommendationevent" ("answer", "answer_due", "answered_by_id", "answered_on", "decision", "id", "made_by_id", "made_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "text", "version") VALUES (NEW."answer", NEW."answer_due", NEW."answered_by_id", NEW."answered_on", NEW."decision", NEW."id", NEW."made_by_id", NEW."made_on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id", NEW."text", NEW."version"); RETURN NULL;', hash='8177c1e2916f89a4883aee468e430dd30e449010', operation='UPDATE', pgid='pgtrigger_update_update_f9fb2', table='engagement_recommendation', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='RecommendationEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('text', models.TextField()),
                        ('made_on', models.DateField()),
                        ('answer_due', models.DateField()),
                        ('decision', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('partly', 'Accepted in part'), ('not_accepted', 'Not accepted')], max_length=12)),
                        ('answer', models.TextField(blank=True)),
                        ('answered_on', models.DateField(blank=True, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('made_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='engagement.recommendation')),
                        ('project', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='engagement.scrutinyproject')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5f2bf10140802cc2b7a24ccfbc24c189c1a84449', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_94836', table='engagement_recommendationevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='ScrutinyAction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('text', models.TextField()),
                        ('due', models.DateField(db_index=True)),
                        ('added_on', models.DateField()),
                        ('done_on', models.DateField(blank=True, null=True)),
                        ('closed_on', models.DateField(blank=True, null=True)),
                        ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('closed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('done_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='scrutiny_actions', to='charter.post')),
                        ('recommendation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='engagement.recommendation')),
                        ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='engagement.scrutinyproject')),
                    ],
                    options={
                        'ordering': ['due', 'id'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(models.Q(('project__isnull', True), ('recommendation__isnull', False)), models.Q(('project__isnull', False), ('recommendation__isnull', True)), _connector='OR'), name='scrutiny_action_of_one'),
                            models.CheckConstraint(condition=models.Q(models.Q(('done_by__isnull', True), ('done_on__isnull', True)), models.Q(('done_by__isnull', False), ('done_on__isnull', False)), _connector='OR'), name='scrutiny_action_done_together'),
                            models.CheckConstraint(condition=models.Q(models.Q(('closed_by__isnull', True), ('closed_on__isnull', True)), models.Q(('closed_by__isnull', False), ('closed_on__isnull', False)), _connector='OR'), name='scrutiny_action_closed_together'),
                            models.CheckConstraint(condition=models.Q(('closed_on__isnull', True), ('done_on__isnull', False), _connector='OR'), name='scrutiny_action_done_before_closed'),
                            models.CheckConstraint(condition=models.Q(('done_by__isnull', True), ('closed_by__isnull', True), models.Q(('done_by', models.F('closed_by')), _negated=True), _connector='OR'), name='scrutiny_action_four_eyes'),
                            models.CheckConstraint(condition=models.Q(('added_on__isnull', True), ('due__isnull', True), ('due__gte', models.F('added_on')), _connector='OR'), name='scrutiny_action_due_in_order'),
                            models.CheckConstraint(condition=models.Q(('added_on__isnull', True), ('done_on__isnull', True), ('done_on__gte', models.F('added_on')), _connector='OR'), name='scrutiny_action_done_in_order'),
                            models.CheckConstraint(condition=models.Q(('done_on__isnull', True), ('closed_on__isnull', True), ('closed_on__gte', models.F('done_on')), _connector='OR'), name='scrutiny_action_closed_in_order'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "engagement_scrutinyactionevent" ("added_by_id", "added_on", "closed_by_id", "closed_on", "done_by_id", "done_on", "due", "id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "recommendation_id", "text", "version") VALUES (NEW."added_by_id", NEW."added_on", NEW."closed_by_id", NEW."closed_on", NEW."done_by_id", NEW."done_on", NEW."due", NEW."id", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."project_id", NEW."recommendation_id", NEW."text", NEW."version"); RETURN NULL;', hash='796176df19b33e8083100aecc634e98c85e27545', operation='INSERT', pgid='pgtrigger_insert_insert_51ace', table='engagement_scrutinyaction', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "engagement_scrutinyactionevent" ("added_by_id", "added_on", "closed_by_id", "closed_on", "done_by_id", "done_on", "due", "id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "recommendation_id", "text", "version") VALUES (NEW."added_by_id", NEW."added_on", NEW."closed_by_id", NEW."closed_on", NEW."done_by_id", NEW."done_on", NEW."due", NEW."id", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."project_id", NEW."recommendation_id", NEW."text", NEW."version"); RETURN NULL;', hash='189fb967426ac0677aa22763704fff2c0bfe122f', operation='UPDATE', pgid='pgtrigger_update_update_81a6c', table='engagement_scrutinyaction', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='ScrutinyActionEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('text', models.TextField()),
                        ('due', models.DateField()),
                        ('added_on', models.DateField()),
                        ('done_on', models.DateField(blank=True, null=True)),
                        ('closed_on', models.DateField(blank=True, null=True)),
                        ('added_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('closed_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('done_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('owner', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.post')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='engagement.scrutinyaction')),
                        ('recommendation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='engagement.recommendation')),
                        ('project', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='engagement.scrutinyproject')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='ba80536e90fd1b1cd698b3bf92175cebd3e99a72', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f4ad0', table='engagement_scrutinyactionevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Event',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(max_length=80, unique=True)),
                        ('kind', models.CharField(choices=[('focus_group', 'Focus group'), ('meeting', 'Meeting'), ('visit', 'Visit or walkabout'), ('workshop', 'Workshop'), ('drop_in', 'Drop-in')], max_length=20)),
                        ('title', models.CharField(max_length=200)),
                        ('summary', models.TextField(blank=True)),
                        ('starts', models.DateTimeField(db_index=True)),
                        ('invited_on', models.DateField(blank=True, null=True)),
                        ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', max_length=10)),
                        ('cancelled_because', models.TextField(blank=True)),
                        ('settled_at', models.DateTimeField(blank=True, null=True)),
                        ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='charter.body')),
                        ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['starts', 'id'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('kind__in', ['focus_group', 'meeting', 'visit', 'workshop', 'drop_in'])), name='event_kind_known'),
                            models.CheckConstraint(condition=models.Q(('state__in', ['planned', 'held', 'cancelled'])), name='event_state_known'),
                            models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('settled_by__isnull', True)), models.Q(('settled_at__isnull', False), ('settled_by__isnull', False)), _connector='OR'), name='event_settlement_together'),
                            models.CheckConstraint(condition=models.Q(models.Q(('settled_at__isnull', True), ('state', 'planned')), models.Q(models.Q(('state', 'planned'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='event_settled_by_somebody'),
                            models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), ('settled_at__gte', models.F('starts')), _connector='OR'), name='event_held_after_its_start'),
                            models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('cancelled_because', ''), _negated=True), _connector='OR'), name='event_cancelled_has_reason'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "engagement_eventevent" ("body_id", "cancelled_because", "id", "invited_on", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_by_id", "settled_at", "settled_by_id", "slug", "starts", "state", "summary", "title", "version") VALUES (NEW."body_id", NEW."cancelled_because", NEW."id", NEW."invited_on", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."planned_by_id", NEW."settled_at", NEW."settled_by_id", NEW."slug", NEW."starts", NEW."state", NEW."summary", NEW."title", NEW."version"); RETURN NULL;', hash='532a7ff13728a46afb9aea20b51a3ace94e730de', operation='INSERT', pgid='pgtrigger_insert_insert_27c58', table='engagement_event', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "engagement_eventevent" ("body_id", "cancelled_because", "id", "invited_on", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "planned_by_id", "settled_at", "settled_by_id", "slug", "starts", "state", "summary", "title", "version") VALUES (NEW."body_id", NEW."cancelled_because", NEW."id", NEW."invited_on", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."planned_by_id", NEW."settled_at", NEW."settled_by_id", NEW."slug", NEW."starts", NEW."state", NEW."summary", NEW."title", NEW."version"); RETURN NULL;', hash='22174a3cd6b5c78cdfd794214b527897a3667c99', operation='UPDATE', pgid='pgtrigger_update_update_add9f', table='engagement_event', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='EventEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(db_index=False, max_length=80)),
                        ('kind', models.CharField(choices=[('focus_group', 'Focus group'), ('meeting', 'Meeting'), ('visit', 'Visit or walkabout'), ('workshop', 'Workshop'), ('drop_in', 'Drop-in')], max_length=20)),
                        ('title', models.CharField(max_length=200)),
                        ('summary', models.TextField(blank=True)),
                        ('starts', models.DateTimeField()),
                        ('invited_on', models.DateField(blank=True, null=True)),
                        ('state', models.CharField(choices=[('planned', 'Planned'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='planned', max_length=10)),
                        ('cancelled_because', models.TextField(blank=True)),
                        ('settled_at', models.DateTimeField(blank=True, null=True)),
                        ('body', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.body')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='engagement.event')),
                        ('planned_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('settled_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b5ccb2a788dcec4198b6702f03669f7fd593ac03', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_74da7', table='engagement_eventevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Feedback',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('kind', models.CharField(choices=[('complaint', 'Complaint'), ('comment', 'Comment'), ('compliment', 'Compliment'), ('idea', 'Idea'), ('building_safety', 'Building safety')], max_length=20)),
                        ('text', models.TextField(blank=True)),
                        ('received_at', models.DateTimeField()),
                        ('answer_due', models.DateField(blank=True, db_index=True, null=True)),
                        ('answered_at', models.DateTimeField(blank=True, null=True)),
                        ('public_text', models.TextField(blank=True)),
                        ('published_at', models.DateTimeField(blank=True, db_index=True, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('received_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('worded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name_plural': 'feedback',
                        'ordering': ['-received_at', '-id'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('kind__in', ['complaint', 'comment', 'compliment', 'idea', 'building_safety'])), name='feedback_kind_known'),
                            models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='feedback_answer_together'),
                            models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_by__isnull', True)), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='feedback_publication_together'),
                            models.CheckConstraint(condition=models.Q(('received_at__isnull', True), ('answered_at__isnull', True), ('answered_at__gte', models.F('received_at')), _connector='OR'), name='feedback_answer_in_order'),
                            models.CheckConstraint(condition=models.Q(('received_at__isnull', True), ('published_at__isnull', True), ('published_at__gte', models.F('received_at')), _connector='OR'), name='feedback_publication_in_order'),
                            models.CheckConstraint(condition=models.Q(('published_at__isnull', True), ('worded_by__isnull', False), _connector='OR'), name='feedback_worded_before_public'),
                            models.CheckConstraint(condition=models.Q(('published_at__isnull', True), models.Q(('public_text', ''), _negated=True), _connector='OR'), name='feedback_public_has_words'),
                            models.CheckConstraint(condition=models.Q(('worded_by__isnull', True), ('published_by__isnull', True), models.Q(('worded_by', models.F('published_by')), _negated=True), _connector='OR'), name='feedback_four_eyes'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "engagement_feedbackevent" ("answer_due", "answered_at", "answered_by_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_text", "published_at", "published_by_id", "received_at", "received_by_id", "version", "worded_by_id") VALUES (NEW."answer_due", NEW."answered_at", NEW."answered_by_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."public_text", NEW."published_at", NEW."published_by_id", NEW."received_at", NEW."received_by_id", NEW."version", NEW."worded_by_id"); RETURN NULL;', hash='d0a8f13f0967346bb9a534f2eb405a8fc84a9187', operation='INSERT', pgid='pgtrigger_insert_insert_39069', table='engagement_feedback', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer_due" IS DISTINCT FROM (NEW."answer_due") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_by_id" IS DISTINCT FROM (NEW."answered_by_id") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."public_text" IS DISTINCT FROM (NEW."public_text") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."published_by_id" IS DISTINCT FROM (NEW."published_by_id") OR OLD."received_at" IS DISTINCT FROM (NEW."received_at") OR OLD."received_by_id" IS DISTINCT FROM (NEW."received_by_id") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."worded_by_id" IS DISTINCT FROM (NEW."worded_by_id"))', func='INSERT INTO "engagement_feedbackevent" ("answer_due", "answered_at", "answered_by_id", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "public_text", "published_at", "published_by_id", "received_at", "received_by_id", "version", "worded_by_id") VALUES (NEW."answer_due", NEW."answered_at", NEW."answered_by_id", NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."public_text", NEW."published_at", NEW."published_by_id", NEW."received_at", NEW."received_by_id", NEW."version", NEW."worded_by_id"); RETURN NULL;', hash='2b8dd611797cb2e2fd06811e0757071216f714b1', operation='UPDATE', pgid='pgtrigger_update_update_0be04', table='engagement_feedback', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='FeedbackEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('kind', models.CharField(choices=[('complaint', 'Complaint'), ('comment', 'Comment'), ('compliment', 'Compliment'), ('idea', 'Idea'), ('building_safety', 'Building safety')], max_length=20)),
                        ('received_at', models.DateTimeField()),
                        ('answer_due', models.DateField(blank=True, null=True)),
                        ('answered_at', models.DateTimeField(blank=True, null=True)),
                        ('public_text', models.TextField(blank=True)),
                        ('published_at', models.DateTimeField(blank=True, null=True)),
                        ('answered_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='engagement.feedback')),
                        ('published_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('received_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('worded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='27389e7ef0bc8cce8599c7f8d1362f0e53aefa33', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_bc0b5', table='engagement_feedbackevent', when='BEFORE')),
                        ],
                    },
                ),
            ],
        ),
    ]
