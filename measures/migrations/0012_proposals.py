from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0011_periods_closed"),
    ]

    operations = []
