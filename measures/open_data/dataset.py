"""A release as catalogues of data read it: schema.org `Dataset` as JSON-LD."""

from collections.abc import Iterable
from typing import Any

from measures.open_data.package import LICENCE, About
from measures.open_data.shapes import Document
from measures.open_data.tables import TABLES


def dataset_document(about: About, measures: Iterable[Document]) -> dict[str, Any]:
    """The live release: whose it is, how it may be used, what it measures and where each file is."""
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": f"{about.site}/data/",
        "url": f"{about.site}/data/",
        "name": about.title,
        "description": (
            f"The promises that {about.landlord} makes to its tenants, what it measures to tell whether it "
            "keeps them, every figure with its target, and what was corrected."
        ),
        "inLanguage": "en-GB",
        "isAccessibleForFree": True,
        "license": LICENCE["path"],
        "creditText": about.cited,
        "version": about.slug,
        "identifier": about.hash,
        "datePublished": about.moment,
        "creator": {"@type": "Organization", "name": about.landlord, "url": f"{about.site}/"},
        "publisher": {"@type": "Organization", "name": about.landlord, "url": f"{about.site}/"},
        "keywords": ["housing", "tenants", "customer charter", "performance", "promises"],
        "variableMeasured": [_variable(about, one) for one in measures],
        "distribution": _files(about),
    }


def _variable(about: About, measure: Document) -> dict[str, Any]:
    unit = {"unitText": measure["unit"]} if measure["unit"] else {}
    return {
        "@type": "PropertyValue",
        "name": measure["title"],
        "propertyID": measure["slug"],
        "url": f"{about.site}/measures/{measure['slug']}/",
        **unit,
    }


def _files(about: About) -> list[dict[str, Any]]:
    """The whole release, each table, and the API's description; all of this very release."""
    asked = f"?release={about.slug}"
    whole = _file("Everything in one file", "application/zip", f"{about.site}/releases/{about.slug}.zip")
    tables = [
        _file(table.title, "text/csv", f"{about.site}/data/{table.name}.csv{asked}")
        for table in TABLES.values()
    ]
    api = _file("API", "application/vnd.oai.openapi+json", f"{about.site}/api/v1/openapi.json")
    return [whole, *tables, api]


def _file(name: str, kind: str, address: str) -> dict[str, str]:
    return {"@type": "DataDownload", "name": name, "encodingFormat": kind, "contentUrl": address}
