"""Write a charter of the portal as a file again."""

from dataclasses import replace

from django.utils.translation import gettext as _

from charter.faults import Refused
from charter.models import Charter
from measures.actions.charter_file.stored import stored_charter
from measures.charter_file.definition import CharterFile, Line
from measures.charter_file.writer import write


def export_charter(*, slug: str) -> str:
    """The charter as TOML, with the landlord's records that its file named; loading it changes nothing.

    Raises Refused when there is no charter of this slug.
    """
    charter = Charter.objects.select_related("landlord").filter(slug=slug).first()
    if charter is None:
        slugs = ", ".join(Charter.objects.order_by("slug").values_list("slug", flat=True)) or _("none yet")
        raise Refused(
            _("There is no charter “{slug}”. Charters of this portal: {slugs}.").format(
                slug=slug, slugs=slugs
            )
        )
    return write(_file(charter))


def _file(charter: Charter) -> CharterFile:
    stored = stored_charter(charter)
    lines: dict[str, list[Line]] = {}
    for measure, line in stored.lines:
        lines.setdefault(measure, []).append(line)
    assert stored.charter is not None  # noqa: S101  # it was just read
    return CharterFile(
        charter=stored.charter,
        quotes=stored.quotes,
        bodies=stored.bodies,
        themes=stored.themes,
        publications=stored.publications,
        segments=stored.segments,
        promises=stored.promises,
        measures=tuple(
            replace(measure, promises=tuple(lines.get(measure.slug, ()))) for measure in stored.measures
        ),
    )
