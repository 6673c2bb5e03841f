"""Write the catalogue of a language: every text of the portal, for a translator to fill."""

from pathlib import Path

from django.conf import settings

from charter.languages import catalogues
from charter.management.catalogue import CatalogueCommand


class Command(CatalogueCommand):
    help = "Write or bring up to date the catalogue of a language, such as cy. What is translated stays."

    def work(self, folder: Path, code: str) -> str:
        """Gather the texts of the code into the catalogue."""
        texts, missing = catalogues.written(settings.ROOT, folder, code)
        return f"{catalogues.path_of(folder, code)}: {texts} texts, {missing} of them to be translated."
