# Every command of the project; `make` alone explains them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run stop status env openapi test browser burst check fmt fuzz bench clean

PY := PYTHONPATH=tools .venv/bin/python
PINS := requirements-dev.txt layers/common/python/requirements.txt pyproject.toml .python-version tools/leadgate_local/install.sh

help:  ## Show this
	@echo "Leadgate: which inbound lead deserves sales time, and why."
	@echo
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | while IFS=$$'\t' read -r name text; do printf '  make %-8s %s\n' "$$name" "$$text"; done
	@echo
	@echo "Start with: make run"

run: .venv/installed  ## Start the local AWS, deploy the template, seed it, decide the sample demo request
	@$(PY) -m leadgate_local run

stop: .venv/installed  ## End what `make run` started; the leads are kept
	@$(PY) -m leadgate_local stop

status: .venv/installed  ## Say whether the local stack runs, and where
	@$(PY) -m leadgate_local status

env: .venv/installed  ## Print API, INTAKE, CADENCE, SALES and ADMIN for your shell: eval "$(make -s env)"
	@$(PY) -m leadgate_local env

test: .venv/installed  ## Run every suite: unit, integration, contract, architecture, end-to-end
	@.venv/bin/python -m pytest -n 2

browser: .venv/installed  ## Get a Chromium if there is none, and run the forms' tests in it; `make test` has them too
	@tools/leadgate_local/install_chromium.sh
	@.venv/bin/python -m pytest tests/e2e/browser

burst: .venv/installed  ## A thousand posts to a local stack, and a hundred at once of one person: what is kept is compared
	@LEADGATE_BURST=1000 LEADGATE_CONNECTIONS=16 .venv/bin/python -m pytest tests/e2e/test_burst.py
	@LEADGATE_CROWD=100 .venv/bin/python -m pytest tests/integration/test_races.py -k same_

check: .venv/installed  ## Lint, types, format, and the template
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/mypy
	@.venv/bin/cfn-lint template.yaml
	@AWS_DEFAULT_REGION=eu-central-1 SAM_CLI_TELEMETRY=0 .venv/bin/sam validate --template template.yaml

fmt: .venv/installed  ## Format the code and mend what the linter can mend
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

openapi: .venv/installed  ## Write the API's description anew after a change
	@$(PY) -m openapi

fuzz: .venv/installed  ## Compare the policy evaluators on random policies and leads, 500,000 results a run
	@$(PY) -m fuzz

bench: .venv/installed  ## Measure the budgets; one `name: value` a line
	@$(PY) -m bench

clean:  ## Stop, and remove the local leads and every build; .venv stays
	@if [ -x .venv/bin/python ]; then $(PY) -m leadgate_local stop; fi
	@rm -rf .local .aws-sam build .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/installed: $(PINS)
	@tools/leadgate_local/install.sh
