"""What a body watches: its measures and promises as the release on show has them, and its meetings.

What a body monitors is what the release says of measures and of promises' lines, so that its dashboard, its
papers and the public page never differ; a body added since shows with the next release (docs/adr/0034).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Q, Subquery

from charter import permissions
from charter.models import Body, RoleGrant, User
from measures.exceptions import Document, Exceptional, exceptions_of
from measures.models import Meeting, Release, ReleaseEntry
from measures.payload.languages import names_to_read, read
from measures.presenters import ReleaseView, live_release


@dataclass(frozen=True)
class Watched:
    """What a body looks at. `release` is None before anything is published; all else is empty then.

    `measures` and `promises` are whole frozen documents in the order of the lists of the public pages,
    `before` the rows of the same measures in the release of the last meeting.
    """

    body: Body
    release: ReleaseView | None
    charter: Document = field(default_factory=dict)
    measures: tuple[Document, ...] = ()
    promises: tuple[Document, ...] = ()
    exceptions: tuple[Exceptional, ...] = ()
    before: tuple[Document, ...] = ()

    def narrowed(self, *, promise: str = "", kind: str = "") -> "Watched":
        """Only what belongs to a promise (slug), only exceptions of a kind; empty asks for all."""
        if promise:
            kept = tuple(one for one in self.measures if promise in _promises_of(one))
            slugs = {one["slug"] for one in kept}
            return replace(
                self,
                measures=kept,
                promises=tuple(one for one in self.promises if one["slug"] == promise),
                exceptions=tuple(one for one in self.exceptions if promise in one.promises),
                before=tuple(one for one in self.before if one["slug"] in slugs),
            ).narrowed(kind=kind)
        if kind:
            found = tuple(one for one in self.exceptions if kind in (one.kind, *one.also))
            return replace(self, exceptions=found)
        return self


def watched(body: Body, *, release: ReleaseView | None = None, since: Release | None = None) -> Watched:
    """What a body watches in a release, the one on show by default. Two queries.

    `since` is the release of the last meeting, whose rows are read with the rest.
    """
    shown = release or live_release()
    if shown is None:
        return Watched(body, None)
    now, then = _documents_of(shown.pk, since.pk if since else None)
    charter, rows = now.get("charter", {}), now.get("performance", {}).get("measures", [])
    named = [f"promises/{one['slug']}" for one in charter.get("promises", ())]
    promises = [now[name] for name in named if name in now]
    slugs = _monitored(body, [now[name] for name in now if name.startswith("measures/")], promises)
    measures = tuple(
        now[f"measures/{row['slug']}"]
        for row in rows
        if row["slug"] in slugs and f"measures/{row['slug']}" in now
    )
    held = tuple(
        one for one in promises if slugs & {line["measure"]["slug"] for line in one.get("lines", ())}
    )
    met_from = (charter.get("lines") or {}).get("met_from", "")
    before = [row for row in then.get("performance", {}).get("measures", []) if row["slug"] in slugs]
    return Watched(
        body, shown, charter, measures, held, exceptions_of(measures, held, met_from), tuple(before)
    )


def _documents_of(release: int, since: int | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """All that is read of a release, and the list of an earlier one: one query."""
    folders = [name for folder in ("measures/", "promises/") for name in names_to_read(folder)]
    whole = Q(name__in=[*names_to_read("charter"), *names_to_read("performance")])
    for folder in folders:
        whole |= Q(name__startswith=folder)
    asked = Q(release_id=release) & whole
    if since is not None:
        asked |= Q(release_id=since, name__in=names_to_read("performance"))
    rows = list(ReleaseEntry.objects.filter(asked).values_list("release_id", "name", "document__body"))
    now = read((name, text) for pk, name, text in rows if pk == release)
    then = read((name, text) for pk, name, text in rows if pk == since)
    return now, then


def _promises_of(measure: Document) -> set[str]:
    return {one["slug"] for one in measure.get("promises", ())}


def _monitored(body: Body, measures: list[Document], promises: list[Document]) -> set[str]:
    """Slugs of the measures that name the body, or that a line of a promise names for it."""
    own = {one["slug"] for one in measures if body.slug in _named_by(one)}
    return own | {measure for measure, slug in _held(promises) if slug == body.slug}


def _named_by(measure: Document) -> set[str]:
    return {one["slug"] for one in measure.get("monitored_by", ())}


def _held(promises: list[Document]) -> Iterator[tuple[str, str]]:
    """Each measure of a promise's lines with each body that monitors it (slugs)."""
    for promise in promises:
        for holder in promise.get("held_by", ()):
            yield from ((measure["slug"], holder["slug"]) for measure in holder["measures"])


