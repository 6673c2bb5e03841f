from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("charter", "0001_squashed_0003_jobs_and_releases"),
    ]

    operations = []
