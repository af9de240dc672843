"""Takes a developer's own configuration away before the settings are read: every machine tests alike."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

SCRATCH = Path(tempfile.mkdtemp(prefix="slaportal-tests-"))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)

NAMES = "DATABASE_URL REDIS_URL PUBLIC_URL PORT BIND ALLOWED_HOSTS EMAIL_URL EMAIL_FROM TRUSTED_PROXIES"
NAMES += " SEAL_KEY SEAL_KEY_DIR SEAL_PUBLIC_KEYS ANCHOR_DIR"
for name in NAMES.split():
    os.environ.pop(name, None)
os.environ |= {
    "READ_DOT_ENV": "false",
    "VAR_DIR": str(SCRATCH),
    "SECRET_KEY": "a key for tests that protects nothing",
    "DEBUG": "false",
    "DEMO": "false",
    "LOG_LEVEL": "ERROR",
}
