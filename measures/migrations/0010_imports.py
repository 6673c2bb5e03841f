from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0009_my_figures"),
    ]

    operations = []
