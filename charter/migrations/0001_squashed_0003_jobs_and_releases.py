"""Every table of the app with its constraints, indexes and triggers, in one step, and the first rows.

A new database takes this step. One that began with the steps named in `replaces` goes on with those.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import uuid
from django.conf import settings
from django.db import migrations, models

from charter.migration_steps import CreateTables
from charter.seed import SYSTEM_EMAIL, seed


def fill(apps, schema_editor):
    seed(apps.get_model("charter", "BankHoliday"), apps.get_model("charter", "User"))


def empty(apps, schema_editor):
    apps.get_model("charter", "BankHoliday").objects.all().delete()
    apps.get_model("charter", "User").objects.filter(email=SYSTEM_EMAIL).delete()


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('charter', '0001_initial'),
        ('charter', '0002_seed'),
        ('charter', '0003_jobs_and_releases'),
    ]

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        CreateTables(
            tables=[
                migrations.CreateModel(
                    name='BankHoliday',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(unique=True)),
                        ('title', models.CharField(max_length=80)),
                    ],
                    options={
                        'ordering': ['day'],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_bankholidayevent" ("day", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."day", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."title"); RETURN NULL;', hash='a9820565bc0fd50e1f5023be2d30f74c326f4239', operation='INSERT', pgid='pgtrigger_insert_insert_b318e', table='charter_bankholiday', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_bankholidayevent" ("day", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title") VALUES (NEW."day", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."title"); RETURN NULL;', hash='1f032eb531e6e9b007f830041ec6c54e381960b2', operation='UPDATE', pgid='pgtrigger_update_update_78b37', table='charter_bankholiday', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='BankHolidayEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('day', models.DateField()),
                        ('title', models.CharField(max_length=80)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.bankholiday')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='d1dcdb6607564e4d2f501bee89abdda1d6643df1', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2bcc1', table='charter_bankholidayevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Landlord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('name', models.CharField(max_length=200)),
                        ('word_for_customer', models.CharField(default='tenant', max_length=40)),
                        ('word_for_customers', models.CharField(default='tenants', max_length=40)),
                        ('first_period', models.CharField(max_length=12)),
                        ('accent', models.CharField(default='#1B44B8', max_length=7)),
                        ('accent_dark', models.CharField(default='#9DB8FF', max_length=7)),
                        ('band', models.CharField(default='#1B44B8', max_length=7)),
                        ('phone', models.CharField(blank=True, max_length=40)),
                        ('email', models.CharField(blank=True, max_length=200)),
                        ('address', models.TextField(blank=True)),
                        ('website', models.URLField(blank=True)),
                        ('size_band', models.CharField(blank=True, max_length=40)),
                        ('landlord_type', models.CharField(blank=True, max_length=40)),
                        ('is_demonstration', models.BooleanField(default=False)),
                        ('only', models.BooleanField(default=True, editable=False, unique=True)),
                    ],
                    options={
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('only', True)), name='one_landlord_an_installation'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_landlordevent" ("accent", "accent_dark", "address", "band", "email", "first_period", "id", "is_demonstration", "landlord_type", "name", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "size_band", "version", "website", "word_for_customer", "word_for_customers") VALUES (NEW."accent", NEW."accent_dark", NEW."address", NEW."band", NEW."email", NEW."first_period", NEW."id", NEW."is_demonstration", NEW."landlord_type", NEW."name", NEW."only", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."size_band", NEW."version", NEW."website", NEW."word_for_customer", NEW."word_for_customers"); RETURN NULL;', hash='2827644681b71047f2cc9218226046da9195ee3d', operation='INSERT', pgid='pgtrigger_insert_insert_28be1', table='charter_landlord', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_landlordevent" ("accent", "accent_dark", "address", "band", "email", "first_period", "id", "is_demonstration", "landlord_type", "name", "only", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "size_band", "version", "website", "word_for_customer", "word_for_customers") VALUES (NEW."accent", NEW."accent_dark", NEW."address", NEW."band", NEW."email", NEW."first_period", NEW."id", NEW."is_demonstration", NEW."landlord_type", NEW."name", NEW."only", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."size_band", NEW."version", NEW."website", NEW."word_for_customer", NEW."word_for_customers"); RETURN NULL;', hash='38ce231464b49de03e0bab9b6c27b5be8ecfd70f', operation='UPDATE', pgid='pgtrigger_update_update_3f7f9', table='charter_landlord', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='LandlordEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('name', models.CharField(max_length=200)),
                        ('word_for_customer', models.CharField(default='tenant', max_length=40)),
                        ('word_for_customers', models.CharField(default='tenants', max_length=40)),
                        ('first_period', models.CharField(max_length=12)),
                        ('accent', models.CharField(default='#1B44B8', max_length=7)),
                        ('accent_dark', models.CharField(default='#9DB8FF', max_length=7)),
                        ('band', models.CharField(default='#1B44B8', max_length=7)),
                        ('phone', models.CharField(blank=True, max_length=40)),
                        ('email', models.CharField(blank=True, max_length=200)),
                        ('address', models.TextField(blank=True)),
                        ('website', models.URLField(blank=True)),
                        ('size_band', models.CharField(blank=True, max_length=40)),
                        ('landlord_type', models.CharField(blank=True, max_length=40)),
                        ('is_demonstration', models.BooleanField(default=False)),
                        ('only', models.BooleanField(default=True, editable=False)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.landlord')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c481ce4bbc3570316484a166272aba257b235510', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_614a0', table='charter_landlordevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='LandlordCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=20)),
                        ('starts', models.DateField()),
                        ('ends', models.DateField(blank=True, null=True)),
                        ('landlord', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='charter.landlord')),
                    ],
                    options={
                        'constraints': [
                            models.UniqueConstraint(fields=('code', 'starts'), name='landlord_code_once'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_landlordcodeevent" ("code", "ends", "id", "landlord_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts") VALUES (NEW."code", NEW."ends", NEW."id", NEW."landlord_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."starts"); RETURN NULL;', hash='55a313e982210cb7ac5e3263f20e0a9df412a467', operation='INSERT', pgid='pgtrigger_insert_insert_6a243', table='charter_landlordcode', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_landlordcodeevent" ("code", "ends", "id", "landlord_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts") VALUES (NEW."code", NEW."ends", NEW."id", NEW."landlord_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."starts"); RETURN NULL;', hash='54ea876e6ce44dd94829f152e5cf9a7000498c9e', operation='UPDATE', pgid='pgtrigger_update_update_bdf82', table='charter_landlordcode', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='LandlordCodeEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('code', models.CharField(max_length=20)),
                        ('starts', models.DateField()),
                        ('ends', models.DateField(blank=True, null=True)),
                        ('landlord', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.landlord')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.landlordcode')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f81bc3cbdf3899218764ddc28c73991a8f0e9350', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_69ace', table='charter_landlordcodeevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Body',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(max_length=80, unique=True)),
                        ('name', models.CharField(max_length=120)),
                        ('kind', models.CharField(choices=[('tenant', 'Tenants'), ('board', 'Board'), ('committee', 'Committee'), ('management', 'Management'), ('regulator', 'Regulator')], max_length=20)),
                        ('description', models.TextField(blank=True)),
                    ],
                    options={
                        'verbose_name_plural': 'bodies',
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('kind__in', ['tenant', 'board', 'committee', 'management', 'regulator'])), name='body_kind_known'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_bodyevent" ("description", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "version") VALUES (NEW."description", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."version"); RETURN NULL;', hash='0f7c17aef5abb401ec28df04fd7201441bf174e9', operation='INSERT', pgid='pgtrigger_insert_insert_c39f3', table='charter_body', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_bodyevent" ("description", "id", "kind", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "version") VALUES (NEW."description", NEW."id", NEW."kind", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."version"); RETURN NULL;', hash='cebe05ad8bc291c30c40898d89296d5504d39cc8', operation='UPDATE', pgid='pgtrigger_update_update_436b4', table='charter_body', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='BodyEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(db_index=False, max_length=80)),
                        ('name', models.CharField(max_length=120)),
                        ('kind', models.CharField(choices=[('tenant', 'Tenants'), ('board', 'Board'), ('committee', 'Committee'), ('management', 'Management'), ('regulator', 'Regulator')], max_length=20)),
                        ('description', models.TextField(blank=True)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.body')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='01c7e1b2b8acf32bd3b27bb065e1d51815c8ffd9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_2620a', table='charter_bodyevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='BodyAlias',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=120, unique=True)),
                        ('body', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='charter.body')),
                    ],
                ),
                migrations.CreateModel(
                    name='Charter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(max_length=80, unique=True)),
                        ('title', models.CharField(max_length=200)),
                        ('stage', models.CharField(choices=[('draft', 'Draft'), ('consultation', 'Consultation'), ('internal_review', 'Internal review'), ('signed_off', 'Signed off'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=20)),
                        ('is_current', models.BooleanField(default=False)),
                        ('introduction', models.TextField(blank=True)),
                        ('strategic_plan', models.TextField(blank=True)),
                        ('starts', models.DateField(blank=True, null=True)),
                        ('ends', models.DateField(blank=True, null=True)),
                        ('values', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                        ('financial_year_starts', models.PositiveSmallIntegerField(default=4)),
                        ('met_from', models.DecimalField(decimal_places=10, default=90, max_digits=28)),
                        ('near_from', models.DecimalField(decimal_places=10, default=50, max_digits=28)),
                        ('coverage_numerator', models.PositiveIntegerField(default=2)),
                        ('coverage_denominator', models.PositiveIntegerField(default=3)),
                        ('named', models.JSONField(blank=True, default=dict)),
                        ('landlord', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='charters', to='charter.landlord')),
                    ],
                    options={
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('stage__in', ['draft', 'consultation', 'internal_review', 'signed_off', 'published', 'retired'])), name='charter_stage_known'),
                            models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('is_current',), name='one_current_charter'),
                            models.CheckConstraint(condition=models.Q(('financial_year_starts__range', (1, 12))), name='charter_year_starts_in_a_month'),
                            models.CheckConstraint(condition=models.Q(('met_from__gte', models.F('near_from')), ('met_from__lte', 100), ('near_from__gte', 0)), name='charter_lines_in_order'),
                            models.CheckConstraint(condition=models.Q(('coverage_denominator__gt', 0), ('coverage_numerator__lte', models.F('coverage_denominator'))), name='charter_coverage_is_a_share'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_charterevent" ("coverage_denominator", "coverage_numerator", "ends", "financial_year_starts", "id", "introduction", "is_current", "landlord_id", "met_from", "named", "near_from", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "stage", "starts", "strategic_plan", "title", "values", "version") VALUES (NEW."coverage_denominator", NEW."coverage_numerator", NEW."ends", NEW."financial_year_starts", NEW."id", NEW."introduction", NEW."is_current", NEW."landlord_id", NEW."met_from", NEW."named", NEW."near_from", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."stage", NEW."starts", NEW."strategic_plan", NEW."title", NEW."values", NEW."version"); RETURN NULL;', hash='be39a15c6ada84155a40f90da375cacc03d36a68', operation='INSERT', pgid='pgtrigger_insert_insert_2587e', table='charter_charter', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_charterevent" ("coverage_denominator", "coverage_numerator", "ends", "financial_year_starts", "id", "introduction", "is_current", "landlord_id", "met_from", "named", "near_from", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "stage", "starts", "strategic_plan", "title", "values", "version") VALUES (NEW."coverage_denominator", NEW."coverage_numerator", NEW."ends", NEW."financial_year_starts", NEW."id", NEW."introduction", NEW."is_current", NEW."landlord_id", NEW."met_from", NEW."named", NEW."near_from", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."stage", NEW."starts", NEW."strategic_plan", NEW."title", NEW."values", NEW."version"); RETURN NULL;', hash='1cea48eff5a2173bc94a1a2f009056786946fa93', operation='UPDATE', pgid='pgtrigger_update_update_5d1f2', table='charter_charter', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='CharterEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(db_index=False, max_length=80)),
                        ('title', models.CharField(max_length=200)),
                        ('stage', models.CharField(choices=[('draft', 'Draft'), ('consultation', 'Consultation'), ('internal_review', 'Internal review'), ('signed_off', 'Signed off'), ('published', 'Published'), ('retired', 'Retired')], default='draft', max_length=20)),
                        ('is_current', models.BooleanField(default=False)),
                        ('introduction', models.TextField(blank=True)),
                        ('strategic_plan', models.TextField(blank=True)),
                        ('starts', models.DateField(blank=True, null=True)),
                        ('ends', models.DateField(blank=True, null=True)),
                        ('values', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, size=None)),
                        ('financial_year_starts', models.PositiveSmallIntegerField(default=4)),
                        ('met_from', models.DecimalField(decimal_places=10, default=90, max_digits=28)),
                        ('near_from', models.DecimalField(decimal_places=10, default=50, max_digits=28)),
                        ('coverage_numerator', models.PositiveIntegerField(default=2)),
                        ('coverage_denominator', models.PositiveIntegerField(default=3)),
                        ('named', models.JSONField(blank=True, default=dict)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.charter')),
                        ('landlord', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.landlord')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a9eb94ffda55dc3d7c1d0e788abd675df661c7c3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_86ff1', table='charter_charterevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='CharterStage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('stage', models.CharField(choices=[('draft', 'Draft'), ('consultation', 'Consultation'), ('internal_review', 'Internal review'), ('signed_off', 'Signed off'), ('published', 'Published'), ('retired', 'Retired')], max_length=20)),
                        ('expected', models.DateField(blank=True, null=True)),
                        ('actual', models.DateField(blank=True, null=True)),
                        ('note', models.TextField(blank=True)),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('charter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='stages', to='charter.charter')),
                    ],
                    options={
                        'ordering': ['order', 'id'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('stage__in', ['draft', 'consultation', 'internal_review', 'signed_off', 'published', 'retired'])), name='charter_stage_row_known'),
                            models.UniqueConstraint(fields=('charter', 'stage'), name='charter_stage_once'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_charterstageevent" ("actual", "charter_id", "expected", "id", "note", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stage") VALUES (NEW."actual", NEW."charter_id", NEW."expected", NEW."id", NEW."note", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."stage"); RETURN NULL;', hash='740ca0fa6c42553458e1a9b31a273c6dcbbbc3ac', operation='INSERT', pgid='pgtrigger_insert_insert_c6cb5', table='charter_charterstage', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_charterstageevent" ("actual", "charter_id", "expected", "id", "note", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "stage") VALUES (NEW."actual", NEW."charter_id", NEW."expected", NEW."id", NEW."note", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."stage"); RETURN NULL;', hash='5c7ca1ad0160882c2267fde21a94fea161bfdb26', operation='UPDATE', pgid='pgtrigger_update_update_40f8e', table='charter_charterstage', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='CharterStageEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('stage', models.CharField(choices=[('draft', 'Draft'), ('consultation', 'Consultation'), ('internal_review', 'Internal review'), ('signed_off', 'Signed off'), ('published', 'Published'), ('retired', 'Retired')], max_length=20)),
                        ('expected', models.DateField(blank=True, null=True)),
                        ('actual', models.DateField(blank=True, null=True)),
                        ('note', models.TextField(blank=True)),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('charter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.charter')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.charterstage')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='cd32862a59aa50ea24835e820a9d72b0dca39231', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_1e901', table='charter_charterstageevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Theme',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(max_length=80)),
                        ('title', models.CharField(max_length=200)),
                        ('summary', models.TextField(blank=True)),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('charter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='charter.charter')),
                    ],
                    options={
                        'ordering': ['order', 'id'],
                        'constraints': [
                            models.UniqueConstraint(fields=('charter', 'slug'), name='theme_slug_in_charter'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_themeevent" ("charter_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "summary", "title", "version") VALUES (NEW."charter_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."summary", NEW."title", NEW."version"); RETURN NULL;', hash='e810c4f5a29d9088ba34853811a305cf0c94369a', operation='INSERT', pgid='pgtrigger_insert_insert_ec465', table='charter_theme', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_themeevent" ("charter_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "summary", "title", "version") VALUES (NEW."charter_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."summary", NEW."title", NEW."version"); RETURN NULL;', hash='877d86790eac58ec9110bdd634447d4bf86f80ec', operation='UPDATE', pgid='pgtrigger_update_update_6559e', table='charter_theme', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='ThemeEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(db_index=False, max_length=80)),
                        ('title', models.CharField(max_length=200)),
                        ('summary', models.TextField(blank=True)),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('charter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.charter')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.theme')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='f074e3ec256c9cb40bf33ef09d122cfec55c6858', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_b0e0f', table='charter_themeevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Expectation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('text', models.TextField()),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('charter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='expectations', to='charter.charter')),
                    ],
                    options={
                        'ordering': ['order', 'id'],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_expectationevent" ("charter_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (NEW."charter_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text", NEW."version"); RETURN NULL;', hash='a5a666152addf5ad79c04b6e30ae3a21af219dad', operation='INSERT', pgid='pgtrigger_insert_insert_670cc', table='charter_expectation', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_expectationevent" ("charter_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (NEW."charter_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."version"); RETURN NULL;', hash='b6f98a8cd12611c3da375d6fa2c3de5d595ef942', operation='UPDATE', pgid='pgtrigger_update_update_3da0f', table='charter_expectation', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='ExpectationEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('text', models.TextField()),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('charter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.charter')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.expectation')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='42fb57466b7af5f4ad7f53b6e13ad94825057e10', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_291b8', table='charter_expectationevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Quote',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('text', models.TextField()),
                        ('attribution', models.CharField(blank=True, max_length=200)),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('charter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotes', to='charter.charter')),
                    ],
                    options={
                        'ordering': ['order', 'id'],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_quoteevent" ("attribution", "charter_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (NEW."attribution", NEW."charter_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text", NEW."version"); RETURN NULL;', hash='47c5c7b6b7c7ce316424a41c0461ce71f4e28c44', operation='INSERT', pgid='pgtrigger_insert_insert_dcaab', table='charter_quote', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_quoteevent" ("attribution", "charter_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (NEW."attribution", NEW."charter_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."version"); RETURN NULL;', hash='49b9b3fdb09bcc973ec77b945716b3867dbb0e2a', operation='UPDATE', pgid='pgtrigger_update_update_6f996', table='charter_quote', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='QuoteEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('text', models.TextField()),
                        ('attribution', models.CharField(blank=True, max_length=200)),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('charter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.charter')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.quote')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='61e11b22e09cf8f86e29bd5c2940515fa134479d', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_7b75f', table='charter_quoteevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('email', models.EmailField(max_length=254, unique=True)),
                        ('name', models.CharField(max_length=120)),
                        ('is_active', models.BooleanField(default=True)),
                        ('is_demonstration', models.BooleanField(default=False)),
                        ('joined', models.DateTimeField(auto_now_add=True)),
                    ],
                    options={
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='Post',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('title', models.CharField(max_length=120, unique=True)),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_postevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "version") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."title", NEW."version"); RETURN NULL;', hash='500791b5eddc32fe756972e230c8b412808dc661', operation='INSERT', pgid='pgtrigger_insert_insert_65481', table='charter_post', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_postevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "version") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."title", NEW."version"); RETURN NULL;', hash='61c7b49019090481fa089b33573edef503c06eba', operation='UPDATE', pgid='pgtrigger_update_update_9bf87', table='charter_post', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='PostEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('title', models.CharField(max_length=120)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.post')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='822c39544cc1387280695ce27d5c96dec7cb5075', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_776b1', table='charter_postevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='PostHolding',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('starts', models.DateField()),
                        ('ends', models.DateField(blank=True, null=True)),
                        ('deputy', models.BooleanField(default=False)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to=settings.AUTH_USER_MODEL)),
                        ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='charter.post')),
                    ],
                    options={
                        'constraints': [
                            models.UniqueConstraint(fields=('post', 'person', 'starts'), name='holding_once'),
                            models.CheckConstraint(condition=models.Q(('ends__isnull', True), ('ends__gte', models.F('starts')), _connector='OR'), name='holding_ends_after_start'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_postholdingevent" ("deputy", "ends", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "starts", "version") VALUES (NEW."deputy", NEW."ends", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."post_id", NEW."starts", NEW."version"); RETURN NULL;', hash='32f0e9c030618295a6932a7c2b54bcb037b7995e', operation='INSERT', pgid='pgtrigger_insert_insert_05f91', table='charter_postholding', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_postholdingevent" ("deputy", "ends", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "post_id", "starts", "version") VALUES (NEW."deputy", NEW."ends", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."post_id", NEW."starts", NEW."version"); RETURN NULL;', hash='d0583eab4b18cc1165601d6f46bdb5266cd2d176', operation='UPDATE', pgid='pgtrigger_update_update_a281e', table='charter_postholding', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='PostHoldingEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('starts', models.DateField()),
                        ('ends', models.DateField(blank=True, null=True)),
                        ('deputy', models.BooleanField(default=False)),
                        ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.postholding')),
                        ('post', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.post')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='2231455a79c5aa94fe720ae0bb7643af89281e6e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_04faf', table='charter_postholdingevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='RoleGrant',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('role', models.CharField(choices=[('panel_member', 'Panel member'), ('data_owner', 'Data owner'), ('approver', 'Approver'), ('engagement_officer', 'Engagement officer'), ('body_reader', 'Body reader'), ('administrator', 'Administrator')], max_length=30)),
                        ('starts', models.DateField()),
                        ('ends', models.DateField(blank=True, null=True)),
                        ('body', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='charter.body')),
                        ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('role__in', ['panel_member', 'data_owner', 'approver', 'engagement_officer', 'body_reader', 'administrator'])), name='grant_role_known'),
                            models.UniqueConstraint(fields=('person', 'role', 'body', 'starts'), name='grant_once', nulls_distinct=False),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "charter_rolegrantevent" ("body_id", "ends", "given_by_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts", "version") VALUES (NEW."body_id", NEW."ends", NEW."given_by_id", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."role", NEW."starts", NEW."version"); RETURN NULL;', hash='36aa447eae9319058ff48ceb4294ae1ffb6dee6f', operation='INSERT', pgid='pgtrigger_insert_insert_0862f', table='charter_rolegrant', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "charter_rolegrantevent" ("body_id", "ends", "given_by_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "role", "starts", "version") VALUES (NEW."body_id", NEW."ends", NEW."given_by_id", NEW."id", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."role", NEW."starts", NEW."version"); RETURN NULL;', hash='633e837478d92a211cf7c7078a040e345cb767e3', operation='UPDATE', pgid='pgtrigger_update_update_10267', table='charter_rolegrant', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='RoleGrantEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('role', models.CharField(choices=[('panel_member', 'Panel member'), ('data_owner', 'Data owner'), ('approver', 'Approver'), ('engagement_officer', 'Engagement officer'), ('body_reader', 'Body reader'), ('administrator', 'Administrator')], max_length=30)),
                        ('starts', models.DateField()),
                        ('ends', models.DateField(blank=True, null=True)),
                        ('body', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.body')),
                        ('given_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('person', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='charter.rolegrant')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='12bb77cd98516e44b6f7b69e3644a472dea9d207', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_be89f', table='charter_rolegrantevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='AuditEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('actor_id', models.BigIntegerField()),
                        ('verb', models.CharField(max_length=60)),
                        ('subject_kind', models.CharField(max_length=60)),
                        ('subject_id', models.CharField(max_length=80)),
                        ('detail', models.JSONField(default=dict)),
                        ('request_id', models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        'ordering': ['-at', '-id'],
                        'indexes': [
                            models.Index(fields=['subject_kind', 'subject_id'], name='audit_subject'),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Job',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=40)),
                        ('key', models.CharField(max_length=200)),
                        ('ids', models.JSONField(default=dict)),
                        ('state', models.CharField(choices=[('queued', 'Queued'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='queued', max_length=10)),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('due', models.DateTimeField()),
                        ('progress', models.PositiveSmallIntegerField(default=0)),
                        ('message', models.TextField(blank=True)),
                        ('reference', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('asked_at', models.DateTimeField(auto_now_add=True)),
                        ('started_at', models.DateTimeField(blank=True, null=True)),
                        ('finished_at', models.DateTimeField(blank=True, null=True)),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'ordering': ['-asked_at', '-id'],
                        'indexes': [
                            models.Index(fields=['state', 'due'], name='job_state_due'),
                        ],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(('state__in', ['queued', 'running', 'done', 'failed'])), name='job_state_known'),
                            models.UniqueConstraint(condition=models.Q(('state', 'queued')), fields=('kind', 'key'), name='job_queued_once'),
                            models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('kind', 'key'), name='job_running_once'),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='FormToken',
                    fields=[
                        ('token', models.UUIDField(primary_key=True, serialize=False)),
                        ('used_at', models.DateTimeField(auto_now_add=True, db_index=True)),
                        ('person_id', models.BigIntegerField(null=True)),
                        ('result', models.CharField(blank=True, max_length=300)),
                    ],
                ),
                migrations.CreateModel(
                    name='Heartbeat',
                    fields=[
                        ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                        ('at', models.DateTimeField()),
                    ],
                ),
            ],
        ),
        migrations.RunPython(fill, empty),
    ]
