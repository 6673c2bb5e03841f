"""From frozen documents to the rows of the tables: chosen and renamed, never worked out."""

from collections.abc import Callable, Iterator

from measures.open_data.shapes import Document, Documents, Row

NUMBERS = ("numerator", "denominator", "value", "grade")


def figures_of(document: Document) -> list[Document]:
    """Every figure of a measure's document: the whole landlord's, then those of its parts."""
    areas = document.get("areas") or {}  # releases from before areas were shown have none
    return [*document["results"], *areas.get("results", ())]


def inside(documents: Documents, folder: str) -> Iterator[Document]:
    """The documents of a folder, such as `measures`, in the order of their short names."""
    return (documents[name] for name in sorted(documents) if name.startswith(f"{folder}/"))


def figures(documents: Documents) -> Iterator[Row]:
    """Every figure as it is frozen, with the name, title and unit of its measure."""
    for found in inside(documents, "measures"):
        named = {"measure": found["slug"], "title": found["title"], "unit": found["unit"]}
        for one in figures_of(found):
            yield {**one, **named}


def as_result(figure: Row) -> Row:
    """A figure with its bounds in cells of their own, where it has some."""
    bounds = figure.get("interval") or {}
    return {**figure, "lower": bounds.get("lower"), "upper": bounds.get("upper")}


def results(documents: Documents) -> Iterator[Row]:
    """Every figure as a row of the table."""
    return map(as_result, figures(documents))


def measures(documents: Documents) -> Iterator[Row]:
    """Each measure: what it is, what it counts, and where it stands."""
    for found in inside(documents, "measures"):
        figure, texts = found.get("figure") or {}, found.get("texts") or {}
        yield {
            **found,
            **{name: figure.get(name) for name in ("period", "value", "shown_unit")},
            **{name: texts.get(name) for name in ("why", "definition", "source", "owner", "per")},
            "numerator_label": texts.get("numerator"),
            "denominator_label": texts.get("denominator"),
            "target": (found["target"] or {}).get("shown"),
            "monitored_by": ", ".join(body["name"] for body in found.get("monitored_by", ())),
        }


def promises(documents: Documents) -> Iterator[Row]:
    """Each promise with its status, and the reasons for it in one text."""
    for found in inside(documents, "promises"):
        yield {**found, "reasons": " ".join(found.get("reasons", ()))}


def lines(documents: Documents) -> Iterator[Row]:
    """Which measures each promise is judged by."""
    for found in inside(documents, "promises"):
        for line in found["lines"]:
            yield {**line, "promise": found["slug"], "measure": line["measure"]["slug"]}


def listed(name: str) -> Callable[[Documents], Iterator[Row]]:
    """The entries of a list in every measure's document, each with the measure's short name."""

    def rows(documents: Documents) -> Iterator[Row]:
        for found in inside(documents, "measures"):
            for one in found.get(name, ()):
                yield {**one, "measure": found["slug"]}

    return rows


def corrections(documents: Documents) -> Iterator[Row]:
    """What became of each figure that was changed; of a hidden one only that it was."""
    for row in listed("revisions")(documents):
        sides = {f"{side}_{name}": row[side].get(name) for side in ("old", "new") for name in NUMBERS}
        yield {**row, **sides}
