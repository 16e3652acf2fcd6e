# Needs make and Python 3.11, 3.12 or 3.13; everything else is put into .venv by `make setup`, which the other targets call.

VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
UP_READY := $(VENV)/.ready-up
OTHERS := .venv-bench
OTHERS_READY := $(OTHERS)/.ready
PYTHON ?=
q ?= سجن غويران
args ?=
port ?= 8080
data ?=
lemmas ?=
reason ?=

.DEFAULT_GOAL := help
.PHONY: help setup lock run up down logs search serve test test-es test-e2e lint format types check bench ablation floors env compose-up compose-down clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(firstword $(MAKEFILE_LIST))
	@echo
	@echo 'Variables: q="words to search for"  port=8081 (for up)  data=FILE lemmas=FILE (for bench)  reason="..." (for floors)  args="more arguments for pytest"  PYTHON=python3.12'
	@echo 'NEWSETL_DATA_DIR is where run, up and search keep their data (default: .newsetl here).'

setup: $(READY) ## create .venv with the locked packages and newsetl itself (quick when nothing changed)

supported := import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

$(READY): pyproject.toml requirements/bootstrap.txt requirements/dev.txt
	@set -e; \
	if ! $(BIN)/python -c '$(supported)' 2>/dev/null; then \
	  for python in $(PYTHON) python3.13 python3.12 python3.11 python3 none; do \
	    if $$python -c '$(supported)' 2>/dev/null; then break; fi; \
	  done; \
	  if [ $$python = none ]; then \
	    echo "newsetl needs Python 3.11, 3.12 or 3.13; found only: $$(python3 --version 2>&1)." >&2; \
	    echo "Install one of them, or name it: make setup PYTHON=/path/to/python3.12" >&2; exit 1; \
	  fi; \
	  echo "Creating $(VENV) with $$($$python --version) ..."; \
	  $$python -m venv --clear $(VENV) || { \
	    echo "This Python cannot create environments; on Debian and Ubuntu install the package python3-venv." >&2; exit 1; }; \
	fi; \
	wanted=$$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' requirements/bootstrap.txt); \
	if [ "$$($(BIN)/uv --version 2>/dev/null | cut -d ' ' -f 2)" != "$$wanted" ]; then \
	  echo "Installing uv $$wanted ..."; \
	  $(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bootstrap.txt; \
	fi; \
	echo "Installing the locked packages; the first time this fetches some hundred megabytes ..."; \
	$(BIN)/uv pip sync --quiet --python $(BIN)/python --require-hashes requirements/bootstrap.txt requirements/dev.txt; \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-build-isolation --no-deps --editable .; \
	touch $@

compile = $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11

lock: $(READY) ## write requirements/*.txt anew from pyproject.toml (args=--upgrade takes newer versions)
	$(compile) $(args) requirements/bootstrap.in -o requirements/bootstrap.txt
	$(compile) $(args) pyproject.toml --group dev -o requirements/dev.txt
	$(compile) $(args) pyproject.toml --group deploy -o requirements/deploy.txt
	$(compile) $(args) --group pyproject.toml:up -c requirements/dev.txt -o requirements/up.txt
	$(compile) $(args) --group pyproject.toml:bench -o requirements/bench.txt

$(UP_READY): $(READY) requirements/up.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements/up.txt
	@touch $@

$(OTHERS_READY): $(READY) requirements/bench.txt
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(OTHERS)
	@$(BIN)/uv pip sync --quiet --python $(OTHERS)/bin/python --require-hashes requirements/bench.txt
	@touch $@

run up down logs search serve: export NEWSETL_DATA_DIR ?= $(CURDIR)/.newsetl

run: $(READY) ## take the bundled sample through Airflow into the index, and search it
	@$(BIN)/python tools/airflow_local.py run-sample

up: $(UP_READY) ## start Airflow with its user interface, on this machine alone, in the background
	@$(BIN)/python tools/airflow_up.py start --port $(port)

down: $(UP_READY) ## stop what `make up` started
	@$(BIN)/python tools/airflow_up.py stop

logs: ## show what `make up` says, until Ctrl-C
	@tail -n 5 -F $(NEWSETL_DATA_DIR)/airflow/logs/*.log

search: $(READY) ## search what is indexed: make search q="مخيم الهول"
	@$(BIN)/newsetl search "$$q"

search: export q := $(q)

serve: $(READY) ## serve the search page on http://127.0.0.1:8000 (args="--port 9000")
	@$(BIN)/newsetl serve $(args)

test: $(READY) ## run the tests that need neither network nor server
	$(BIN)/pytest -n 2 -m "not es and not e2e" $(args)

pytest_es = $(BIN)/pytest -n 2 --dist loadfile -m "es and not secure"

test-es: $(READY) ## run the tests that need Elasticsearch, without and with security, on NEWSETL_TEST_ES_URL and …_SECURE_URL or started for them
	@if [ -n "$$NEWSETL_TEST_ES_URL" ]; then $(pytest_es) $(args); \
	else $(BIN)/python tools/elasticsearch_local.py -- $(pytest_es) $(args); fi
	@if [ -n "$$NEWSETL_TEST_ES_SECURE_URL" ]; then $(BIN)/pytest -m secure $(args); \
	else $(BIN)/python tools/elasticsearch_local.py --secure -- $(BIN)/pytest -m secure $(args); fi

test-e2e: $(UP_READY) ## run the tests that start all of Airflow, which takes some minutes
	$(BIN)/pytest -m e2e $(args)

lint: $(READY) ## check style, formatting and the rules of the house
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/lint-imports

format: $(READY) ## mend style and formatting where that can be done safely
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: $(READY) ## check types, strictly
	$(BIN)/mypy

check: lint types test test-es test-e2e ## everything that must pass before a change is handed in

sample := src/newsetl/sample
sample_files = $(sample)/feeds $(sample)/dumps $(sample)/archives $(wildcard $(sample)/pages/*/*.html)
with_es = $(if $(NEWSETL_TEST_ES_URL),,$(BIN)/python tools/elasticsearch_local.py --)

bench: $(READY) $(OTHERS_READY) ## measure the extraction beside other libraries', the speed of text, of the fetcher's memory and of the stages and, with data=FILE (articles as JSON Lines), known-item search and names on Elasticsearch
	@$(BIN)/python bench/text.py --output bench/results/text.json
	@$(BIN)/python bench/seen.py --output bench/results/seen.json
	@$(BIN)/python bench/extraction.py $(wildcard tests/quality/pages/*/) --with-python $(OTHERS)/bin/python --output bench/results/extraction.json
	@$(BIN)/python bench/stages.py $(sample_files) --output bench/results/stages.json
	@if [ -n "$$data" ]; then \
	  $(with_es) $(BIN)/python bench/known_item.py "$$data" $${lemmas:+--lemmas "$$lemmas"} --output bench/results/known_item.json; \
	  $(with_es) $(BIN)/python bench/names.py "$$data" --output bench/results/names.json; \
	else printf '\nNOT MEASURED: known-item search and names, which need articles: make bench data=articles.jsonl.gz\n'; fi

bench: export data := $(data)
bench: export lemmas := $(lemmas)
floors: export reason := $(reason)

ablation: $(READY) ## measure what each analyzer finds in the judged sample, on Elasticsearch
	@$(with_es) $(BIN)/python bench/ablation.py --output bench/results/ablation.json

floors: $(READY) ## raise the floors of the search's quality to what is measured (reason="..." allows to lower them)
	@$(with_es) $(BIN)/python tools/quality_floors.py --lower "$$reason"

env: ## generate the passwords of the distributed set-up into .env; what is there is kept
	@python3 tools/make_env.py

compose-up: env ## build and start the distributed set-up (docker-compose.yml)
	docker compose build certificates
	docker compose up --detach
	@echo 'Airflow http://127.0.0.1:8080  Kibana http://127.0.0.1:5601  search http://127.0.0.1:8000  (ports may be set in .env)'
	@echo 'Logins and their passwords: docs/operate.md, .env'

compose-down: ## stop it; the data stays in its volumes
	docker compose down

clean: ## remove .venv, .venv-bench, caches and the sample's data (.newsetl)
	rm -rf $(VENV) $(OTHERS) .newsetl build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find src dags tools tests bench -name __pycache__ -prune -exec rm -rf {} +
