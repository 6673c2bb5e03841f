"""People, the posts they hold and the roles they have been given."""

from datetime import date
from typing import Any, ClassVar

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from charter.models.base import Versioned, one_of
from charter.translated import lazily as _lazy


class UserManager(BaseUserManager["User"]):
    """Makes people; addresses are kept in lower case, so one person is one account."""

    def create_user(self, email: str, name: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in; without a password only by an e-mailed code."""
        user = self.model(email=email.strip().lower(), name=name.strip(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email: str | None) -> "User":
        """The person of an address, in any letter case."""
        return self.get(email=(email or "").strip().lower())

    def system(self) -> "User":
        """The account in whose name the portal itself records figures; nobody can sign in with it."""
        return self.get(email=User.SYSTEM_EMAIL)


class User(AbstractBaseUser):
    """A person who signs in: the only table with names and e-mails; no history tracks it.

    Every other table refers to a person by id, so that erasing a person here erases them everywhere.
    """

    SYSTEM_EMAIL: ClassVar[str] = "system@portal.invalid"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    joined = models.DateTimeField(auto_now_add=True)
    # Every session carries this number: one more, and all sessions of the person are over at once.
    session_round = models.PositiveIntegerField(default=0, editable=False)
    # Who this is to the organisation's sign-in, once it was used; another of the same address is refused.
    organisation_subject = models.CharField(max_length=255, blank=True, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name or f"person {self.pk}"

    def get_full_name(self) -> str:
        """The name as the person gave it."""
        return self.name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry to be this person's: changes with the password and with the round."""
        about = f"{self.password} {self.session_round}"
        return salted_hmac("charter.User.session", about, secret=secret, algorithm="sha256").hexdigest()

    @property
    def is_system(self) -> bool:
        """Whether this is the portal's own account."""
        return self.email == self.SYSTEM_EMAIL


@pghistory.track()
class Post(Versioned):
    """A job that owns or approves measures; public pages print the post, never the person."""

    title = models.CharField(max_length=120, unique=True)

    def __str__(self) -> str:
        return self.title


@pghistory.track()
class PostHolding(Versioned):
    """Who holds a post from when to when; a deputy holds it beside the holder."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="holdings")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    deputy = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "person", "starts"], name="holding_once"),
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="holding_ends_after_start",
            ),
        ]

    def holds_on(self, day: date) -> bool:
        """Whether the post is held by this person on the day."""
        return self.starts <= day and (self.ends is None or day <= self.ends)


ROLE_WORDS: list[tuple[str, str]] = [
    ("panel_member", _lazy("Panel member")),
    ("data_owner", _lazy("Data owner")),
    ("approver", _lazy("Approver")),
    ("engagement_officer", _lazy("Engagement officer")),
    ("body_reader", _lazy("Body reader")),
    ("administrator", _lazy("Administrator")),
]


@pghistory.track()
class RoleGrant(Versioned):
    """A role given to a person, for all or for one body, from and until a date."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30, choices=ROLE_WORDS)
    body = models.ForeignKey(
        "charter.Body", on_delete=models.PROTECT, null=True, blank=True, related_name="grants"
    )
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            one_of("grant_role_known", "role", ROLE_WORDS),
            models.UniqueConstraint(
                fields=["person", "role", "body", "starts"], name="grant_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(ends__isnull=True) | models.Q(ends__gte=models.F("starts")),
                name="grant_ends_after_start",
            ),
        ]


class BreakGlass(models.Model):
    """Somebody opened for an hour what their role does not show: what, why, and until when. Never changed."""

    person = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    permission = models.CharField(max_length=40)
    subject_kind = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=80)
    reason = models.TextField()
    opened_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("opened_at")), name="break_glass_ends_after_start"
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="break_glass_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.subject_kind} {self.subject_id}"
