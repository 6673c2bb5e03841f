"""Cases as figures: the rule of a measure, when each case is due, and the counts. Knows no database."""

from measures.cases.counting import (
    Case,
    CaseFigure,
    Due,
    Late,
    Moment,
    Setting,
    done_of,
    due_of,
    figures_of,
)
from measures.cases.ready_made import RULES, ReadyMade
from measures.cases.rule import CaseRuleError, Clock, Rule, rule_of
from measures.cases.telling import as_written, due_as_written, due_words, how_late, rule_words, when

__all__ = [
    "RULES",
    "Case",
    "CaseFigure",
    "CaseRuleError",
    "Clock",
    "Due",
    "Late",
    "Moment",
    "ReadyMade",
    "Rule",
    "Setting",
    "as_written",
    "done_of",
    "due_as_written",
    "due_of",
    "due_words",
    "figures_of",
    "how_late",
    "rule_of",
    "rule_words",
    "when",
]
