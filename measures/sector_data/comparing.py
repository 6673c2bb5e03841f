"""Where a figure stands among other landlords': which of them are like us, and how many did worse.

Like with like only (domain, section 10.8): the same measure and stock, the same year or the latest before
it, landlords of the same size and type where there are at least ten. Never a rank.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as N_

from measures.sector_data.benchmarks import FEWEST

# Who is compared with, by type of landlord and by size; "" is any.
GROUPS = {
    ("", ""): N_("landlords"),
    ("", "<5,000"): N_("landlords with fewer than 5,000 homes"),
    ("", "5,000-40,000"): N_("landlords with 5,000 to 40,000 homes"),
    ("", ">40,000"): N_("landlords with more than 40,000 homes"),
    ("PRP", ""): N_("housing associations"),
    ("PRP", "<5,000"): N_("housing associations with fewer than 5,000 homes"),
    ("PRP", "5,000-40,000"): N_("housing associations with 5,000 to 40,000 homes"),
    ("PRP", ">40,000"): N_("housing associations with more than 40,000 homes"),
    ("LA", ""): N_("councils"),
    ("LA", "<5,000"): N_("councils with fewer than 5,000 homes"),
    ("LA", "5,000-40,000"): N_("councils with 5,000 to 40,000 homes"),
    ("LA", ">40,000"): N_("councils with more than 40,000 homes"),
}
TYPES = frozenset({"PRP", "LA", ""})
SIZES = frozenset({"<5,000", "5,000-40,000", ">40,000", ""})


UNSURE = N_("Our figure can be off by chance, so we cannot be sure on which side of the middle one we are.")


class Group(Protocol):
    """Landlords of a year by size band and type; "" means all."""

    year: str
    size_band: str
    landlord_type: str
    landlords: int


Line = TypeVar("Line", bound=Group)


@dataclass(frozen=True)
class Place:
    """How many of the equal parts (4 or 10) a figure has passed, never all; `level`: many have the same."""

    passed: int
    parts: int
    level: bool

    @property
    def words(self) -> str:
        """Such as “about 6 in 10”; from quartiles only coarse words."""
        if self.passed == 0:
            return _("fewer than 1 in {parts}").format(parts=self.parts)
        if self.parts == 4 and self.passed == 2:
            return _("about half")
        return _("about {passed} in {parts}").format(passed=self.passed, parts=self.parts)


def like_us(lines: Iterable[Line], year: str, size_band: str, landlord_type: str) -> Line | None:
    """The landlords to compare with: of the year or the latest before it, and as near to us as there are ten.

    First our size and type, then our size, then our type, then all. None when there is no table that old.
    """
    known = [line for line in lines if line.year <= year and line.landlords >= FEWEST]
    newest = max((line.year for line in known), default="")
    groups = {(line.size_band, line.landlord_type): line for line in known if line.year == newest}
    wanted = ((size_band, landlord_type), (size_band, ""), ("", landlord_type), ("", ""))
    return next((groups[group] for group in wanted if group in groups), None)


def place_of(value: Fraction, cuts: Sequence[Fraction], direction: str) -> Place | None:
    """How many tenths (11 cuts) or quarters (5 cuts) of the landlords did worse, rounded down.

    `cuts` run from the lowest to the highest. A cut that equals the figure counts as passed, unless its
    neighbour equals it too: then many are level with us, and only those before all of them did worse.
    None where no direction is better (range, none).
    """
    if direction not in ("higher", "lower"):
        return None
    ours, ordered = (
        (value, list(cuts)) if direction == "higher" else (-value, [-cut for cut in reversed(cuts)])
    )
    equal = [part for part, cut in enumerate(ordered) if cut == ours]
    inner = range(1, len(ordered) - 1)
    passed = sum(ordered[part] < ours for part in inner)
    if len(equal) == 1 and equal[0] in inner:
        passed += 1
    return Place(passed, len(ordered) - 1, level=len(equal) > 1)


def group_words(size_band: str, landlord_type: str) -> str:
    """Who is compared with, such as “housing associations with fewer than 5,000 homes”."""
    if size_band not in SIZES:
        who = group_words("", landlord_type)
        return _("{landlords} of the size {size}").format(landlords=who, size=size_band)
    if landlord_type not in TYPES:
        who = group_words(size_band, "")
        return _("{landlords} of the type {type}").format(landlords=who, type=landlord_type)
    return _(GROUPS[landlord_type, size_band])


@dataclass(frozen=True)
class Comparison:
    """A figure beside the landlords of one group, as people read it; amounts are written with their unit."""

    label: str
    landlords: int
    size_band: str
    landlord_type: str
    is_like_us: bool
    median: str
    ours: str
    ours_label: str
    place: Place | None


def comparison_sentences(compared: Comparison, *, unsure: bool = False) -> list[str]:
    """What the page says: who they are, the middle one, where we were, and how many did worse. No rank.

    `unsure`: by chance alone we could be on either side of the middle one.
    """
    first = (
        _(
            "From {period} there are figures of {count} {landlords}. "
            "The one in the middle was at {median}. We were at {ours}."
        )
        if compared.label == compared.ours_label
        else _(
            "From {period} there are figures of {count} {landlords}. "
            "The one in the middle was at {median}. We were at {ours} from {later}, a later year."
        )
    )
    found = [
        first.format(
            period=compared.label,
            count=f"{compared.landlords:,}",
            landlords=group_words(compared.size_band, compared.landlord_type),
            median=compared.median,
            ours=compared.ours,
            later=compared.ours_label,
        ),
        _better(compared.place),
        _(UNSURE) if unsure else "",
        _who(compared),
    ]
    return [sentence for sentence in found if sentence]


def _better(place: Place | None) -> str:
    if place is None:
        return ""
    if place.passed == 0:
        words = _("Fewer than 1 in {parts} of them did worse than we did.").format(parts=place.parts)
    else:
        words = _("We did better than {share} of them.").format(share=place.words)
    return " ".join([words, _("Many of them were level with us.")]) if place.level else words


def _who(compared: Comparison) -> str:
    if compared.is_like_us:
        return _("They are landlords like us: of our kind and about our size.")
    if compared.size_band or compared.landlord_type:
        return _(
            "Fewer than 10 landlords of both our kind and our size are in the figures, so we look wider."
        )
    return _("These are landlords of every kind and size, so not all of them are like us.")
