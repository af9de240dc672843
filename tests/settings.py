"""The portal as the tests see it: quick, quiet, and on the database that TEST_ON names."""

from tests.surroundings import SCRATCH  # isort: skip  (before the settings are read)

import os

import environ

from slaportal.settings import *  # noqa: F403
from slaportal.settings import DATABASES, INSTALLED_APPS, MIDDLEWARE, STORAGES
from tests import services

# The second run of the database tests sets TEST_ON=postgres; without a server tests/plugin.py skips them.
NO_POSTGRES = ""
if os.environ.get("TEST_ON") == "postgres":
    try:
        DATABASES["default"] = environ.Env.db_url_config(services.postgres_url())
        DATABASES["default"]["TEST"] = {"NAME": f"test_slaportal_{os.getpid()}"}
    except services.Missing as missing:
        NO_POSTGRES = str(missing)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, since threads and the processes of a live server have to share it.
    DATABASES["default"]["TEST"] = {"NAME": str(SCRATCH / "test.sqlite3")}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True

# Reading row by row where one query would do raises an error.
INSTALLED_APPS += ["zeal"]
MIDDLEWARE += ["zeal.middleware.zeal_middleware"]
ZEAL_NPLUSONE_THRESHOLD = 3  # two fields of one form may ask for two leaders; three alike are a loop
