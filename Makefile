# Everything a newcomer needs is `make run` and `make test`; both set themselves up and may be run again.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed-run
TEST_STAMP := $(VENV)/.installed-test
PIP_OPTIONS := --quiet --disable-pip-version-check
VNU := .cache/npm/node_modules/vnu-jar/build/dist/vnu.jar

.DEFAULT_GOAL := help
.PHONY: help run test quick bench format check requirements clean

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(RUN_STAMP) ## Start the demo newspaper: site, newsroom, press and worker (Ctrl-C stops it)
	@exec $(BIN)/python -m tamizdat run --demo

test: export TAMIZDAT_HOME = .cache/test-home
test: $(TEST_STAMP) $(VNU) check ## Everything that CI runs
	@sh tools/prerequisites.sh test
	$(BIN)/python -m pytest -n 2 --dist loadfile -q --durations=10 --ignore=tests/e2e
	$(BIN)/python -m pytest -q --durations=5 tests/e2e

quick: $(TEST_STAMP) ## The tests of the pure rooms alone: seconds
	$(BIN)/python -m pytest -q tests/edition tests/media

check: $(TEST_STAMP) ## Lint and types
	$(BIN)/ruff check src tests benchmarks tools
	$(BIN)/ruff format --check src tests benchmarks tools
	$(BIN)/mypy

bench: $(TEST_STAMP) ## Measure; writes benchmarks/results.json
	@sh tools/prerequisites.sh bench
	$(BIN)/python -m benchmarks $(FIGURES)

format: $(TEST_STAMP) ## Bring the code into its form
	$(BIN)/ruff format src tests benchmarks tools
	$(BIN)/ruff check --fix src tests benchmarks tools

requirements: $(TEST_STAMP) ## Pin the dependencies anew, with hashes
	sh tools/pin_requirements.sh

clean: ## Remove the environment and caches, never var/
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache

$(RUN_STAMP): requirements.txt pyproject.toml
	@sh tools/prerequisites.sh run
	@echo "tamizdat: installing Python packages into $(VENV) (once)"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# Every dependency is pinned, so pip need not look for more; Python compiles by itself what it comes to use
	@$(BIN)/python -m pip install $(PIP_OPTIONS) --no-compile --no-deps --require-hashes --requirement requirements.txt
	@$(BIN)/python -m pip install $(PIP_OPTIONS) --no-compile --no-deps --no-build-isolation --editable .
	@touch $@

$(TEST_STAMP): requirements-test.txt $(RUN_STAMP)
	@echo "tamizdat: installing the packages that tests need (once)"
	@$(BIN)/python -m pip install $(PIP_OPTIONS) --no-compile --require-hashes --requirement requirements-test.txt
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib
	@touch $@

$(VNU): package.json package-lock.json
	@sh tools/prerequisites.sh test
	@echo "tamizdat: fetching the Nu HTML checker (once)"
	@mkdir -p .cache/npm && cp package.json package-lock.json .cache/npm/
	@npm ci --prefix .cache/npm --ignore-scripts --no-audit --no-fund --silent
	@touch $@
