"""Addresses of what tenants say and do."""

from django.urls import URLPattern, URLResolver, path

from engagement import feeds
from engagement.views import (
    followers,
    inbox,
    members,
    scrutiny_steps,
    speaking,
    staff_changes,
    staff_events,
    staff_members,
    staff_scrutiny,
)
from engagement.views import public as pages

public: list[URLPattern | URLResolver] = [
    path("feeds/changes.atom", feeds.changes, name="changes_feed"),
    path("you-said-we-did/", pages.changes, name="changes"),
    path("you-said-we-did/<slug:slug>/", pages.change, name="change"),
    path("scrutiny/", pages.scrutiny, name="scrutiny"),
    path("scrutiny/<slug:slug>/", pages.project, name="scrutiny_project"),
    path("events/", pages.events, name="events"),
    path("events/<slug:slug>.ics", pages.event_calendar, name="event_calendar"),
    path("events/<slug:slug>/", pages.event, name="event"),
    path("feedback/", speaking.feedback, name="feedback"),
    path("feedback/status/<str:token>/", speaking.status, name="feedback_status"),
    path("get-involved/", members.get_involved, name="get_involved"),
    path("get-involved/asked/", members.asked, name="get_involved_asked"),
    path("get-involved/confirm/<str:token>/", members.confirm, name="get_involved_confirm"),
    path("get-involved/mine/<uuid:key>/", members.mine, name="get_involved_mine"),
    path("follow/", followers.follow, name="follow"),
    path("follow/asked/", followers.asked, name="follow_asked"),
    path("follow/confirm/<str:token>/", followers.confirm, name="follow_confirm"),
    path("follow/stop/<str:token>/", followers.stop, name="follow_stop"),
]

staff: list[URLPattern | URLResolver] = [
    path("staff/feedback/", inbox.feedback_inbox, name="staff_feedback"),
    path("staff/feedback/<int:pk>/", inbox.feedback_one, name="staff_feedback_one"),
    path("staff/changes/", staff_changes.changes, name="staff_changes"),
    path("staff/changes/new/", staff_changes.new_change, name="staff_new_change"),
    path("staff/changes/<int:pk>/", staff_changes.change, name="staff_change"),
    path("staff/scrutiny/", staff_scrutiny.projects, name="staff_scrutiny"),
    path("staff/scrutiny/new/", staff_scrutiny.new_project, name="staff_new_project"),
    path("staff/scrutiny/<int:pk>/", staff_scrutiny.project, name="staff_project"),
    path("staff/scrutiny/asked/<int:pk>/", scrutiny_steps.recommendation, name="staff_recommendation"),
    path("staff/scrutiny/actions/<int:pk>/", scrutiny_steps.action, name="staff_action"),
    path("staff/events/", staff_events.events, name="staff_events"),
    path("staff/events/new/", staff_events.new_event, name="staff_new_event"),
    path("staff/events/<int:pk>/", staff_events.event, name="staff_event"),
    path("staff/events/<int:pk>/call-off/", staff_events.call_off, name="staff_call_off_event"),
    path("staff/members/", staff_members.members, name="staff_members"),
    path("staff/members/new/", staff_members.new_member, name="staff_new_member"),
    path("staff/members/<int:pk>/", staff_members.member, name="staff_member"),
    path("staff/followers/", followers.followers, name="staff_followers"),
]
