"""The tables of engagement."""

from engagement.models.members import AGE_BANDS, PLACES, TENURES, WAYS, EventPlace, Member, MemberConsent
from engagement.models.records import (
    DECISIONS,
    EVENT_KINDS,
    EVENT_STATES,
    OUTCOMES,
    TOPICS,
    Event,
    FollowedTopic,
    Follower,
    FollowerMail,
    Recommendation,
    ScrutinyAction,
    ScrutinyProject,
    ServiceChange,
)
from engagement.models.speaking import FEEDBACK_KINDS, HANDED_OVER, Feedback, FeedbackContact

__all__ = [
    "AGE_BANDS",
    "DECISIONS",
    "EVENT_KINDS",
    "EVENT_STATES",
    "FEEDBACK_KINDS",
    "HANDED_OVER",
    "OUTCOMES",
    "PLACES",
    "TENURES",
    "TOPICS",
    "WAYS",
    "Event",
    "EventPlace",
    "Feedback",
    "FeedbackContact",
    "FollowedTopic",
    "Follower",
    "FollowerMail",
    "Member",
    "MemberConsent",
    "Recommendation",
    "ScrutinyAction",
    "ScrutinyProject",
    "ServiceChange",
]
