"""A row of a file as the door of figures takes it."""

from charter.numbers import plain
from measures.csv_import import Answers, FigureRow
from measures.figures import Figures


def figures_of(row: FigureRow) -> Figures:
    """A row as the door of figures takes it."""
    return Figures(
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        grade=row.grade,
        marker=row.marker,
        answers=answers_document(row.answers) if row.answers else {},
        given_on=row.given_on,
        review_by=row.review_by,
        note=row.note,
        why=row.why,
        action=row.action,
        by_when=row.by_when,
    )


def answers_document(answers: Answers) -> dict[str, str]:
    """The answers as they are stored: canonical numbers and ISO days; what was not given is left out."""
    numbers = (
        "very_satisfied",
        "fairly_satisfied",
        "neither",
        "fairly_dissatisfied",
        "very_dissatisfied",
        "dont_know",
        "filter_yes",
        "filter_no",
        "responses",
        "design_effect",
        "population",
    )
    found = {key: plain(getattr(answers, key)) or "" for key in numbers}
    found["method"] = answers.method
    found["from"] = answers.asked_from.isoformat() if answers.asked_from else ""
    found["to"] = answers.asked_until.isoformat() if answers.asked_until else ""
    return {key: text for key, text in found.items() if text}
