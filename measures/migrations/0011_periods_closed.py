from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0010_imports"),
    ]

    operations = []
