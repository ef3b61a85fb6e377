"""Any so many at once: what `together` means, on plans whose worst sets can be found with a pencil or by typing all."""

from __future__ import annotations

import random
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pytest
from drawn_networks import Row, maybe
from test_second_risks import draw
from workbooks import Sheets, change, cost, plan, settings, write

from planner.errors import InfeasibleError
from planner.planning.workbooks import read_and_check
from planner.solving.branches import nested
from planner.solving.branches.shapes import Shapes
from planner.solving.branches.subproblem import Subproblem
from planner.solving.compile import compile_model
from planner.solving.outcome import Options
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.build import trunk

if TYPE_CHECKING:
    from pathlib import Path

SIZES = (50, 40, 30, 20, 10)


def blocks(together: object, required: float = 0.4) -> Sheets:
    """Return five plants of one block each, each its own country, at a cost of 1 a unit of capacity."""
    sheets: Sheets = {
        "Settings": settings(discount_rate=0, gap=0, capital_charging="overnight"),
        "Periods": [{"period": "now"}],
        "Materials": [{"material": "goods"}],
        "Sites": [{"site": x, "country": f"land of {x}"} for x in ("home", *(f"site {size}" for size in SIZES))],
        "Recipes": [{"process": "make", "role": "makes", "item": "goods", "amount": 1}],
        "Lanes": [{"from": "*", "to": "home"}],
        "Demand": [{"market": "home", "material": "goods", "amount": 100, "required": required}],
        "Projects": [
            {
                "project": f"plant {size}",
                "place": f"site {size}",
                "adds": "make",
                "block": size,
                "fixed capital": size,
                "life": 1,
            }
            for size in SIZES
        ],
    }
    if together is not None:
        sheets["Disruptions"] = [{"disruption": "lost", "together": together, "required": required}]
        sheets["Hits"] = [{"disruption": "lost", "target": "country", "name": "each but land of home"}]
    return sheets


@pytest.mark.parametrize(("together", "least"), [(None, 40), (1, 80), (2, 130)])
def test_blocks_that_survive_any_so_many_countries_cost_what_a_pencil_finds(
    tmp_path: Path, together: int | None, least: float
) -> None:
    """40 serve; without the largest 40 + 40 or 50 + 20 + 10; without the two largest only 50 + 40 + 30 + 10 or all."""
    assert cost(tmp_path / "in.xlsx", blocks(together)) == pytest.approx(least, rel=1e-6)


def test_no_blocks_survive_any_three_countries(tmp_path: Path) -> None:
    """All five without the three largest make 30 of the 40 that are asked."""
    with pytest.raises(InfeasibleError) as failure:
        plan(tmp_path / "in.xlsx", blocks(3))
    assert "lost" in str(failure.value)


KINDS: dict[str, tuple[str, ...]] = {
    "supplier": ("alpha", "beta", "gamma", "delta"),
    "country": ("AA", "BB", "CC"),
    "site": ("a1", "b1", "c1"),
    "lane": ("a1 > c1", "b1 > c1"),
    "material": ("part", "good"),
    "demand": ("c1", "b1"),
    "chokepoint": ("strait", "canal"),
}


def drawn(chance: random.Random) -> tuple[Sheets, Sheets]:
    """Return a workbook in which any two or three of a kind are out together, and the same with every set typed."""
    base = draw(chance)
    kind = chance.choice(["supplier", "supplier", *KINDS])
    but = chance.sample(KINDS[kind], chance.choice([0, 0, 1])) if len(KINDS[kind]) > 2 else []
    each = [name for name in KINDS[kind] if name not in but]
    count = chance.choice([2, 2, 3]) if len(each) > 2 else 2
    remaining = chance.choice([1.3, 0.5]) if kind == "demand" else chance.choice([None, 0, 0.3])
    row = {
        "disruption": "sets", "duration": maybe(chance, 0.5, 1.5, 2), "onset": maybe(chance, "one"),
        "probability": maybe(chance, 0.02), "required": maybe(chance, 0.1, 0.3, 0.6), "covers": maybe(chance, "good"),
    }  # fmt: skip
    more = maybe(chance, {"target": "resource", "name": "engineers @ CC", "remaining": 0.8})
    own = {"target": kind, "remaining": remaining}
    name = f"each but {'; '.join(but)}" if but else "each"
    made = _with(
        base, [row | {"together": count}], [("sets", own | {"name": name}), *([("sets", more)] if more else [])]
    )
    typed_rows, typed_hits = [], []
    for parts in combinations(each, count):
        title = f"sets / {' + '.join(parts)}"
        typed_rows.append(row | {"disruption": title})
        typed_hits += [(title, own | {"name": part}) for part in parts] + ([(title, more)] if more else [])
    return made, _with(base, typed_rows, typed_hits)


