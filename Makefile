# Everything starts here: `make demo` shows the job, `make test` proves it.
# Only python3 and make are needed; the rest is installed in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: demo test serve bench crash lint types check lock clean

demo: $(READY)
	@$(BIN)/wochorus demo

test: lint types
	@$(BIN)/pytest -n 2

serve: $(READY)
	@$(BIN)/wochorus serve

bench: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m benchmarks

# A long trial (a quarter of an hour): CRASH="--kills 20 --invoices 300" makes it shorter.
crash: $(READY)
	@PYTHONPATH=tests DJANGO_SETTINGS_MODULE=wochorus.config.settings $(BIN)/python -m crash $(CRASH)

lint: $(READY)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/lint-imports --no-cache | tail -n 5

types: $(READY)
	@$(BIN)/mypy

# The lock names versions and hashes of every package, never where they come from.
lock: $(READY)
	@$(PIP) install -qq uv
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
		--no-header --no-annotate --python-version 3.11 --extra dev pyproject.toml -o requirements.lock

$(READY): requirements.lock pyproject.toml
	@echo "Installation dans $(VENV) (une à deux minutes la première fois)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -qq --require-hashes -r requirements.lock
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache
