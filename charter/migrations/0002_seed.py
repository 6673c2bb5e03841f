"""The working calendar of England and Wales, 2019 to 2028, and the portal's own account."""

from django.db import migrations

from charter.seed import SYSTEM_EMAIL, seed


def fill(apps, schema_editor):
    seed(apps.get_model("charter", "BankHoliday"), apps.get_model("charter", "User"))


def empty(apps, schema_editor):
    apps.get_model("charter", "BankHoliday").objects.all().delete()
    apps.get_model("charter", "User").objects.filter(email=SYSTEM_EMAIL).delete()


class Migration(migrations.Migration):
    dependencies = [("charter", "0001_initial")]
    operations = [migrations.RunPython(fill, empty)]
