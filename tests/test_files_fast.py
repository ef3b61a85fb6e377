"""Reading and checking large files is linear, a start loads no more than it uses, and the benchmark of files runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).parents[1] / "benchmarks"))

import files
import pytest
from workbooks import rows, write

from planner.workbook.checks.run import meaning
from planner.workbook.reading.reader import read

SMALL = Path(__file__).parents[1] / "inputs" / "small.xlsx"
# scipy.optimize is used: the origins of the small case are spread up to the limit of its rule
UNUSED = ("scipy.stats", "matplotlib", "jinja2", "dask", "mpi4py", "distributed")
MEASURE = """
import sys
from click.testing import CliRunner
from planner.cli import main
done = CliRunner().invoke(main, ["solve", sys.argv[1], "-o", sys.argv[2]])
assert done.exit_code == 0, done.output
print(*sorted(set(sys.modules) & set(sys.argv[3:])))
"""


def test_solving_a_case_without_disruptions_loads_nothing_that_it_does_not_use(tmp_path: Path) -> None:
    command = [sys.executable, "-c", MEASURE, str(SMALL), str(tmp_path / "plan.xlsx"), *UNUSED]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


@pytest.mark.parametrize(
    "first",
    [
        "planner.infeasibility.planned",
        "planner.solving.branches.evaluation",  # what a worker loads first
        "planner.studies.core.query_worker",
        "planner.audit.audit, planner.solving.compile",  # SciPy without Pyomo
        "scipy.sparse, planner.solving.compile",
        "pyomo.core, planner.solving.compile",
    ],
)
def test_no_statistics_are_loaded_whatever_is_imported_first(first: str) -> None:
    """The command, the library, workers and users import SciPy and Pyomo in orders of their own."""
    code = f"import sys, {first}; print('scipy.sparse' in sys.modules, 'scipy.stats' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "False"]


def steps(path: Path) -> int:
    """Return how many functions are called, of Python and of C, while a workbook is read and checked."""
    count = 0

    def counted(_: Any, event: str, __: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    sys.setprofile(counted)
    try:
        meaning(read(path))
    finally:
        sys.setprofile(None)
    return count


def test_reading_and_checking_take_steps_in_proportion_to_the_rows(tmp_path: Path) -> None:
    def made(count: int) -> Path:
        sites = [f"site {n}" for n in range(40)]
        sheets = {
            "Periods": rows("period\n2027"),
            "Materials": [{"material": "ore"}],
            "Sites": [{"site": name, "country": f"country {n % 9}"} for n, name in enumerate(sites)],
            "Suppliers": [
                {"supplier": f"mine {n}", "site": sites[n % 40], "material": "ore", "price": 1 + n % 7, "maximum": 9}
                for n in range(count)
            ],
            "Lanes": [
                {"from": sites[n % 40], "to": sites[(n + 1 + n // 40) % 40], "mode": f"mode {n // 1560}", "cost": 0.1}
                for n in range(count)
            ],
            "Demand": [{"market": name, "material": "ore", "amount": 1, "required": 0.1} for name in sites],
        }  # fmt: skip
        return write(tmp_path / f"{count}.xlsx", sheets)

    few, twice, four_times = (steps(made(count)) for count in (300, 600, 1200))
    assert four_times - twice < 2.2 * (twice - few)


def test_the_benchmark_of_files_measures_every_stage(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    made = files.large_case(400)
    assert 300 < sum(map(len, made.values())) < 600
    found = files.read_stages(write(tmp_path / "large.xlsx", made)) | files.plan_stages(400, tmp_path)
    assert 300 < found["plan rows"] <= 500
    assert all(found[stage + kind] > 0 for stage in files.STAGES for kind in ("", files.CPU, files.PEAK))
    files.report([found])
    assert [line.split(" | ")[0].strip("| ") for line in capsys.readouterr().out.splitlines()[4:]] == list(files.STAGES)
