# Everything a person does with a checkout. Nothing is written outside it, and no system package is installed.

HOST ?= 127.0.0.1
PORT ?= 5000
ARGS ?=
VENV := .venv/bin/python

# A checkout that has no .env yet is a developer's; from then on .env says what it is.
ifeq ($(wildcard .env),)
export APP_ENV ?= development
endif

# The tests start hundreds of processes, which would compile every module again.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test faults coverage lint format bench audit mutants lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

run: ## Install, initialise and serve on HOST:PORT (127.0.0.1:5000)
	@bash scripts/setup
	@HOST="$(HOST)" PORT="$(PORT)" bash scripts/serve

test: ## Run every test; ARGS="-k sites" goes to pytest
	@bash scripts/setup dev
	@$(VENV) -m pytest -n 2 --dist loadgroup $(ARGS)

faults: ## What takes minutes: kills, full disks, every page in every look, all services on all servers
	@bash scripts/setup dev
	@FAULTS=1 $(VENV) -m pytest -n 2 --dist loadgroup $(ARGS)

coverage: ## Run the tests and measure branches; services and pure modules need 95 %
	@bash scripts/setup dev
	@$(VENV) -m pytest -n 2 --dist loadgroup --cov --cov-report=term-missing:skip-covered $(ARGS)
	@$(VENV) scripts/coverage_floor.py

lint: ## Check style, types, the layers' imports and that no secret is written down
	@bash scripts/setup dev
	@$(VENV) -m ruff check .
	@$(VENV) -m ruff format --check .
	@$(VENV) -m mypy
	@PYTHONPATH=src $(VENV) -c "from importlinter.cli import lint_imports_command; lint_imports_command()"
	@$(VENV) scripts/audit.py secrets

format: ## Put the code into its standard form
	@bash scripts/setup dev
	@$(VENV) -m ruff check --fix .
	@$(VENV) -m ruff format .

bench: ## Measure every budget; prints a table and writes bench.json
	@bash scripts/setup dev
	@PYTHONPATH=src $(VENV) -m bench $(ARGS)

audit: ## Look for dangerous calls, written-down secrets and weak dependencies
	@bash scripts/setup dev
	@$(VENV) scripts/audit.py

mutants: ## See how many faults in money, rates and ledger the tests find
	@bash scripts/setup dev
	@$(VENV) scripts/mutants.py $(ARGS)

lock: ## Pin requirements*.in again; ARGS=--upgrade takes newer releases
	@bash scripts/lock $(ARGS)

clean: ## Remove caches and reports; .venv, .env and instance/ stay
	@rm -rf .cache .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis mutants htmlcov
	@rm -rf .coverage .coverage.* test-results bench.json
	@find . -path ./.venv -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
