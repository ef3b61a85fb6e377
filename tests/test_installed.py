"""What is installed has names of its own: what stands in the user's folder is not taken for a part of it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from workbooks import small, write

ROOT = Path(__file__).parents[1]
HOSTILE = "raise SystemExit('a file of the user was run')\n"
LIBRARY = "import planner; case = planner.read('tiny.xlsx'); case.model(); print(case.solve(gap=0.05))"
TINY = small(
    Suppliers="supplier | site | material | price\nnear | here | goods | 2\nfar | here | goods | 1",
    Demand="market | material | amount | shortage cost\nhere | goods | 10 | 50",
    Disruptions="disruption | probability\nstorm | 0.1",
    Hits="disruption | target | name\nstorm | supplier | far",
)
ASKED = {"command": ["-m", "planner", "new", "mine.xlsx", "--example"], "library": ["-c", LIBRARY]}


def test_files_of_the_user_with_common_names_harm_nothing(tmp_path: Path) -> None:
    for taken in ("models", "api", "solving", "workbook", "reports", "plans", "studies", "audit"):
        (tmp_path / f"{taken}.py").write_text(HOSTILE)
    write(tmp_path / "tiny.xlsx", TINY)
    for asked in ASKED.values():
        done = subprocess.run([sys.executable, *asked], cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", ["planner", "planner_models"])
def test_a_checkout_that_is_not_installed_runs(package: str) -> None:
    """As with ``python -m planner`` in it: the path to the mathematics is there the planner's to find."""
    lost = "sys.path[:] = [x for x in sys.path if not x.endswith('models')]"
    subprocess.run([sys.executable, "-c", f"import sys; {lost}; import planner, {package}"], cwd=ROOT, check=True)


def test_nothing_that_is_installed_has_a_common_name() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    packages = build["targets"]["wheel"]["packages"]
    assert packages
    assert all(Path(package).name.startswith("planner") for package in packages)
