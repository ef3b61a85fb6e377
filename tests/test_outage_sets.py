"""Any so many at once: what `together` means, on plans whose worst sets can be found with a pencil or by typing all."""

from __future__ import annotations

import pickle
import random
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from drawn_networks import Row, maybe
from drawn_risks import draw
from samples import few
from workbooks import Sheets, change, cost, plan, rows, settings, write

from planner.errors import InfeasibleError
from planner.planning.workbooks import read_and_check
from planner.plans import outage_sets
from planner.plans.resilience import resilience
from planner.solving.branches import nested
from planner.solving.branches.cut_limit import CutLimit
from planner.solving.branches.cuts import BranchCuts
from planner.solving.branches.evaluation import Here, WorkerShare, forget_shares, solve_share, unpacked
from planner.solving.branches.recourse import Recourse, covered_demands, recourse_of
from planner.solving.branches.shapes import Shapes
from planner.solving.branches.subproblem import Subproblem
from planner.solving.compile import compile_model
from planner.solving.outcome import Options
from planner.solving.separation import CutRow
from planner.wording.outage_sets import sets_in_words
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner.workbook.schema.sheets import BY_NAME
from planner_models import build

if TYPE_CHECKING:
    from planner.solving.compile import LinearProgram
    from planner.solving.separation import Floats
    from planner_models.trunk import Trunk

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


@pytest.mark.parametrize(("together", "least"), [(None, 40), (2, 130)])
def test_blocks_that_survive_any_so_many_countries_cost_what_a_pencil_finds(
    tmp_path: Path, together: int | None, least: float
) -> None:
    """40 serve; without 40 of 40 + 30 + 10 there are 40 left; without 50 and 40 of 50 + 40 + 30 + 10 there are 40."""
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


@pytest.mark.parametrize("seed", few(2, range(40)))
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
    for seed in range(3):
        sheets = supplied(random.Random(seed))
        sheets["Disruptions"][0]["required"], sheets["Demand"][0]["amount"] = 0.5, 45
        for offer in sheets["Suppliers"]:
            offer["maximum"] = offer["maximum"] or 12
        model = build.trunk(assemble(read(write(tmp_path / f"{seed}.xlsx", sheets))))
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
            at = np.minimum(program.upper, numbers.choice([0, 0, 1, 4, 12], len(program.cost)) * trial)
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


def compiled(path: Path, sheets: Sheets) -> tuple[Trunk, LinearProgram, Shapes]:
    model = build.trunk(assemble(read(write(path, sheets))))
    program = compile_model(model)
    return model, program, Shapes(model, program)


def at_random(program: LinearProgram, seed: int) -> Floats:
    numbers = np.random.default_rng(seed)
    return np.minimum(program.upper, numbers.choice([0, 2, 6, 20], len(program.cost)))


def test_what_a_set_comes_to_is_what_its_own_programme_says_however_it_was_judged(tmp_path: Path) -> None:
    """At random plans: cost and service of every set, those among them that one of their parts stands for."""
    by_parts = 0
    for seed in range(2):
        sheets = supplied(random.Random(seed))
        sheets["Hits"][0] |= {"price": 3}  # what is left of what is hit becomes dearer
        model, program, shapes = compiled(tmp_path / f"{seed}.xlsx", sheets)
        trunk = at_random(program, seed)
        judged = outage_sets.judge_sets(model, shapes, trunk, Options(), lambda: False)
        assert judged.keys() == set(range(len(model.branches)))
        for b, branch in enumerate(model.branches):
            arrays = shapes.stamped(branch)
            hit = model.index.problem.disruptions[branch.disruption]
            right = recourse_of(arrays, covered_demands(arrays, hit, model.index.problem), trunk, Options())
            found = judged[b].recourse
            assert isinstance(found, Recourse)
            assert found.cost == pytest.approx(right.cost, rel=1e-7, abs=1e-6)
            assert found.worst == right.worst
            assert list(found.service.values()) == pytest.approx(list(right.service.values()), abs=1e-7)
            by_parts += not judged[b].by_itself
    assert by_parts > 10


