from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0001_squashed_0007_target_changes"),
    ]

    operations = []
