# The project's chores. `make` alone lists them.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
TESTS  ?= -n auto --dist loadfile
STAMP  := $(VENV)/.installed
TOOLS  := build/tools

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help venv tools demo test check format lint types layers migrations docs bench torture simulate lock clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

venv: $(STAMP) ## Make the virtual environment (PYTHON=python3.12 takes another Python)

$(STAMP): pyproject.toml constraints.txt
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --editable '.[dev]'
	touch $@

tools: $(TOOLS)/.installed ## Install the programs of others that the tests hold our files against

$(TOOLS)/.installed: tests/tools.txt
	test -x $(TOOLS)/bin/python || $(PYTHON) -m venv $(TOOLS)
	$(TOOLS)/bin/python -m pip install --quiet --requirement tests/tools.txt
	touch $@

demo: venv ## Tell the whole story on the bundled sample site, in under a minute
	$(BIN)/aimcrawl demo

test: venv ## Run the tests (TESTS='-k pager' runs some)
	$(BIN)/pytest $(TESTS)

check: format lint types layers test ## Run all that must hold before a commit: format, lint, types, layers, tests

format: venv ## Check the format (mend it with: ruff format)
	$(BIN)/ruff format --check --quiet --diff

lint: venv ## Check the rules of style
	$(BIN)/ruff check --quiet

types: venv ## Check the types
	$(BIN)/mypy
	$(BIN)/mypy benchmarks

layers: venv ## Check that imports go one way
	$(BIN)/pytest --quiet tests/test_layers.py

migrations: venv ## Check the migrations, from every released schema, up and back
	$(BIN)/pytest --quiet -k migrations

docs: venv ## Check that the documents and the program agree
	$(BIN)/pytest --quiet -k docs

bench: venv ## Measure: each benchmark prints what it compared
	@set -e; for script in benchmarks/*.py; do \
	  grep -q '^if __name__' $$script || continue; printf '\n== %s\n' $$script; $(BIN)/python $$script; done

torture: venv ## Kill writers at every step, hundreds of times; takes long
	$(BIN)/pytest -m long -k torture $(TESTS)

simulate: venv ## Play many lives of sites against the archive; takes long
	$(BIN)/pytest -m long -k simulate $(TESTS)

lock: ## Pin all dependencies anew in constraints.txt, from a fresh environment (PYTHON: the oldest that we promise)
	rm -rf build/lock && $(PYTHON) -m venv build/lock
	build/lock/bin/python -m pip install --quiet '.[dev]'
	{ sed -n '/^#/p' constraints.txt; build/lock/bin/python -m pip freeze --exclude aimcrawl; } > build/constraints.txt
	mv build/constraints.txt constraints.txt && rm -rf build/lock

clean: ## Remove what was built and cached, but not the virtual environment
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find aimcrawl archive pipelines tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +
