"""Words that are put into the reader's language only when they are shown: for tables, labels and choices."""

from typing import cast

from django.utils.translation import gettext_lazy


def lazily(text: str) -> str:
    """A text of a module or class, translated each time it is read as one.

    It may stand wherever a text is shown, compared or put into another; `str()` it before it is joined,
    written to JSON or handed to a library. Inside a function use `gettext`.
    """
    # Django's promise does what a text does there, and says so by no type that its users could name.
    return cast(str, gettext_lazy(text))
