# A contributor's commands. `make help` lists them; CONTRIBUTING.md says how to do without make.

VENV ?= .venv
# The Python that makes the environment: found by tools/make-environment when empty.
PYTHON ?=
# How many test processes run at the same time.
JOBS ?= 2
# More for pytest, as in: make test ARGS="-k playlist"
ARGS ?=

ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif

INSTALLED := $(VENV)/.installed
SOURCES := audiostream tests benchmarks tools
PYTEST := $(BIN)/python -m pytest -q

.DEFAULT_GOAL := help
.PHONY: help setup system demo test test-fast check format bench constraints clean

help: ## list these commands
	@echo "make COMMAND, where COMMAND is one of:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1 \2/p' Makefile | while read -r name text; do printf '  %-12s %s\n' "$$name" "$$text"; done

setup: $(INSTALLED) ## make .venv and install audiostream in it

$(INSTALLED): pyproject.toml constraints.txt tools/make-environment
	@sh tools/make-environment "$(VENV)" "$(PYTHON)"
	@touch $@

system: ## install libvlc, ffmpeg and sox where they are missing
	@sh tools/install-system-packages

demo: $(INSTALLED) ## set up what is missing, then play three short tunes
	@sh tools/install-system-packages player
	@$(BIN)/audiostream demo
	@echo "The command is $(BIN)/audiostream; to have it on the path: . $(BIN)/activate"

test: system $(INSTALLED) ## run every test
	$(PYTEST) -n $(JOBS) --dist worksteal $(ARGS)

test-fast: system $(INSTALLED) ## run the tests that take less than a minute in all
	$(PYTEST) -n $(JOBS) --dist worksteal -m "not slow" $(ARGS)

check: $(INSTALLED) ## format, lint and types: what a change must pass
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy

format: $(INSTALLED) ## format the code and mend what ruff can
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

bench: system $(INSTALLED) ## measure what the project claims about speed
	$(BIN)/python -m benchmarks $(ARGS)

constraints: ## renew the pinned versions in constraints.txt
	@sh tools/renew-constraints $(PYTHON)

clean: ## remove what these commands have made
	rm -rf $(VENV) .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache dist
	find audiostream tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +
