# Everything a developer types. Each target works on a fresh clone.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules

PYTHON ?= python3
BIN := .venv/bin
PROCESSES ?= 2
PYTEST := $(BIN)/python -m pytest -q -p no:cacheprovider
CATALOGUES := webcare/translations/nl/LC_MESSAGES/messages

export PYTHONUTF8 := 1
export PYTHONDONTWRITEBYTECODE :=  # tests start many processes; each would compile everything anew
export PORT SIMULATOR_PORT TRAINING_PORT

.PHONY: help run test same-tests test-sqlite test-postgresql test-browser check lint format-check types imports templates scripts \
        migrations bench fmt lock texts docs clean-python

help:  ## This list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

run: .venv/app.stamp $(CATALOGUES).mo  ## Play Webcare here, with a simulator of X; PORT=5000
	@exec $(BIN)/python scripts/run.py

test: .venv/dev.stamp $(CATALOGUES).mo  ## All tests: on SQLite, on PostgreSQL, in a browser
	@scripts/need.sh chromium chromium
	@$(MAKE) --no-print-directory same-tests test-sqlite test-postgresql test-browser

same-tests: .venv/dev.stamp $(CATALOGUES).mo
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	for each in sqlite postgresql; do \
	  $(PYTEST) --collect-only tests --ignore=tests/browser --database=$$each > "$$folder/said" || { cat "$$folder/said"; exit 1; }; \
	  grep :: "$$folder/said" | sort > "$$folder/$$each"; \
	  echo "== $$(wc -l < "$$folder/$$each") tests on $$each"; \
	done; \
	diff "$$folder/sqlite" "$$folder/postgresql" || { echo "Both databases must run the same tests." >&2; exit 1; }

test-sqlite: .venv/dev.stamp $(CATALOGUES).mo node_modules/.package-lock.json
	@echo "== tests on SQLite"
	@$(PYTEST) -n $(PROCESSES) tests --ignore=tests/browser --database=sqlite

test-postgresql: .venv/dev.stamp $(CATALOGUES).mo node_modules/.package-lock.json
	@echo "== the same tests on PostgreSQL"
	@$(PYTEST) -n $(PROCESSES) tests --ignore=tests/browser --database=postgresql

test-browser: .venv/dev.stamp $(CATALOGUES).mo node_modules/.package-lock.json
	@scripts/need.sh chromium chromium
	@if [ -d tests/browser ]; then echo "== tests in Chromium"; $(PYTEST) -n $(PROCESSES) tests/browser; fi

check: .venv/dev.stamp $(CATALOGUES).mo  ## Everything that must hold before a change is taken
	@$(MAKE) --no-print-directory lint
	@$(MAKE) --no-print-directory test

lint: format-check types imports templates scripts migrations

format-check: .venv/dev.stamp
	@echo "== format and lint"
	@$(BIN)/ruff format --check -q . && $(BIN)/ruff check -q .

types: .venv/dev.stamp
	@echo "== types"
	@$(BIN)/mypy

imports: .venv/dev.stamp
	@echo "== imports point one way"
	@$(BIN)/lint-imports --no-cache

templates: .venv/dev.stamp
	@echo "== templates"
	@$(BIN)/djlint --lint --quiet templates webcare/simulator/templates

scripts: node_modules/.package-lock.json
	@echo "== JavaScript"
	@NO_COLOR=1 npm run --silent check

migrations: .venv/dev.stamp
	@echo "== migrations give the tables of the models"
	@folder=$$(mktemp -d); trap 'rm -rf "$$folder"' EXIT; \
	export WEBCARE_DATABASE_URL="sqlite:///$$folder/check.sqlite3" WEBCARE_SECRET_KEY=$$(printf 'x%.0s' {1..40}) WEBCARE_CREDENTIAL_KEYS=none; \
	$(BIN)/alembic upgrade head && $(BIN)/alembic check

bench: .venv/dev.stamp $(CATALOGUES).mo  ## Measure against the bars of the design
	@$(BIN)/python -m bench

fmt: .venv/dev.stamp node_modules/.package-lock.json  ## Format the code
	@$(BIN)/ruff format -q . && $(BIN)/ruff check -q --fix . && npx --no-install biome check --write --log-level=warn

lock: .venv/dev.stamp  ## Lock the versions of requirements/*.in, with hashes
	@for part in app dev training; do \
	  $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-emit-find-links --no-header requirements/$$part.in -o requirements/$$part.txt; \
	done

texts: .venv/dev.stamp  ## Collect the texts of the interface for translation
	@$(BIN)/python scripts/texts.py

docs: .venv/dev.stamp $(CATALOGUES).mo  ## Write down anew in docs/security.md who may do what
	@$(BIN)/python -m scripts.powers

$(CATALOGUES).mo: $(CATALOGUES).po | .venv/app.stamp
	@$(BIN)/pybabel -q compile -d webcare/translations

# The environment: what runs the product first, what checks it on top.
.venv/app.stamp: requirements/app.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed. Name one: make run PYTHON=/path/to/python3.12" >&2; exit 1; }
	@echo "Preparing the environment in .venv (once) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { \
	  echo "Python's venv module is needed (Debian, Ubuntu: sudo apt-get install python3-venv)." >&2; exit 1; }
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/app.txt
	@touch $@

.venv/dev.stamp: requirements/dev.txt .venv/app.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

node_modules/.package-lock.json: package-lock.json
	@scripts/need.sh npm nodejs npm
	@npm install --no-save --ignore-scripts --silent --no-progress  # not `ci`: it wants the binaries of every other system
	@touch $@
