"""How the portal is put together; what differs between installations comes from ``slaportal.env``."""

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from slaportal import env, logs

BASE_DIR = env.BASE_DIR
VAR_DIR = env.VAR_DIR
DEBUG = env.DEBUG
DEMO = env.DEMO
SECRET_KEY = env.SECRET_KEY
SECRET_KEY_FALLBACKS = env.SECRET_KEY_FALLBACKS

# Addresses ------------------------------------------------------------------------------------------------
PORT = env.PORT
BIND = env.BIND
WEB_PROCESSES = env.WEB_PROCESSES
PUBLIC_URL = env.PUBLIC_URL
ALLOWED_HOSTS = env.ALLOWED_HOSTS
CSRF_TRUSTED_ORIGINS = [env.PUBLIC_URL]
ROOT_URLCONF = "slaportal.urls"
WSGI_APPLICATION = "slaportal.wsgi.application"
ASGI_APPLICATION = "slaportal.asgi.application"

# Apps -----------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "leads",
    "agreements",
    "slaportal.accounts",
    "slaportal.audit",
    "slaportal.notifications",
    "slaportal.api",
    "slaportal.ui",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    "ninja",
    "simple_history",
    "template_partials",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "slaportal.accounts.access.SignInRequired",
    "slaportal.ui.middleware.PersonalTimeZone",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

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
                "slaportal.ui.context.shell",
            ],
        },
    },
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Data -----------------------------------------------------------------------------------------------------
DATABASES = {"default": env.DATABASE}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True

# Evidence; slaportal/audit/keys.py
SEAL_KEY = env.SEAL_KEY
SEAL_KEY_DIR = env.SEAL_KEY_DIR or str(VAR_DIR / "keys")
SEAL_KEY_DIR_IS_CHOSEN = bool(env.SEAL_KEY_DIR)
SEAL_PUBLIC_KEYS = env.SEAL_PUBLIC_KEYS
ANCHOR_DIR = env.ANCHOR_DIR

# The limits on failed sign-ins live in the cache, so every web process has to see the same one.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": env.REDIS_URL,
        "KEY_PREFIX": "slaportal",
        "OPTIONS": {"socket_timeout": 2, "socket_connect_timeout": 2},
    }
    if env.REDIS_URL
    else {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "cache",
        "OPTIONS": {"MAX_ENTRIES": 2000},
    }
}

# Files ----------------------------------------------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_ROOT = VAR_DIR / "media"  # uploads; handed out by views only, never by address
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "slaportal.ui.joined.JoinedStaticFiles"
    },
}
UPLOAD_MAX_BYTES = env.UPLOAD_MAX_BYTES
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # a long definition is many small fields
DATA_UPLOAD_MAX_NUMBER_FILES = 10

# People ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "slaportal.accounts.adapter.Adapter"
ACCOUNT_FORMS = {
    "login": "slaportal.accounts.forms.SignInForm",
    "reset_password": "slaportal.accounts.forms.ForgottenPasswordForm",
    "reset_password_from_key": "slaportal.accounts.forms.NewPasswordForm",
    "change_password": "slaportal.accounts.forms.ChangeOwnPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # administrators enter the addresses
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers get no letters
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"
TRUSTED_PROXIES = env.TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "SLA Portal"
DEMO_PASSWORD = "kept-and-signed"  # of every demo person; used in demo mode only
SESSION_COOKIE_AGE = 14 * 24 * 3600

# What the apps above put into pages of the ground, named by string ----------------------------------------
NOTICE_KINDS = [
    "slaportal.accounts.notices.KINDS",
    "agreements.notices.KINDS",
    "leads.notices.KINDS",
]  # what people can be told
# (user, at) → what waits for the person, on the home page
NEEDS_PROVIDERS = ["leads.queries.offering.needs", "agreements.queries.needs"]
# what letters carry, by the word before the colon of a reference: (key, at) → the file, made at the moment of sending
ATTACHMENT_PROVIDERS = {
    "signed-pdf": "agreements.operations.attaching.signed_pdf",
    "calendar": "agreements.operations.attaching.calendar",
}
HEALTH_PROVIDERS = ["agreements.queries.papers.health"]  # (at) → more parts of the health page
HOME_BLOCKS = ["leads:scoreboard"]  # names of addresses whose fragments the home page loads
# (user, at) → agreements of the side bar, numbers beside its entries
SHELL_PROVIDERS = ["agreements.queries.offering.shell", "leads.queries.offering.shell"]
# (user, text) → what the search finds
SEARCH_PROVIDERS = [
    "leads.queries.search.find",
    "agreements.queries.offering.find",
    "slaportal.accounts.search.find",
]

# Security -------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],  # Bootstrap's own style sheet draws ticks and arrows as data: pictures
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.HTTPS
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = env.HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked from inside, without the proxy
SECURE_HSTS_SECONDS = env.HSTS_SECONDS if env.HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = env.HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.TRUSTED_PROXIES else None
# Only its owner may put a whole domain on the browsers' preload list, not one portal on it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# Language and time ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# E-mail ---------------------------------------------------------------------------------------------------
vars().update(env.EMAIL)
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.EMAIL_FROM
EMAIL_TIMEOUT = 10

# Jobs; the timetable is in slaportal/timetable.py -----------------------------------------------------------
REDIS_URL = env.REDIS_URL
QUEUE_DIR = env.QUEUE_DIR
CELERY_BROKER_URL = env.REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS = (
    # Longer than the longest task, or Redis hands the same message out twice.
    {"visibility_timeout": 3600, "socket_timeout": 2, "socket_connect_timeout": 2}
    if env.REDIS_URL
    else {
        "data_folder_in": str(env.QUEUE_DIR),
        "data_folder_out": str(env.QUEUE_DIR),
        "control_folder": str(env.CONTROL_DIR),
        "polling_interval": 0.2,
    }
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# Logs -----------------------------------------------------------------------------------------------------
LOGGING = logs.configuration(level=env.LOG_LEVEL, readable=DEBUG or DEMO)
LOGGING_CONFIG = "slaportal.logs.configure"
