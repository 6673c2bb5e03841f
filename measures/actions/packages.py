"""The whole-release file: made from the frozen documents when first asked for, then kept under its hash."""

import hashlib
import json
import logging
import os
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from measures.open_data.package import FORMAT, About, packaged
from measures.presenters import ReleaseView
from measures.querysets.releases import texts_of

log = logging.getLogger(__name__)
FOLDER = "packages"


def package_of(release: ReleaseView, about: About) -> bytes:
    """The ZIP file of a release; whoever asks has made sure that the public may read it.

    What is kept is only a saving of time: the same release always gives the same bytes, so a file that is
    missing, or that a full disk refused, is made again. One query at most.
    """
    name = f"{FOLDER}/{_key(about)}.zip"
    if default_storage.exists(name):
        with default_storage.open(name) as kept:
            return bytes(kept.read())
    content = packaged(about, texts_of(release.pk))
    _keep(name, content)
    return content


def _key(about: About) -> str:
    """Over all that the bytes are made of: the release's hash stands for its documents."""
    return hashlib.sha256(json.dumps([FORMAT, about.slug, about.hash, *about.printed]).encode()).hexdigest()


def _keep(name: str, content: bytes) -> None:
    """Put the file in its place whole: nobody may read half of it."""
    place = Path(default_storage.path(name))
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        handle, waiting = tempfile.mkstemp(dir=place.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(waiting).chmod(settings.FILE_UPLOAD_PERMISSIONS)
            Path(waiting).replace(place)
        finally:
            Path(waiting).unlink(missing_ok=True)  # in its place by now, else of no use
    except OSError as error:
        log.warning("a package was not kept: %s", type(error).__name__)
