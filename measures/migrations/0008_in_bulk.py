from django.db import migrations, models

# A row of before says of itself that its limits look at all of its figures.
ALL_THAT_THERE_IS = "UPDATE measures_seriesscore SET limits_to = period"


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0001_squashed_0007_target_changes"),
    ]

    operations = [
        migrations.AddField(
            model_name="seriesscore",
            name="limits_to",
            field=models.CharField(blank=True, max_length=12, default=""),
            preserve_default=False,
        ),
        migrations.RunSQL(ALL_THAT_THERE_IS, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="seriesscore",
            name="inputs",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name="result",
            index=models.Index(
                condition=models.Q(("segment__isnull", False), ("workflow", "approved")),
                fields=["measure", "period"],
                name="result_of_parts",
            ),
        ),
    ]
