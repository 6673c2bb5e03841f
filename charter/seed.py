"""What every installation begins with: the working calendar and the portal's own account."""

import csv
from pathlib import Path
from typing import Any

CALENDAR = Path(__file__).resolve().parent / "data" / "bank_holidays_england_wales.csv"
SYSTEM_EMAIL = "system@portal.invalid"


def seed(bank_holiday: Any, user: Any) -> None:
    """Fill the two tables where they lack a row; takes the model classes, so that a migration can use it."""
    with CALENDAR.open(encoding="utf-8", newline="") as lines:
        days = [bank_holiday(day=row["date"], title=row["title"]) for row in csv.DictReader(lines)]
    bank_holiday.objects.bulk_create(days, ignore_conflicts=True)
    user.objects.get_or_create(
        email=SYSTEM_EMAIL, defaults={"name": "The portal", "password": "!", "is_active": False}
    )
