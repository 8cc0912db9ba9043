"""Django's settings. What an operator may set is a variable of the environment named `CONCENTRIC_…`.

| variable | meaning | default |
|---|---|---|
| `VAR` | folder of everything this installation writes | see `environment.var_folder` |
| `DATABASE_URL` | PostgreSQL as the web role, which owns no table | the embedded server in `VAR/postgres` |
| `OWNER_DATABASE_URL` | the same database as its owner; only `migrate` needs it | as above |
| `SECRET_KEY` | signs sessions; required with a database of your own | made once, kept in `VAR` |
| `PERSON_SECRET` | makes the pseudonymous keys of persons; keep it as long as the ledger | made once, kept in `VAR` |
| `CONVENER` | code of the organisation that runs the installation | `ASSOC` |
| `HOSTS` | host names served, separated by commas | loopback |
| `HTTPS` | cookies travel over TLS only | on, except with the embedded server |
| `BEHIND_PROXY` | trust `X-Forwarded-Proto` of a proxy in front | off |
| `POOL` | connections a process keeps at most, 0 for no pool | 8 |
| `LAKE`, `EVIDENCE`, `FILES` | folders of facts as Parquet, of evidence, of produced files | in `VAR` |
| `SMTP_HOST`, `SMTP_PORT`, `SMTP_USER`, `SMTP_PASSWORD`, `MAIL_FROM` | outgoing mail | printed |
| `DEBUG` | error pages with code; never on a site others reach | off |

`CONCENTRIC_CATALOGUE` is read by the rulebook.
"""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from concentric_config import databases, environment

BASE_DIR = Path(__file__).resolve().parent
CONCENTRIC_VAR = environment.var_folder()
CONCENTRIC_LAKE = environment.path("LAKE", CONCENTRIC_VAR / "lake")
CONCENTRIC_EVIDENCE = environment.path("EVIDENCE", CONCENTRIC_VAR / "evidence")
CONCENTRIC_FILES = environment.path("FILES", CONCENTRIC_VAR / "files")
CONCENTRIC_EMBEDDED = environment.is_embedded()

# --- Security ---------------------------------------------------------------------------------

DEBUG = environment.flag("DEBUG", default=False)
SECRET_KEY = environment.text("SECRET_KEY")
if not SECRET_KEY:
    if not CONCENTRIC_EMBEDDED:
        raise ImproperlyConfigured(
            "Set CONCENTRIC_SECRET_KEY: a database of your own needs a key of your own."
        )
    SECRET_KEY = environment.kept_secret(CONCENTRIC_VAR)

ALLOWED_HOSTS = environment.words("HOSTS") or ["localhost", "127.0.0.1", "[::1]"]
HTTPS = environment.flag("HTTPS", default=not CONCENTRIC_EMBEDDED)
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_SSL_REDIRECT = False  # the proxy's business: a redirect here would break its health checks
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if environment.flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# --- Rooms ------------------------------------------------------------------------------------

ROOMS = (
    "concentric.portal",
    "concentric.publications",
    "concentric.indicators",
    "concentric.programmes",
    "concentric.members",
    "concentric.access",
    "concentric.parties",
    "concentric.places",
    "concentric.facts",
    "concentric.desk",
    "concentric.evidence",
    "concentric.audit",
)
"""The storeys with tables or pages, top first: templates of an upper room win. `kernel` and `rulebook` are no apps."""

PURE_ROOMS = [files("concentric.kernel"), files("concentric.rulebook")]
"""They have words of their own all the same."""

INSTALLED_APPS = [
    *ROOMS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "django_cotton.apps.SimpleAppConfig",
    "pgtrigger",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "concentric.desk.middleware.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "concentric.access.middleware.ActorMiddleware",
    "concentric.desk.middleware.ErrorPages",
    "concentric.desk.middleware.DeclaredPermission",
    "concentric.desk.middleware.ReadOnlyGet",
]

ROOT_URLCONF = "concentric.portal.urls"
WSGI_APPLICATION = "concentric_config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "concentric.desk.context.shell",
                "concentric.access.context.acting",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
        },
    }
]

# --- Database ---------------------------------------------------------------------------------

_ADDRESSES = databases.addresses(CONCENTRIC_VAR)
DATABASES: dict[str, Any] = databases.django_databases(
    _ADDRESSES, pool=int(environment.text("POOL", "8"))
)
CONCENTRIC_WEB_ROLE = str(DATABASES["default"]["USER"])
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

# --- The installation -------------------------------------------------------------------------

CONCENTRIC_SAMPLE = (CONCENTRIC_VAR / "sample").exists()
"""Whether the demo period was loaded: then every page says that its data is sample data."""
CONCENTRIC_CONVENER = environment.text("CONVENER", "ASSOC")
CONCENTRIC_PERSON_SECRET = environment.text("PERSON_SECRET") or environment.kept_secret(
    CONCENTRIC_VAR, "person_secret"
)

# --- Sign-in ----------------------------------------------------------------------------------

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "concentric.access.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator opens accounts and vouches for the address
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Concentric"

# --- Language and time ------------------------------------------------------------------------

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [Path(str(package.joinpath("locale"))) for package in PURE_ROOMS]
FORMAT_MODULE_PATH = ["concentric.desk.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

# --- Files ------------------------------------------------------------------------------------

STATIC_URL = "static/"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": CONCENTRIC_FILES},
    },
    "staticfiles": {"BACKEND": "concentric_config.static.VersionedStaticFiles"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 24 * 60 * 60
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a return with all its tables is one form

# --- Mail and log -----------------------------------------------------------------------------

EMAIL_HOST = environment.text("SMTP_HOST")
EMAIL_PORT = int(environment.text("SMTP_PORT", "587"))
EMAIL_HOST_USER = environment.text("SMTP_USER")
EMAIL_HOST_PASSWORD = environment.text("SMTP_PASSWORD")
EMAIL_USE_TLS = EMAIL_PORT == 587
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'console'}.EmailBackend"
DEFAULT_FROM_EMAIL = environment.text("MAIL_FROM", "concentric@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"concentric": {"level": "INFO"}},
}