def watchers(release: ReleaseView) -> list[tuple[Document, frozenset[str]]]:
    """Every measure of a release, with the slugs of the bodies that monitor it. One query."""
    documents, _ = _documents_of(release.pk, None)
    held: dict[str, set[str]] = {}
    promises = [one for name, one in documents.items() if name.startswith("promises/")]
    for measure, slug in _held(promises):
        held.setdefault(measure, set()).add(slug)
    measures = [one for name, one in sorted(documents.items()) if name.startswith("measures/")]
    return [(one, frozenset(_named_by(one) | held.get(one["slug"], set()))) for one in measures]


def bodies_for(person: User, permission: str, roles: frozenset[str] | None = None) -> list[Body]:
    """The bodies whose pages the person may open, by name: all of them, or those of the own grants.

    `roles` are those that the person has now, where they were read already.
    """
    known = permissions.roles_of(person) if roles is None else roles
    reaches = permissions.PERMISSIONS[permission].roles
    if any(reaches.get(role) == "all" for role in known):
        return list(Body.objects.order_by("name"))
    roles = frozenset(role for role in known if reaches.get(role) == "own body")
    if not roles:
        return []
    grants = permissions.grants_of(person).filter(role__in=roles, body__isnull=False)
    return list(Body.objects.filter(pk__in=Subquery(grants.values("body"))).order_by("name"))


def body_for(person: User, slug: str, permission: str) -> Body:
    """The body of an address, for a person with this right there.

    Raises Body.DoesNotExist for every other, whether there is such a body or not.
    """
    found = next((one for one in bodies_for(person, permission) if one.slug == slug), None)
    if found is None:
        raise Body.DoesNotExist
    return found


def about_documents(measures: Iterable[Document], days: Mapping[str, str]) -> tuple[Document, ...]:
    """The measures that are about documents the landlord owes, each with its `due_next` or an empty one.

    `days` says by the slug of a document when it is due next; of several the first counts.
    """
    return tuple(
        {**one, "due_next": min((days[of["slug"]] for of in _named(one) if of["slug"] in days), default="")}
        for one in measures
        if one["kind"] == "publication"
    )


def _named(measure: Document) -> Sequence[Document]:
    found: Sequence[Document] = measure.get("publications", ())
    return found


def keeps_meetings(roles: frozenset[str], is_member: Callable[[], bool]) -> bool:
    """Whether somebody with these roles keeps a body's meetings; a panel member those of the own body."""
    reaches = permissions.PERMISSIONS["keep_meetings"].roles
    held = {reaches[role] for role in roles & reaches.keys()}
    return "all" in held or ("own body" in held and is_member())


def members_of(body: Body, on: date) -> list[int]:
    """Ids of the active people who have a grant for this very body on a day."""
    grants = RoleGrant.objects.filter(
        body=body, role__in=permissions.OF_A_BODY, starts__lte=on, person__is_active=True
    ).exclude(ends__lt=on)
    return sorted(set(grants.values_list("person_id", flat=True)))


def next_and_last(body: Body, today: date) -> tuple[Meeting | None, Meeting | None]:
    """The next meeting, from today on, and the last one that was held; cancelled ones never. One query."""
    rows = Meeting.objects.filter(body=body).exclude(state="cancelled").select_related("release", "report")
    every = sorted(rows, key=lambda one: one.held_on)
    coming = next((one for one in every if one.held_on >= today and one.state == "planned"), None)
    held = [one for one in every if one.state == "held"]
    return coming, held[-1] if held else None
