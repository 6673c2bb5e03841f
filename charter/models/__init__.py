"""Rows of the lowest app; each name is importable from here."""

from charter.models.calendar import BankHoliday
from charter.models.charter import Charter, CharterStage, Expectation, Quote, Theme
from charter.models.draft import Draft
from charter.models.identity import Invitation, Letter
from charter.models.landlord import Body, BodyAlias, Landlord, LandlordCode
from charter.models.people import Post, PostHolding, RoleGrant, User
from charter.models.records import AuditEvent, FormToken, Heartbeat, Job

__all__ = [
    "AuditEvent",
    "BankHoliday",
    "Body",
    "BodyAlias",
    "Charter",
    "CharterStage",
    "Draft",
    "Expectation",
    "FormToken",
    "Heartbeat",
    "Invitation",
    "Job",
    "Landlord",
    "LandlordCode",
    "Letter",
    "Post",
    "PostHolding",
    "Quote",
    "RoleGrant",
    "Theme",
    "User",
]
