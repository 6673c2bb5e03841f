"""What can be found in public: one row a thing, filled from what is published and from nothing else."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

LANGUAGE = "english"


def _weighed(column: str, weight: str) -> SearchVector:
    return SearchVector(column, weight=weight, config=LANGUAGE)


class SearchEntry(models.Model):
    """Something public: its kind, its title, a line of text, where it is; `more` is searched but not shown.

    Rows of one `source` are replaced together (`charter/actions/search.py`). The address is empty for what
    has no page of its own: its text then says all.
    """

    source = models.CharField(max_length=40, db_index=True)
    kind = models.CharField(max_length=40)
    title = models.TextField()
    text = models.TextField(blank=True)
    more = models.TextField(blank=True)
    address = models.CharField(max_length=300, blank=True)
    words = models.GeneratedField(
        expression=_weighed("title", "A") + _weighed("text", "B") + _weighed("more", "C"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["id"]
        indexes = [GinIndex(fields=["words"], name="search_words")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.title}"


class SearchWord(models.Model):
    """A word of what can be found, and in how many things it is: mistyped words are held against it."""

    word = models.TextField(primary_key=True)
    things = models.PositiveIntegerField()

    def __str__(self) -> str:
        return self.word
