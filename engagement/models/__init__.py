"""The tables of engagement."""

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
from engagement.models.surveys import (
    ASKED,
    QUESTION_KINDS,
    Survey,
    SurveyDraft,
    SurveyInvitation,
    SurveyQuestion,
    SurveyResponse,
)

__all__ = [
    "ASKED",
    "DECISIONS",
    "EVENT_KINDS",
    "EVENT_STATES",
    "FEEDBACK_KINDS",
    "HANDED_OVER",
    "OUTCOMES",
    "PLACES",
    "QUESTION_KINDS",
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
    "Recommendation",
    "ScrutinyAction",
    "ScrutinyProject",
    "ServiceChange",
    "Survey",
    "SurveyDraft",
    "SurveyInvitation",
    "SurveyQuestion",
    "SurveyResponse",
]
