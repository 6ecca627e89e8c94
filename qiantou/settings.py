"""Settings of one site, from the environment alone (names begin with QIANTOU_). A wrong one stops the start.

QIANTOU_DATA          folder of the database, keys and witness file; default ~/.local/share/qiantou
QIANTOU_DATABASE_URL  sqlite:///FILE or postgresql://app-role@…/name; default a SQLite file in QIANTOU_DATA
QIANTOU_OWNER_URL     PostgreSQL only: the same database as the role that owns the tables, for migrations
QIANTOU_APP_ROLE      PostgreSQL only: the role the program runs as, which the migrations grant; default qiantou_app
QIANTOU_HOSTS         host names this site answers to, separated by commas; default 127.0.0.1,localhost
QIANTOU_HTTPS         1 when a proxy in front serves https: cookies and pages are then for https only
QIANTOU_PROXIES       how many proxies stand in front and add to X-Forwarded-For; default 0: the header is not believed
QIANTOU_ORIGIN        name of this log in checkpoints; default qiantou.site/<key id> chosen at first start
QIANTOU_URL           how people reach the site, for links in messages; default http://127.0.0.1:8000
QIANTOU_SMTP          the mail server: smtp://…, smtp+starttls://account:password@… or smtps://…; default none
QIANTOU_MAIL_FROM     sender of mail; needed with QIANTOU_SMTP
QIANTOU_NETWORKS      where robots and webhooks may be: blocks of addresses, `public`, or both; default none
QIANTOU_DIGEST_AT     when the day's messages go out on working days, HH:MM in the site's zone; default 08:40
QIANTOU_MESSAGE_TITLES  1 when messages and calendar feeds may name titles; default 0: no content leaves the site
QIANTOU_MESSAGE_DAYS  how many days settled messages and their tries are kept, 7 to 3650; default 90
QIANTOU_WEEKLY_DAY    the day of the weekly list of standard requests, 1 for Monday to 7 for Sunday; default 5
QIANTOU_SMS_URL       gateway for short messages, told the code of a one-time link; default none: codes are read out
QIANTOU_SMS_BODY      what the gateway is sent: JSON when it begins with {, else a form; holds {phone} and {code}
QIANTOU_SMS_HEADER    one header more for the gateway, such as "Authorization: …"; default none
QIANTOU_SMS_OK        what a good answer of the gateway holds, where it answers everything with 200; default nothing
"""

import os
from contextlib import suppress
from pathlib import Path
from secrets import token_hex
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

from qiantou.access import gateway
from qiantou.outbox import configured


def _flag(name: str) -> bool:
    value = os.environ.get(name, "")
    if value not in ("", "0", "1"):
        raise ImproperlyConfigured(f"{name} is 0 or 1, not {value!r}")
    return value == "1"


def _count(name: str, numbers: range = range(10), *, usual: int = 0) -> int:
    value = os.environ.get(name) or str(usual)
    if not (value.isascii() and value.isdecimal() and len(value) < 6 and int(value) in numbers):
        raise ImproperlyConfigured(f"{name} is a number from {numbers[0]} to {numbers[-1]}, not {value!r}")
    return int(value)


def database_from_url(url: str) -> dict[str, Any]:
    """Django's database settings for `url`. Raises ImproperlyConfigured for anything but the two kinds."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path[1:]) if os.name == "nt" else unquote(parts.path[1:] or ":memory:"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    if parts.scheme in ("postgresql", "postgres"):
        options: dict[str, Any] = dict(parse_qsl(parts.query))
        host = options.pop("host", unquote(parts.hostname or ""))
        port = options.pop("port", str(parts.port or ""))
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": host,
            "PORT": port,
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": options,
        }
    raise ImproperlyConfigured(f"QIANTOU_DATABASE_URL begins with sqlite: or postgresql:, not {parts.scheme!r}")


def _secret(folder: Path) -> str:
    """The site's secret key, made on first start: a file only its owner can read, there whole or not at all."""
    path = folder / "secret-key"
    if not path.exists():
        draft = folder / f".secret-key.{token_hex(8)}"
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(handle, "w") as file:
                file.write(get_random_secret_key())
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):  # another process was first
                os.link(draft, path)
        except OSError as fault:
            raise OSError(fault.errno, fault.strerror, str(path)) from fault
        finally:
            draft.unlink()
    secret = path.read_text(encoding="ascii").strip()
    if not secret:
        raise ImproperlyConfigured(f"the secret key file {path} is empty; delete it and start again")
    return secret


