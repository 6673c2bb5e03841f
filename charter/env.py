"""Typed readers of environment variables; a missing one stops the start with its name and a hint."""

import os

from django.core.exceptions import ImproperlyConfigured

SAMPLE = "See .env.example for every setting with a sample."


def text(name: str, default: str | None = None, *, hint: str = "") -> str:
    """The variable as text; `NAME_FILE` may name a file that holds it.

    Raises ImproperlyConfigured with the variable's name and a hint when it is missing and has no default.
    """
    path = os.environ.get(f"{name}_FILE")
    if path:
        with open(path, encoding="utf-8") as secret:
            return secret.read().strip()
    value = os.environ.get(name, "")
    if value:
        return value
    if default is None:
        raise ImproperlyConfigured(f"{name} is not set. {hint} {SAMPLE}".replace("  ", " "))
    return default


def flag(name: str) -> bool:
    """True only for 1, true, yes or on; everything else is no."""
    return os.environ.get(name, "").strip().lower() in {"1", "true", "yes", "on"}


def whole(name: str, default: int) -> int:
    """The variable as a whole number. Raises ImproperlyConfigured when it is not one."""
    value = os.environ.get(name, "")
    if not value:
        return default
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} must be a whole number, not “{value}”. {SAMPLE}") from error


def words(name: str, default: str | None = None, *, hint: str = "") -> list[str]:
    """The variable as a list, parted by commas."""
    return [word.strip() for word in text(name, default, hint=hint).split(",") if word.strip()]
