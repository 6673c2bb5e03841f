"""The charter's texts in other languages, each beside the exact English text that it translates."""

import pghistory
from django.db import models
from django.db.models.functions import MD5

from charter.models.base import with_deletions
from charter.models.charter import Charter


@pghistory.track(*with_deletions())
class Translation(models.Model):
    """One text of a charter in one language; stale, and not shown, once the charter's English is another."""

    charter = models.ForeignKey(Charter, on_delete=models.CASCADE, related_name="translations")
    language = models.CharField(max_length=20)
    source = models.TextField()
    text = models.TextField()

    class Meta:
        ordering = ["language", "id"]
        constraints = [
            # By its digest: an index cannot hold a text of any length.
            models.UniqueConstraint(
                models.F("charter"), models.F("language"), MD5("source"), name="translation_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(source="") & ~models.Q(text=""), name="translation_has_words"
            ),
        ]
