import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations

from charter.migration_steps import AtOnce


class Migration(migrations.Migration):

    dependencies = [
        ('measures', '0016_bodies_and_papers'),
    ]

    operations = [
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
            migrations.RemoveField(
                model_name='meeting',
                name='minutes_public',
            ),
            migrations.RemoveField(
                model_name='meetingevent',
                name='minutes_public',
            ),
            migrations.RemoveField(
                model_name='minute',
                name='done',
            ),
            migrations.RemoveField(
                model_name='minuteevent',
                name='done',
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='meeting',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_meetingevent" ("body_id", "called_by_id", "held_on", "id", "papers_due", "papers_said_at", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "release_id", "report_id", "starts", "state", "version") VALUES (NEW."body_id", NEW."called_by_id", NEW."held_on", NEW."id", NEW."papers_due", NEW."papers_said_at", NEW."period", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."release_id", NEW."report_id", NEW."starts", NEW."state", NEW."version"); RETURN NULL;', hash='f6294cb9605602ad510a40d80563b8809c90cc32', operation='INSERT', pgid='pgtrigger_insert_insert_da76a', table='measures_meeting', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='meeting',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_meetingevent" ("body_id", "called_by_id", "held_on", "id", "papers_due", "papers_said_at", "period", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "release_id", "report_id", "starts", "state", "version") VALUES (NEW."body_id", NEW."called_by_id", NEW."held_on", NEW."id", NEW."papers_due", NEW."papers_said_at", NEW."period", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."release_id", NEW."report_id", NEW."starts", NEW."state", NEW."version"); RETURN NULL;', hash='85b50f2fbeddb36b804605389aeb0cee9004c798', operation='UPDATE', pgid='pgtrigger_update_update_92a65', table='measures_meeting', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='minute',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_minuteevent" ("answer", "answered_by_id", "answered_on", "due", "id", "item_id", "kind", "meeting_id", "order", "owner", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (NEW."answer", NEW."answered_by_id", NEW."answered_on", NEW."due", NEW."id", NEW."item_id", NEW."kind", NEW."meeting_id", NEW."order", NEW."owner", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."text", NEW."version"); RETURN NULL;', hash='9b23d718541d5d3005f092d57925608eb728b1b1', operation='INSERT', pgid='pgtrigger_insert_insert_98628', table='measures_minute', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='minute',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "measures_minuteevent" ("answer", "answered_by_id", "answered_on", "due", "id", "item_id", "kind", "meeting_id", "order", "owner", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (NEW."answer", NEW."answered_by_id", NEW."answered_on", NEW."due", NEW."id", NEW."item_id", NEW."kind", NEW."meeting_id", NEW."order", NEW."owner", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."text", NEW."version"); RETURN NULL;', hash='7b447779bdf2b0c71bc93c17460413586b35fc40', operation='UPDATE', pgid='pgtrigger_update_update_fb335', table='measures_minute', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='minute',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_minuteevent" ("answer", "answered_by_id", "answered_on", "due", "id", "item_id", "kind", "meeting_id", "order", "owner", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "text", "version") VALUES (OLD."answer", OLD."answered_by_id", OLD."answered_on", OLD."due", OLD."id", OLD."item_id", OLD."kind", OLD."meeting_id", OLD."order", OLD."owner", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."text", OLD."version"); RETURN NULL;', hash='5779e7c81f73c896e86dd062882990f174ff682a', operation='DELETE', pgid='pgtrigger_delete_delete_5d048', table='measures_minute', when='AFTER')),
            ),
        ]),
    ]
