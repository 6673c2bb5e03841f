import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NAMES = ("target", "low", "high", "tolerance", "floor")


def plain(number):
    written = format(number, "f")
    return written.rstrip("0").rstrip(".") if "." in written else written


def aim(target):
    numbers = {name: plain(getattr(target, name)) for name in NAMES if getattr(target, name) is not None}
    words = {"grade": target.grade, "tolerance_kind": "relative" if target.grade else target.tolerance_kind}
    return {name: value for name, value in {**numbers, **words}.items() if value}


def note_what_changed(apps, schema_editor):
    """Targets that were there already: what each aims at otherwise than the one before it."""
    change = apps.get_model("measures", "TargetChange")
    before = None
    for target in apps.get_model("measures", "Target").objects.order_by("measure_id", "starts"):
        if before is not None and before.measure_id == target.measure_id and aim(before) != aim(target):
            change.objects.create(
                measure_id=target.measure_id,
                starts=target.starts,
                old=aim(before),
                new=aim(target),
                reason=target.reason,
            )
        before = target


class Migration(migrations.Migration):

    dependencies = [
        ('measures', '0006_series'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TargetChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts', models.DateField()),
                ('old', models.JSONField(null=True)),
                ('new', models.JSONField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('is_correction', models.BooleanField(default=False)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='target_changes', to='measures.measure')),
                ('second', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['starts', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='target_change_decision_together'), models.CheckConstraint(condition=models.Q(('is_correction', False), models.Q(('decided_by__isnull', False), ('second__isnull', False), models.Q(('second', models.F('decided_by')), _negated=True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='target_correction_has_second_person')],
            },
        ),
        migrations.RunPython(note_what_changed, migrations.RunPython.noop),
    ]
