from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0013_releases"),
    ]

    operations = []
