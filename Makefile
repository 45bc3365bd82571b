# Two commands do everything: make run and make test.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
BOUNCER := .venv-bouncer
PROTTASHA_HOME ?= $(CURDIR)/data
PROTTASHA_LANDING ?= $(PROTTASHA_HOME)/landing
MONTH ?= 2022-09
OLD_DUCKDB ?= 1.0.0 1.1.3 1.2.2 1.3.2 1.4.4
PLACES := --home "$(PROTTASHA_HOME)" --landing "$(PROTTASHA_LANDING)"
CODE := common ingestion expectations identity dbt_project publishing pipeline orchestration cli sample tests benchmarks

.PHONY: run test test-unit test-dbt test-pipeline chaos old-clients check format docs dev bench bench-identity tree lock clean

run: $(READY)  ## Set up, make a sample if the landing folder is empty, run, and publish a bulletin
	@if [ -z "$$(ls -A "$(PROTTASHA_LANDING)" 2>/dev/null)" ]; then \
		if [ "$(PROTTASHA_LANDING)" != "$(PROTTASHA_HOME)/landing" ]; then \
			echo "make run: $(PROTTASHA_LANDING) is empty" >&2; exit 2; fi; \
		$(BIN)/prottasha sample --out "$(PROTTASHA_HOME)"; fi
	@$(BIN)/prottasha run --month $(MONTH) $(PLACES)
	@echo "call the command from here as $(BIN)/prottasha, or first: . $(BIN)/activate" >&2
	@echo "for example: $(BIN)/prottasha figures --month $(MONTH), $(BIN)/prottasha --help" >&2

test: $(READY)  ## Run all tests, in two processes
	@$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder

test-unit test-dbt test-pipeline: $(READY)  ## Run one tier of the tests
	@$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder -m $(@:test-%=%)

chaos: $(READY)  ## Run the fault campaigns: every fault at every call, killed runs, histories; takes hours
	@$(BIN)/pytest -m chaos

check: $(READY) $(BOUNCER)/.ready  ## Check format, lint, types, SQL and the conventions of dbt
	@$(BIN)/ruff format --check $(CODE)
	@$(BIN)/ruff check $(CODE)
	@$(BIN)/mypy
	@$(BIN)/sqlfluff lint dbt_project/models dbt_project/tests identity publishing
	@cd dbt_project && ../$(BIN)/dbt parse --quiet --no-version-check
	@$(BOUNCER)/bin/dbt-bouncer run --output-only-failures

format: $(READY)  ## Format the code and fix what the linter can fix
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix $(CODE)

docs: $(READY)  ## Write docs/cli.md from the commands, and gx/ from the check dictionary
	@$(BIN)/python -m cli.reference > docs/cli.md
	@$(BIN)/python -m expectations.export

tree: $(READY)  ## Show the shape of the tree in figures
	@$(BIN)/python -m benchmarks.tree

dev: $(READY)  ## Serve Dagster's web UI on this machine alone, at http://127.0.0.1:3000
	@$(BIN)/prottasha dev $(PLACES)

bench: $(READY)  ## Measure times side by side in one run
	@$(BIN)/python -m benchmarks.run

bench-identity: $(READY)  ## Measure quality and speed of linking beside other linkers
	@$(BIN)/python -m benchmarks.identity

# The marker file is written last, so that make repeats a set-up that failed.
$(READY): requirements.lock pyproject.toml
	@echo "Setting up $(VENV): $$(grep -c == requirements.lock) packages, about 1 GB, one to three minutes" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(BOUNCER)/.ready: requirements-bouncer.lock
	@echo "Setting up $(BOUNCER) for dbt-bouncer: $$(grep -c == $<) packages, about 130 MB" >&2
	@test -x $(BOUNCER)/bin/python || $(PYTHON) -m venv $(BOUNCER)
	@$(BOUNCER)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

old-clients: $(READY)  ## Read releases with older DuckDB clients, each in its own environment
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
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --no-annotate \
		--no-emit-index-url --group bouncer -o requirements-bouncer.lock

clean:  ## Remove the environment and the caches, but no data
	rm -rf $(VENV) $(BOUNCER) .mypy_cache .pytest_cache .ruff_cache .hypothesis dbt_project/target