DATA_DIR = Path(os.environ.get("QIANTOU_DATA") or Path.home() / ".local/share/qiantou")
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
SECRET_KEY = os.environ.get("QIANTOU_SECRET_KEY") or _secret(DATA_DIR)
ORIGIN = os.environ.get("QIANTOU_ORIGIN", "")

DATABASE_URL = os.environ.get("QIANTOU_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'qiantou.sqlite3'}"
OWNER_URL = os.environ.get("QIANTOU_OWNER_URL", "")
APP_ROLE = os.environ.get("QIANTOU_APP_ROLE", "qiantou_app")  # PostgreSQL role the program runs as
DATABASES = {"default": database_from_url(DATABASE_URL)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

DEBUG = False
ALLOWED_HOSTS = [host for host in os.environ.get("QIANTOU_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host]
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "qiantou.ledger",
    "qiantou.readmodel",
    "qiantou.outbox",
    "qiantou.acts",
    "qiantou.access",
    "qiantou.desk",
]
MIDDLEWARE = [
    "qiantou.jobs.health.Probes",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "qiantou.access.policy.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "qiantou.access.policy.Language",
    "qiantou.access.by_token.ByToken",
    "qiantou.access.sending.Sending",
    "qiantou.access.policy.OwnPassword",
    "qiantou.access.confirming.Confirming",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "qiantou.desk.urls"
WSGI_APPLICATION = "qiantou.jobs.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "qiantou.desk.frame.frame",
            ]
        },
    }
]

AUTH_USER_MODEL = "access.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("MinimumLengthValidator", "CommonPasswordValidator", "NumericPasswordValidator")
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"
AXES_FAILURE_LIMIT = 5  # [default] tries, then a pause of AXES_COOLOFF_TIME hours
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_HANDLER = "qiantou.access.attempts.Attempts"
AXES_USERNAME_CALLABLE = "qiantou.access.attempts.typed_account"
AXES_CLIENT_IP_CALLABLE = "qiantou.access.attempts.place_of"
AXES_DISABLE_ACCESS_LOG = True  # signing in and out is kept among the deeds, without address or browser
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_LOCKOUT_CALLABLE = "qiantou.access.views.locked_out"

SESSION_ENGINE = "qiantou.access.sessions"
SESSION_COOKIE_NAME = "qiantou_session"
CSRF_COOKIE_NAME = "qiantou_csrf"
CSRF_FAILURE_VIEW = "qiantou.desk.failing.not_sent"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _flag("QIANTOU_HTTPS")
SESSION_COOKIE_AGE = 60 * 60 * 12
if _flag("QIANTOU_HTTPS"):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 180 * 24 * 60 * 60  # [default] for this host alone, and on no browser's own list
PROXIES = _count("QIANTOU_PROXIES")
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SITE_URL = configured.site_url(os.environ.get("QIANTOU_URL", ""))
NETWORKS = configured.networks(os.environ.get("QIANTOU_NETWORKS", ""))
SMS = gateway.read(os.environ)
DIGEST_AT = configured.digest_at(os.environ.get("QIANTOU_DIGEST_AT", ""))
MESSAGE_TITLES = _flag("QIANTOU_MESSAGE_TITLES")
MESSAGE_DAYS = _count("QIANTOU_MESSAGE_DAYS", range(7, 3651), usual=90)
WEEKLY_DAY = _count("QIANTOU_WEEKLY_DAY", range(1, 8), usual=5)
_SMTP = configured.smtp(os.environ.get("QIANTOU_SMTP", ""), os.environ.get("QIANTOU_MAIL_FROM", ""))
EMAIL_HOST, EMAIL_PORT, EMAIL_TIMEOUT = _SMTP.host, _SMTP.port, 15  # seconds a word of the mail server may take
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _SMTP.account, _SMTP.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _SMTP.starttls, _SMTP.tls
DEFAULT_FROM_EMAIL = _SMTP.sender

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [Path(__file__).parent / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"  # pages and rules alike follow the zone of the register; this is for log lines alone
USE_I18N = True

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # an import of 500 rows, every cell a field
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 60 * 1024 * 1024  # papers are read in memory and leave nothing behind; no more is taken
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"struck": {"()": "qiantou.access.masking.WithoutSecrets"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["struck"]},
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "qiantou": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        "django.security.DisallowedHost": {
            "handlers": ["nowhere"],
            "propagate": False,
        },  # anybody can provoke these at will
        "django.security.TooManyFieldsSent": {"handlers": ["nowhere"], "propagate": False},
    },
}
