"""All that a page needs to plan again, as one sequence of bytes: a head that says what is where, then the arrays."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from planner.arrays import Floats
from planner.solving.labels import Members
from planner.studies.live.moves import Movable
from planner.studies.live.programme import PARTS, Places
from planner_models.trunk import Trunk

if TYPE_CHECKING:
    from planner.plans.plan import Plan

ALIGNED: Final = 8  # bytes at which every array begins


class Pack:
    """Arrays behind each other, each named by where it begins."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._size = 0

    def add(self, values: Iterable[float] | Floats | Places, *, is_whole: bool = False) -> list[object]:
        """Return where an array stands: its type, the byte behind the head where it begins, and how many it has."""
        array = np.asarray(values, dtype=np.int32 if is_whole else np.float64)
        held = array.tobytes()
        told: list[object] = ["i" if is_whole else "f", self._size, len(array)]
        self._parts.append(held + bytes(-len(held) % ALIGNED))
        self._size += len(self._parts[-1])
        return told

    def behind(self, head: dict[str, Any]) -> bytes:
        """Return a head, as JSON with its length before it, and all arrays behind it."""
        text = json.dumps(head, separators=(",", ":"), allow_nan=False).encode()
        text += b" " * (-len(text) % ALIGNED)
        return len(text).to_bytes(ALIGNED, "little") + text + b"".join(self._parts)


def packed(plan: Plan, found: Movable) -> bytes:
    """Return the panel of a plan: its model with every control where the workbook has it, and what it tells of it."""
    pack, program, model = Pack(), found.base.program, found.base.model
    numbers = found.at([move.control.anchor for move in found.moves])
    head = {
        "columns": len(program.cost),
        "rows": len(program.row_lower),
        "arrays": {part: pack.add(numbers[part]) for part in PARTS},
        "starts": pack.add(program.matrix.indptr, is_whole=True),
        "indices": pack.add(program.matrix.indices, is_whole=True),
        "integer": pack.add(program.integer, is_whole=True),
        "controls": [_control(pack, move) for move in found.moves],
        "projects": list(_projects(pack, model, program.columns, program.rows, _begun(plan))),
        "demands": list(_demands(pack, model, program.columns)),
        "rules": list(_rules(pack, model, program.columns)),
        "years": [float(period.years) for period in model.index.problem.periods],
        "periods": list(plan.book.periods),
        "plan": _of_plan(plan),
    }
    return pack.behind(head)


def _control(pack: Pack, move: Any) -> dict[str, Any]:
    control = move.control
    cells = [[control.sheet, control.row, column] for column in control.columns]
    moved = {part: [pack.add(places, is_whole=True), pack.add(slope)] for part, (places, slope) in move.moved.items()}
    return {
        "kind": control.kind, "label": control.label, "cells": cells,
        "low": control.low, "high": control.high, "now": control.now, "anchor": control.anchor,
        "factor": control.is_factor, "moved": moved,
    }  # fmt: skip


def _begun(plan: Plan) -> dict[tuple[str, str], float]:
    """Return how often each project is started in each period of a plan: as many as its blocks, or once."""
    found: dict[tuple[str, str], float] = {}
    for row in plan.tables["Investments"].to_dict("records"):
        if row["start"]:
            found[str(row["project"]), str(row["start"])] = row["blocks"] if row["blocks"] == row["blocks"] else 1.0
    return found


def _projects(
    pack: Pack, model: Trunk, columns: Members, rows: Members, begun: dict[tuple[str, str], float]
) -> Iterable[dict[str, Any]]:
    """Yield every project that may be started, the columns of its starts, and the row that asks for one."""
    asked = {
        keys[n][0]: first + n for name, first, keys in rows.named() if name == "must_start" for n in range(len(keys))
    }
    periods = [period.name for period in model.index.problem.periods]
    for k, project in enumerate(model.index.problem.projects):
        times = [t for t in model.index.problem.times if (k, t) in model.start]
        if times and not project.least:
            sizes = [columns.place(model.size[k, t]) if (k, t) in model.size else -1 for t in times]
            yield {
                "name": project.name, "place": project.place, "at": times, "block": project.block,
                "starts": pack.add([columns.place(model.start[k, t]) for t in times], is_whole=True),
                "sizes": pack.add(sizes, is_whole=True), "row": asked.get(k, -1),
                "decision": "must" if project.at_least else "free",
                "begun": [float(begun.get((project.name, periods[t]), 0.0)) for t in times],
            }  # fmt: skip


def _demands(pack: Pack, model: Trunk, columns: Members) -> Iterable[dict[str, Any]]:
    """Yield every demand that may be short, with what is delivered and short in each period."""
    problem = model.index.problem
    for d, demand in enumerate(problem.demands):
        times = [t for t in problem.times if (d, t) in model.shortage]
        if times:
            delivered = [
                [columns.place(v) for key, v in model.delivery.items() if (key[0], key[2]) == (d, t)] for t in times
            ]
            yield {
                "name": f"{problem.sites[demand.site].name} / {problem.materials[demand.material].name}", "at": times,
                "short": pack.add([columns.place(model.shortage[d, t]) for t in times], is_whole=True),
                "delivered": [pack.add(places, is_whole=True) for places in delivered],
            }  # fmt: skip


def _rules(pack: Pack, model: Trunk, columns: Members) -> Iterable[dict[str, Any]]:
    """Yield every rule on shares, with what counts of each origin and in all in the last period in which it holds."""
    for q, rule in enumerate(model.index.problem.rules):
        times = [t for key, t in model.supply if key == q and "share" in rule.measure]
        sets = [g for key, g, t in model.intake if key == q and times and t == times[-1]]
        if sets:
            yield {
                "name": rule.name, "at": times[-1], "origins": [rule.origins[g].name for g in sets],
                "intake": pack.add([columns.place(model.intake[q, g, times[-1]]) for g in sets], is_whole=True),
                "supply": columns.place(model.supply[q, times[-1]]),
            }  # fmt: skip


def _of_plan(plan: Plan) -> dict[str, Any]:
    """Return what the plan says of itself, for the side on which it stands."""
    built = plan.tables["Investments"]
    short = plan.tables["Shortages"]
    return {
        "cost": float(plan.run["objective"]),
        "bound": float(plan.run["bound"]),
        "built": [[str(x["project"]), str(x["start"]), float(x["size"]) if x["size"] == x["size"] else None]
                  for x in built.to_dict("records") if x["start"]],
        "served": [[f"{x['market']} / {x['material']}", str(x["period"]), float(x["asked"]), float(x["delivered"])]
                   for x in short.to_dict("records") if x["asked"] == x["asked"]],
        "shares": [[str(x["rule"]), str(x["period"]), str(x["origin"]), float(x["value"])]
                   for x in plan.tables["Concentration"].to_dict("records") if x["value"] == x["value"]],
    }  # fmt: skip
