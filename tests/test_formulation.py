"""The formulation page, the docstrings and the model name the same formulas, and the walls between rooms hold."""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path

import pyomo.environ as pyo
import pytest

from planner_models.branch import shape_of
from planner_models.build import trunk
from planner_models.given.network import Demand, Material, Site
from planner_models.given.periods import Charging, Period
from planner_models.measures import MEASURED, add_changes
from planner_models.problem import Problem
from planner_models.windows import Step

PAGE = (Path(__file__).parents[1] / "models" / "FORMULATION.md").read_text(encoding="utf-8")
MODULES = ("timeline", "network", "contracts", "steps", "investment", "funding", "sourcing", "content",
           "disruptions", "closures", "windows", "hits", "branch_costs", "risk",
           "survival", "measures", "expected", "worlds", "objective")  # fmt: skip
FORMULA = re.compile(r"\*\*(\([A-Z]+\d*\))\*\* `(\w+)`: (.*?)(?=\n\n\*\*\(|\n\n#|\n\n[A-Z]|\Z)", re.S)


def squeezed(text: str) -> str:
    return " ".join(text.replace("$$", " ").replace(".. math::", " ").split())


def documented() -> dict[str, tuple[str, str]]:
    """Return name -> (number, sentence and formula) of the page."""
    return {name: (tag, squeezed(body)) for tag, name, body in FORMULA.findall(PAGE)}


def coded() -> dict[str, tuple[str, str]]:
    """Return name -> (number, docstring) of every numbered function."""
    found = {}
    for module in MODULES:
        for name, function in vars(importlib.import_module(f"planner_models.{module}")).items():
            match = re.match(r"(\([A-Z]+\d*\))\s+(.*)", inspect.getdoc(function) or "", re.S)
            if inspect.isfunction(function) and match:
                found[name] = (match[1], squeezed(match[2]))
    return found


def smallest() -> Problem:
    """One site that asks for one unit of one material."""
    return Problem(
        periods=(Period("1", 0, 1, 1),),
        charging=Charging(True, True, 0.0, 0.0, (False,)),
        sites=(Site("a", "a", None),),
        materials=(Material("m", "t", (0.0,), (0.0,)),),
        demands=(Demand(0, 0, (1.0,), (0.0,), (1.0,), (0.0,), (False,), 2),),
    )


def test_every_numbered_function_is_on_the_page_with_its_number() -> None:
    assert {name: tag for name, (tag, _) in documented().items()} == {name: tag for name, (tag, _) in coded().items()}


@pytest.mark.parametrize("name", sorted(coded()))
def test_page_and_docstring_say_the_same(name: str) -> None:
    assert coded()[name][1].startswith(documented()[name][1])


def test_numbers_are_used_once() -> None:
    tags = [tag for tag, _ in coded().values()]
    assert len(tags) == len(set(tags))


def test_every_constraint_of_the_model_is_a_numbered_function() -> None:
    model = trunk(smallest(), MEASURED)
    add_changes(model, {})
    parts = [
        part
        for built in (model, shape_of(model, 0, (Step(0, 1.0),)))
        for kind in (pyo.Constraint, pyo.Objective)
        for part in built.component_objects(kind)
    ]
    sections = {"(N", "(C", "(I", "(F", "(S", "(K", "(D", "(M"}
    sums = {"running_costs", "costs_hit", "steps_of", "expected_extra_cost", "risk", "longest_window", "limits_a_year",
            "expected_shortage", "money_spent", "capacity_ordered", "conditional_value_at_risk"}  # fmt: skip
    rules = {name for name, (tag, _) in coded().items() if tag[:2] in sections or tag == "(O)"} - sums
    assert {part.local_name for part in parts} == rules
