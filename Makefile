# The only commands anyone needs. Two variables go with all of them:
# PORT=8123 serves there; DATA=some/folder keeps database, files and keys there.

.DEFAULT_GOAL := help
.PHONY: demo run test check fmt migrate bench messages help ready ready-dev

MAKEFLAGS += --no-print-directory
unexport PYTHONDONTWRITEBYTECODE
ifdef PORT
export NIUKOU_PORT = $(PORT)
endif
ifdef DATA
export NIUKOU_DATA = $(DATA)
endif

bin := .venv/bin
# What a live installation sets; `check --deploy` looks at the settings it gives.
live := NIUKOU_STAGE=live NIUKOU_SITE_URL=https://niukou.example NIUKOU_ALLOWED_HOSTS='["niukou.example"]'

demo: ready  ## Show Niukou with the demo world on http://127.0.0.1:8000
	@$(bin)/python -m scripts.serve --demo

run: ready  ## Run Niukou with your own data on http://127.0.0.1:8000
	@$(bin)/python -m scripts.serve

test: ready-dev  ## Run the tests, or those named: make test args="-k agreement"
	@$(bin)/python -m pytest $(args)

check: export NIUKOU_DATA = .check
check: ready-dev  ## Everything CI asks for, in the order that fails fastest
	$(bin)/ruff check .
	$(bin)/ruff format --check .
	$(bin)/djangofmt --check --quiet niukou templates
	$(bin)/lint-imports
	$(bin)/mypy
	$(bin)/python manage.py makemigrations --check --dry-run
	$(live) $(bin)/python manage.py check --deploy --fail-level WARNING
	$(bin)/python -m pytest -n 2

fmt: ready-dev  ## Format code and templates, mend what can be mended
	-$(bin)/ruff check --fix --quiet .
	$(bin)/ruff format --quiet .
	-$(bin)/djangofmt --quiet niukou templates

migrate: ready  ## Bring the database up to date with the code
	@$(bin)/python manage.py migrate

bench: ready-dev  ## Measure pages, search, import and start; results in benchmarks/results/
	@$(bin)/python -m benchmarks $(args)

messages: ready-dev  ## Collect the strings to translate into locale/
	@$(bin)/python -m scripts.messages extract

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))
	@echo '  Add PORT=8123 to serve on another port, DATA=some/folder to keep the data there.'

ready:
	@sh scripts/setup.sh

ready-dev:
	@sh scripts/setup.sh dev
