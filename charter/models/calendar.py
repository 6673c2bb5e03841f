"""The working calendar of England and Wales, as data that administrators keep."""

import pghistory
from django.db import models

from charter.languages.formats import long_date


@pghistory.track()
class BankHoliday(models.Model):
    """A day on which nobody works although it may be a weekday (scoring.md D14: data, never rules)."""

    day = models.DateField(unique=True)
    title = models.CharField(max_length=80)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"{long_date(self.day)}: {self.title}"
