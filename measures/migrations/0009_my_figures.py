from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0008_in_bulk"),
    ]

    operations = []
