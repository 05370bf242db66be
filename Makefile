# The project's commands. `make demo` and `make test` are all that a newcomer needs.
SHELL := bash
.DEFAULT_GOAL := help
BIN := .venv/bin
export PYTHONUTF8 := 1

.PHONY: help setup demo test check format bench mutants shots package catalogues schemas lock clean

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: .venv/.dev .venv/.catalogues  ## the whole environment, in .venv/

.venv/.run: requirements/build.lock requirements/run.lock pyproject.toml packaging/setup.sh packaging/build_hook.py
	@packaging/setup.sh run

# The editable install compiles the catalogues; this does it again when a translation changes.
.venv/.catalogues: .venv/.run $(wildcard resources/locale/*/LC_MESSAGES/*.po)
	@$(BIN)/python packaging/catalogues.py compile
	@touch $@

.venv/.dev: .venv/.run requirements/dev.lock
	@packaging/setup.sh dev

demo: .venv/.catalogues  ## run the main job: a sample round from roster to signed result
	@$(BIN)/reviewer-app demo --out build/demo

test: .venv/.dev .venv/.catalogues  ## all tests
	@packaging/setup.sh tools
	@$(BIN)/python -m pytest

check: .venv/.dev .venv/.catalogues  ## format, lint, types, layers, catalogues
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python packaging/catalogues.py check

format: .venv/.dev  ## put the code into form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: .venv/.dev .venv/.catalogues  ## ratios against a floor, into build/bench.json
	@$(BIN)/python -m benchmarks

mutants: .venv/.dev .venv/.catalogues  ## take each defence of packages out: its tests must fail
	@$(BIN)/python packaging/mutate.py

shots: .venv/.dev .venv/.catalogues  ## pictures of what the program shows, into build/shots
	@$(BIN)/python packaging/shots.py

package: .venv/.dev  ## wheel and source archive, into dist/
	@$(BIN)/python -m build --no-isolation --outdir dist .

catalogues: .venv/.dev  ## collect the texts of the code into resources/locale
	@$(BIN)/python packaging/catalogues.py update

lock:  ## write the locks anew (needs uv)
	@packaging/lock.sh

clean:  ## remove everything that these commands made
	@rm -rf .venv build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
