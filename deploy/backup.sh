#!/usr/bin/env bash
# Saves database and uploads into a new folder: deploy/backup.sh /backups. The portal may keep running.
# Reads the same environment as the portal (DATABASE_URL, VAR_DIR, or .env). Prints the folder it made.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
target=${1:?where to? deploy/backup.sh FOLDER}/slaportal-$(date -u +%Y%m%dT%H%M%SZ)
umask 077
mkdir -p "$target"

IFS=$'\t' read -r engine name var_dir url <<<"$("$python" -m deploy.where)"
if [ "$engine" = sqlite ]; then
  # SQLite's own copy: whole and consistent, even while somebody writes.
  "$python" -c 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).backup(sqlite3.connect(sys.argv[2]))' "$name" "$target/database.sqlite3"
else
  pg_dump --format=custom --no-owner --file "$target/database.dump" --dbname "$url"
fi
mkdir -p "$var_dir/media"
tar -C "$var_dir" -czf "$target/media.tar.gz" media
(cd "$target" && sha256sum -- * >SHA256SUMS)
echo "$target"
