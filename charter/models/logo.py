"""The landlord's logo: the picture itself, once for each content, so that an address means one picture."""

from django.db import models


class Logo(models.Model):
    """A logo as it is shown, a PNG; `digest` is the SHA-256 of its bytes, and part of its address."""

    digest = models.CharField(max_length=64, unique=True)
    content = models.BinaryField()
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return self.digest[:12]
