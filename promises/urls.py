"""Addresses of the words: two lists, one for everybody and one for staff."""

from django.urls import URLPattern, URLResolver, path

from promises.views import public as pages
from promises.views import staff as desk

public: list[URLPattern | URLResolver] = [
    path("promises/<slug:slug>/", pages.promise, name="promise"),
    path("documents/", pages.documents, name="documents"),
    path("documents/<int:pk>/", pages.edition, name="edition_file"),
]

staff: list[URLPattern | URLResolver] = [
    path("staff/editions/", desk.editions, name="staff_editions"),
    path("staff/editions/<slug:slug>/new/", desk.new_edition, name="staff_new_edition"),
    path("staff/editions/<slug:slug>/change/", desk.new_change, name="staff_new_change"),
    path("staff/editions/<int:pk>/", desk.edition, name="staff_edition"),
    path("staff/editions/<int:pk>/file/", desk.edition_file, name="staff_edition_file"),
]