def _with(base: Sheets, rows: list[Row], hits: list[tuple[str, Row]]) -> Sheets:
    return base | {
        "Disruptions": [*base["Disruptions"], *rows],
        "Hits": [*base["Hits"], *({"disruption": name} | hit for name, hit in hits)],
    }


def outcome(path: Path, sheets: Sheets) -> tuple[float, float] | None:
    """Return the cost and the worst service of any set; None where no plan is possible."""
    try:
        found = plan(path, sheets)
    except InfeasibleError:
        return None
    checks = found.tables["Checks"]
    assert (checks["pass"] == "yes").all(), checks[checks["pass"] != "yes"].to_string()
    table = found.tables["Resilience"]
    return float(found.run["objective"]), float(table["service"].min())


@pytest.mark.parametrize("seed", range(4))
def test_sets_are_what_they_would_be_typed_by_hand(tmp_path: Path, seed: int) -> None:
    made, typed = drawn(random.Random(seed))
    found, right = outcome(tmp_path / "made.xlsx", made), outcome(tmp_path / "typed.xlsx", typed)
    assert found == right if right is None else found == pytest.approx(right, rel=1e-6, abs=1e-6)


WRONG = {
    "no hit has each": (
        {"Hits!C2": "land of site 50"},
        "error: Disruptions!B2: together is of the things that a hit with each goes over, and none of its hits has "
        "each (holds '2'). Leave it blank, or name each in one of its rows of Hits.",
        {"Disruptions!B2": 1},
    ),
    "no whole number": (
        {"Disruptions!B2": 1.5},
        "error: Disruptions!B2: together must be a whole number (holds '1.5').",
        {"Disruptions!B2": 2},
    ),
    "more than there are": (
        {"Disruptions!B2": 6},
        "error: Disruptions!B2: 6 cannot be out together: Hits!C2 goes over 5 of them (holds '6'). Give at most 5.",
        {"Disruptions!B2": 5},
    ),
}


@pytest.mark.parametrize("fault", WRONG)
def test_what_cannot_be_out_together_is_an_error_at_its_cell(tmp_path: Path, fault: str) -> None:
    cells, words, mend = WRONG[fault]
    path = write(tmp_path / "in.xlsx", blocks(2))
    assert [str(x) for x in read_and_check(change(path, cells), "base")[1]] == [words]
    assert read_and_check(change(path, mend), "base")[0] is not None or fault == "no hit has each"


def test_two_rows_with_each_are_an_error_with_sets_too(tmp_path: Path) -> None:
    sheets = blocks(2)
    sheets["Hits"].append({"disruption": "lost", "target": "site", "name": "each"})
    told = [str(x) for x in read_and_check(write(tmp_path / "in.xlsx", sheets), "base")[1]]
    assert [words for words in told if "one row with each" in words]


def test_more_sets_than_can_be_judged_are_an_error(tmp_path: Path) -> None:
    """Of 60 sites any 5 make 5,461,512 sets; any 2 make 1,770."""
    sheets = blocks(5)
    sheets["Sites"] += [{"site": f"more {n}", "country": f"more land {n}"} for n in range(55)]
    told = [str(x) for x in read_and_check(write(tmp_path / "in.xlsx", sheets), "base")[1]]
    assert told == [
        "error: Disruptions!B2: that makes 5,461,512 sets of 60, and more than 20,000 are not judged (holds '5'). "
        "Give 2 or less, or leave some out with each but."
    ]


