"""Write a charter of the portal as a file again: the whole of it, or its texts for a translator."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from charter import languages
from charter.faults import Refused
from charter.models import Charter
from measures.actions.charter_file.stored import as_file, stored_charter
from measures.charter_file.translations import texts_of
from measures.charter_file.writer import piece, write


@dataclass(frozen=True)
class Collected:
    """The table of a language in a charter file, how many texts it has, and how many lack a translation."""

    piece: str
    texts: int
    missing: int


def export_charter(*, slug: str) -> str:
    """The charter as TOML, with the landlord's records that its file named; loading it changes nothing.

    Raises Refused when there is no charter of this slug.
    """
    return write(as_file(stored_charter(_charter(slug))))


def collect_charter(*, language: str, slug: str = "") -> Collected:
    """Every text of a charter, of the current one without a slug, for a translator into a language.

    What is translated already stays. Raises Refused when there is no such charter, UnknownLanguage for a code
    that stands for no language.
    """
    code = languages.language(language).code
    file = as_file(stored_charter(_charter(slug) if slug else _current()))
    said = {one.source: one.text for one in file.translations if one.language == code}
    pairs = [(source, said.get(source, "")) for source in texts_of(file)]
    return Collected(piece(code, pairs), len(pairs), sum(not text for _source, text in pairs))


def _current() -> Charter:
    found = Charter.objects.select_related("landlord").filter(is_current=True).first()
    if found is None:
        raise Refused(_("There is no current charter yet. Name one with --charter."))
    return found


def _charter(slug: str) -> Charter:
    charter = Charter.objects.select_related("landlord").filter(slug=slug).first()
    if charter is None:
        slugs = ", ".join(Charter.objects.order_by("slug").values_list("slug", flat=True)) or _("none yet")
        raise Refused(
            _("There is no charter “{slug}”. Charters of this portal: {slugs}.").format(
                slug=slug, slugs=slugs
            )
        )
    return charter
