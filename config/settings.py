"""Django's settings: plain assignments reading ``config.env``."""

from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from pghistory import DeleteEvent, InsertEvent, UpdateEvent
from psycopg.conninfo import conninfo_to_dict

from config.embedded import url as embedded_url
from config.env import BASE, env
from config.keys import secret_key

LIVE = env.stage == "live"
TEST = env.stage == "test"

SECRET_KEY = secret_key(env.keys)
DEBUG = False
ALLOWED_HOSTS = env.allowed_hosts
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

INSTALLED_APPS = [
    "niukou.desk",
    "niukou.portal",
    "niukou.figures",
    "niukou.programmes",
    "niukou.gatherings",
    "niukou.network",
    "niukou.people",
    "niukou.core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",  # its widgets, for a renderer that looks in our templates first
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "django_filters",
    "rules.apps.AutodiscoverRulesConfig",
    # With their default configurations these two overwrite each other's template loader.
    "django_cotton.apps.SimpleAppConfig",
    "template_partials.apps.SimpleAppConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "niukou.people.middleware.SessionIdleMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pghistory.middleware.HistoryMiddleware",
    "niukou.core.middleware.NoNulMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "niukou.desk.navigation.shell",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django_cotton.templatetags.cotton",
                "template_partials.templatetags.partials",
                "rules.templatetags.rules",
            ],
            "loaders": [
                (
                    "template_partials.loader.Loader",
                    [
                        (
                            "django.template.loaders.cached.Loader",
                            [
                                "niukou.core.template_loader.Loader",
                                "django.template.loaders.filesystem.Loader",
                                "django.template.loaders.app_directories.Loader",
                            ],
                        )
                    ],
                )
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
COTTON_DIR = "cotton"

_dsn = conninfo_to_dict(
    env.database_url.get_secret_value() if env.database_url else embedded_url(env.data / "postgres")
)
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": _dsn.get("host", ""),
        "PORT": _dsn.get("port", ""),
        "NAME": _dsn.get("dbname", ""),
        "USER": _dsn.get("user", ""),
        "PASSWORD": _dsn.get("password", ""),
        # WSGI threads keep their connection; the health check survives a restarted server.
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        # Each history trigger asks for this setting. Where it has no value every row costs an
        # exception, which looks through all constraints that wait for the end of the transaction.
        "OPTIONS": {"options": "-c pgtrigger.ignore={}"},
        "TEST": {"TEMPLATE": "template0"},
    }
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    # In the database, so that rate limits hold across worker processes.
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "core_cache"},
    # What strangers read, in each worker's memory: a page asked for by thousands is made once.
    "pages": {
        "BACKEND": "django.core.cache.backends.dummy.DummyCache"
        if TEST  # a test changes a record and looks again at once
        else "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 1000},
    },
}

# --- sign-in ---------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
LOGOUT_REDIRECT_URL = "portal:home"
PASSWORD_HASHERS = (
    ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if TEST  # a slow hash would be most of the tests' time
    else ["django.contrib.auth.hashers.ScryptPasswordHasher"]
)
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "niukou.people.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are opened by an administrator, not by sign-up
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip,5/5m/key",
    "objection": "10/h/ip",  # the public form: a whole hospital may stand behind one address
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up: an administrator gave the address
MFA_TOTP_ISSUER = "Niukou"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not LIVE
ALLAUTH_TRUSTED_PROXY_COUNT = env.trusted_proxies

SESSION_COOKIE_AGE = int(env.session_idle.total_seconds())
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = LIVE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31_536_000 if LIVE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = LIVE
SILENCED_SYSTEM_CHECKS = ["security.W021"]  # preloading is the decision of who owns the domain
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if LIVE else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_TRUSTED_ORIGINS = [env.site_url] if env.site_url else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "manifest-src": [SELF],
    }
}

# --- language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Simplified Chinese")), ("en", _("English"))]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
FORMAT_MODULE_PATH = ["config.formats"]

# --- files -----------------------------------------------------------------------------------
STATIC_URL = "static/"
STATICFILES_DIRS = [BASE / "static"]
STATIC_ROOT = (env.data if TEST else BASE) / "staticfiles"
MEDIA_ROOT = env.data / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TEST
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
NIUKOU_KEYS = env.keys
NIUKOU_UPLOAD_LIMIT_BYTES = env.upload_limit_mb * 1_000_000
NIUKOU_IMPORT_LIMIT_ROWS = env.import_limit_rows
NIUKOU_VACANT_POST_DAYS = env.vacant_post_days
NIUKOU_AWARDS_PREFIX = env.awards_prefix
NIUKOU_PUBLIC_URL = env.public_url
NIUKOU_DEMO = env.demo
NIUKOU_CHECK_IN_STEP_SECONDS = env.check_in_step_seconds
NIUKOU_CHECK_IN_BEFORE_MINUTES = env.check_in_before_minutes
NIUKOU_CHECK_IN_AFTER_MINUTES = env.check_in_after_minutes

# --- API -------------------------------------------------------------------------------------
NINJA_PAGINATION_CLASS = "niukou.core.pages.ApiPage"

# --- jobs, mail, log -------------------------------------------------------------------------
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "jobs"
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if env.email_url else 'console'}.EmailBackend"
_mail = urlsplit(env.email_url.get_secret_value() if env.email_url else "")
EMAIL_HOST, EMAIL_PORT = _mail.hostname or "", _mail.port or 587
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
EMAIL_TIMEOUT = 20  # seconds: a silent mail server holds no worker for ever
DEFAULT_FROM_EMAIL = env.email_from
NIUKOU_WEBHOOK_HOSTS = env.webhook_hosts
PGHISTORY_DEFAULT_TRACKERS = (InsertEvent(), UpdateEvent(), DeleteEvent())
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING" if TEST else "INFO"},
    "loggers": {"procrastinate": {"level": "WARNING"}},
}
