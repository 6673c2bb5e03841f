"""Top-level routes and error handlers."""

from django.urls import include, path

from charter.views import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("account/", include("allauth.urls")),
]

handler400 = "charter.views.errors.bad_request"
handler403 = "charter.views.errors.forbidden"
handler404 = "charter.views.errors.not_found"
handler500 = "charter.views.errors.server_error"
