# What one does with a checkout. `make` lists the targets; `make check` is what CI runs.
# Nothing here needs more than Python, Node, PyPI and npm; a missing prerequisite is named with the command that
# mends it.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

export UV_PYTHON_DOWNLOADS := never
export PYTHONUNBUFFERED := 1

BIN := .venv/bin
BUILD := src/concentric/desk/static/desk/build
TESTS ?= tests
ARGS ?=

CATALOGUES := $(wildcard src/concentric/*/locale/*/LC_MESSAGES/django.po)
LOOK := $(shell find frontend -name node_modules -prune -o -name generated -prune -o -type f -print) \
	$(shell find src/concentric -path '*/templates/*' -name '*.html')

.PHONY: help
help: ## list the targets
	@sed -nE 's/^([a-z-]+):.*## (.*)/\1\t\2/p' $(MAKEFILE_LIST) | sort | awk -F'\t' '{ printf "%-12s %s\n", $$1, $$2 }'

# --- Making ready -----------------------------------------------------------------------------

.PHONY: env
env: .venv/.synced ## the Python environment, exactly as locked

.venv/.synced: uv.lock pyproject.toml
	@uv="$$(scripts/prerequisites uv)"; "$$uv" sync --locked --quiet
	@touch $@

.PHONY: frontend
frontend: $(BUILD)/desk.css ## styles, scripts, charts and fonts, built when their sources changed

frontend/node_modules/.package-lock.json: frontend/package.json frontend/package-lock.json
	@scripts/prerequisites node
	@npm --prefix frontend ci --no-audit --no-fund --loglevel=error
	@touch $@

$(BUILD)/desk.css: frontend/node_modules/.package-lock.json $(LOOK)
	@npm --prefix frontend run --silent build
	@touch $@

.PHONY: messages
messages: $(CATALOGUES:.po=.mo) ## the compiled translations

%.mo: %.po | env
	@$(BIN)/python scripts/compile_messages.py $<

.PHONY: ready
ready: env frontend messages

# --- Running ----------------------------------------------------------------------------------

.PHONY: demo
demo: ready ## load the demo period and serve it: make demo ARGS=--no-serve only loads and checks
	@$(BIN)/concentric demo $(ARGS)

.PHONY: demo-small
demo-small: ready ## a small demo for development: organisations and people, no returns
	@$(BIN)/concentric demo --until people
	@$(if $(findstring --no-serve,$(ARGS)),,$(BIN)/concentric serve $(ARGS))

.PHONY: pictures
pictures: ready ## take the pictures of the guides anew from the demo
	@scripts/prerequisites chromium
	@$(BIN)/concentric demo --no-serve > /dev/null
	@PYTHONPATH=src:config $(BIN)/python scripts/take_pictures.py $(ARGS)

# --- Proof ------------------------------------------------------------------------------------

.PHONY: test
test: ready ## the whole suite; TESTS=tests/facts runs a part
	@scripts/prerequisites chromium
	@$(BIN)/pytest -n auto --dist worksteal -q $(TESTS)

.PHONY: format
format: env ## bring Python into form (make lint only looks)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet .

.PHONY: format-check
format-check: env
	@$(BIN)/ruff format --check --output-format concise . || { echo "Run: make format"; exit 1; }

.PHONY: lint
lint: env ## ruff
	@$(BIN)/ruff check .

.PHONY: types
types: env ## mypy, strict on the pure parts
	@$(BIN)/mypy

.PHONY: contracts
contracts: env ## the storeys and doors of the house
	@PYTHONPATH=.:src:config $(BIN)/lint-imports

.PHONY: docs
docs: env ## every link, make target and command named in the documents exists
	@$(BIN)/python scripts/check_documents.py

.PHONY: wheel-smoke
wheel-smoke: ready ## build the wheel, install it into an empty environment, ask it how it is
	@scripts/wheel_smoke "$$(scripts/prerequisites uv)"

.PHONY: check
check: ready ## everything CI asks for, with the time of each step
	@scripts/timed_steps format-check lint types contracts test docs "demo ARGS=--no-serve" wheel-smoke

# --- Making -----------------------------------------------------------------------------------

.PHONY: room
room: env ## a new room from the template: make room NAME=volunteering ABOVE=programmes
	@test -n "$(NAME)" -a -n "$(ABOVE)" || { echo "Say: make room NAME=<word> ABOVE=<room below it>"; exit 2; }
	@$(BIN)/python scripts/new_room.py "$(NAME)" --above "$(ABOVE)"

.PHONY: clean
clean: ## remove what was built; the environment, node_modules and var/ stay
	@rm -rf $(BUILD) src/concentric/desk/assets frontend/generated dist .mypy_cache .ruff_cache .pytest_cache \
		.hypothesis .import_linter_cache $(CATALOGUES:.po=.mo)
	@find src config tests scripts -name __pycache__ -prune -exec rm -rf {} +
