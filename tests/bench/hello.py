"""The smallest Django answer: what every page is compared with."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path


def hello(request: HttpRequest) -> HttpResponse:
    """One word."""
    return HttpResponse("hello")


urlpatterns = [path("", hello)]


def application() -> WSGIHandler:
    """A project of one view, no middleware, no templates, no database."""
    settings.configure(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["*"], SECRET_KEY="not-a-secret", USE_I18N=False)
    django.setup()
    return WSGIHandler()
