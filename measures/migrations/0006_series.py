import django.db.models.deletion
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
    ]
