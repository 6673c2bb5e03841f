"""Tests: real PostgreSQL and real Redis, quick passwords, no eager tasks."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("PORTAL_LOCAL", "1")
os.environ.setdefault("PORTAL_SECRET_KEY", "local-test-key")
os.environ.setdefault("PORTAL_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("PORTAL_SITE", "http://testserver")
os.environ["PORTAL_AS_OWNER"] = "1"

from charter.settings.local import *  # noqa: F403
from charter.settings.local import DATABASES

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
MEDIA_ROOT = Path(tempfile.mkdtemp(prefix="portal-files-"))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
DATABASES["default"]["TEST"] = {"NAME": os.environ.get("PORTAL_TEST_DATABASE", "test_portal")}
DATABASES["default"]["CONN_MAX_AGE"] = 0
ACCOUNT_RATE_LIMITS = False
# Tests of pages look at the making of them; tests/charter/test_kept_pages.py looks at the keeping.
KEEP_PAGES = False
