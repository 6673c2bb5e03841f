from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("promises", "0001_squashed_0002_changes_are_noted"),
    ]

    operations = []
