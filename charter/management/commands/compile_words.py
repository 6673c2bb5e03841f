"""Make the catalogue of a language ready for use."""

from pathlib import Path

from charter.languages import catalogues
from charter.management.catalogue import CatalogueCommand


class Command(CatalogueCommand):
    help = "Check the catalogue of a language and make it ready for use. Start the portal anew afterwards."

    def work(self, folder: Path, code: str) -> str:
        """Check every translation, then write what gettext reads."""
        return f"{code}: {catalogues.compiled(folder, code)} texts are translated."
