import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from charter.migration_steps import AtOnce, CreateTables


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('measures', '0011_periods_closed'),
    ]

    operations = [
        CreateTables(
            tables=[migrations.CreateModel(
                name='Waiver',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(default=1, editable=False)),
                    ('period', models.CharField(max_length=12)),
                    ('reason', models.TextField()),
                    ('waived_at', models.DateTimeField(auto_now_add=True)),
                    ('measure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers', to='measures.measure')),
                    ('waived_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'ordering': ['period', 'measure'],
                    'constraints': [models.UniqueConstraint(fields=('measure', 'period'), name='waiver_once_a_period'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='waiver_has_reason')],
                },
            )],
        ),
        AtOnce([
            migrations.AddField(
                model_name='release',
                name='without',
                field=models.JSONField(blank=True, default=list),
            ),
            migrations.AddConstraint(
                model_name='release',
                constraint=models.CheckConstraint(condition=models.Q(('period_start__lte', models.F('period_end'))), name='release_period_in_order'),
            ),
            migrations.AddConstraint(
                model_name='release',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'scheduled'), _negated=True), models.Q(('public_since__isnull', True), ('scheduled_for__isnull', False)), _connector='OR'), name='release_scheduled_has_moment'),
            ),
            migrations.AddConstraint(
                model_name='release',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), models.Q(('withdrawn_at__isnull', False), models.Q(('withdrawn_because', ''), _negated=True)), _connector='OR'), name='release_withdrawn_has_reason'),
            ),
            migrations.AddConstraint(
                model_name='release',
                constraint=models.CheckConstraint(condition=models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', True), _connector='OR'), name='release_withdrawn_stays_so'),
            ),
            migrations.AddConstraint(
                model_name='release',
                constraint=models.CheckConstraint(condition=models.Q(('hash__regex', '^[0-9a-f]{64}$')), name='release_has_a_hash'),
            ),
            migrations.AddConstraint(
                model_name='release',
                constraint=models.CheckConstraint(condition=models.Q(('revision__gte', 1)), name='release_revision_from_one'),
            ),
            migrations.AddConstraint(
                model_name='revision',
                constraint=models.CheckConstraint(condition=models.Q(('old', models.F('new')), _negated=True), name='revision_of_two_figures'),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='result',
                trigger=pgtrigger.compiler.Trigger(name='share_within_its_whole', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."numerator" > (NEW."denominator") OR NEW."numerator" < 0)', func="\n    IF EXISTS (SELECT 1 FROM measures_measure WHERE id = NEW.measure_id\n               AND kind IN ('percentage', 'cases', 'satisfaction', 'composite')\n               AND (natural_max IS NULL OR natural_max <= 100)) THEN\n        RAISE EXCEPTION 'a numerator beyond its denominator is no share' USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n", hash='34fe4d28f9404aa87a835a28b17e1478e640cd8a', operation='INSERT OR UPDATE', pgid='pgtrigger_share_within_its_whole_d25f6', table='measures_result', when='BEFORE')),
            ),
        ]),
    ]
