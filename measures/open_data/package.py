"""A whole release as one file: its tables, its documents, and a description by the Data Package standard.

The same release gives the same bytes: nothing here asks for the time, and what is listed is sorted.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.utils.translation import gettext as _

from charter.languages.formats import long_date
from charter.working_time import local_date
from measures import csv_export
from measures.open_data.shapes import Row, Table
from measures.open_data.tables import TABLES

FORMAT = 1  # to be raised when the same release shall give another file
LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
WRITTEN = (1980, 1, 1, 0, 0, 0)  # the day that every file inside bears: the earliest that a ZIP knows
UNIX = 3  # the system that the rights of the files are written for, whatever machine makes them


@dataclass(frozen=True)
class About:
    """What a package says of its release. `site` is the portal's address, `landlord` the name as frozen."""

    slug: str
    label: str
    hash: str
    published_at: datetime
    landlord: str
    site: str

    @property
    def title(self) -> str:
        """What the package is called."""
        return f"{self.landlord}: Customer Charter results, {self.label}"

    @property
    def moment(self) -> str:
        """When the release became public, in UTC."""
        return self.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def printed(self) -> tuple[str, ...]:
        """What the files print of a release besides its documents."""
        return (self.title, self.moment, self.site)

    @property
    def cited(self) -> str:
        """How to name the data, in the reader's language; files say it in English."""
        day = long_date(local_date(self.published_at))
        words = _("{name}, Customer Charter, release {slug}, published {day}. Licence: {licence}.")
        return words.format(name=self.landlord, slug=self.slug, day=day, licence=LICENCE["title"])


def table_csv(table: Table, rows: Iterable[Row], release: str) -> bytes:
    """Rows of a release's table as CSV; each names the release."""
    return csv_export.written(table.heads, table.cells({**row, "release": release} for row in rows))


def packaged(about: About, texts: Mapping[str, str]) -> bytes:
    """The ZIP file of a release from the texts of its documents by name; the same input, the same bytes."""
    documents = {name: json.loads(text) for name, text in texts.items()}
    files = {
        f"data/{table.name}.csv": table_csv(table, table.rows(documents), about.slug)
        for table in TABLES.values()
    }
    kept = {f"documents/{name}.json": texts[name].encode() for name in sorted(texts)}
    description = json.dumps(descriptor(about, files), ensure_ascii=False, indent=2)
    whole = {
        "datapackage.json": description.encode(),
        "README.txt": _readme(about).encode(),
        **files,
        "documents/manifest.txt": _sums(texts).encode(),
        **kept,
    }
    return _zipped(whole)


def descriptor(about: About, files: Mapping[str, bytes]) -> dict[str, Any]:
    """`datapackage.json`: whose data it is, its licence, and every table with its schema, size and hash."""
    return {
        "profile": "data-package",
        "name": f"customer-charter-{about.slug}",
        "id": about.hash,
        "title": about.title,
        "description": (
            "What the landlord promised, what was measured, and how it stands. Text that a spreadsheet would "
            "run as a formula begins with an apostrophe. An empty cell is no value, never zero."
        ),
        "homepage": f"{about.site}/releases/{about.slug}/",
        "version": about.slug,
        "created": about.moment,
        "licenses": [LICENCE],
        "contributors": [{"title": about.landlord, "role": "publisher"}],
        "sources": [{"title": about.cited, "path": f"{about.site}/data/"}],
        "resources": [_resource(table, files[f"data/{table.name}.csv"]) for table in TABLES.values()],
    }


def _resource(table: Table, content: bytes) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name.replace("_", "-"),
        "path": f"data/{table.name}.csv",
        "title": table.title,
        "description": table.says,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "schema": table.schema(),
    }


def _sums(texts: Mapping[str, str]) -> str:
    """The manifest whose own hash is that of the release: names and digests of the documents."""
    digests = {name: hashlib.sha256(text.encode()).hexdigest() for name, text in texts.items()}
    return "\n".join(f"{name} {digests[name]}" for name in sorted(digests))


def _readme(about: About) -> str:
    tables = "\n".join(f"  data/{table.name}.csv: {table.says}" for table in TABLES.values())
    return (
        f"{about.title}\n\nRelease {about.slug}, public since {about.moment}.\n{about.cited}\n"
        f"{LICENCE['path']}\n\nWhat is here\n{tables}\n"
        "  datapackage.json explains every column (Data Package standard).\n"
        "  documents/ holds the release as it was frozen, one file for each page.\n\n"
        "How to check that nothing was changed\n"
        "  documents/manifest.txt names each document with the SHA-256 of its bytes.\n"
        f"  The SHA-256 of that file is the hash of the release: {about.hash}\n\n"
        "A figure in it may have been corrected since, or the release withdrawn. See\n"
        f"{about.site}/releases/{about.slug}/\n"
    )


def _zipped(files: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, WRITTEN)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, UNIX
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=9)
    return target.getvalue()
