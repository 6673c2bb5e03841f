"""Routes of promises and documents: public and staff lists apart."""

from django.urls import path

from promises.views import public as pages

public = [
    path("promises/<slug:slug>/", pages.promise, name="promise"),
    path("documents/", pages.documents, name="documents"),
    path("documents/<int:pk>/", pages.edition, name="edition_file"),
]
staff: list[object] = []
urlpatterns = [*public, *staff]
