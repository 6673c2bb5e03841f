import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

KINDS = [("charter", "The whole charter"), ("promise", "A promise"), ("area", "An area"), ("body", "A body")]


def number() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


class Migration(migrations.Migration):
    dependencies = [
        ("engagement", "0001_initial"),
        ("measures", "0013_releases"),
    ]

    operations = [
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("id", number()),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, unique=True)),
                ("letters_on", models.DateField(blank=True, null=True)),
                ("letters", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="FollowedTopic",
            fields=[
                ("id", number()),
                ("key", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("slug", models.SlugField(blank=True, max_length=80)),
                ("label", models.CharField(max_length=250)),
                ("asked_at", models.DateTimeField(db_index=True)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "follower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="topics",
                        to="engagement.follower",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind__in=["charter", "promise", "area", "body"]),
                        name="followed_topic_kind_known",
                    ),
                    models.UniqueConstraint(fields=["follower", "kind", "slug"], name="topic_followed_once"),
                    models.CheckConstraint(
                        condition=Q(kind="charter", slug="") | (~Q(kind="charter") & ~Q(slug="")),
                        name="followed_topic_has_its_slug",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowerMail",
            fields=[
                ("id", number()),
                ("begun_at", models.DateTimeField(blank=True, null=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("refused", models.PositiveSmallIntegerField(default=0)),
                (
                    "follower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="engagement.follower",
                    ),
                ),
                (
                    "release",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="measures.release"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=["follower", "release"], name="one_mail_a_release"),
                    models.CheckConstraint(
                        condition=Q(sent_at__isnull=True) | Q(begun_at__isnull=False),
                        name="mail_begun_before_sent",
                    ),
                ],
            },
        ),
    ]
