"""The working calendar of England and Wales, 2019 to 2028, and the portal's own account."""

import csv
from pathlib import Path

from django.db import migrations

CALENDAR = Path(__file__).resolve().parent.parent / "data" / "bank_holidays_england_wales.csv"
SYSTEM = "system@portal.invalid"


def seed(apps, schema_editor):
    holiday = apps.get_model("charter", "BankHoliday")
    with CALENDAR.open(encoding="utf-8", newline="") as lines:
        holiday.objects.bulk_create(holiday(day=row["date"], title=row["title"]) for row in csv.DictReader(lines))
    apps.get_model("charter", "User").objects.create(
        email=SYSTEM, name="The portal", password="!", is_active=False
    )


def unseed(apps, schema_editor):
    apps.get_model("charter", "BankHoliday").objects.all().delete()
    apps.get_model("charter", "User").objects.filter(email=SYSTEM).delete()


class Migration(migrations.Migration):
    dependencies = [("charter", "0001_initial")]
    operations = [migrations.RunPython(seed, unseed)]
