"""What people ask about their own data, and which rows were erased for them."""

import pghistory
from django.conf import settings
from django.db import models
from django.db.models import Q

from charter.models.base import Versioned, one_of, together
from charter.translated import lazily as _lazy
from engagement.models.parts import in_order, only_after, two_people

PERSON = settings.AUTH_USER_MODEL

REQUESTS = [
    ("copy", _lazy("See what you hold about me")),
    ("erase", _lazy("Delete what you hold about me")),
    ("correct", _lazy("Put right what you hold about me")),
    ("complaint", _lazy("Complain about how you use my data")),
]
ENDINGS = [
    ("done", _lazy("Done")),
    ("nothing", _lazy("Nothing found")),
    ("refused", _lazy("Refused")),
]


@pghistory.track(exclude=["name", "email", "phone", "quoted", "text", "sent_as"])
class DataRequest(Versioned):
    """Somebody asks about their own data: a copy, erasure, correction, a complaint (reliability.md P50, P53).

    Who they are stands in `name`, `email`, `phone` and `quoted` (a reference that they know): no history
    keeps these. They are emptied when the request is closed, the address when that was mailed. An engagement
    officer notes in `checked` how it was made sure who asks, and another person lets the search begin: two
    steps (section 5, row 45).
    """

    kind = models.CharField(max_length=10, choices=REQUESTS)
    reference = models.CharField(max_length=12, unique=True)
    sent_as = models.UUIDField(unique=True, editable=False)
    name = models.CharField(max_length=120, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    quoted = models.CharField(max_length=20, blank=True)
    text = models.TextField(blank=True)
    received_at = models.DateTimeField(db_index=True)
    due = models.DateField(db_index=True)
    longer_because = models.TextField(blank=True)
    checked = models.TextField(blank=True)
    checked_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    let_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    let_at = models.DateTimeField(null=True, blank=True)
    ending = models.CharField(max_length=10, choices=ENDINGS, blank=True)
    because = models.TextField(blank=True)
    closed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True, db_index=True)

    class Meta:
        ordering = ["due", "id"]
        constraints = [
            one_of("data_request_kind_known", "kind", REQUESTS),
            one_of("data_request_ending_known", "ending", [("", ""), *ENDINGS]),
            together("data_request_check_together", "checked_by", "checked_at"),
            together("data_request_let_together", "let_by", "let_at"),
            together("data_request_close_together", "closed_by", "closed_at"),
            two_people("data_request_two_steps", "checked_by", "let_by"),
            only_after("data_request_checked_first", "let_at", "checked_at"),
            in_order("data_request_let_in_order", "checked_at", "let_at"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, ending="")
                | (Q(closed_at__isnull=False, name="", phone="", quoted="", text="") & ~Q(ending="")),
                name="data_request_closed_knows_nobody",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Erasure(models.Model):
    """One row that was erased for somebody: its table and number alone, to be done again after a restore."""

    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="erasures")
    holding = models.CharField(max_length=40)
    row = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["holding", "row"], name="row_erased_once")]

    def __str__(self) -> str:
        return f"{self.holding} {self.row}"
