# The two commands that do everything: make run, make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PROTTASHA_HOME ?= $(CURDIR)/data
PROTTASHA_LANDING ?= $(PROTTASHA_HOME)/landing
MONTH ?= 2022-09
OLD_DUCKDB ?= 1.0.0 1.1.3 1.2.2 1.3.2 1.4.4
PLACES := --home "$(PROTTASHA_HOME)" --landing "$(PROTTASHA_LANDING)"
CODE := common ingestion expectations identity dbt_project publishing pipeline orchestration cli sample tests benchmarks

.PHONY: run test test-unit test-dbt test-pipeline chaos old-clients check format docs dev bench bench-identity tree lock clean

run: $(READY)  ## Set up, make a sample if nothing has landed, run, publish, say where the bulletin is
	@if [ -z "$$(ls -A "$(PROTTASHA_LANDING)" 2>/dev/null)" ]; then \
		if [ "$(PROTTASHA_LANDING)" != "$(PROTTASHA_HOME)/landing" ]; then \
			echo "make run: $(PROTTASHA_LANDING) is empty" >&2; exit 2; fi; \
		$(BIN)/prottasha sample --out "$(PROTTASHA_HOME)"; fi
	@$(BIN)/prottasha run --month $(MONTH) $(PLACES)
	@echo "call the command from here as $(BIN)/prottasha, or first: . $(BIN)/activate" >&2
	@echo "for example: $(BIN)/prottasha figures --month $(MONTH), $(BIN)/prottasha --help" >&2

test: $(READY)  ## All tests, two processes side by side
	@$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder

test-unit test-dbt test-pipeline: $(READY)  ## One tier of the tests
	@$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder -m $(@:test-%=%)

chaos: $(READY)  ## Every fault at every moment, runs killed, histories; takes hours
	@$(BIN)/pytest -m chaos

check: $(READY)  ## Format, lint, types, SQL
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint dbt_project/models dbt_project/tests identity/sql publishing

format: $(READY)  ## Put the code into house style
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

docs: $(READY)  ## Write docs/cli.md again, from the commands
	@$(BIN)/python -m cli.reference > docs/cli.md

tree: $(READY)  ## The shape of the tree in figures
	@$(BIN)/python -m benchmarks.tree

dev: $(READY)  ## Dagster's web UI on this machine alone, http://127.0.0.1:3000
	@$(BIN)/prottasha dev $(PLACES)

bench: $(READY)  ## Timings, side by side in one run
	@$(BIN)/python -m benchmarks.run

bench-identity: $(READY)  ## How well and how fast persons are found, beside other linkers
	@$(BIN)/python -m benchmarks.identity.run

# The environment is made apart and named last, so that a broken set-up is never taken for one.
$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV): $$(grep -c == requirements.lock) packages, about 750 MB, one to three minutes" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

old-clients: $(READY)  ## Releases read by older DuckDB clients, each in an environment of its own
	@for version in $(OLD_DUCKDB); do \
		test -x .venv-old/$$version/bin/python || $(BIN)/python -m venv .venv-old/$$version; \
		.venv-old/$$version/bin/python -m pip install --quiet --disable-pip-version-check \
			--only-binary :all: duckdb==$$version pytz || exit 2; done
	@OLD_CLIENTS="$$(for version in $(OLD_DUCKDB); do \
		echo .venv-old/$$version/bin/python; done | paste -s -d :)" \
		$(BIN)/pytest tests/publishing/test_old_clients.py

lock:  ## Pin every dependency again (needs uv)
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --no-strip-extras --all-extras pyproject.toml -o requirements.lock

clean:  ## Remove the environment and the caches; data stay
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis dbt_project/target
