import django.db.models.deletion
from django.db import migrations, models

from charter.migration_steps import AtOnce, CreateTables


class Migration(migrations.Migration):

    dependencies = [
        ('measures', '0009_my_figures'),
    ]

    operations = [
        CreateTables(
            tables=[migrations.CreateModel(
                name='ImportLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('row', models.PositiveIntegerField()),
                    ('kind', models.CharField(choices=[('new', 'New'), ('changed', 'Changed'), ('same', 'Same')], max_length=7)),
                    ('waits', models.BooleanField(default=False)),
                    ('shown', models.JSONField()),
                    ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='measures.import')),
                ],
                options={
                    'ordering': ['row'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['new', 'changed', 'same'])), name='import_line_kind_known'), models.UniqueConstraint(fields=('batch', 'row'), name='import_line_once')],
                },
            )],
        ),
        AtOnce([
            migrations.RemoveConstraint(
                model_name='import',
                name='import_state_known',
            ),
            migrations.AddField(
                model_name='import',
                name='container',
                field=models.CharField(choices=[('csv', 'CSV'), ('xlsx', 'Excel (.xlsx)')], default='csv', max_length=4),
            ),
            migrations.AddField(
                model_name='import',
                name='figures_digest',
                field=models.CharField(blank=True, db_index=True, max_length=64),
            ),
            migrations.AddField(
                model_name='import',
                name='same_as',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='measures.import'),
            ),
            migrations.AddField(
                model_name='import',
                name='table',
                field=models.FileField(blank=True, upload_to='imports/'),
            ),
            migrations.AlterField(
                model_name='import',
                name='state',
                field=models.CharField(choices=[('received', 'Received'), ('faulty', 'With faults'), ('ready', 'Ready to accept'), ('accepted', 'Accepted'), ('failed', 'Could not be read'), ('discarded', 'Thrown away')], default='received', max_length=10),
            ),
            migrations.AddConstraint(
                model_name='import',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['received', 'faulty', 'ready', 'accepted', 'failed', 'discarded'])), name='import_state_known'),
            ),
            migrations.AddConstraint(
                model_name='import',
                constraint=models.CheckConstraint(condition=models.Q(('container__in', ['csv', 'xlsx'])), name='import_container_known'),
            ),
        ]),
    ]
