import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('measures', '0005_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='SeriesScore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('period', models.CharField(max_length=12)),
                ('period_end', models.DateField()),
                ('figures', models.PositiveIntegerField()),
                ('value', models.DecimalField(decimal_places=10, max_digits=28, null=True)),
                ('status', models.CharField(choices=[('met', 'Met'), ('near', 'Near'), ('missed', 'Missed'), ('not_judged', 'Not judged'), ('not_assessed', 'Not assessed'), ('insufficient_data', 'Insufficient data')], max_length=20)),
                ('met', models.PositiveIntegerField()),
                ('near', models.PositiveIntegerField()),
                ('missed', models.PositiveIntegerField()),
                ('limits_from', models.CharField(blank=True, max_length=12)),
                ('mean', models.DecimalField(decimal_places=10, max_digits=28, null=True)),
                ('lower', models.DecimalField(decimal_places=10, max_digits=28, null=True)),
                ('upper', models.DecimalField(decimal_places=10, max_digits=28, null=True)),
                ('no_limits', models.CharField(blank=True, max_length=30)),
                ('variation', models.CharField(blank=True, max_length=30)),
                ('assurance', models.CharField(blank=True, max_length=30)),
                ('inputs', models.CharField(max_length=64)),
                ('rule_version', models.CharField(max_length=20)),
                ('computed_at', models.DateTimeField(auto_now=True)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='series_scores', to='measures.measure')),
                ('segment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='series_scores', to='measures.segment')),
            ],
            options={
                'ordering': ['measure', 'segment'],
            },
        ),
        migrations.AddConstraint(
            model_name='seriesscore',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ['met', 'near', 'missed', 'not_judged', 'not_assessed', 'insufficient_data'])), name='series_status_known'),
        ),
        migrations.AddConstraint(
            model_name='seriesscore',
            constraint=models.UniqueConstraint(fields=('measure', 'segment'), name='series_scored_once', nulls_distinct=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='measureline',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_measurelineevent" ("id", "measure_id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "promise_id", "text", "version", "weight") VALUES (OLD."id", OLD."measure_id", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."promise_id", OLD."text", OLD."version", OLD."weight"); RETURN NULL;', hash='0df3fe3e0c0d55e0e9c90e6eb0b451f27ac2f2dc', operation='DELETE', pgid='pgtrigger_delete_delete_e2093', table='measures_measureline', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='milestonestage',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_milestonestageevent" ("done", "due", "id", "measure_id", "order", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "version") VALUES (OLD."done", OLD."due", OLD."id", OLD."measure_id", OLD."order", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."title", OLD."version"); RETURN NULL;', hash='349c9670e2584cead28d22dfb4530179c768a46d', operation='DELETE', pgid='pgtrigger_delete_delete_f70ed', table='measures_milestonestage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='target',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "measures_targetevent" ("ends", "floor", "grade", "high", "id", "low", "measure_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "starts", "target", "tolerance", "tolerance_kind", "version") VALUES (OLD."ends", OLD."floor", OLD."grade", OLD."high", OLD."id", OLD."low", OLD."measure_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."starts", OLD."target", OLD."tolerance", OLD."tolerance_kind", OLD."version"); RETURN NULL;', hash='cec0e8009e5e477c18a523db26e7a44f2205899c', operation='DELETE', pgid='pgtrigger_delete_delete_36ee9', table='measures_target', when='AFTER')),
        ),
    ]
