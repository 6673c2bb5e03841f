"""Starting the child that opens a workbook, and taking its rows."""

import json
import logging
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from charter.archives import DAMAGED, TOO_LARGE
from charter.faults import FileRefused
from measures.csv_import.contracts import BROWSER, Limits
from measures.csv_import.sheets import SheetRows

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 75.0  # seconds; the child's own limit is 60 seconds of processor time
CHILD = "measures.csv_import.workbook.child"
# Nothing of ours, no address and no secret: the settings only let words pass as they are.
SETTINGS = "charter.settings.words_only"
ENVIRONMENT = {"PATH": os.defpath, "LANG": "C.UTF-8", "DJANGO_SETTINGS_MODULE": SETTINGS}
log = logging.getLogger(__name__)


def read_workbook(source: BinaryIO, limits: Limits = BROWSER) -> SheetRows:
    """The rows of the one sheet of a workbook that holds something; leaves `source` at its start.

    Opened in a process of its own with 1 GiB of memory and 60 seconds. Raises FileRefused when it is no
    workbook, holds nothing or too much, or when its child could not finish.
    """
    with tempfile.TemporaryFile() as copy, tempfile.TemporaryFile() as rows:
        source.seek(0)
        shutil.copyfileobj(source, copy)
        source.seek(0)
        copy.seek(0)
        _run(copy, rows, limits)
        rows.seek(0)
        content = rows.read()
    _refuse(content)
    return SheetRows(content)


def _run(copy: BinaryIO, rows: BinaryIO, limits: Limits) -> None:
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no word of the person's in it
            [sys.executable, "-m", CHILD, str(limits.rows or 0)],
            stdin=copy,
            stdout=rows,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            env=ENVIRONMENT,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as late:
        raise FileRefused(DAMAGED, status=415) from late
    if done.returncode:
        log.warning("the child that opened a workbook ended with %s", done.returncode)
        raise FileRefused(TOO_LARGE, status=413)


def _refuse(content: bytes) -> None:
    """Raise what the child refused the file for; it is the last thing that the child writes."""
    last = content[content.rstrip(b"\n").rfind(b"\n") + 1 :]
    try:
        document = json.loads(last)
    except ValueError as error:
        raise FileRefused(DAMAGED, status=415) from error
    if isinstance(document, dict) and "refused" in document:
        if "attack" in document:
            log.warning("a workbook with forbidden XML was refused: %s", document["attack"])
        raise FileRefused(_(document["refused"]), status=document["status"])
