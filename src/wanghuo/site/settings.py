"""Django settings. Everything an operator may change comes from the environment: see docs/operations.md."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path

from csp.constants import NONCE, NONE, SELF

from .database import database_from
from .logs import configuration

CHECKOUT = Path(__file__).resolve().parents[3]
VAR = Path(os.environ.get("WANGHUO_VAR", CHECKOUT / "var"))
POLICY_DIR = CHECKOUT / "policy"
DISTRICT = os.environ.get("WANGHUO_DISTRICT", "kaizhou")
DEBUG = os.environ.get("WANGHUO_DEBUG") == "1"
# Where the public reaches us: printed in the QR code of issued papers
PUBLIC_URL = os.environ.get("WANGHUO_PUBLIC_URL", "http://localhost:8000")
TESTING = "pytest" in sys.modules or bool(os.environ.get("WANGHUO_TESTING"))
DEMO = os.environ.get("WANGHUO_DEMO") == "1"
EMPTY = os.environ.get("WANGHUO_EMPTY") == "1"
"""A real district's first run: neither demo people nor the sample district's data are loaded."""


def _secret() -> str:
    """The signing secret: given, or made once and kept 0600 in var/keys."""
    if given := os.environ.get("WANGHUO_SECRET_KEY"):
        return given
    file = Path(os.environ.get("WANGHUO_SECRET_FILE", VAR / "keys" / "secret"))
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as out:
                out.write(secrets.token_urlsafe(64))
        except FileExistsError:
            pass
    return file.read_text().strip()


SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("WANGHUO_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("WANGHUO_ORIGINS", "").split(",") if o]
BEHIND_TLS = os.environ.get("WANGHUO_TLS") == "1"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "csp",
    "procrastinate.contrib.django",
    "wanghuo.base.shell",
    "wanghuo.base.scope",
    "wanghuo.base.ledger",
    "wanghuo.base.jobs",
    "wanghuo.base.files",
    "wanghuo.base.workbench",
    "wanghuo.base.indicators",
    "wanghuo.base.divisions",
    "wanghuo.base.law",
    "wanghuo.base.accounts",
    "wanghuo.base.notify",
    "wanghuo.base.documents",
    "wanghuo.base.cases",
    "wanghuo.site",
]

MIDDLEWARE = [
    "wanghuo.site.middleware.OriginMiddleware",
    "wanghuo.site.observe.ObserveMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wanghuo.base.accounts.middleware.ActorMiddleware",
    "wanghuo.site.middleware.ReadOnlyGetMiddleware",
    "wanghuo.site.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "wanghuo.site.urls"
WSGI_APPLICATION = "wanghuo.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "wanghuo.base.shell.context.shell",
            ],
        },
    }
]

DATABASES = {"default": database_from(os.environ.get("WANGHUO_DATABASE_URL"), VAR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["wanghuo.base.accounts.backend.PersonBackend"]
ACTOR_OF = "wanghuo.base.accounts.actors.actor_for"
LOGIN_URL = "/signin/"
LOGIN_REDIRECT_URL = "/desk/"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": VAR / "files"},
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or TESTING
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG or TESTING

SESSION_COOKIE_NAME = "wanghuo"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = False
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_TLS
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_REDIRECT_EXEMPT = [
    r"^healthz$",
    r"^readyz$",
    r"^metrics$",
]  # asked from this machine, without the proxy
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = BEHIND_TLS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "wanghuo.base.shell.errors.csrf_failed"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [
            SELF,
            "data:",
            "blob:",
            *filter(None, os.environ.get("WANGHUO_TILE_ORIGINS", "").split(",")),
        ],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "frame-src": [SELF],
        "base-uri": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "object-src": [NONE],
    }
}

# Mail: smtp://user:password@host:587 (smtp+tls:// for STARTTLS, smtps:// for TLS). Without it nothing is mailed.
SMTP_URL = os.environ.get("WANGHUO_SMTP_URL", "")
MAIL_FROM = os.environ.get("WANGHUO_MAIL_FROM", "wanghuo@localhost")

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
DATA_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
SILENCED_SYSTEM_CHECKS: list[str] = []
LOGGING = configuration()