def test_a_surge_of_several_markets_is_judged_set_by_set(tmp_path: Path) -> None:
    """Of demands no part stands for a set: what is asked of one differs from what is asked of both."""
    sheets = supplied(random.Random(1))
    sheets["Demand"] += [{"market": f"s{n}", "material": "good", "amount": 3, "shortage cost": 9} for n in range(3)]
    sheets["Disruptions"][0]["together"] = 2
    sheets["Hits"][0] |= {"target": "demand", "name": "each", "remaining": 2}
    model, program, shapes = compiled(tmp_path / "in.xlsx", sheets)
    judged = outage_sets.judge_sets(model, shapes, at_random(program, 1), Options(), lambda: False)
    assert len(judged) == 6 * 2
    assert all(one.by_itself for one in judged.values())
    assert not nested.nested_sets(model, range(len(model.branches)))


def test_sets_that_there_is_no_time_for_are_counted_and_said(tmp_path: Path) -> None:
    model, program, shapes = compiled(tmp_path / "in.xlsx", supplied(random.Random(0)))
    tables = resilience(model, program, at_random(program, 0), Options(), shapes, lambda: True)
    sets = tables["Outage sets"]
    assert sets["judged"].sum() == 0
    assert sets["not judged"].sum() == len(model.branches)
    assert len(tables["Resilience"]) == 3 * 2  # those that are listed are judged all the same
    assert f"{len(model.branches):,} not judged" in sets_in_words(sets)[0]


def from_page() -> Sheets:
    """Return the workbook that docs/outage-sets.md shows: the first header of a table is its sheet's name."""
    page = (Path(__file__).parents[1] / "docs" / "outage-sets.md").read_text(encoding="utf-8")
    example = page[page.index("## A worked example") : page.index("What it costs")]
    found: Sheets = {}
    for block in example.split("\n\n"):
        if block.startswith("|"):
            lines = [line.strip("| ") for line in block.splitlines() if not line.startswith("| ---")]
            name, _, others = lines[0].partition(" | ")
            found[name] = rows("\n".join([f"{BY_NAME[name].columns[0].name} | {others}", *lines[1:]]))
    return found


@pytest.mark.parametrize(("together", "least"), [(1, 80), (2, 130), (3, None)])
def test_the_example_of_the_page_costs_what_it_says(tmp_path: Path, together: int, least: float | None) -> None:
    sheets = from_page()
    assert len(sheets) == 10
    sheets["Disruptions"][0]["together"] = together
    path = write(tmp_path / "in.xlsx", sheets)
    assert read_and_check(path, "base")[0] is not None
    if least is not None:
        assert plan(path, sheets).run["objective"] == pytest.approx(least, rel=1e-6)
        return
    with pytest.raises(InfeasibleError, match=r"0\.4 -> 0\.3"):
        plan(path, sheets)


def test_workers_answer_for_sets_as_this_process_does(tmp_path: Path) -> None:
    """A share of sets, sent as workers are sent theirs, and the answers that come back."""
    model, program, shapes = compiled(tmp_path / "in.xlsx", supplied(random.Random(1)))
    cuts = BranchCuts(model, program, shapes, Options())
    groups = nested.nested_sets(model, range(len(model.branches)))
    trunk = np.zeros(len(program.cost))
    trunk[program.columns.place(model.promise[0])] = 0.9
    share = pickle.loads(pickle.dumps(WorkerShare.of({first: cuts.judged_as(first) for first in groups})))
    sent = solve_share("sets", 0, share, Options(), list(groups), trunk[share.columns], frozenset())
    here = Here(cuts.judged_as, Options()).solve(list(groups), trunk, frozenset())
    assert sent is not None
    assert sent.keys() == here.keys() != set()
    for b, packed in sent.items():
        assert unpacked(packed, len(trunk)).missing == pytest.approx(here[b].missing, abs=1e-9)
    forget_shares()


def test_a_limit_that_is_nothing_beside_its_coefficients_is_none() -> None:
    """What cannot be served whatever is built asks for a promise of at most 1e-22: nothing to choose units by."""
    tiny = CutLimit(np.array([0]), np.array([-1.0]), -1e-22, CutRow("guarantee_cut", (0,))).scaled()
    assert tiny.limit == 0.0
    small = CutLimit(np.array([0]), np.array([-1.0]), -1e-9, CutRow("guarantee_cut", (0,))).scaled()
    assert small.limit == -1e-9
