"""The versions of the rules, newest first, with what changed for a reader. Nothing published is re-judged."""

from dataclasses import dataclass


@dataclass(frozen=True)
class RuleVersion:
    """One version of the rules and its changes, each a plain sentence."""

    version: str
    changes: tuple[str, ...]


def N_(text: str) -> str:
    """Marks a sentence for the catalogues; whoever shows it translates it."""
    return text


RULE_VERSIONS = (
    RuleVersion(
        "2",
        (
            N_(
                "Every kind of measure is judged. Before, case files, counts of our own records, shares of "
                "other measures and measures of direction were shown and not judged."
            ),
            N_(
                "A change from one year's survey to the next counts only if chance alone hardly ever makes "
                "it. Before, we gave a plain comparison."
            ),
            N_("Ups and downs over time are told apart from real changes. Before, they were not."),
            N_("Small numbers are hidden, and what is hidden has no part in a promise's score."),
            N_("A target that is changed later no longer touches a figure that was known before the change."),
        ),
    ),
    RuleVersion(
        "1",
        (
            N_(
                "The first rules: percentages, rates, counts, money, averages, waits, surveys, documents, "
                "grades and milestones against their targets, and promises from their measures."
            ),
        ),
    ),
)
