"""A trial on one's own machine: plain http, mail into files. Refused without PORTAL_LOCAL=1."""

from django.core.exceptions import ImproperlyConfigured

from charter import env
from charter.settings.base import *  # noqa: F403
from charter.settings.base import DATA, SECRET_KEY

if not env.flag("PORTAL_LOCAL"):
    raise ImproperlyConfigured("The local settings hold only while PORTAL_LOCAL=1 is set.")
if not SECRET_KEY.startswith("local"):
    raise ImproperlyConfigured(
        "The local settings refuse a production secret: PORTAL_SECRET_KEY must begin with “local”."
    )

SESSION_COOKIE_NAME = "sessionid"
CSRF_COOKIE_NAME = "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 0
SECURE_PROXY_SSL_HEADER = None  # type: ignore[assignment]
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA / "mail"
