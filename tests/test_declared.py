"""Every family of the mathematics is declared once and whole, and nothing else knows what it means by its name."""

from __future__ import annotations

import random
import re
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyomo.environ as pyo
import pytest
from declared_tables import PAGE, written
from drawn_networks import draw
from drawn_odd import draw_odd
from test_closures import sheets as closures
from test_content import round_trip
from test_formulation import coded
from workbooks import Sheets, checked, small, write

from benchmarks.benchmark_cases import problem_of
from planner.errors import WorkbookError
from planner.infeasibility.cells import KINDS
from planner.plans.trunk_values import PlanNames, shown_values
from planner.solving.branches.shapes import Shapes
from planner.solving.compile import compile_model
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner.workbook.schema.sheets import BY_NAME
from planner_models.bounds import NoBoundError
from planner_models.branch import shape_of
from planner_models.build import trunk
from planner_models.declared import BRANCH_CONSTRAINTS, BRANCH_VARIABLES, CONSTRAINTS, FAMILIES, GIVING_WAY, VARIABLES
from planner_models.declared.family import BranchRowFamily, RowFamily, VariableFamily
from planner_models.declared.parts import Entry, No
from planner_models.given.disruptions import Disruption
from planner_models.index import Index
from planner_models.measures import MEASURED, add_changes
from planner_models.risk import trunk_costs
from planner_models.shape import Shape
from planner_models.trunk import Trunk
from planner_models.windows import window_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from planner_models.problem import Problem

ROOT = Path(__file__).parents[1]
CUTS = {"guarantee_cut", "recourse_cut"}  # rows that come while a model is solved
AUDIT = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "planner" / "audit").glob("*.py")))


@cache
def problems() -> list[Problem]:
    """Return the small case, a generated one and random ones: a model has all families, whatever the workbook."""
    return [assemble(read(ROOT / "inputs" / "small.xlsx")), problem_of("XS"), *others()]


def rare() -> Sheets:
    """Return a workbook of what random ones rarely have: groups, price steps with totals and needs, many rules."""
    return small(
        Periods="period\nfirst\nsecond",
        Sites="site | country\nhere | AA\nfar | BB",
        Projects="""
            project | place | adds | maximum | group | decision | minimum | requires
            port | here | | 1 | both | must | |
            works | here | run | 8 | both | second: 4 | 2 | port
            """,
        Groups="group | at least | at most\nboth | 1 | 2",
        Plants="site | process | capacity | minimum use | availability\nhere | run | 3 | 0.25 | 0.8",
        Resources="resource | place | capacity\nhall | here | 20",
        Recipes="process | role | item | amount\nrun | makes | goods | 1\nrun | uses | hall | 1",
        Budgets="funder | amount\nstate | 500",
        Funding="funder | projects | maximum\nstate | works | 400",
        Suppliers="""
            supplier | site | material | price | maximum | total | needs | term
            mine | here | goods | 2 | 5 | 6 | |
            mine | here | goods | 2 | 5 | | port |
            rival | far | goods | 3 | 9 | | | 2
            """,
        Lanes="from | to | mode | needs | fixed cost | maximum | cost\nfar | here | ship | port | 1 | 9 | 1\n"
              "far | here | rail | port | | 7 | 5",
        Stockpiles="site | material | reserve | maximum | cover days\nhere | goods | 1 | 30 | 20",
        Rules="rule | material | measure | limit | origins\nspread | goods | HHI at most | 0.9 |\n"
              "some | goods | share at least | 0.1 | AA\nany | goods | amount at least | 1 | AA\n"
              "most | goods | amount at most | 50 | BB\nmany | goods | origins at least | 1 |",
        Demand="market | material | amount | shortage cost\nhere | goods | 12 | 100",
        Disruptions="disruption | probability | onset | duration | recovery | required | floor\n"
                    "trouble | 0.1 | first | 1 | 0.5 | 0.2 | 0.1",
        Hits="disruption | target | name | remaining\ntrouble | supplier | rival |\ntrouble | demand | here | 1.2",
    )  # fmt: skip


def others() -> Iterator[Problem]:
    """Yield the problems of random workbooks, and of those with what is rare."""
    drawings = [(seed, drawing) for seed in range(4) for drawing in (draw, draw_odd)]
    books = [rare(), closures("run", 53), round_trip(), *(drawing(random.Random(seed)) for seed, drawing in drawings)]
    with tempfile.TemporaryDirectory() as folder:
        for number, sheets in enumerate(books):
            try:
                problem = assemble(read(write(Path(folder) / f"{number}.xlsx", sheets)))
                trunk(problem)
            except (WorkbookError, NoBoundError):
                assert number > 2, "the three that are written down can be built"
                continue
            yield problem


