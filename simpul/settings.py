"""One settings file. `SIMPUL_MODE` is demo, test or production; production refuses to start without its keys."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from simpul.core import keys

BASE = Path(__file__).resolve().parent.parent
MODE = os.environ.get("SIMPUL_MODE", "production")
if MODE not in ("demo", "test", "production"):
    raise ImproperlyConfigured(f"SIMPUL_MODE={MODE}: choose demo, test or production")
DEMO = MODE == "demo"
DEBUG = False

# Everything a site must keep lies in one folder: files, keys, and in the demo the database.
SIMPUL_DATA = Path(os.environ.get("SIMPUL_DATA") or BASE / ".data" / MODE)
KEYS = keys.load(Path(os.environ.get("SIMPUL_KEYS") or SIMPUL_DATA / "keys.json"), make=MODE != "production")
SECRET_KEY = KEYS.secret

SITE_ADDRESS = os.environ.get("SIMPUL_ADDRESS", "http://localhost:8000").rstrip("/")
SITE_NAME = os.environ.get(
    "SIMPUL_SITE", {"demo": "Kabupaten Purbalingga (contoh)", "test": "Kabupaten Awan"}.get(MODE, "Simpul")
)
ALLOWED_HOSTS = [h for h in os.environ.get("SIMPUL_HOSTS", urlsplit(SITE_ADDRESS).hostname or "").split(",") if h]
if MODE != "production":
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]", "testserver"]
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]


def database(url: str) -> dict[str, object]:
    """`postgresql://user:word@host:port/name?host=/folder&…` as Django wants it; the query goes to libpq."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured("DATABASE_URL must begin with postgresql://")
    options: dict[str, object] = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "TEST": {"TEMPLATE": "template0"},
    }


DATABASES = {"default": database(os.environ.get("DATABASE_URL", "postgresql:///simpul"))}

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "leaflet",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "simpul.register",
    "simpul.regions",
    "simpul.law",
    "simpul.documents",
    "simpul.organizations",
    "simpul.accounts",
    "simpul.notices",
    "simpul.meetings",
    "simpul.proposals",
    "simpul.agreements",
    "simpul.reports",
    "simpul.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "simpul.web.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simpul.web.middleware.policy",
    "simpul.web.middleware.actor",
    "simpul.web.middleware.refusals",
]

FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
ROOT_URLCONF = "simpul.urls"
WSGI_APPLICATION = "simpul.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "simpul" / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "simpul.web.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "simpul.web.templatetags.simpul"],
        },
    }
]

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Bahasa Indonesia")), ("en", _("Inggris"))]
LOCALE_PATHS = [BASE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"
USE_THOUSAND_SEPARATOR = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("SIMPUL_STATIC") or BASE / ".data" / "static")
STATICFILES_DIRS = [BASE / "simpul" / "web" / "static"]
STORAGES = {
    "default": {"BACKEND": "simpul.documents.storage.ContentAddressed", "OPTIONS": {"location": SIMPUL_DATA / "files"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if MODE == "test"
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = MODE == "test"
WHITENOISE_MAX_AGE = 3600
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"}}

# Uploads: Django keeps them on disk above 2 MB and refuses what is larger than any form of ours allows.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
UPLOAD_LIMIT = 20 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "simpul.web.uploads.CutOff",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# Accounts: e-mail and password, second factor by TOTP; allauth limits attempts on the database cache.
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk"
LOGOUT_REDIRECT_URL = "front"
ACCOUNT_ADAPTER = "simpul.accounts.adapters.AccountAdapter"
MFA_ADAPTER = "simpul.accounts.adapters.MfaAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation reaches the address before the account exists
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # who has no account gets no mail from us
ACCOUNT_SESSION_REMEMBER = None
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Simpul"

EMAIL_BACKEND = os.environ.get("SIMPUL_EMAIL_BACKEND") or (
    "django.core.mail.backends.filebased.EmailBackend" if DEMO else "django.core.mail.backends.smtp.EmailBackend"
)
EMAIL_FILE_PATH = SIMPUL_DATA / "mail"
EMAIL_HOST = os.environ.get("SIMPUL_EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("SIMPUL_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("SIMPUL_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("SIMPUL_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("SIMPUL_EMAIL_TLS", "") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("SIMPUL_EMAIL_FROM", f"simpul@{urlsplit(SITE_ADDRESS).hostname}")

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 24 * 3600
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
if MODE == "production":
    SECURE_SSL_REDIRECT = os.environ.get("SIMPUL_BEHIND_TLS_PROXY", "1") == "1"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_REDIRECT_EXEMPT = [r"^sehat$"]
    ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SIMPUL_PROXIES", "1"))  # rate limits count people, not the proxy
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31536000
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
