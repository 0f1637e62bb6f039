# Every target works from a bare checkout: it needs only make and Python 3.11 or newer with venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
CATALOGS := $(wildcard platform_app/translations/*/LC_MESSAGES/messages.po)
COMPILED := $(CATALOGS:.po=.mo)
PIP := $(BIN)/python -m pip install -qq --disable-pip-version-check
PYTEST_ARGS ?= -n 2
export PIP_ROOT_USER_ACTION = ignore

.DEFAULT_GOAL := help
.PHONY: help docs setup demo test check lint types migrate catalog chromium clean

help: ## Show what there is
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(DEV_STAMP) $(COMPILED) ## Install everything needed to run, test and develop

demo: $(STAMP) $(COMPILED) ## Run the whole system with demo data on http://127.0.0.1:$PORT (8000)
	@exec $(BIN)/tsunagi demo up

test: setup chromium ## Run the whole suite on a PostgreSQL of its own (PYTEST_ARGS=… for a part)
	@$(BIN)/python -m pytest $(PYTEST_ARGS)

check: setup lint types test ## What CI runs: lint, types, import contracts, and all tests

lint: setup ## Ruff and import contracts (catalogs and migrations are proven by tests)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@mkdir -p var && $(BIN)/tsunagi db sql > var/migrations.sql && $(BIN)/squawk var/migrations.sql

types: setup ## mypy, strict
	@$(BIN)/mypy

migrate: $(STAMP) ## Bring the schema of DATABASE_OWNER_URL (or the running demo) up to date
	@$(BIN)/tsunagi db upgrade

catalog: setup ## Collect the messages and update the Japanese catalog
	@mkdir -p var
	@$(BIN)/pybabel --quiet extract --mapping-file babel.cfg --keywords "_l lazy_gettext ngettext:1,2" \
		--add-comments "Translators:" --sort-by-file --no-location --output-file var/messages.pot .
	@$(BIN)/pybabel --quiet update --domain messages --locale ja --init-missing --no-fuzzy-matching --ignore-obsolete \
		--input-file var/messages.pot --output-dir platform_app/translations
	@$(BIN)/pybabel --quiet compile --directory platform_app/translations --statistics

docs: setup ## Write the generated pages of docs/
	@TSUNAGI_ENV=test DATABASE_URL=postgresql://nobody@127.0.0.1/none SECRET_KEY=not-used-to-write-documentation-pages \
		TSUNAGI_MASTER_KEY=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8= $(BIN)/tsunagi docs permissions

chromium:
	@if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null \
		&& ! command -v google-chrome >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium and a Japanese font for the browser tests …"; \
		apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive \
		apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk >/dev/null || true; \
	fi

clean: ## Remove what was built; the demo's data in var/ stays
	@rm -rf $(VENV) build dist *.egg-info var/mypy var/coverage
	@find platform_app -name '*.mo' -delete

%.mo: %.po $(STAMP)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@

$(BIN)/python:
	@command -v $(PYTHON) >/dev/null || { echo "make: $(PYTHON) not found; Python 3.11 or newer is needed" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "make: Python 3.11 or newer is needed (set PYTHON=…)" >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "make: Python's venv is needed (Debian: python3-venv)" >&2; exit 1; }

$(STAMP): setup.cfg pyproject.toml | $(BIN)/python
	@echo "Installing what Tsunagi needs …"
	@$(PIP) --editable .
	@touch $@

$(DEV_STAMP): setup.cfg pyproject.toml | $(BIN)/python
	@echo "Installing what Tsunagi and its tests need …"
	@$(PIP) --editable '.[dev]'
	@touch $(STAMP) $@
