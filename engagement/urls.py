"""Addresses of what tenants say and do."""

from django.urls import URLPattern, URLResolver, path

from engagement import feeds

public: list[URLPattern | URLResolver] = [
    path("feeds/changes.atom", feeds.changes, name="changes_feed"),
]
