# Everything a person does here. `make help` lists it; `make run` and `make test` are the two to know.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PYTHONPATH := site:.
PORT ?= 8000
export PORT
# Processes the suite runs in; each starts from a copy of the migrated database.
TEST_PROCESSES ?= 2
TESTS ?= tests
PY := .venv/bin/python
MANAGE := $(PY) manage.py

help: ## List the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 20

run: ## The demo site on 127.0.0.1:8000 (PORT=9000 for another port); repeat as you like, data stays
	@scripts/run.sh

dev: ## The same with Django's reloader and error pages
	@scripts/dev.sh

venv: ## Make .venv and install what the site needs
	@scripts/venv.sh requirements.txt

venv-dev:
	@scripts/venv.sh requirements-dev.txt

test: venv-dev ## The whole suite on SQLite: no server, no network (TESTS=tests/library for a part)
	$(PY) -m pytest -q -n $(TEST_PROCESSES) $(PYTEST_ARGS) $(TESTS)

test-services: venv-dev ## Tests that need PostgreSQL, Redis, nginx, Elasticsearch, which it starts itself
	scripts/with_services.sh $(PY) -m pytest -q -m "(postgres or services) and not long" --allow-hosts=127.0.0.1,localhost $(PYTEST_ARGS) $(TESTS)

test-long: venv-dev ## What `make test` leaves out: the whole demo visited, a thousand made-up addresses
	$(PY) -m pytest -q -m "long and not services" $(PYTEST_ARGS) $(TESTS)

test-long-services: venv-dev ## What `make test-services` leaves out: a hundred killed workers
	NO_ELASTICSEARCH=1 scripts/with_services.sh $(PY) -m pytest -q -m "long and services" --allow-hosts=127.0.0.1,localhost $(PYTEST_ARGS) $(TESTS)

test-browser: venv-dev ## Tests that need Chromium: no script, keyboard, axe, weight, screenshots
	$(PY) -m pytest -q -m browser --allow-hosts=127.0.0.1,localhost $(PYTEST_ARGS) $(TESTS)

bench: venv ## How fast it is beside a bare view and a stock Wagtail page (ARGS=--help; needs wrk)
	$(PY) -m benchmarks $(ARGS)

bench-search: venv ## How fast the search is on SQLite, PostgreSQL, Elasticsearch (ARGS=--help; half an hour)
	ES_HEAP=1g ES_JAVA_OPTS="-XX:TieredStopAtLevel=4 -XX:-UseSerialGC -XX:+UseG1GC" \
		scripts/with_services.sh $(PY) -m benchmarks.search_latency $(ARGS)

bench-forum: venv ## The forum beside stock django-machina on one PostgreSQL, and hostile Markdown (ARGS=--help)
	DJANGO_SETTINGS_MODULE=m4dnet.settings.demo $(PY) -m benchmarks.hostile_markdown
	NO_ELASTICSEARCH=1 DURABLE=1 scripts/with_services.sh $(PY) -m benchmarks.forum_pages $(ARGS)

bench-learning: venv ## A save of answers beside the bare database writes (ARGS=--help)
	NO_ELASTICSEARCH=1 DURABLE=1 scripts/with_services.sh $(PY) -m benchmarks.autosave $(ARGS)

format: venv-dev ## Lay out the code and the templates
	$(PY) -m ruff check --fix --quiet .
	$(PY) -m ruff format .

lint: venv-dev ## Style, floors, types, templates, dependencies, known weaknesses
	scripts/lint.sh

check: venv-dev ## Exactly what CI runs
	scripts/check.sh

messages: venv-dev ## Collect texts into locale/*.po and list what a translator has to do
	scripts/messages.sh

lock: venv-dev ## Pin everything in requirements*.in with hashes
	scripts/lock.sh

clean: ## Remove caches and kept test databases; the data of `make run` stays
	rm -rf var/test-db var/screens var/cache .pytest_cache .ruff_cache .mypy_cache .import_linter_cache
	find . -name __pycache__ -not -path './.venv/*' -type d -prune -exec rm -rf {} +

.PHONY: help run dev venv venv-dev test test-services test-long test-long-services test-browser bench bench-search bench-forum bench-learning format lint check messages lock clean
