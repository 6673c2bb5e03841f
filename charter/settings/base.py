"""Settings shared by every installation; the defaults are the safe ones."""

from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

from charter import env
from charter.languages.offered import UnknownLanguage, with_names
from charter.settings import hook, openid

ROOT = Path(__file__).resolve().parent.parent.parent
DATA = Path(env.text("PORTAL_DATA", str(ROOT / ".portal")))

DEBUG = False
SECRET_KEY = env.text("PORTAL_SECRET_KEY", hint="A long random text that signs sessions and links.")
# Secrets of before: what they sealed and signed still opens, and nothing new is made with them.
SECRET_KEY_FALLBACKS = env.words("PORTAL_FORMER_SECRETS", "")
ALLOWED_HOSTS = env.words("PORTAL_HOSTS", hint="The names under which the portal answers, parted by commas.")
SITE = env.text("PORTAL_SITE", hint="The public address, such as https://charter.example.org.")
CSRF_TRUSTED_ORIGINS = [SITE]
MONITORING_TOKEN = env.text("PORTAL_MONITORING_TOKEN", "")

INSTALLED_APPS = [
    "charter",
    "promises",
    "measures",
    "engagement",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.admin",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "csp",
    "template_partials",
    "pgtrigger",
    "pghistory",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.usersessions",
    "django_celery_beat",
]

MIDDLEWARE = [
    "charter.middleware.RequestIdentity",
    "charter.kept_pages.KeptPages",
    "charter.large_print.LargePrint",
    "charter.languages.addresses.LanguageOfAddress",
    "charter.middleware.SecurityHeaders",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "charter.identity.middleware.SessionLimits",
    "charter.middleware.PlainRefusals",
]

KEEP_PAGES = True

ROOT_URLCONF = "charter.urls"
WSGI_APPLICATION = "charter.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["django.templatetags.i18n"],
            "context_processors": [
                "django.template.context_processors.request",
                "charter.context_processors.landlord",
                "charter.context_processors.navigation",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# Two roles: the application may not change tables nor history; only migrations run as the owner.
AS_OWNER = env.flag("PORTAL_AS_OWNER")
DATABASE_VARIABLE = "DATABASE_OWNER_URL" if AS_OWNER else "DATABASE_URL"
DATABASES: dict[str, dict[str, Any]] = {
    "default": environ.Env.db_url_config(
        env.text(DATABASE_VARIABLE, hint="A PostgreSQL address: postgres://user:password@host:5432/name.")
    )
}
# Working days in which the landlord owes an answer to a challenge of the panel.
CHALLENGE_ANSWER_DAYS = env.whole("PORTAL_CHALLENGE_ANSWER_DAYS", 10)
STATEMENT_TIMEOUT = env.whole("PORTAL_STATEMENT_TIMEOUT_MS", 0 if AS_OWNER else 60_000)
DATABASES["default"] |= {
    "CONN_MAX_AGE": 60,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "connect_timeout": 5,
        "keepalives": 1,
        "keepalives_idle": 30,
        "options": f"-c statement_timeout={STATEMENT_TIMEOUT} -c lock_timeout={0 if AS_OWNER else 5000}"
        " -c idle_in_transaction_session_timeout=60000",
    },
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
APP_ROLE = env.text(
    "PORTAL_APP_ROLE", environ.Env.db_url_config(env.text("DATABASE_URL", "postgres://app@/x"))["USER"]
)

REDIS_URL = env.text("REDIS_URL", hint="The broker's address: redis://:password@host:6379/0.")
# Shared by all web processes: limits on guessing and used one-time codes count once, and outlive a restart.
# Django's 300 rows would let a flood of guesses push out what was counted of them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "charter_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

AUTH_USER_MODEL = "charter.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "charter.identity.passwords.NotEasyToGuess"},
]
ACCOUNT_ADAPTER = "charter.accounts.PortalAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
# Wrong passwords and codes are counted by charter/identity/guessing.py; the rest as the package does.
ACCOUNT_RATE_LIMITS: dict[str, str | None] | bool = {"login_failed": None}
# The proxies of our own in front: so many addresses at the end of X-Forwarded-For are true.
ALLAUTH_TRUSTED_PROXY_COUNT = env.whole("PORTAL_PROXIES", 0)
ACCOUNT_FORMS = {
    "login": "charter.identity.forms.SignInForm",
    "request_login_code": "charter.identity.forms.AskForCodeForm",
    "confirm_login_code": "charter.identity.forms.GiveCodeForm",
    "reset_password": "charter.identity.forms.ForgottenForm",
    "reset_password_from_key": "charter.identity.forms.NewPasswordForm",
    "change_password": "charter.identity.forms.ChangePasswordForm",
    "set_password": "charter.identity.forms.SetPasswordForm",
    "reauthenticate": "charter.identity.forms.StillYouForm",
}
MFA_FORMS = {
    "authenticate": "charter.identity.forms.SecondFactorForm",
    "reauthenticate": "charter.identity.forms.SecondFactorAgainForm",
    "activate_totp": "charter.identity.forms.SetUpSecondFactorForm",
    "add_webauthn": "charter.identity.forms.AddPasskeyForm",
    "edit_webauthn": "charter.identity.forms.NamePasskeyForm",
    "authenticate_webauthn": "charter.identity.forms.PasskeyForm",
    "login_webauthn": "charter.identity.forms.PasskeySignInForm",
    "reauthenticate_webauthn": "charter.identity.forms.PasskeyAgainForm",
}
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
# A passkey is two factors in one: the device, and the finger, face or PIN that opens it.
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Customer Charter"
MFA_ADAPTER = "charter.accounts.PortalSecondFactorAdapter"
SOCIALACCOUNT_ADAPTER = "charter.accounts.PortalOrganisationAdapter"
SOCIALACCOUNT_PROVIDERS = openid.providers()
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/account/"
LOGOUT_REDIRECT_URL = "/"

SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 43_200
PASSWORD_RESET_TIMEOUT = 3_600
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "charter.views.errors.csrf_failure"
# reliability.md section 6: nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "object-src": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
# A file of 10,000 figures is approved with one tick each.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 12_000
DATA_UPLOAD_MAX_NUMBER_FILES = 2
FILE_UPLOAD_PERMISSIONS = 0o640

LANGUAGE_CODE = "en-gb"
# The landlord's languages beside English, each with a catalogue in the folder (docs/languages.md).
try:
    LANGUAGES = with_names(env.words("PORTAL_LANGUAGES", ""))
except UnknownLanguage as error:
    raise ImproperlyConfigured(f"PORTAL_LANGUAGES: {error}") from error
LOCALE_PATHS = [Path(env.text("PORTAL_LOCALE", str(DATA / "locale")))]
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True
FORMAT_MODULE_PATH = "charter.settings.formats"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STATICFILES_DIRS = [ROOT / "static"]
MEDIA_ROOT = DATA / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 31_536_000

COMPLAINTS_HOOK, COMPLAINTS_HOOK_SECRET = hook.complaints()
DEFAULT_FROM_EMAIL = env.text("PORTAL_MAIL_FROM", "Customer Charter <no-reply@localhost>")

PGHISTORY_APPEND_ONLY = True

CELERY = {
    "broker_url": REDIS_URL,
    "task_ignore_result": True,
    "accept_content": ["json"],
    "task_serializer": "json",
    "timezone": TIME_ZONE,
    "enable_utc": True,
    # Defaults of Celery lose work (reliability.md findings 1 and 2): acknowledge after the work, give lost
    # work back, one message at a time, and a time limit below the broker's visibility timeout.
    "task_acks_late": True,
    "task_reject_on_worker_lost": True,
    "worker_prefetch_multiplier": 1,
    "task_soft_time_limit": 120,
    "task_time_limit": 180,
    "broker_transport_options": {
        "visibility_timeout": 600,
        "socket_timeout": 5,
        "socket_connect_timeout": 5,
        "retry_on_timeout": True,
        # Somebody's save waits while a message is sent: with the broker away it gives up at once, and the
        # sweep sends the job later.
        "max_retries": 1,
        "interval_start": 0,
        "interval_step": 0.1,
        "interval_max": 0.2,
    },
    "visibility_timeout": 600,
    "worker_max_tasks_per_child": 100,
    "worker_max_memory_per_child": 300_000,
    "worker_soft_shutdown_timeout": 30,
    "worker_cancel_long_running_tasks_on_connection_loss": True,
    "broker_connection_retry_on_startup": True,
    "beat_scheduler": "django_celery_beat.schedulers:DatabaseScheduler",
    "beat_max_loop_interval": 20,
    "worker_hijack_root_logger": False,
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "charter.request_identity.RequestIdFilter"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["request_id"]}
    },
    "loggers": {"weasyprint.progress": {"level": "WARNING"}, "fontTools": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.text("PORTAL_LOG_LEVEL", "INFO")},
}
