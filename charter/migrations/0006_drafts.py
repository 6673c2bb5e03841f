from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("charter", "0005_people"),
    ]

    operations = []
