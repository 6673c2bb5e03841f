"""The tables of engagement."""

from engagement.models.data_requests import ENDINGS, REQUESTS, DataRequest, Erasure
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
    "DECISIONS",
    "ENDINGS",
    "EVENT_KINDS",
    "EVENT_STATES",
    "FEEDBACK_KINDS",
    "HANDED_OVER",
    "OUTCOMES",
    "PLACES",
    "REQUESTS",
    "TOPICS",
    "WAYS",
    "DataRequest",
    "Erasure",
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
