"""Solve published two-stage network designs by mpi-sppy, to stand beside what `netdes.py` plans.

    mpiexec -n 3 python benchmarks/mpisppy_netdes.py FOLDER network-10-10-L-01 --limit 300

Three processes, as its own examples have: progressive hedging (for 0 and 1 the squares of its distances are linear),
a Lagrangian bound, and plans tried from the scenarios' own. All of them solve by HiGHS, one thread each. Seconds of
the processor are of all three.
"""

from __future__ import annotations

import argparse
import math
import os
import time
from pathlib import Path
from sys import path as places
from typing import TYPE_CHECKING, Any

places.append(str(Path(__file__).parents[1] / "tests"))

import pyomo.environ as pyo
from designs import read_design
from mpi4py import MPI
from mpisppy.spin_the_wheel import WheelSpinner
from mpisppy.utils import cfg_vanilla
from mpisppy.utils.config import Config
from mpisppy.utils.sputils import attach_root_node

if TYPE_CHECKING:
    from designs import Design

NO_LIMIT = 100_000  # rounds: what ends it is the gap or the time
NEVER_STALLED = 1_000_000  # rounds without anything better, after which it ends


class Scenarios:
    """The scenarios of a design, each with the arcs to open as its first stage."""

    def __init__(self, design: Design, apart: float) -> None:
        self._design, self._apart = design, apart
        self.names = [f"scenario{n}" for n in range(len(design.scenarios))]

    def model(self, name: str) -> Any:
        """Return the model of a scenario."""
        design, scenario = self._design, self._design.scenarios[int(name.removeprefix("scenario"))]
        model, arcs = pyo.ConcreteModel(name), list(design.fixed)
        model.open = pyo.Var(arcs, domain=pyo.Binary)
        model.sent = pyo.Var(arcs, domain=pyo.NonNegativeReals)
        model.room = pyo.Constraint(arcs, rule=lambda m, *arc: m.sent[arc] <= scenario.capacity[arc] * m.open[arc])
        model.balance = pyo.Constraint(
            range(design.nodes),
            rule=lambda m, node: (
                sum(m.sent[arc] * (1 if arc[0] == node else -1) for arc in arcs if node in arc)
                == scenario.balance[node]
            ),
        )
        model.opening = pyo.Expression(expr=sum(cost * model.open[arc] for arc, cost in design.fixed.items()))
        sending = sum(cost * model.sent[arc] for arc, cost in scenario.cost.items())
        model.total = pyo.Objective(expr=model.opening + sending)
        attach_root_node(model, model.opening, [model.open])
        model._mpisppy_probability = scenario.chance
        return model

    def distances(self, model: Any) -> list[tuple[int, float]]:
        """Return what being apart costs for each arc: a share of what it costs to open it."""
        return [(id(model.open[arc]), self._apart * cost) for arc, cost in self._design.fixed.items()]


def asked(limit: float, gap: float) -> Config:
    """Return what mpi-sppy is asked for."""
    config = Config()
    for part in ("popular_args", "two_sided_args", "ph_args", "lagrangian_args", "xhatshuffle_args"):
        getattr(config, part)()
    config.solver_name, config.max_iterations, config.default_rho = "appsi_highs", NO_LIMIT, 1.0
    config.time_limit, config.rel_gap, config.max_stalled_iters = int(limit), gap, NEVER_STALLED
    config.max_solver_threads, config.linearize_binary_proximal_terms = 1, True
    return config


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("name")
    parser.add_argument("--limit", type=float, default=300.0, help="seconds by the clock")
    parser.add_argument("--gap", type=float, default=1e-4)
    parser.add_argument("--apart", type=float, default=0.1, help="what being apart costs, of what an arc costs")
    given = parser.parse_args()
    scenarios = Scenarios(read_design(given.folder / f"{given.name}.dat.gz"), given.apart)
    config, began = asked(given.limit, given.gap), time.perf_counter()
    shared = (config, scenarios.model, None, scenarios.names)
    hub = cfg_vanilla.ph_hub(*shared, rho_setter=scenarios.distances)
    spokes = [
        cfg_vanilla.lagrangian_spoke(*shared, rho_setter=scenarios.distances),
        cfg_vanilla.xhatshuffle_spoke(*shared),
    ]
    wheel = WheelSpinner(hub, spokes)
    wheel.spin()
    processor = MPI.COMM_WORLD.allreduce(sum(os.times()[:4]))
    if wheel.on_hub():
        cost, bound = wheel.BestInnerBound, wheel.BestOuterBound
        found = f"{cost:,.2f}, gap {(cost - bound) / cost:.2%}" if math.isfinite(cost) else "no plan"
        seconds = time.perf_counter() - began
        print(f"{given.name}: {found}, at least {bound:,.2f}, {seconds:.0f} s by the clock, {processor:.0f} in all")


if __name__ == "__main__":
    main()
