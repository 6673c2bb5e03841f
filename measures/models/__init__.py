"""Rows of the figures; each name is importable from here."""

from measures.models.case import Case
from measures.models.entering import Confirmation, Evidence, KeptText, MeasureCommentary
from measures.models.import_line import ImportLine
from measures.models.measure import (
    Benchmark,
    Break,
    Definition,
    Measure,
    MeasureLine,
    MilestoneStage,
    Segment,
    ServiceLimit,
    SurveyMethod,
    Target,
)
from measures.models.meeting import AgendaItem, Meeting, Minute, PanelComment
from measures.models.release import (
    Release,
    ReleaseDocument,
    ReleaseEntry,
    Report,
    ReportSection,
    Revision,
    Waiver,
)
from measures.models.result import Commentary, Import, Result
from measures.models.score import Score, SeriesScore
from measures.models.target_change import TargetChange
from measures.models.watching import Alert, Chase, DataRating
from measures.models.year import LockRule, PeriodUnlock, YearClosing

__all__ = [
    "AgendaItem",
    "Alert",
    "Benchmark",
    "Break",
    "Case",
    "Chase",
    "Commentary",
    "Confirmation",
    "DataRating",
    "Definition",
    "Evidence",
    "Import",
    "ImportLine",
    "KeptText",
    "LockRule",
    "Measure",
    "MeasureCommentary",
    "MeasureLine",
    "Meeting",
    "MilestoneStage",
    "Minute",
    "PanelComment",
    "PeriodUnlock",
    "Release",
    "ReleaseDocument",
    "ReleaseEntry",
    "Report",
    "ReportSection",
    "Result",
    "Revision",
    "Score",
    "Segment",
    "SeriesScore",
    "ServiceLimit",
    "SurveyMethod",
    "Target",
    "TargetChange",
    "Waiver",
    "YearClosing",
]
