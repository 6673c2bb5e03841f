"""The landlord's installation: everything must be set, and nothing unsafe is accepted."""

from django.core.exceptions import ImproperlyConfigured

from charter import env
from charter.settings.base import *  # noqa: F403
from charter.settings.base import SECRET_KEY, SITE

if env.flag("PORTAL_LOCAL"):
    raise ImproperlyConfigured("PORTAL_LOCAL is set. It is for a trial on one's own machine; take it out.")
if len(SECRET_KEY) < 50 or SECRET_KEY.startswith("local"):
    raise ImproperlyConfigured("PORTAL_SECRET_KEY is too weak. Use at least 50 random characters.")
if not SITE.startswith("https://"):
    raise ImproperlyConfigured("PORTAL_SITE must begin with https://.")

# nginx stands in front and writes X-Forwarded-For anew: the last address is the visitor's.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("PORTAL_PROXIES", 1)

EMAIL_HOST = env.text("PORTAL_MAIL_HOST", hint="The mail server that sends sign-in codes and reminders.")
EMAIL_PORT = env.whole("PORTAL_MAIL_PORT", 587)
EMAIL_HOST_USER = env.text("PORTAL_MAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("PORTAL_MAIL_PASSWORD", "")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_TIMEOUT = 10

SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # our own middleware sends X-Frame-Options, except for the page made for embedding
    "security.W021",  # preload binds the whole domain, which is its owner's decision
]
