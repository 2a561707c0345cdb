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
SERVERS := $(BIN)/python -m tools.servers

.DEFAULT_GOAL := help
.PHONY: help setup system demo test tests-on-servers test-fast cluster check format bench constraints clean

help: ## list these commands
	@echo "make COMMAND, where COMMAND is one of:"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1 \2/p' Makefile | while read -r name text; do printf '  %-12s %s\n' "$$name" "$$text"; done

setup: $(INSTALLED) ## make .venv and install audiostream in it

$(INSTALLED): pyproject.toml constraints.txt tools/make-environment
	@sh tools/make-environment "$(VENV)" "$(PYTHON)"
	@touch $@

system: ## install what is missing: libvlc, ffmpeg, sox, Java 17, Maven, PostgreSQL
	@sh tools/install-system-packages

demo: $(INSTALLED) ## set up what is missing, then play three short tunes
	@sh tools/install-system-packages player
	@$(BIN)/audiostream demo
	@echo "The command is $(BIN)/audiostream; to have it on the path: . $(BIN)/activate"

test: system $(INSTALLED) ## start the servers, run every test, stop those that were not up before
	@$(SERVERS) run -- $(MAKE) --no-print-directory tests-on-servers

# The tests that stop servers come last, one at a time; 5 says that the words of ARGS leave none of them. Drivers let go
# of connections that broke without closing them, which Python tells of whenever it finds them.
tests-on-servers:
	$(PYTEST) -n $(JOBS) --dist worksteal -m "not alone" $(ARGS)
	$(PYTEST) -m alone -W ignore:unclosed:ResourceWarning -W ignore::pytest.PytestUnraisableExceptionWarning $(ARGS) || [ $$? = 5 ]

test-fast: $(INSTALLED) ## run the tests that need no server and take less than a minute in all
	@sh tools/install-system-packages sound
	$(PYTEST) -n $(JOBS) --dist worksteal -m "not slow and not servers" $(ARGS)

cluster: system $(INSTALLED) ## start the servers for you to use, and print the profile for them
	@$(SERVERS) up
	@$(SERVERS) profile

check: $(INSTALLED) ## format, lint and types: what a change must pass
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/mypy

format: $(INSTALLED) ## format the code and mend what ruff can
	$(BIN)/ruff format $(SOURCES)
	$(BIN)/ruff check --fix $(SOURCES)

bench: system $(INSTALLED) ## start the servers, measure what the project claims about speed, stop those not up before
	-@sh tools/install-system-packages bench
	@$(SERVERS) run -- $(BIN)/python -m benchmarks $(ARGS)

constraints: ## renew the pinned versions in constraints.txt
	@sh tools/renew-constraints $(PYTHON)

clean: ## remove what these commands have made
	rm -rf $(VENV) .cache .hypothesis .mypy_cache .pytest_cache .ruff_cache dist
	find audiostream tests benchmarks tools -name __pycache__ -type d -prune -exec rm -rf {} +
