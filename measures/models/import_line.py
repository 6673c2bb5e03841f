"""What a checked file would do, row by row, for the page that asks whether to accept it."""

from django.db import models

from charter.models.base import one_of
from charter.translated import lazily as _lazy
from measures.models.result import Import

LINE_KINDS = [("new", _lazy("New")), ("changed", _lazy("Changed")), ("same", _lazy("Same"))]


class ImportLine(models.Model):
    """One row of a checked file beside what the portal holds.

    `shown` holds words for the page alone: measure, period, segment, figure, what stood before. `waits`: the
    figure misses its target and the row does not say why.
    """

    batch = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="lines")
    row = models.PositiveIntegerField()
    kind = models.CharField(max_length=7, choices=LINE_KINDS)
    waits = models.BooleanField(default=False)
    shown = models.JSONField()

    class Meta:
        ordering = ["row"]
        constraints = [
            one_of("import_line_kind_known", "kind", LINE_KINDS),
            models.UniqueConstraint(fields=["batch", "row"], name="import_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id} row {self.row}"