def supplied(chance: random.Random) -> Sheets:
    """Return a workbook of eight suppliers in six countries, of which any two or three may be lost."""
    sites = [{"site": f"s{n}", "country": f"C{n % 6}"} for n in range(8)]
    return {
        "Settings": settings(discount_rate=0, gap=0),
        "Periods": [{"period": "one"}, {"period": "two", "years": 2}],
        "Sites": [*sites, {"site": "home", "country": "Homeland"}],
        "Materials": [{"material": "part"}, {"material": "good"}],
        "Recipes": [
            {"process": "make", "role": "consumes", "item": "part", "amount": 1},
            {"process": "make", "role": "makes", "item": "good", "amount": 1},
        ],
        "Plants": [
            {"site": "home", "process": "make", "capacity": 30},
            {"site": "s7", "process": "make", "capacity": 10},
        ],
        "Suppliers": [
            {"supplier": f"f{n}", "site": f"s{n}", "material": chance.choice(["part", "part", "good"]),
             "price": chance.randint(1, 9), "maximum": chance.choice([5, 8, 12, None]), "fixed cost": maybe(chance, 6)}
            for n in range(8)
        ],
        "Lanes": [{"from": "*", "to": "*", "cost": 1, "maximum": chance.choice([10, 20])}],
        "Demand": [{"market": "home", "material": "good", "amount": 25, "shortage cost": 50}],
        "Stockpiles": [{"site": "home", "material": "good", "initial": 4, "maximum": 10}],
        "Projects": [{"project": "more", "place": "s7", "adds": "make", "block": 6, "fixed capital": 9, "starts": 2}],
        "Disruptions": [{"disruption": "any", "together": chance.choice([2, 3]), "duration": chance.choice([1, 2]),
                         "required": chance.choice([0.2, 0.5, 0.8])}],
        "Hits": [{"disruption": "any", "target": "country", "name": "each but Homeland",
                  "remaining": chance.choice([0, 0.2])},
                 {"disruption": "any", "target": "supplier", "name": "f0", "remaining": 0.5}],
    }  # fmt: skip


def test_the_search_finds_just_the_sets_that_break(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """At random plans, good and bad, against the linear programme of every set."""
    monkeypatch.setattr(nested, "ENOUGH", 1000)
    seen = [0, 0]
    for seed in range(4):
        model = trunk(assemble(read(write(tmp_path / f"{seed}.xlsx", supplied(random.Random(seed))))))
        program = compile_model(model)
        shapes, numbers = Shapes(model, program), np.random.default_rng(seed)
        every = {b: shapes.stamped(branch) for b, branch in enumerate(model.branches)}
        one_by_one = {b: Subproblem(branch, Options()) for b, branch in every.items()}
        searches = {
            first: nested.NestedSearch(nested.stamped_sets(model, shapes, branches), Options())
            for first, branches in nested.nested_sets(model, every).items()
        }
        assert len(searches) == 2
        promise = program.columns.place(model.promise[0])
        for trial in range(4):
            at = np.minimum(program.upper, numbers.choice([0, 2, 6, 20, 1e3], len(program.cost)) * trial)
            at[promise] = program.lower[promise]
            answers = {first: search.answers(first, at, False) for first, search in searches.items()}
            found = {b: answer for some in answers.values() for b, answer in some.items()}
            right = {b: branch.solve(at, False) for b, branch in one_by_one.items()}
            assert found.keys() == {b for b, answer in right.items() if answer.missing > 1e-7}
            for b, answer in found.items():
                assert answer.missing == pytest.approx(right[b].missing, abs=1e-7)
                assert answer.least + answer.missing_slope @ at == pytest.approx(answer.missing, abs=1e-6)
            seen[0] += len(found)
            seen[1] += len(right) - len(found)
    assert min(seen) > 20
