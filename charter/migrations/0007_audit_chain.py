from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("charter", "0006_drafts"),
    ]

    operations = []
