from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("charter", "0007_audit_chain"),
    ]

    operations = []
