"""Every table of the app with its constraints, indexes and triggers, in one step.

A new database takes this step. One that began with the steps named in `replaces` goes on with those.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
from django.conf import settings
from django.db import migrations, models

from charter.migration_steps import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('promises', '0001_initial'),
        ('promises', '0002_changes_are_noted'),
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
                    name='Promise',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(max_length=80)),
                        ('title', models.CharField(max_length=200)),
                        ('summary', models.TextField(blank=True)),
                        ('weight', models.DecimalField(decimal_places=10, default=1, max_digits=28)),
                        ('standards', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('transparency', 'Transparency, influence and accountability'), ('safety_quality', 'Safety and quality'), ('neighbourhood_community', 'Neighbourhood and community'), ('tenancy', 'Tenancy')], max_length=40), blank=True, default=list, size=None)),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('charter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='promises', to='charter.charter')),
                        ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='charter.theme')),
                    ],
                    options={
                        'ordering': ['order', 'id'],
                        'constraints': [
                            models.UniqueConstraint(fields=('charter', 'slug'), name='promise_slug_in_charter'),
                            models.CheckConstraint(condition=models.Q(('weight__gte', 0)), name='promise_weight_not_negative'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "promises_promiseevent" ("charter_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "standards", "summary", "theme_id", "title", "version", "weight") VALUES (NEW."charter_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."standards", NEW."summary", NEW."theme_id", NEW."title", NEW."version", NEW."weight"); RETURN NULL;', hash='695f44f5c37c53f168d7b367707abc45a577d64b', operation='INSERT', pgid='pgtrigger_insert_insert_d75e2', table='promises_promise', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "promises_promiseevent" ("charter_id", "id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "standards", "summary", "theme_id", "title", "version", "weight") VALUES (NEW."charter_id", NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."standards", NEW."summary", NEW."theme_id", NEW."title", NEW."version", NEW."weight"); RETURN NULL;', hash='054f4af11b90eecb7dd284d2ca2abece66f9c757', operation='UPDATE', pgid='pgtrigger_update_update_b4df0', table='promises_promise', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='PromiseEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(db_index=False, max_length=80)),
                        ('title', models.CharField(max_length=200)),
                        ('summary', models.TextField(blank=True)),
                        ('weight', models.DecimalField(decimal_places=10, default=1, max_digits=28)),
                        ('standards', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('transparency', 'Transparency, influence and accountability'), ('safety_quality', 'Safety and quality'), ('neighbourhood_community', 'Neighbourhood and community'), ('tenancy', 'Tenancy')], max_length=40), blank=True, default=list, size=None)),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('charter', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.charter')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='promises.promise')),
                        ('theme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.theme')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e9ab599d904d2503477f95f80f1677c4e12b7be2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_626fb', table='promises_promiseevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Commitment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('text', models.TextField()),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('promise', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='commitments', to='promises.promise')),
                    ],
                    options={
                        'ordering': ['order', 'id'],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "promises_commitmentevent" ("id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise_id", "text", "version") VALUES (NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promise_id", NEW."text", NEW."version"); RETURN NULL;', hash='14c3942663fd2950b3a579276318289ba76742e8', operation='INSERT', pgid='pgtrigger_insert_insert_453c8', table='promises_commitment', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "promises_commitmentevent" ("id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise_id", "text", "version") VALUES (NEW."id", NEW."order", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promise_id", NEW."text", NEW."version"); RETURN NULL;', hash='16c3a8a9b528475e5be3284eb0c98dc3cecd2f33', operation='UPDATE', pgid='pgtrigger_update_update_3e41e', table='promises_commitment', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='CommitmentEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('text', models.TextField()),
                        ('order', models.PositiveSmallIntegerField(default=0)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='promises.commitment')),
                        ('promise', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='promises.promise')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='bf28f577e58a6c938a128c8c150de001d69f4e59', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_594a9', table='promises_commitmentevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Publication',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(max_length=80, unique=True)),
                        ('title', models.CharField(max_length=200)),
                        ('schedule', models.CharField(max_length=120)),
                        ('starts', models.DateField(blank=True, null=True)),
                        ('stairs_class', models.CharField(blank=True, max_length=80)),
                        ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='publications', to='charter.post')),
                    ],
                    options={
                        'ordering': ['title'],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "promises_publicationevent" ("id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "schedule", "slug", "stairs_class", "starts", "title", "version") VALUES (NEW."id", NEW."owner_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."schedule", NEW."slug", NEW."stairs_class", NEW."starts", NEW."title", NEW."version"); RETURN NULL;', hash='fa6e5d7a5fc095e05c5b8908ce84b81677f3f931', operation='INSERT', pgid='pgtrigger_insert_insert_51421', table='promises_publication', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "promises_publicationevent" ("id", "owner_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "schedule", "slug", "stairs_class", "starts", "title", "version") VALUES (NEW."id", NEW."owner_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."schedule", NEW."slug", NEW."stairs_class", NEW."starts", NEW."title", NEW."version"); RETURN NULL;', hash='2bfa3da70478fbe2a88935b1e817a8b6e772182d', operation='UPDATE', pgid='pgtrigger_update_update_48352', table='promises_publication', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='PublicationEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('slug', models.SlugField(db_index=False, max_length=80)),
                        ('title', models.CharField(max_length=200)),
                        ('schedule', models.CharField(max_length=120)),
                        ('starts', models.DateField(blank=True, null=True)),
                        ('stairs_class', models.CharField(blank=True, max_length=80)),
                        ('owner', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='charter.post')),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='promises.publication')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7424da4152edc7a96c51772586f9e8654334d3d3', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_dc2a0', table='promises_publicationevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='Edition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('title', models.CharField(max_length=200)),
                        ('published', models.DateField()),
                        ('due', models.DateField(blank=True, null=True)),
                        ('review_by', models.DateField(blank=True, null=True)),
                        ('address', models.URLField(blank=True)),
                        ('file', models.FileField(blank=True, upload_to='editions/')),
                        ('approved_at', models.DateTimeField(blank=True, null=True)),
                        ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='promises.publication')),
                    ],
                    options={
                        'ordering': ['-published', '-id'],
                        'constraints': [
                            models.CheckConstraint(condition=models.Q(models.Q(('approved_at__isnull', True), ('approved_by__isnull', True)), models.Q(('approved_at__isnull', False), ('approved_by__isnull', False)), _connector='OR'), name='edition_approval_together'),
                            models.CheckConstraint(condition=models.Q(('approved_by__isnull', True), models.Q(('approved_by', models.F('written_by')), _negated=True), _connector='OR'), name='edition_four_eyes'),
                        ],
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "promises_editionevent" ("address", "approved_at", "approved_by_id", "due", "file", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_id", "published", "review_by", "title", "version", "written_by_id") VALUES (NEW."address", NEW."approved_at", NEW."approved_by_id", NEW."due", NEW."file", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publication_id", NEW."published", NEW."review_by", NEW."title", NEW."version", NEW."written_by_id"); RETURN NULL;', hash='63d0a7585a9631fa76f0906b287b678c337e1bba', operation='INSERT', pgid='pgtrigger_insert_insert_99f4e', table='promises_edition', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "promises_editionevent" ("address", "approved_at", "approved_by_id", "due", "file", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_id", "published", "review_by", "title", "version", "written_by_id") VALUES (NEW."address", NEW."approved_at", NEW."approved_by_id", NEW."due", NEW."file", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publication_id", NEW."published", NEW."review_by", NEW."title", NEW."version", NEW."written_by_id"); RETURN NULL;', hash='cc84c07928d129fd7c9b50eb8aa58b62527937a2', operation='UPDATE', pgid='pgtrigger_update_update_aa8c9', table='promises_edition', when='AFTER')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='EditionEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('version', models.PositiveIntegerField(default=1, editable=False)),
                        ('title', models.CharField(max_length=200)),
                        ('published', models.DateField()),
                        ('due', models.DateField(blank=True, null=True)),
                        ('review_by', models.DateField(blank=True, null=True)),
                        ('address', models.URLField(blank=True)),
                        ('file', models.FileField(blank=True, upload_to='editions/')),
                        ('approved_at', models.DateTimeField(blank=True, null=True)),
                        ('approved_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='promises.edition')),
                        ('written_by', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                        ('publication', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='promises.publication')),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='8ffbbd3be42629b59eabfc25218523f7a7719295', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8faf6', table='promises_editionevent', when='BEFORE')),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name='PublicationChange',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField()),
                        ('note', models.TextField(blank=True)),
                        ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='promises.publication')),
                        ('noted_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('noted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "promises_publicationchangeevent" ("day", "id", "note", "noted_at", "noted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_id") VALUES (NEW."day", NEW."id", NEW."note", NEW."noted_at", NEW."noted_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publication_id"); RETURN NULL;', hash='bfd04706807379a3b964c0388a6e74cc47f72cc8', operation='INSERT', pgid='pgtrigger_insert_insert_d3e06', table='promises_publicationchange', when='AFTER')),
                            pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "promises_publicationchangeevent" ("day", "id", "note", "noted_at", "noted_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication_id") VALUES (NEW."day", NEW."id", NEW."note", NEW."noted_at", NEW."noted_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publication_id"); RETURN NULL;', hash='40383924938101da2958a63dd7defb9749dc0f22', operation='UPDATE', pgid='pgtrigger_update_update_73c61', table='promises_publicationchange', when='AFTER')),
                        ],
                        'ordering': ['-day', '-id'],
                    },
                ),
                migrations.CreateModel(
                    name='PublicationChangeEvent',
                    fields=[
                        ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                        ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                        ('pgh_label', models.TextField(help_text='The event label.')),
                        ('id', models.BigIntegerField()),
                        ('day', models.DateField()),
                        ('note', models.TextField(blank=True)),
                        ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                        ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='promises.publicationchange')),
                        ('publication', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='promises.publication')),
                        ('noted_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('noted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'abstract': False,
                        'triggers': [
                            pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1b7d4b3f60a553473548d21b0a4f5ddf20f967bf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_6fc5f', table='promises_publicationchangeevent', when='BEFORE')),
                        ],
                    },
                ),
            ],
        ),
    ]