@cache
def built() -> list[tuple[bool, Any, Problem]]:
    """Return the models of all problems: whether it is a branch's, the model, its problem."""
    found: list[tuple[bool, Any, Problem]] = []
    for number, problem in enumerate(problems()):
        model = trunk(problem, MEASURED if number != 0 else frozenset())
        if model.measured:
            add_changes(model, {})
        found.append((False, model, problem))
        windows = {(x.onset, window_of(problem, x)): None for x in model.branches}
        found += [(True, shape_of(model, *key), problem) for key in list(windows)[:3]]
    return found


def on(model: Any) -> dict[str, Any]:
    return {x.local_name: x for kind in (pyo.Var, pyo.Constraint) for x in model.component_objects(kind)}


def keys(component: Any) -> list[tuple[Any, ...]]:
    found = getattr(component, "numbered", None)
    if found is None:
        found = list(component)
    return [key if isinstance(key, tuple) else (0 if key is None else key,) for key in found[:50]]


def test_every_family_on_a_model_is_declared_and_every_declared_one_is_on_a_model() -> None:
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for is_branch, model, _ in built():
        seen[is_branch] |= on(model).keys()
    assert seen[False] == (VARIABLES.keys() | CONSTRAINTS.keys()) - CUTS
    assert seen[True] == BRANCH_VARIABLES.keys() | BRANCH_CONSTRAINTS.keys()


def test_every_family_has_rows_in_some_of_these_cases() -> None:
    """A declaration that is never used is never tried: here every family has rows or columns somewhere."""
    used = {(is_branch, name) for is_branch, model, _ in built() for name, x in on(model).items() if keys(x)}
    every = {(False, name) for name in (VARIABLES.keys() | CONSTRAINTS.keys()) - CUTS}
    every |= {(True, name) for name in BRANCH_VARIABLES.keys() | BRANCH_CONSTRAINTS.keys()}
    assert every == used


def test_the_declared_index_is_that_of_the_typed_model() -> None:
    """The model's types and the declarations name the same sets in the same order."""
    for model, declared in ((Trunk, VARIABLES), (Shape, BRANCH_VARIABLES)):
        for name, said in model.__annotations__.items():
            if said.startswith("Variables["):
                for short, whole in (("Start", "ProjectId, PeriodId"), ("Cut", "str, int, PeriodId, PeriodId")):
                    said = said.replace(f"[{short}]", f"[{whole}]")
                types = re.findall(r"\w+", said.partition("[")[2].replace("tuple", ""))
                assert types == [one.type for one in declared[name].index], name


def test_keys_are_those_of_the_declared_index() -> None:
    for is_branch, model, problem in built():
        declared = BRANCH_VARIABLES | BRANCH_CONSTRAINTS if is_branch else VARIABLES | CONSTRAINTS
        for name, component in on(model).items():
            for key in keys(component):
                index = declared[name].index
                assert len(key) == len(index), name
                for one, part in zip(index, key, strict=True):
                    assert isinstance(part, str if one.letter == "kind" else int)
                    if one.things and one.things != "branches":
                        assert 0 <= part < len(getattr(problem, one.things)), (name, one)


@pytest.mark.parametrize("family", FAMILIES, ids=lambda x: x.name)
def test_a_family_says_all_or_says_why_not(family: RowFamily | BranchRowFamily | VariableFamily) -> None:
    """Price, audit, and of rows what gives way, what is told and what a disruption leaves."""
    facets: dict[str, Any] = {"price": family.price, "audit": family.audit}
    if isinstance(family, RowFamily):
        facets |= {"gives way": family.gives_way, "told": family.told, "branch": family.branch}
    elif isinstance(family, BranchRowFamily):
        facets |= {"left": family.left, "held back": family.held_back}
    for facet, said in facets.items():
        assert said, f"{family.name} has no {facet}, and does not say why"
        if isinstance(said, No):
            assert len(said.why.split()) >= 4, f"{family.name}, {facet}: why not?"
    if not isinstance(family, VariableFamily):
        assert family.formula or family.name in CUTS


def entries(family: Any) -> list[Entry]:
    found = [] if isinstance(family.price, No) else [limit.entry for limit in family.price]
    if isinstance(family, RowFamily):
        found += [] if isinstance(family.entry, No) else list(family.entry)
        found += [family.gives_way.entry] if not isinstance(family.gives_way, No) and family.gives_way.entry else []
    return found


def test_a_row_with_a_limit_says_in_which_cell_it_stands() -> None:
    for name, family in CONSTRAINTS.items():
        assert entries(family) or isinstance(family.entry, No) or name in CUTS, name


