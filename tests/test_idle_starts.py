"""A start of no size that nothing needs is none and is dropped; one that is needed is told as what it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from workbooks import Sheets, checked, small, write

from planner.planning.modelled import cutters_of
from planner.reports.first_page.page import first_page
from planner.solving.compile import compile_model
from planner.solving.cutting_planes import CuttingPlanes
from planner.solving.labels import Members
from planner.solving.needless import without_needless
from planner.solving.outcome import Options
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.build import trunk

if TYPE_CHECKING:
    from pathlib import Path

    from planner.plans.plan import Plan

SITES = "site | country\nhome | Homeland\nfar | Farland"
OFFERS = "supplier | site | material | price | maximum | needs\na | home | goods | 1 | |\nb | far | goods | 2 | |"
DEAR = "site | process | capacity | variable cost\nhome | make | 0 | 5"  # not used while goods are to be had at 1
HEAD = (
    "project | place | adds | block | minimum | maximum | capital rate | curve | starts | decision | requires | group"
)


def sheets(projects: str, **others: str) -> Sheets:
    """Return a workbook in which goods are bought at home, and nothing of what could be built is of use."""
    own = {
        "Sites": SITES,
        "Suppliers": OFFERS,
        "Lanes": "from | to\nfar | home",
        "Demand": "market | material | amount | shortage cost\nhome | goods | 10 | 100",
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Projects": f"{HEAD}\n{projects}",
    }
    return small(**own | others)


def started(path: Path, of: Sheets, *names: str, are_rows_named: bool = True) -> tuple[set[str], float]:
    """Return which of some projects, started at no size and no cost in the best plan, are left, and what is saved."""
    model = trunk(assemble(read(write(path, of))))
    options = Options(gap=0.0)
    cutters, program = cutters_of(model, compile_model(model), options)
    planes = CuttingPlanes(program, options, cutters)
    answer, exact = planes.run()
    assert exact is not None
    assert exact.values is not None
    assert answer.objective is not None
    place, values = planes.program.columns.place, exact.values.copy()
    known = {project.name: k for k, project in enumerate(model.index.problem.projects)}
    for name in names:
        k = known[name]
        values[place(model.start[k, 0])] = 1.0
        for key, variable in (*model.weight.items(), *model.segment.items(), *model.chosen.items()):
            first = key if isinstance(key, tuple) else (key,)
            if first[0] == k and first[2:] in ((), (0,) if (k, 0, 0) in model.weight else ()):
                values[place(variable)] = 1.0
        if (k, 0, 1) in model.segment:
            values[place(model.segment[k, 0, 1])] = 1.0
    cost = float(planes.program.cost @ values) + planes.program.offset
    assert cost == pytest.approx(answer.objective)
    program = planes.program
    if not are_rows_named:
        program = replace(program, rows=Members([("row",) * len(program.row_lower)]))
    found, same = without_needless(program, replace(answer, values=values), replace(exact, values=values))
    assert found.objective is not None
    assert same is not None
    assert same.values is not None
    left = {name for name in names if same.values[place(model.start[known[name], 0])] > 0.5}
    return left, answer.objective - found.objective


def test_a_start_of_no_size_that_nothing_needs_is_dropped(tmp_path: Path) -> None:
    """Any size at a rate, on a curve that is bent, chosen in a group, or only an agreement: none is of use."""
    of = sheets(
        """plain | home | make | | | 100 | 5 | | | | |
           bent | home | make | | | | | bulge | | | |
           grouped | home | make | | | 100 | 5 | | | | | few
           pact | home | | | | | | | | | |""",
        Curves="curve | size | capital\nbulge | 0 | 0\nbulge | 5 | 30\nbulge | 10 | 40",
        Groups="group | at least | at most\nfew | 0 | 1",
    )
    names = ("plain", "bent", "grouped", "pact")
    assert started(tmp_path / "in.xlsx", of, *names) == (set(), pytest.approx(0.0))


@pytest.mark.parametrize(
    ("projects", "others", "needed"),
    [
        ("plain | home | make | | | 100 | 5 | | | must | |", {}, {"plain"}),
        ("plain | home | make | | | 100 | 5 | | | | | few", {"Groups": "group | at least\nfew | 1"}, {"plain"}),
        (
            "plain | home | make | | | 100 | 5 | | | | |\nother | home | | | | | | | | must | plain |",
            {},
            {"plain", "other"},
        ),
        (
            "plain | home | make | | | 100 | 5 | | | | |",
            {"Suppliers": f"{OFFERS} plain"},
            {"plain"},
        ),
        ("plain | home | make | 10 | | | | | | | |", {"Plants": DEAR}, {"plain"}),
    ],
    ids=["must", "counted in a group", "required", "opens an offer", "a block adds capacity"],
)
def test_a_start_that_something_needs_stays(
    tmp_path: Path, projects: str, others: dict[str, str], needed: set[str]
) -> None:
    """The offer that it opens is used by no one undisturbed; so is what a block makes: a branch may use them."""
    assert started(tmp_path / "in.xlsx", sheets(projects, **others), *sorted(needed))[0] == needed


def test_where_rows_say_nothing_of_what_they_are_a_start_stays(tmp_path: Path) -> None:
    """What a block adds may be needed in a branch alone."""
    of = sheets("block | home | make | 10 | | | | | | | |", Plants=DEAR)
    assert started(tmp_path / "in.xlsx", of, "block", are_rows_named=False)[0] == {"block"}


GUARDED = {
    "Suppliers": f"{OFFERS} plain",
    "Disruptions": "disruption | required\nhome is lost | 1",
    "Hits": "disruption | target | name\nhome is lost | supplier | a",
}


def guarded(path: Path, decision: str = "", **others: str) -> Plan:
    """Return the plan of a workbook in which far goods, needed when home's are lost, wait for a start of any size."""
    plain = f"plain | home | make | | | 100 | 5 | | | {decision} | |"
    pact = "pact | home | | | | | | | | must | |"
    return checked(path, sheets(f"{plain}\n{pact}", **GUARDED | others))


def test_a_start_of_no_size_that_a_branch_needs_is_told_and_not_to_be_approved(tmp_path: Path) -> None:
    """Nothing far is bought undisturbed; the guarantee needs the offer there, and that a start, of whatever size."""
    plan = guarded(tmp_path / "in.xlsx")
    built = plan.tables["Investments"].set_index("project")
    assert built.loc["plain", ["decision", "size", "capital"]].tolist() == ["build", 0.0, 0.0]
    told = first_page(plan)
    assert [each.project for each in told.approvals] == ["pact"]  # an agreement has no size: it is to be approved
    assert told.lead[0].words.endswith(
        "Started at no size and for nothing, since something asks for a start and not for a size: plain."
    )


def test_a_start_of_a_size_is_to_be_approved(tmp_path: Path) -> None:
    """A least size of 2 at 5 each is 10 of capital, and then the start is told as any other."""
    plan = guarded(tmp_path / "in.xlsx", Projects=f"{HEAD}\nplain | home | make | | 2 | 100 | 5 | | | | |")
    assert plan.tables["Investments"]["capital"].tolist() == [10.0]
    told = first_page(plan)
    assert [each.project for each in told.approvals] == ["plain"]
    assert "no size" not in told.lead[0].words
