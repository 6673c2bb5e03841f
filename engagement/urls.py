"""Addresses of what tenants say and do."""

from django.urls import URLPattern, URLResolver, path

from engagement import feeds
from engagement.views import followers

public: list[URLPattern | URLResolver] = [
    path("feeds/changes.atom", feeds.changes, name="changes_feed"),
    path("follow/", followers.follow, name="follow"),
    path("follow/asked/", followers.asked, name="follow_asked"),
    path("follow/confirm/<str:token>/", followers.confirm, name="follow_confirm"),
    path("follow/stop/<str:token>/", followers.stop, name="follow_stop"),
]

staff: list[URLPattern | URLResolver] = [
    path("staff/followers/", followers.followers, name="staff_followers"),
]
