"""Settings: every value that differs between machines is read here, once."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from portal.lib.buckets import bucket
from portal.lib.outgoing import Networks
from portal.lib.secret_key import kept_in

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
PORTAL_DATA = Path(env.str("PORTAL_DATA", default=str(BASE_DIR / ".data"))).resolve()

# Which kind of place this is. `make run` and the tests are "development".
PRODUCTION = env.str("PORTAL_ENV", default="development") == "production"
DEBUG = env.bool("DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="")
SITE_URL = env.str(
    "SITE_URL", default=f"http://localhost:{env.int('PORT', default=8000)}"
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
TRUSTED_PROXIES = env.list("TRUSTED_PROXIES", default=[])
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="reading-room")
API_RATE = env.str("API_RATE", default="600/m")
SERVICE_DESK_PHONE = env.str("SERVICE_DESK_PHONE", default="4400")

if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off in production: unset DEBUG.")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured(
        "SECRET_KEY must be set in production, to 50 random characters or more."
    )
SECRET_KEY = SECRET_KEY or kept_in(PORTAL_DATA)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "portal.web",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "portal.people",
    "portal.jobs",
    "portal.audit",
    "portal.notify",
    "portal.search",
    "portal.accounts",
    "portal.api",
    "portal.home",
    "courses.competency",
    "courses.studies",
    "courses.catalog",
    "courses.assessment",
    "tickets.inventory",
    "tickets.sla",
    "tickets.knowledge",
    "tickets.desk",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "courses.studies.dicomweb.edge.EdgeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.web.middleware.SignInMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "portal.audit.middleware.AddressMiddleware",
    "portal.web.middleware.ReaderMiddleware",
    "portal.web.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.web.context.page",
            ]
        },
    }
]
FORM_RENDERER = "portal.web.forms.FieldRenderer"

# --- database ---------------------------------------------------------------
# Without DATABASE_URL a private PostgreSQL lives in PORTAL_DATA (portal/localdb).

POOL = {"min_size": 1, "max_size": env.int("DATABASE_POOL", default=10), "timeout": 10}
if "DATABASE_URL" in env:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    # A socket's folder, where a URL has a host's name, comes quoted.
    DATABASES["default"]["HOST"] = unquote(DATABASES["default"]["HOST"])
    DATABASES["default"].setdefault("OPTIONS", {})["pool"] = POOL
else:
    DATABASES = {
        "default": {
            "ENGINE": "portal.localdb",
            "NAME": "portal",
            "USER": "portal",
            "OPTIONS": {"pool": POOL},
        }
    }
# Compiling a query costs more than it saves on what a page asks (3.8 s of 5.5 s).
# From 0.45 on, a word is taken for another that is spelt nearly so ("Rowen").
DATABASES["default"]["OPTIONS"].setdefault(
    "options", "-c jit=off -c pg_trgm.word_similarity_threshold=0.45"
)
# Who changed a row, and where: a request that only reads has nothing to tell.
PGHISTORY_MIDDLEWARE_METHODS = ("POST", "PUT", "PATCH", "DELETE")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": env.cache_url("CACHE_URL")
    if "CACHE_URL" in env
    else {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
    }
}

# --- files ------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(PORTAL_DATA / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "portal.web.finders.ServedFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": PORTAL_DATA / "files"},
    },
    "staticfiles": {
        # On one's own machine nothing is won by half a minute of packing.
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"
    },
}
if STUDIES_STORAGE := env.str("STUDIES_STORAGE", default=""):
    STORAGES["studies"] = bucket(STUDIES_STORAGE)
# Other sites whose pages may read DICOMweb, as in https://viewer.example.
DICOMWEB_ORIGINS = env.list("DICOMWEB_ORIGINS", default=[])
QUARANTINE = PORTAL_DATA / "quarantine"
INTAKE_MAX_BYTES = env.int("INTAKE_MAX_BYTES", default=4 << 30)  # of one file
DISK_RESERVE = env.int("DISK_RESERVE", default=512 << 20)  # bytes kept free
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20 << 30)  # a zip's
UNPACK_MAX_BYTES = env.int("UNPACK_MAX_BYTES", default=40 << 30)  # of one zip
UNPACK_MAX_FILES = env.int("UNPACK_MAX_FILES", default=20_000)
UPLOAD_HOURS = env.int("UPLOAD_HOURS", default=24)  # an abandoned one is kept
QUARANTINE_DAYS = env.int("QUARANTINE_DAYS", default=30)  # then refused and erased
QUARANTINE_WARN_DAYS = env.int("QUARANTINE_WARN_DAYS", default=3)  # before that
# Text in pixels is read by the extra `ocr`. A queue of its own keeps its half gigabyte
# in one worker: celery --app portal worker --queues text --concurrency 1
OCR = env.bool("OCR", default=True)  # and only if it is installed
OCR_QUEUE = env.str("OCR_QUEUE", default="celery")
DEID_KEY = env.str("DEID_KEY", default="")  # empty: made once, kept in PORTAL_DATA
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

# --- DICOM network ----------------------------------------------------------
# `manage.py dicom_listener`; who may send to it is a list that administrators keep.

DICOM_LISTENER_HOST = env.str("DICOM_LISTENER_HOST", default="127.0.0.1")
DICOM_LISTENER_PORT = env.int("DICOM_LISTENER_PORT", default=11112)
DICOM_AE_TITLE = env.str("DICOM_AE_TITLE", default="READING_ROOM")
# What a PACS administrator enters as our host; the page of senders shows it.
DICOM_PUBLIC_HOST = env.str(
    "DICOM_PUBLIC_HOST", default=urlsplit(SITE_URL).hostname or "localhost"
)
DICOM_TLS_CERT = env.str("DICOM_TLS_CERT", default="")
DICOM_TLS_KEY = env.str("DICOM_TLS_KEY", default="")
DICOM_TLS_CA = env.str("DICOM_TLS_CA", default="")
DICOM_MAX_PDU = env.int("DICOM_MAX_PDU", default=65536)
DICOM_MAX_ASSOCIATIONS = env.int("DICOM_MAX_ASSOCIATIONS", default=10)
DICOM_TIMEOUT = env.int("DICOM_TIMEOUT", default=60)
# A study may come in many associations: work begins once none came for so long.
DICOM_SETTLE_SECONDS = env.int("DICOM_SETTLE_SECONDS", default=20)

# --- outgoing requests ------------------------------------------------------
# What people may have asked by a form (probes): these networks and no others.

try:
    OUTGOING_NETWORKS = Networks.of(env.list("OUTGOING_NETWORKS", default=[]))
except ValueError as error:
    raise ImproperlyConfigured(
        f"OUTGOING_NETWORKS is a list like 10.20.0.0/16,10.30.4.5: {error}."
    ) from error

# --- jobs -------------------------------------------------------------------
# The row is the queue: a broker only wakes workers, and may lose what it likes.

BROKER_FOLDER = PORTAL_DATA / "broker"
CELERY_BROKER_URL = env.str("BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    CELERY_BROKER_TRANSPORT = "portal.lib.folder_broker:Transport"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "queue"),
        "data_folder_out": str(BROKER_FOLDER / "queue"),
        "control_folder": str(BROKER_FOLDER / "control"),
    }
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_TIMEOUT = 2
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_TASK_ROUTES = {"studies.read_text": {"queue": OCR_QUEUE}}


def _every(task: str, seconds: int) -> dict[str, object]:
    """A sweep that nobody took within its own period is not worth keeping."""
    return {
        "task": task,
        "schedule": timedelta(seconds=seconds),
        "options": {"expires": seconds},
    }


CELERY_BEAT_SCHEDULE = {
    task: _every(task, seconds)
    for task, seconds in {
        "jobs.beat": 15,
        "audit.seal": 5,
        "accounts.send_invitations": 30,
        "notify.send_waiting": 30,
        "notify.send_digests": 900,
        "studies.prepare_waiting": 30,
        "studies.unpack_uploads": 30,
        "studies.erase_settled": 60,
        "studies.read_text": 30,
        "studies.load_cases": 20,
        "studies.sweep": 3600,
        "assessment.close_overdue": 60,
        "assessment.make_variants": 15,
        "assessment.sweep_variants": 3600,
        "inventory.ask_probes": 15,
        "inventory.sweep_probes": 21_600,
        "inventory.work_imports": 15,
        "inventory.ask_owners": 3600,
        "inventory.suggest_what_was_seen": 900,
        "inventory.watch_radar": 3600,
        "desk.watch_clocks": 60,
        "desk.claim_findings": 30,
    }.items()
}

# --- people -----------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home:front"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in [
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 10}),
        ("CommonPasswordValidator", {}),
        ("NumericPasswordValidator", {}),
    ]
]
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_USER_DISPLAY = "portal.people.models.display_name"
SOCIALACCOUNT_ADAPTER = "portal.accounts.adapter.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "hospital",
                "name": env.str("OIDC_NAME", default=_("Hospital account")),
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": env.str("OIDC_URL", default="")},
            }
        ]
        if "OIDC_URL" in env
        else []
    }
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Nobody registers here: an address was given by an administrator.
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "Reading Room"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
SESSION_COOKIE_AGE = env.int("SESSION_HOURS", default=12) * 3600
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- mail -------------------------------------------------------------------

vars().update(env.email_url("EMAIL_URL", default="consolemail://"))
DEFAULT_FROM_EMAIL = env.str(
    "MAIL_FROM", default="Reading Room <reading-room@localhost>"
)
SERVER_EMAIL = DEFAULT_FROM_EMAIL
EMAIL_TIMEOUT = 15

# --- language and time ------------------------------------------------------

LANGUAGE_CODE = "en"
USE_TZ = True
TIME_ZONE = env.str("TIME_ZONE", default="UTC")

# --- what a browser may do --------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "worker-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_NUMBER_FILES = 5000
if PRODUCTION:
    SECURE_SSL_REDIRECT = env.bool("SSL_REDIRECT", default=True)
    SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
    SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
if TRUSTED_PROXIES:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
}
