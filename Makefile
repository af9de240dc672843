# SLA Portal: `make run` starts it, `make test` checks it. Nothing but Python 3.11 or newer is needed.

VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes --no-deps --only-binary :all:

# The first Python that really runs: a name on the PATH may be a shim that fails, or lack a part we need.
PROBE := import sys, venv, ensurepip, sqlite3; sys.exit(sys.version_info < (3, 11) or sqlite3.sqlite_version_info < (3, 31))
FIND_PYTHON = for candidate in $(PYTHON) python3 python python3.13 python3.12 python3.11 python3.14; do \
	if "$$candidate" -c "$(PROBE)" >/dev/null 2>&1; then echo "$$candidate"; break; fi; done

# `make run` shows the demo company unless the environment or .env says otherwise.
DEMO ?= $(or $(shell sed -n 's/^DEMO=//p' .env 2>/dev/null),true)

.DEFAULT_GOAL := help
.PHONY: help setup run test quick lint format bench lock clean

help:
	@sed -n 's/^## //p' Makefile

$(BIN)/python:
	@found=$$($(FIND_PYTHON)); \
	if [ -z "$$found" ]; then echo "Python 3.11 or newer with venv and sqlite3 is needed (Debian: apt-get install python3-venv)."; exit 1; fi; \
	echo "Making the environment with $$found ..."; "$$found" -m venv --clear $(VENV)

$(VENV)/base.stamp: requirements/base.txt $(BIN)/python
	@echo "Installing what the portal needs ..."
	@$(INSTALL) -r requirements/base.txt
	@touch $@

$(VENV)/dev.stamp: requirements/dev.txt $(VENV)/base.stamp
	@echo "Installing what the tests need ..."
	@$(INSTALL) -r requirements/dev.txt
	@touch $@

## make setup   the environment and the database
setup: $(VENV)/base.stamp
	@DEMO=$(DEMO) $(BIN)/python manage.py runportal --prepare-only

## make run     the portal on http://localhost:8000 (PORT=9000 make run for another port)
run: $(VENV)/base.stamp
	@DEMO=$(DEMO) exec $(BIN)/python manage.py runportal

## make test    everything: lint and types, tests on SQLite, on PostgreSQL, in a browser
test: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.run lint sqlite postgres browser

## make quick   the part of the tests that takes less than two minutes
quick: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.run quick

## make lint    style, types, floors of the house, migrations, security settings
lint: $(VENV)/dev.stamp
	@$(BIN)/python -m tests.run lint

## make format  mends the style of Python files
format: $(VENV)/dev.stamp
	@$(BIN)/ruff check --quiet --fix-only . && $(BIN)/ruff format .

## make bench   the speed table of docs/scaling.md, measured on this machine
bench: $(VENV)/dev.stamp
	@$(BIN)/python -m bench $(ARGS)

## make lock    new lock files from pyproject.toml; needs uv, which only authors need
lock:
	@for part in "dev --extra dev --extra prod" "base" "prod --extra prod"; do set -- $$part; name=$$1; shift; \
	uv pip compile pyproject.toml "$$@" $$([ $$name = dev ] || echo "-c requirements/dev.txt") --universal \
	--python-version 3.11 --generate-hashes --no-annotate --no-header --quiet -o requirements/$$name.txt || exit 1; done

## make clean   removes the environment and everything the portal wrote, its database too
clean:
	rm -rf $(VENV) var .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
