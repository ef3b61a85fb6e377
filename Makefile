# Two commands do everything on a machine that has only Python 3.11 or newer:
#   make demo    set up what a planner needs, and solve the flagship workbook into outputs/
#   make tests   set up what a developer needs, and pass the tests
# On Windows, see README.md for the same in words.

VENV   := .venv
PYTHON ?= $(VENV)/bin/python

# Tests start a hundred processes: where no bytecode is kept, each compiles the planner anew, for half a second.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo tests test check site lock clean

$(VENV)/planner: pyproject.toml
	python3 -m venv $(VENV)
	$(VENV)/bin/python -m pip install --quiet --upgrade pip
	$(VENV)/bin/python -m pip install --quiet --editable .
	touch $@

$(VENV)/ready: $(VENV)/planner
	$(VENV)/bin/python -m pip install --quiet --editable ".[dev]"
	touch $@

demo: $(VENV)/planner
	$(VENV)/bin/planner solve inputs/ai_chips.xlsx --case "Chances not counted"

tests: $(VENV)/ready
	$(MAKE) test

# Asserts as they stand: to rewrite them, so that they say what they compare, takes each process eight seconds.
# What fails is run once more, and says it.
# Three processes for two processors: tests that wait for a browser, a signal or a worker leave theirs to another.
# A file's tests stay together, so that what they share is made once.
# Tests are compiled before, once: each process would do it for itself, as all begin at the same time.
test:
	$(PYTHON) -m compileall -q tests
	$(PYTHON) -m pytest -q -n 3 --dist loadfile --no-loadscope-reorder --assert=plain || { $(PYTHON) -m pytest -q --last-failed; exit 1; }

check: $(VENV)/ready
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy

# The documentation as a site that opens without a network: build/site/index.html
site:
	NO_MKDOCS_2_WARNING=1 $(PYTHON) -m mkdocs build --strict --quiet

# The versions that the gate installs, from an environment of its own with the newest of all that is allowed.
lock:
	rm -rf build/lock && python3 -m venv build/lock
	build/lock/bin/python -m pip install --quiet --upgrade pip
	build/lock/bin/python -m pip install --quiet ".[dev]"
	build/lock/bin/python -m pip freeze --exclude supply-diversification-planner > constraints.txt

clean:
	rm -rf $(VENV) build dist
