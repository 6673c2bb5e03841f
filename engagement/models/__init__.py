"""The tables of engagement."""

from engagement.models.challenges import CHALLENGE_KINDS, Challenge
from engagement.models.members import PLACES, WAYS, EventPlace, Member
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
    "CHALLENGE_KINDS",
    "DECISIONS",
    "EVENT_KINDS",
    "EVENT_STATES",
    "FEEDBACK_KINDS",
    "HANDED_OVER",
    "OUTCOMES",
    "PLACES",
    "TOPICS",
    "WAYS",
    "Challenge",
    "Event",
    "EventPlace",
    "Feedback",
    "FeedbackContact",
    "FollowedTopic",
    "Follower",
    "FollowerMail",
    "Member",
    "Recommendation",
    "ScrutinyAction",
    "ScrutinyProject",
    "ServiceChange",
]
