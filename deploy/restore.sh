#!/usr/bin/env bash
# Puts a backup back: deploy/restore.sh /backups/slaportal-20261122T120000Z. Stop the portal first.
# The database it writes to must be empty (PostgreSQL) or missing (SQLite): nothing is ever overwritten.
set -euo pipefail
cd "$(dirname "$0")/.."
python=${PYTHON:-.venv/bin/python}
source=$(cd "${1:?which one? deploy/restore.sh FOLDER}" && pwd)
(cd "$source" && sha256sum --quiet --check SHA256SUMS) || { echo "The backup is damaged; nothing was changed."; exit 1; }

IFS=$'\t' read -r engine name var_dir url <<<"$("$python" -m deploy.where)"
if [ "$engine" = sqlite ]; then
  [ -e "$source/database.sqlite3" ] || { echo "This backup is of PostgreSQL; DATABASE_URL names a SQLite file."; exit 1; }
  [ ! -e "$name" ] || { echo "$name exists; move it away first."; exit 1; }
  cp "$source/database.sqlite3" "$name"
else
  [ -e "$source/database.dump" ] || { echo "This backup is of SQLite; DATABASE_URL names a PostgreSQL."; exit 1; }
  tables=$(psql --no-psqlrc --tuples-only --no-align --dbname "$url" --command "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
  [ "$tables" = 0 ] || { echo "The database has $tables tables; restore into an empty one."; exit 1; }
  pg_restore --no-owner --single-transaction --exit-on-error --dbname "$url" "$source/database.dump"
fi
tar -C "$var_dir" -xzf "$source/media.tar.gz"
"$python" manage.py migrate --no-input --verbosity 0
echo "Restored from $source."
