"""Rows of the lowest app; each name is importable from here."""

from charter.models.calendar import BankHoliday
from charter.models.charter import Charter, CharterStage, Expectation, Quote, Theme
from charter.models.draft import Draft
from charter.models.identity import Invitation, Letter
from charter.models.landlord import Body, BodyAlias, Landlord, LandlordCode
from charter.models.logo import Logo
from charter.models.notice import Digest, DigestRun, MailChoice, Timetable
from charter.models.people import BreakGlass, Post, PostHolding, RoleGrant, User
from charter.models.records import AuditDay, AuditEvent, FormToken, Heartbeat, Job, RequestOrigin
from charter.models.search import SearchEntry, SearchWord
from charter.models.translation import Translation

__all__ = [
    "AuditDay",
    "AuditEvent",
    "BankHoliday",
    "Body",
    "BodyAlias",
    "BreakGlass",
    "Charter",
    "CharterStage",
    "Digest",
    "DigestRun",
    "Draft",
    "Expectation",
    "FormToken",
    "Heartbeat",
    "Invitation",
    "Job",
    "Landlord",
    "LandlordCode",
    "Letter",
    "Logo",
    "MailChoice",
    "Post",
    "PostHolding",
    "Quote",
    "RequestOrigin",
    "RoleGrant",
    "SearchEntry",
    "SearchWord",
    "Theme",
    "Timetable",
    "Translation",
    "User",
]
