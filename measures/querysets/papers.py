"""Which papers a person may read, and which paper a body has of its own (rights 48, 49 and 80)."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from charter import permissions
from charter.models import Body, User
from measures.bodies import bodies_for
from measures.models import Report
from measures.papers import KINDS, Kind

PACKS = {"tenant": "panel", "board": "board"}  # by the kind of a body; every other gets a committee pack
OUT = ("live", "earlier")


@dataclass(frozen=True)
class Reader:
    """What a person may read of papers: all of them, those for everybody that were released, some bodies'."""

    reads_all: bool
    reads_released: bool
    bodies: tuple[Body, ...]

    def may_read(self, report: Report) -> bool:
        """Whether the person may read it as it stands; a paper of another body never, a draft never."""
        if self.reads_all:
            return bool(report.file)
        return self.was_given(report) and report.release.state in OUT

    def was_given(self, report: Report) -> bool:
        """Whether it is for the person, whatever became of its release since."""
        if not report.file or report.status == "draft":
            return False
        if report.body_id is None:
            return self.reads_released and report.released_to_board
        is_own = any(one.pk == report.body_id for one in self.bodies)
        return is_own and (report.released_to_board or report.kind in body_kinds())


def reader_of(person: User) -> Reader:
    """What the person may read of papers. At most three queries."""
    reach = permissions.reach(person, "read_report")
    return Reader(reach == "all", reach == "released", tuple(bodies_for(person, "read_pack")))


def body_kinds() -> list[str]:
    """Kinds that a body orders itself: its members read those at once."""
    return [one.key for one in KINDS.values() if one.by_body]


def pack_of(body: Body) -> Kind | None:
    """The paper that the body may order for itself; None where its kind has none."""
    found = KINDS.get(PACKS.get(body.kind, "committee"))
    return found if found is not None and found.by_body else None


def papers_for_all(bodies: Iterable[Body] = ()) -> QuerySet[Report]:
    """The papers released to the Board, newest period first: those without a body, and the Boards' own.

    `bodies` are those whose papers the person may read.
    """
    boards = [one.pk for one in bodies if one.kind == "board"]
    rows = Report.objects.select_related("release", "body").filter(
        Q(body=None) | Q(body__in=boards),
        released_to_board=True,
        release__state__in=OUT,
        status="final",
    )
    return rows.exclude(file="").order_by("-release__period_end", "-edition")


def papers_of(body: Body) -> QuerySet[Report]:
    """The papers of a body that its members may read, newest period first."""
    given = Q(released_to_board=True) | Q(kind__in=body_kinds())
    rows = Report.objects.select_related("release").filter(
        given, body=body, release__state__in=OUT, status="final"
    )
    return rows.exclude(file="").order_by("-release__period_end", "-edition")
