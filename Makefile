# `make demo` and `make test` need Python 3.11+ and make, nothing else: each makes its own virtual environment.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TEST_ARGS ?=
FUZZ_ARGS ?=

.PHONY: demo test check bench fuzz clean

demo: $(VENV)/.app
	$(BIN)/migrator demo --into migrator-demo

test: $(VENV)/.dev check
	$(BIN)/python -m pytest -n 2 $(TEST_ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(VENV)/.dev
	$(BIN)/python -m tests.benchmarks.run --output bench.json

# FUZZ_SECONDS (60) for each decoder; FUZZ_ARGS names some of them
fuzz: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --only-binary atheris --group fuzz 2>/dev/null || true
	$(BIN)/python -m tests.fuzz.run $(FUZZ_ARGS)

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("migrator needs Python 3.11 or newer, this is " + sys.version.split()[0] if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.app: $(BIN)/python pyproject.toml
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25.1"
	$(BIN)/python -m pip install --quiet --editable .
	touch $@

$(VENV)/.dev: $(VENV)/.app pyproject.toml
	$(BIN)/python -m pip install --quiet --group dev
	touch $@

clean:
	rm -rf $(VENV) build dist migrator-demo bench.json .fuzz
