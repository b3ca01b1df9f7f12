# Everything one does with this project. `make` alone lists it.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run test lint format messages guide bench lock audit clean

PYTHON ?= $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info < (3, 15))' 2>/dev/null && { echo "$$p"; break; }; done)
HOST ?= 127.0.0.1
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin

help: ## this list
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

run: .venv/.runtime ## the site with demo content, its worker and a local mailbox, at http://127.0.0.1:8000/ (HOST, PORT)
	@PYTHONUNBUFFERED=1 HOST=$(HOST) PORT=$(PORT) exec $(BIN)/python manage.py run

test: .venv/.dev ## the whole suite, on SQLite and, where it answers, on PostgreSQL; REQUIRE_ALL=1 wants every part
	@WORKERS=$(WORKERS) $(BIN)/python tests/run.py

lint: .venv/.dev ## linters and type checks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djade --check --target-version 5.2 $$(git ls-files 'templates/*.html')
	$(BIN)/djlint templates --lint --quiet
	$(BIN)/mypy
	$(BIN)/python manage.py makemigrations --check --dry-run

format: .venv/.dev ## formatters
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $$(git ls-files 'templates/*.html')

messages: .venv/.dev ## take new words into the translations, and compile them; needs gettext
	$(BIN)/python manage.py makemessages --all -e html,txt,py,mjml --ignore=.venv --ignore=var --ignore=tests --add-location=file --no-obsolete
	$(BIN)/python manage.py compilemessages --ignore=.venv

guide: .venv/.dev ## take the pictures of docs/editors-guide.md anew, from the demonstration; needs Chromium
	$(BIN)/python docs/make_pictures.py

bench: .venv/.dev ## the benchmarks, as a table
	$(BIN)/python tests/bench/run.py

lock: .venv/.dev ## raise the pins: compile requirements*.in into requirements*.txt, with hashes
	$(BIN)/pip install --quiet uv
	$(BIN)/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet requirements.in -o requirements.txt
	$(BIN)/uv pip compile --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet requirements-dev.in -o requirements-dev.txt

audit: var/audit/bin/pip-audit ## known faults of the pinned packages, which the advisory database of pypi.org is asked for
	@if var/audit/bin/pip-audit --strict --require-hashes --disable-pip --progress-spinner off -r requirements.txt -r requirements-dev.txt 2>var/audit/log; \
	then echo "No known fault in requirements.txt and requirements-dev.txt."; \
	else cat var/audit/log; ! grep -qE '^ERROR|Error' var/audit/log || echo "Not audited: the advisory database was not reached, or does not answer for a package."; exit 1; fi

var/audit/bin/pip-audit:
	@$(PYTHON) -m venv var/audit
	@var/audit/bin/pip install --quiet --disable-pip-version-check "pip-audit>=2.9,<3" || { rm -rf var/audit; echo "Not audited: pip-audit could not be fetched."; exit 1; }

clean: ## remove the environment and all that a run has written
	rm -rf .venv var

.venv/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 to 3.14 with its venv module is needed (on Debian: apt-get install python3-venv)."; exit 1; }
	$(PYTHON) -m venv .venv

.venv/.runtime: .venv/bin/python requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: .venv/.runtime requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt -r requirements-dev.txt
	@touch $@