def test_entries_are_columns_of_the_workbook_and_fields_of_the_problem() -> None:
    for entry in {entry for family in FAMILIES for entry in entries(family)}:
        column = next(x for x in BY_NAME[entry.sheet].columns if x.name == entry.column)
        things = [thing for problem in problems() for thing in getattr(problem, entry.things)]
        assert things, entry
        assert column.varies <= entry.by_period or entry.column == "decision", entry
        for thing in things:
            is_blank = getattr(thing, entry.field or entry.column, 0) is None
            if not is_blank and entry.column not in ("needs", "requires"):
                assert isinstance(entry.value(thing, 0 if entry.by_period else None), float)


def test_formulas_are_those_of_the_functions() -> None:
    tags = {name: tag for name, (tag, _) in coded().items()}
    for family in (*CONSTRAINTS.values(), *BRANCH_CONSTRAINTS.values()):
        if family.name not in CUTS:
            assert f"({family.formula})" == tags[family.name]


def test_audits_are_checks_of_the_audit() -> None:
    """The name of a check as the audit's own text has it, up to what it fills in."""
    for family in FAMILIES:
        if not isinstance(family.audit, No):
            assert f'"{family.audit}' in AUDIT, (family.name, family.audit)


def test_what_stands_in_a_branch_is_a_family_of_it() -> None:
    for family in CONSTRAINTS.values():
        assert isinstance(family.branch, No) or family.branch in BRANCH_CONSTRAINTS
    fields = Disruption.__dataclass_fields__
    for family in BRANCH_CONSTRAINTS.values():
        assert isinstance(family.left, No) or family.left in fields
        assert not family.closes or family.closes in BRANCH_VARIABLES


def test_what_gives_way_is_of_a_kind_with_a_weight() -> None:
    kinds = {x.gives_way.kind for x in GIVING_WAY.values() if not isinstance(x.gives_way, No)}
    assert kinds | {"guarantees"} == KINDS.keys()
    for family in GIVING_WAY.values():
        way = family.gives_way
        assert not isinstance(way, No)
        entry = way.entry or entries(family)[0]
        column = "rules" if entry.column == "limit" else entry.column
        assert column in KINDS[way.kind].casefold(), f"{entry.sheet}.{entry.column} is not told of kind {way.kind}"


def test_sentences_name_what_is_in_the_index() -> None:
    """Every miss and every bottleneck is told of a row that there is."""
    for is_branch, model, problem in built():
        for name, component in on(model).items():
            family: Any = (BRANCH_CONSTRAINTS if is_branch else CONSTRAINTS).get(name)
            said = None if family is None else family.held_back if is_branch else family.told
            for key in keys(component)[:3] if isinstance(said, str) else ():
                words = family.words(said, problem, key)
                assert words
                assert "{" not in words


def test_what_a_branch_looks_at_is_read_back_from_a_plan(tmp_path: Path) -> None:
    """Where a branch, or what it is held against, looks at a variable of the trunk, ``stress`` must know its value."""
    shown = {name for name, x in VARIABLES.items() if x.shown}
    reckoned = {"one", "promise", "floor", "capacity_left"}  # fixed by the workbook, or by what is started
    for problem in problems():
        model = trunk(problem)
        program = compile_model(model)
        owner = np.array([name for name, _, own in program.columns.named() for _ in range(len(own))])
        looked = {str(name) for terms in trunk_costs(model).values() for _, x in terms
                  for name in owner[np.atleast_1d(program.columns.place(x))]}  # fmt: skip
        for x in model.branches[:5]:
            looked |= set(owner[Shapes(model, program).stamped(x).matrix_trunk.indices].tolist())
        assert looked <= shown | reckoned
    plan = checked(tmp_path / "in.xlsx", rare())
    found = shown_values(PlanNames(Index(assemble(read(tmp_path / "in.xlsx")))), plan.tables)
    assert {name for name, _ in found} == shown


def test_no_module_lists_families_beside_the_declarations() -> None:
    """A table of names of rows is a second declaration: outside of models/ there is none of five names or more."""
    names = "|".join(sorted(CONSTRAINTS.keys() | BRANCH_CONSTRAINTS.keys()))
    for file in sorted((ROOT / "planner").rglob("*.py")):
        lists = re.findall(rf'(?:"(?:{names})"[^"\n]*\n?\s*){{5,}}', file.read_text(encoding="utf-8"))
        assert not lists, (file.name, lists)


def test_the_tables_of_the_page_are_those_of_the_declarations() -> None:
    """Where this fails, ``python tests/declared_tables.py`` writes them anew."""
    page = PAGE.read_text(encoding="utf-8")
    assert page == written(page)
