"""Tells the backup scripts where the data is: engine, database, folder of uploads and address, on one line."""

import os
import sys

from slaportal import env

engine = "sqlite" if env.DATABASE["ENGINE"].endswith("sqlite3") else "postgres"
sys.stdout.write(
    "\t".join([engine, str(env.DATABASE["NAME"]), str(env.VAR_DIR), os.environ.get("DATABASE_URL", "")])
)
