"""What the invented landlord asked its tenants about: one that became the charter, one that is open now."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Group:
    """Comments that say the same, and the answer; without one they wait."""

    title: str
    said: tuple[str, ...]
    outcome: str = ""
    answer: str = ""


@dataclass(frozen=True)
class Consultation:
    """A consultation: days promised and kept in the order of the stages, its draft, what people said."""

    title: str
    summary: str
    days: tuple[tuple[date, date | None], ...]
    notes: tuple[str, ...]
    draft: str
    groups: tuple[Group, ...]
    became_charter: bool = False


CONSULTATIONS = (
    Consultation(
        "Our new charter: what should we promise you?",
        "We are writing a new charter with you. It says what you can expect from us from April 2025.",
        (
            (date(2024, 11, 15), date(2024, 11, 12)),
            (date(2025, 1, 6), date(2025, 1, 13)),
            (date(2025, 1, 13), date(2025, 1, 13)),
            (date(2025, 2, 3), date(2025, 2, 5)),
            (date(2025, 2, 10), date(2025, 2, 7)),
            (date(2025, 3, 7), date(2025, 3, 14)),
            (date(2025, 4, 1), date(2025, 4, 1)),
        ),
        (
            "24 tenants met on 3 evenings and chose what matters most.",
            "The printer sent it a week late.",
            "Every home got the draft.",
            "",
            "Managers checked that each promise can be kept and measured.",
            "The Board met a week later than planned.",
            "",
        ),
        "We mend what is broken as soon as we can.\n\nWe answer you.\n\n"
        "We keep your home safe, and show you that we do.\n\nWe listen before we decide.",
        (
            Group(
                "Say how long a repair takes",
                (
                    "As soon as you can is not a promise. Give us a number of days.",
                    "How soon is soon?",
                    "I waited 5 weeks for a tap. Put a limit in.",
                ),
                "changed",
                "The charter now says in how many days we mend what. Each quarter we show whether we did.",
            ),
            Group(
                "Answer the phone in the evening, too",
                ("I work until six. Nobody answers after five.",),
                "not_changed",
                "We could not pay for it this year. Urgent repairs are answered at any hour.",
            ),
        ),
        became_charter=True,
    ),
    Consultation(
        "What should we promise about damp and mould?",
        "The law now sets days for damp and mould. We want to promise more. What matters to you?",
        (
            (date(2026, 9, 1), date(2026, 9, 1)),
            (date(2026, 10, 5), date(2026, 10, 12)),
            (date(2026, 10, 12), date(2026, 10, 12)),
            (date(2027, 1, 11), None),
            (date(2027, 2, 8), None),
            (date(2027, 3, 8), None),
            (date(2027, 4, 1), None),
        ),
        ("", "We wanted to show you what it costs.", "", "", "", "", ""),
        "We look at damp and mould within 5 working days.\n\nWe tell you in writing what we found.\n\n"
        "We come back after 6 weeks to see whether it is gone.",
        (
            Group(
                "Come back more than once",
                ("Mould comes back in winter. Come back then.", "One visit is not enough."),
            ),
            Group("", ("Send the same person each time.",)),
        ),
    ),
)
