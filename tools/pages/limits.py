"""What is in the way of serving more when Taiwan is lost, and what the loss of China leaves: two tables by script."""

from __future__ import annotations

import json
import sys
from hashlib import sha256
from typing import TYPE_CHECKING, Final

import pyomo.environ as pyo
from pyomo.contrib.appsi.solvers.highs import Highs

import planner
from planner.planning.whole import whole_model
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import WORKBOOK, base, billions
from tools.pages.solves import KEPT, KEPT_ONLY, planned_in
from tools.pages.taiwan import LOSS, PAGE, alone

if TYPE_CHECKING:
    from planner import Case
    from tools.pages.solves import Change

RESILIENCE: Final = DOCS / "what-resilience-costs.md"
CHINA: Final = "Loss of China"


def moved() -> dict[str, tuple[Change, ...]]:
    """Return what is moved, everything else as it is, in the words of the page."""
    projects = planner.read(WORKBOOK).sheets["Projects"]
    fabs = projects[(projects["kind"] == "logic fab") & projects["decision"].isna()]["project"]
    return {
        "nothing": (),
        "every open fab could be built twice": tuple(("Projects", str(fab), "starts", 2) for fab in fabs),
        "every open fab a year sooner": tuple(("Projects", str(fab), "lead time", "add -1") for fab in fabs),
        "Japan's chip support doubled (it limits Rapidus)": (("Budgets", "Japan chip support", "amount", "x2"),),
        "the loss in 2035 in place of 2033": (("Disruptions", LOSS, "onset", "2035"),),
        "no least uses of plants (contracts)": (("Plants", "*", "minimum use", 0),),
        "no rules": (("Rules", "*", "active", "no"),),
        "half as many EUV scanners again": (("Resources", "EUV deliveries / Alliance", "capacity", "x1.5"),),
    }


def most_served(name: str, changes: tuple[Change, ...], threads: int) -> float:
    """Return the most that can be served of the worst served at the loss of Taiwan, also by parts of fabs."""
    asked = [planned_in(WORKBOOK), [list(map(str, change)) for change in changes]]
    path = KEPT / f"most-served-{sha256(json.dumps(asked).encode()).hexdigest()[:16]}.json"
    if not path.exists():
        if KEPT_ONLY:
            message = f"{name} has not been solved: make the page without --kept"
            raise FileNotFoundError(message)
        KEPT.mkdir(parents=True, exist_ok=True)
        found = _most(alone().set_all([("Disruptions", LOSS, "required", 0.01), *changes], name=name), threads)
        path.write_text(json.dumps(found), encoding="utf-8")
        print(f"{name}: {found:.4f}", file=sys.stderr, flush=True)
    return float(json.loads(path.read_text(encoding="utf-8")))


def _most(case: Case, threads: int) -> float:
    """Return the largest share that the one guarantee can promise, every branch written out, whole numbers let go."""
    model = whole_model(case.book())
    (promised,) = model.promise.values()
    promised.setub(1.0)
    for aim in model.component_objects(pyo.Objective):
        aim.deactivate()
    model.most = pyo.Objective(expr=promised, sense=pyo.maximize)
    pyo.TransformationFactory("core.relax_integer_vars").apply_to(model)
    solver = Highs()
    solver.config.load_solution = False
    solver.highs_options = {"threads": threads}
    return float(solver.solve(model).best_feasible_objective)


def make_limits(threads: int = 2) -> None:
    """Write what is in the way of serving more."""
    rows = [(name, f"{most_served(name, changes, threads):.0%}") for name, changes in moved().items()]
    put(PAGE, "taiwan-limits", WORKBOOK, table(("moved, everything else as it is", "at most served in 2033"), rows))


def make_china(threads: int = 2) -> None:
    """Write what a year without China leaves of the plan in which nothing is promised."""
    found = base(threads).resilience
    lost = found[found["disruption"] == CHINA].sort_values("onset", kind="stable")
    rows = [
        ("worst served", *(f"{share:.0%}" for share in lost["service"])),
        ("costs, billion USD of the year", *map(billions, lost["extra cost in the year's money"])),
    ]
    put(RESILIENCE, "china", WORKBOOK, table(("lost for a year from", *map(str, lost["onset"])), rows))
