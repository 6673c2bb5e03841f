"""What each table holds of people: why, on what ground, for how long and for whose eyes (reliability.md P47).

Every column of every table of ours has an entry, here among the holdings or in `others.py` among those that
tell nothing of a person: a test fails for one without.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from charter.translated import lazily as _lazy

CONSENT = _lazy("You agreed to it, and can take that back at any time")
TASK = _lazy("We need it to do what a social landlord has to do")
LAW = _lazy("The law says that we must")


@dataclass(frozen=True)
class Holding:
    """What is kept of people for one purpose. `columns` are the personal ones, by table."""

    key: str
    says: str
    why: str
    ground: str
    kept: str
    readers: str
    columns: Mapping[str, str]


HOLDINGS = (
    Holding(
        "told_us",
        _lazy("What you told us, and how we can reach you"),
        _lazy("To answer you, and to put things right"),
        TASK,
        _lazy("Name, address and number 12 months after we answered; your words 24 months"),
        _lazy("The few people who deal with it. We note each time that one looks up how to reach you."),
        {
            "engagement.Feedback": "text reference sent_as",
            "engagement.FeedbackContact": "feedback name email phone answer",
        },
    ),
    Holding(
        "followers",
        _lazy("Your e-mail address, if you follow our results"),
        _lazy("To send you our results"),
        CONSENT,
        _lazy("Until you stop. If you never press the link in our first letter, 7 days."),
        _lazy("Nobody. Staff see how many people follow."),
        {
            "engagement.Follower": "key email letters_on letters",
            "engagement.FollowedTopic": "key follower kind slug label asked_at confirmed_at",
            "engagement.FollowerMail": "follower begun_at sent_at refused",
        },
    ),
    Holding(
        "comments",
        _lazy("What you think of our drafts, without your name"),
        _lazy("To make our plans better, and to answer you"),
        TASK,
        _lazy("24 months"),
        _lazy("Staff who work with tenants"),
        {"engagement.Comment": "sent_as text"},
    ),
    Holding(
        "members",
        _lazy("Who takes part in our groups, and what they wish"),
        _lazy("To invite you, to make it easy for you to come, and to thank you"),
        CONSENT,
        _lazy("Until you leave, and 6 months after it. If you never confirm, 7 days."),
        _lazy("Staff who work with tenants"),
        {
            "engagement.Member": "key name email phone ways promises area access_needs signed_up_at "
            "confirmed_at left_at age_band tenure",
            "engagement.MemberConsent": "member purpose wording given_at withdrawn_at",
            "engagement.Member_bodies": "member body",
            "engagement.EventPlace": "member key",
            "engagement.EventMail": "place kind about begun_at sent_at refused",
        },
    ),
    Holding(
        "surveys",
        _lazy("What you answer in a survey, kept apart from who you are"),
        _lazy("To hear what most people think"),
        TASK,
        _lazy("Answers as long as the results. Answers that you never send go after 30 days."),
        _lazy("Staff who work with tenants; nobody can see which answers are yours"),
        {
            "engagement.SurveyInvitation": "key member used_on",
            "engagement.SurveyDraft": "key invitation answers",
            "engagement.SurveyResponse": "answers",
        },
    ),
    Holding(
        "asked",
        _lazy("What you ask about your own data"),
        _lazy("To find what is yours, and to show that we did what you asked"),
        LAW,
        _lazy("Until your question is answered. Its number and days stay."),
        _lazy("Staff who work with tenants"),
        {"engagement.DataRequest": "sent_as name email phone quoted text"},
    ),
    Holding(
        "accounts",
        _lazy("Who signs in: staff, Board members and members of our groups"),
        _lazy("To know who may see and do what"),
        TASK,
        _lazy("As long as they work with the portal. What they did stays, under their number alone."),
        _lazy("Administrators. Public pages show the job, never the person."),
        {
            "charter.User": "password last_login email name is_active is_demonstration joined session_round "
            "organisation_subject",
            "charter.Invitation": "key person made_at expires_at used_at voided_at",
            "charter.Letter": "person kind sealed made_at",
            "charter.MailChoice": "person days unwanted",
            "charter.Digest": "person lines sent_at",
            "charter.PostHolding": "person",
            "charter.RoleGrant": "person",
            "measures.KeptText": "person typed browser kept_at",
            "account.EmailAddress": "user email verified primary",
            "account.EmailConfirmation": "email_address created sent key",
            "mfa.Authenticator": "user type data created_at last_used_at",
            "socialaccount.SocialAccount": "user provider uid last_login date_joined extra_data",
            "socialaccount.SocialToken": "app account token token_secret expires_at",
            "usersessions.UserSession": "user created_at ip last_seen_at session_key user_agent data",
            "sessions.Session": "session_key session_data expire_date",
        },
    ),
    Holding(
        "trail",
        _lazy("Who did what in the portal, and from which network"),
        _lazy("To be able to show how each figure came to be, and to notice misuse"),
        TASK,
        _lazy("What was done stays for good, under a number. Networks go after 12 months."),
        _lazy("Administrators"),
        {
            "charter.AuditEvent": "actor_id",
            "charter.BreakGlass": "person reason",
            "charter.RequestOrigin": "network",
        },
    ),
    Holding(
        "cases",
        _lazy("Single cases behind our figures, such as one repair"),
        _lazy("To work out our figures"),
        TASK,
        _lazy("As long as the figures may be checked. They bear a number, never a name."),
        _lazy("Staff who enter and approve this figure"),
        {"measures.Case": "reference", "measures.Evidence": "name file"},
    ),
)


def holding(key: str) -> Holding:
    """A holding by its key. Raises KeyError when there is none."""
    return next(one for one in HOLDINGS if one.key == key)
