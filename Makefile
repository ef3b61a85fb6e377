# Two commands do everything on a machine that has only Python 3.11 or newer:
#   make demo    set up, and solve the flagship workbook into outputs/
#   make tests   set up, and pass the tests
# On Windows, see README.md for the same in words.

VENV   := .venv
PYTHON ?= $(VENV)/bin/python

.PHONY: demo tests test check clean

$(VENV)/ready: pyproject.toml
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --upgrade pip
	$(VENV)/bin/python -m pip install --quiet --editable ".[dev]"
	touch $@

demo: $(VENV)/ready
	$(VENV)/bin/planner solve inputs/ai_chips.xlsx --case "Chances not counted"

tests: $(VENV)/ready
	$(MAKE) test

test:
	$(PYTHON) -m pytest -q -n 2 --dist worksteal

check: $(VENV)/ready
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

clean:
	rm -rf $(VENV) build dist
