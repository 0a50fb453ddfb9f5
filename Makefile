# make run: start Reading Room. make test: everything CI checks. The rest: see below.
PYTHON ?= python3
VENV := .venv/bin
# Tests have a database of their own; it runs as long as the command that follows.
TESTING := PORTAL_DATA=.data/tests DJANGO_SETTINGS_MODULE=tests.settings \
	$(VENV)/python -m portal.localdb --throwaway

.PHONY: run test lint types style contracts markup migrations format viewer \
	viewer-check bench dev clean

run: ## start the site, its worker and its schedule; Ctrl-C stops them
	@$(PYTHON) -I portal/bootstrap.py run
	@$(VENV)/python -m portal.run

test: dev ## every check that CI makes
	@$(MAKE) --no-print-directory --jobs 2 --output-sync lint viewer-check migrations
	@$(TESTING) $(VENV)/python -m pytest -m "not browser and not peer and not system" -n 2 -rs
	@$(TESTING) $(VENV)/python -m pytest -m "(peer or system) and not browser" -n 2 -rs
	@$(TESTING) $(VENV)/python -m pytest -m browser -rs

lint: style types contracts markup ## style, types, import contracts, templates

types: dev
	$(VENV)/python -m mypy portal courses tickets

style: dev
	$(VENV)/python -m ruff check .
	$(VENV)/python -m ruff format --check .

contracts: dev
	$(VENV)/lint-imports

markup: dev
	$(VENV)/python -m djlint templates --check --lint

# The tests' database is made of them, once, while something else is looked at.
migrations: dev
	@$(TESTING) $(VENV)/python manage.py makemigrations --check --dry-run
	@$(TESTING) $(VENV)/python -m tests.template

format: dev ## put the code in shape
	$(VENV)/python -m ruff check --fix .
	$(VENV)/python -m ruff format .
	$(VENV)/python -m djlint templates --reformat --quiet

viewer: ## build static/dist from static/viewer; wants npm
	cd static/viewer && npm ci --silent && npm run --silent types && npm run --silent build

viewer-check: ## is static/dist what static/viewer builds? Skipped, loudly, without npm
	@static/viewer/scripts/check.sh

bench: dev ## measure; prints a table and writes bench.json
	@PORTAL_DATA=.data/bench $(VENV)/python manage.py bench

dev:
	@$(PYTHON) -I portal/bootstrap.py dev

clean: ## remove what can be made again; never .data
	rm -rf .venv .ruff_cache .mypy_cache .pytest_cache .import_linter_cache .hypothesis test-results
