import django.contrib.postgres.fields
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from charter.migration_steps import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('engagement', '0002_followers'),
    ]

    operations = [
        AtOnce([
            pgtrigger.migrations.RemoveTrigger(
                model_name='scrutinyproject',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='scrutinyproject',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='servicechange',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='servicechange',
                name='update_update',
            ),
            migrations.AddField(
                model_name='scrutinyproject',
                name='measures',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=80), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='scrutinyproject',
                name='promises',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=80), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='scrutinyprojectevent',
                name='measures',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=80), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='scrutinyprojectevent',
                name='promises',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=80), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='servicechange',
                name='measures',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=80), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='servicechange',
                name='promises',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=80), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='servicechangeevent',
                name='measures',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=80), blank=True, default=list, size=None),
            ),
            migrations.AddField(
                model_name='servicechangeevent',
                name='promises',
                field=django.contrib.postgres.fields.ArrayField(base_field=models.SlugField(max_length=80), blank=True, default=list, size=None),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='scrutinyproject',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "engagement_scrutinyprojectevent" ("body_id", "id", "measures", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promises", "published_by_id", "published_on", "report_address", "slug", "started", "summary", "title", "version") VALUES (NEW."body_id", NEW."id", NEW."measures", NEW."opened_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promises", NEW."published_by_id", NEW."published_on", NEW."report_address", NEW."slug", NEW."started", NEW."summary", NEW."title", NEW."version"); RETURN NULL;', hash='98f9db4f356692a9358b42cb56a40bd7ee3975ed', operation='INSERT', pgid='pgtrigger_insert_insert_d1686', table='engagement_scrutinyproject', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='scrutinyproject',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "engagement_scrutinyprojectevent" ("body_id", "id", "measures", "opened_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promises", "published_by_id", "published_on", "report_address", "slug", "started", "summary", "title", "version") VALUES (NEW."body_id", NEW."id", NEW."measures", NEW."opened_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promises", NEW."published_by_id", NEW."published_on", NEW."report_address", NEW."slug", NEW."started", NEW."summary", NEW."title", NEW."version"); RETURN NULL;', hash='9037bd6311e0a35a208a914596d99e87ee4b6e3b', operation='UPDATE', pgid='pgtrigger_update_update_a2a5b', table='engagement_scrutinyproject', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='servicechange',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "engagement_servicechangeevent" ("approved_at", "approved_by_id", "decided_on", "did", "id", "measures", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promises", "published_at", "said", "slug", "title", "version", "written_at", "written_by_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."decided_on", NEW."did", NEW."id", NEW."measures", NEW."outcome", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."promises", NEW."published_at", NEW."said", NEW."slug", NEW."title", NEW."version", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='280abd2e7a898943abf6bb7c20ec1189f052a5f1', operation='INSERT', pgid='pgtrigger_insert_insert_9f92e', table='engagement_servicechange', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='servicechange',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "engagement_servicechangeevent" ("approved_at", "approved_by_id", "decided_on", "did", "id", "measures", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promises", "published_at", "said", "slug", "title", "version", "written_at", "written_by_id") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."decided_on", NEW."did", NEW."id", NEW."measures", NEW."outcome", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."promises", NEW."published_at", NEW."said", NEW."slug", NEW."title", NEW."version", NEW."written_at", NEW."written_by_id"); RETURN NULL;', hash='079e2d0bd5a516e4bb287c4116544fc6b6fa093e', operation='UPDATE', pgid='pgtrigger_update_update_4146e', table='engagement_servicechange', when='AFTER')),
            ),
        ]),
    ]
