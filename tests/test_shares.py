"""Who should pay, from workbooks: the known answer, and coalitions against workbooks that are reduced by hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from shared_costs import everything, reduced, refinery
from workbooks import checked, faults, objective, objective_of, rows, write

from planner.cli import main
from planner.reports.loading.plan import read_run
from planner.reports.loading.study import read_study
from planner.statuses import Status
from planner.studies.cases.plans import CasePlan
from planner.studies.core.options import StudyOptions
from planner.studies.core.session import session_of
from planner.studies.shares import game
from planner.studies.shares.coalition import CoalitionCases, name_of
from planner.studies.shares.coalition_cases import coalitions_of, without_book
from planner.studies.shares.nucleolus import nucleolus
from planner.studies.shares.paid import paid_in
from planner.studies.shares.solves import CoalitionPlan, SharesFound
from planner.studies.shares.study import shares_study, told_of
from planner.workbook.cases.added import with_case
from planner.workbook.checks.run import checked as checked_cells
from planner.workbook.partners import Partners
from planner.workbook.reading.reader import opened, read
from planner_models.expected import Bracket


def run(*arguments: object, code: int = 0) -> Any:
    more = ["--processes", "1"] if arguments[0] == "shares" else []
    result = CliRunner().invoke(main, [*map(str, arguments), "--json", *more], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("shares")
    path = write(folder / "in.xlsx", refinery())
    return folder, run("shares", path, "-o", folder / "shares.xlsx")


def test_the_known_answer(known: tuple[Path, Any]) -> None:
    """Refinery at 100 and 1 a unit or metal at 5: needs of 60, 30 and 10."""
    _, told = known
    costs = {each["coalition"]: each["objective"] for each in told["coalitions"]}
    assert costs == pytest.approx(
        {"nobody": 0, "A": 160, "B": 130, "C": 50, "A + B": 190, "A + C": 170, "B + C": 140, "A + B + C": 200}, abs=1e-6
    )
    shares = {each["partner"]: each for each in told["shares"]}
    assert [shares[x]["Shapley value"]["best"] for x in "ABC"] == pytest.approx([310 / 3, 220 / 3, 70 / 3], abs=1e-6)
    assert [shares[x]["nucleolus"] for x in "ABC"] == pytest.approx([100, 70, 30], abs=1e-6)
    assert [shares[x]["in proportion"] for x in "ABC"] == pytest.approx([200 * c / 340 for c in (160, 130, 50)])
    assert told["saving"]["best"] == pytest.approx(140, abs=1e-6)
    answers = {each["way"]: each["answer"] for each in told["core"]}
    assert answers["Shapley value"] == answers["nucleolus"] == "stays"
    assert answers["in equal parts"] == "would leave"
    thirds = next(each for each in told["core"] if each["way"] == "in equal parts")
    assert (thirds["coalition"], thirds["gains by leaving"]) == ("C", pytest.approx(50 / 3))


def test_a_partner_called_like_a_coalition_or_like_nobody_is_told_apart(tmp_path: Path) -> None:
    partners = "partner | markets\nA | A town\nB | B town\nA + B | C town"
    path = write(tmp_path / "in.xlsx", refinery(Partners=partners))
    book = read(path)
    names = {name_of(Partners(book), members) for members in ((0,), (0, 1), (2,), (0, 1, 2), ())}
    assert names == {"A", "A + B", "(A + B)", "A + B + (A + B)", "nobody"}
    book = read(write(path, refinery(Partners="partner | markets\nnobody | A town\nB | B town")))
    assert name_of(Partners(book), (0,)) == "(nobody)"


def test_what_is_written(known: tuple[Path, Any]) -> None:
    folder, told = known
    study = read_study(folder / "shares.xlsx")
    assert [sheet.name for sheet in study.sheets] == ["Shares", "Coalitions", "Core", "In the plan", "Left out"]
    table = study.sheet("Shares")
    assert table.column("partner") == ["A", "B", "C", "nobody's", "all together"]
    assert table.column("alone") == pytest.approx([160, 130, 50, None, 340])
    assert study.sentences[0].startswith("All 3 together cost 200 million USD, and 340 each alone: they save 140")
    left_out = study.sheet("Left out").rows
    assert [row[1:] for row in left_out if row[0] == "A + B"] == [("Demand", "C town", "amount", "0")]
    assert not [row for row in left_out if row[0] == "A + B + C"]
    assert [chart.values for chart in table.charts] == [("alone", "Shapley value", "nucleolus", "in proportion")]
    assert table.column("transfer")[:3] == pytest.approx([310 / 3 - 120, 220 / 3 - 60, 70 / 3 - 20])
    assert len(told["paths"]) == 9


def test_a_plan_carries_what_was_solved(known: tuple[Path, Any]) -> None:
    """The plan of a coalition is verified against the workbook, with the rows of its case taken from itself."""
    folder, told = known
    path = next(Path(each["path"]) for each in told["coalitions"] if each["coalition"] == "A + B")
    assert read_run(path)["case"] == "A + B"
    checked = run("verify", folder / "in.xlsx", path)
    assert checked["checks passed"] is True


def test_begun_again_nothing_is_planned_twice(known: tuple[Path, Any], tmp_path: Path) -> None:
    folder, _ = known
    again = tmp_path / "again"
    shutil.copytree(folder, again)
    told = run("shares", again / "in.xlsx", "-o", again / "shares.xlsx")
    assert all(each["there already"] for each in told["coalitions"])


@pytest.mark.parametrize("open_", ["no", "yes"])
def test_coalitions_against_workbooks_reduced_by_hand(tmp_path: Path, open_: str) -> None:
    """Every sheet that a partner can own something on; the reduced workbooks leave rows out, the cases change cells."""
    costs = coalition_costs(write(tmp_path / "in.xlsx", everything(open_)))
    for coalition, cost in enumerate(costs):
        by_hand = objective(tmp_path / "hand.xlsx", reduced(game.members(coalition, 2), open_))
        assert cost == pytest.approx(by_hand, abs=1e-6), coalition
    assert len({round(cost, 4) for cost in costs}) == 4


def coalition_costs(path: Path) -> list[float]:
    """Return what the cases of all coalitions cost, without plans."""
    book, cells = read(path), opened(path)
    partners = Partners(book)
    cases, found = CoalitionCases(book, partners), []
    for coalition in game.coalitions(len(partners.each)):
        made = cases.changes(game.members(coalition, len(partners.each)))
        own, _ = checked_cells(with_case(cells, "coalition", "base", made), "coalition") if made else (book, ())
        assert own is not None
        found.append(objective_of(own))
    return found


def changes(path: Path, *members: int) -> list[tuple[Any, ...]]:
    book = read(path)
    return [tuple(each) for each in CoalitionCases(book, Partners(book)).changes(members)]


def test_what_a_coalition_leaves_out(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", everything("no"))
    assert changes(path, 0, 1) == []
    assert changes(path, 0) == [
        ("Plants", "East town", "capacity", 0),
        ("Plants", "East town", "fixed cost", 0),
        ("Resources", "power / East", "capacity", 0),
        ("Suppliers", "* / East town", "maximum", 0),
        ("Stockpiles", "East town", "active", "no"),
        ("Projects", "East works", "decision", "never"),
        ("Projects", "Shared works", "decision", "never"),
        ("Projects", "Behind it", "decision", "never"),
        ("Groups", "works", "at least", 1),
        ("Demand", "East town", "amount", 0),
        ("Budgets", "East fund", "amount", 0),
        ("Rules", "not all from afar", "buyers", "West; Middle"),
        ("Rules", "east only", "active", "no"),
    ]


def told_of_costs(path: Path, *brackets: tuple[float, float]) -> list[str]:
    """Return what is said where the coalitions of a workbook cost so much: bound and plan of each."""
    session = session_of(path, StudyOptions(target=path.with_name("shares.xlsx")), "shares")
    partners = [each.name for each in Partners(session.book).each]
    coalitions = []
    for n, (low, best) in enumerate(brackets):
        members = game.members(n, len(partners))
        plan = CasePlan("", None, Status.PROVEN, objective=best, bound=low)
        coalitions.append(CoalitionPlan(" + ".join(partners[i] for i in members), members, (), plan))
    return list(shares_study(SharesFound(session, tuple(partners), tuple(coalitions), None)).sentences)


TWO = "partner | markets\nA | A town\nB | B town"


def test_no_saving_is_said(tmp_path: Path) -> None:
    """One mine of 10 at 1 and the rest at 9: each alone needs 10 of it; together they need 20."""
    path = write(tmp_path / "in.xlsx", refinery(
        Suppliers="supplier | site | material | price | maximum\nMine | Hub | metal | 1 | 10\nSea | Hub | metal | 9 |",
        Demand="market | material | amount | shortage cost\nA town | metal | 10 | 100\nB town | metal | 10 | 100",
        Partners=TWO,
        Projects="project | place | adds | maximum | fixed capital\nRefinery | Hub | refining | 1 | 900",
    ))  # fmt: skip
    assert coalition_costs(path) == pytest.approx([0, 10, 10, 100])
    said = told_of_costs(path, (0, 0), (10, 10), (10, 10), (100, 100))
    assert said[0].startswith("There is no saving to share: all 2 together cost 100 million USD, and 20 each alone.")
    assert any(each.startswith("Together these cost more than apart") for each in said)
    assert any(each.startswith("The prenucleolus (A 50, B 50) is not in the core") for each in said)


def test_what_is_open_within_the_gaps_is_said_so(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", refinery(Partners=TWO))
    said = told_of_costs(path, (0, 0), (90, 100), (90, 100), (178, 185))
    assert said[0] == (
        "All 2 together cost 185 million USD, and 200 each alone: they save 15 million USD (proven: -5 to 22) (7.5%)."
    )
    assert any(each.startswith("Whether the Shapley value (A 92.5, B 92.5) is in the core is open") for each in said)
    sure = told_of_costs(path, (0, 0), (100, 100), (60, 60), (140, 140))
    assert any("sharing in equal parts" in each.lower() and "B would leave and pay 10 million USD less" in each
               for each in sure)  # fmt: skip


@pytest.mark.parametrize(("nobody", "is_said"), [(50, True), (5, False)])
def test_much_that_is_done_for_nobody_is_said(tmp_path: Path, nobody: float, is_said: bool) -> None:
    """A plant of nobody that has to run costs every coalition as much, and is a saving of none."""
    path = write(tmp_path / "in.xlsx", refinery(Partners=TWO))
    said = told_of_costs(path, *((cost + nobody, cost + nobody) for cost in (0, 100, 60, 140)))
    assert (
        any(each.startswith(f"What is done for nobody, {nobody} million USD, is a large") for each in said) == is_said
    )


def test_a_coalition_that_cannot_be_planned(tmp_path: Path) -> None:
    """B must be served in full, and all that could serve it is A's."""
    book = refinery(
        Partners="partner | markets | places\nA | A town | Hub; A town\nB | B town |",
        Demand="market | material | amount | shortage cost | required\n"
        "A town | metal | 60 | 100 |\nB town | metal | 30 | 100 | 1",
    )
    path = write(tmp_path / "in.xlsx", book)
    session = session_of(path, StudyOptions(target=tmp_path / "shares.xlsx"), "shares")
    made = coalitions_of(path, session, Partners(session.book))
    assert [each.book is not None for each in made] == [True, True, False, True]
    plans = [
        CasePlan(x.case, None, Status.PROVEN, objective=9.0, bound=9.0) if x.book else without_book(x) for x in made
    ]
    coalitions = tuple(CoalitionPlan(x.name, x.members, x.changes, p) for x, p in zip(made, plans, strict=True))
    found = SharesFound(session, ("A", "B"), coalitions, None)
    assert found.exit_code == 3
    assert told_of(found)["shares"] is None
    study = shares_study(found)
    assert study.sentences[0] == "Nothing can be shared before every coalition has a plan."
    assert study.sentences[1].startswith("B: infeasible. Demand!B3: no supply can reach this demand")
    assert [sheet.name for sheet in study.sheets] == ["Coalitions", "Left out"]


@pytest.mark.parametrize(
    ("partners", "told"),
    [
        ("partner | markets\nA | A town\nB | A land",
         "Partners!B3: the market 'A town' belongs to 'A' already (Partners!B2) (holds 'A land'). Name it for one of "
         "the two."),
        ("partner | markets | funders\nA | A town | Fund\nB | B town | Fund",
         "Partners!C3: the funder 'Fund' belongs to 'A' already (Partners!C2) (holds 'Fund'). Name it for one of the "
         "two."),
        ("partner | markets | places\nA | A town | A land; Hub\nB | B town | Hubland",
         "Partners!C3: what stands in 'Hub' belongs to 'A' already (Partners!C2) (holds 'Hubland'). Name in places, "
         "for both, the sites that are each one's own."),
        ("partner | markets\nA | A town\nB | Hub",
         "Partners!B3: Demand asks for nothing at these places, so that nothing is served for this partner (holds "
         "'Hub'). Name places of which Demand has a row."),
        ("partner | markets\nA | A twn\nB | B town",
         "Partners!B2: no site, country or bloc is named 'A twn' (holds 'A twn'). Did you mean 'A town'?"),
        ("partner | markets\nA |\nB | B town", "Partners!B2: markets must not be blank."),
    ],
    ids=["market", "funder", "place", "asks for nothing", "unknown", "blank"],
)  # fmt: skip
def test_faults_at_their_cells(tmp_path: Path, partners: str, told: str) -> None:
    from planner.workbook.checks.run import read_and_check

    funds = {"Budgets": "funder | amount\nFund | 100", "Funding": "funder | projects\nFund | *"}
    path = write(tmp_path / "in.xlsx", refinery(Partners=partners, **funds))
    _, found = read_and_check(path)
    assert told in [str(fault).partition(": ")[2] for fault in found], [str(fault) for fault in found]


def test_two_to_five_partners(tmp_path: Path) -> None:
    for partners, words in (
        ("partner | markets\nA | A town", "names 1 partner; two share a cost"),
        ("partner | markets | places\n" + "\n".join(f"P{n} | A town | A town" for n in range(1)), "names 1 partner"),
    ):
        path = write(tmp_path / "in.xlsx", refinery(Partners=partners))
        assert words in run("shares", path, "-o", tmp_path / "x.xlsx", code=2)["message"]
    six = refinery(Partners="partner | markets\n" + "\n".join(f"P{n} | T{n}" for n in range(6)))
    six["Sites"] += rows("site | country\n" + "\n".join(f"T{n} | L{n}" for n in range(6)))
    path = write(tmp_path / "in.xlsx", six)
    assert "names 6 partners" in run("shares", path, "-o", tmp_path / "x.xlsx", code=2)["message"]


def test_solving_takes_no_notice_of_partners(tmp_path: Path) -> None:
    path = write(tmp_path / "in.xlsx", refinery())
    assert faults(path) == []
    without = {name: table for name, table in refinery().items() if name != "Partners"}
    assert objective(tmp_path / "a.xlsx", refinery()) == objective(tmp_path / "b.xlsx", without) == pytest.approx(200)


def test_a_partner_that_asks_for_nothing_and_has_nothing_pays_nothing(tmp_path: Path) -> None:
    book = refinery(Partners="partner | markets | places\nA | A town |\nB | B town |\nD | Hub | C land")
    costs = coalition_costs(write(tmp_path / "in.xlsx", book))
    shares = game.shapley([Bracket(each, each, each) for each in costs], 3)
    assert shares[2].best == pytest.approx(0, abs=1e-9)
    assert nucleolus(costs, 3) == pytest.approx((90, 60, 0), abs=1e-6)  # beyond the 50 of C, who is nobody's


def test_partners_in_another_order_and_under_other_names(tmp_path: Path) -> None:
    book = refinery(Partners="partner | markets\nZ | C town\nY | A town\nX | B town")
    costs = coalition_costs(write(tmp_path / "in.xlsx", book))
    assert costs == pytest.approx([0, 50, 160, 170, 130, 140, 190, 200])


def test_what_falls_on_whom(tmp_path: Path) -> None:
    """Ore is bought at nobody's port, 40 for A's own smelter and 10 for nobody's, whose metal all goes to B.

    A: 40 x (3 + 0.5) for ore and its way, and 40 x 2 to smelt, of which 10 go on to B, who pays 1 each for the way. B:
    10 x 3 for ore, 10 x 1 to smelt, 7 for the smelter, and 10 x 0.25 for the way.
    """
    book = refinery(
        Sites="site | country\nA town | A land\nB town | B land\nPort | Portland",
        Materials="material\nore\nmetal",
        Recipes="process | role | item | amount\nsmelting | makes | metal | 1\nsmelting | consumes | ore | 1",
        Plants="site | process | capacity | variable cost | fixed cost\nA town | smelting | 40 | 2 |\n"
        "Port | smelting | 10 | 1 | 7",
        Suppliers="supplier | site | material | price\nMine | Port | ore | 3",
        Lanes="from | to | material | cost\nPort | A town | ore | 0.5\nPort | B town | metal | 0.25\n"
        "A town | B town | metal | 1",
        Demand="market | material | amount | shortage cost\nA town | metal | 30 | 100\nB town | metal | 20 | 100",
        Projects="project | place\nNothing | Port",
        Partners="partner | markets\nA | A town\nB | B town",
    )
    plan = checked(tmp_path / "in.xlsx", book)
    found = paid_in(plan, Partners(plan.book))
    assert found.of(0) == pytest.approx(40 * 3.5 + 40 * 2)
    assert found.of(1) == pytest.approx(10 * 1 + 10 * 3 + 10 * 1 + 7 + 10 * 0.25)
    assert {part: money for part, money in found.nobody.items() if abs(money) > 1e-9} == {}
    assert found.partners[1]["purchases"] == pytest.approx(30)


def test_what_falls_on_all_is_the_cost_of_the_plan(tmp_path: Path) -> None:
    """With something of each kind; nobody's rest is what is done for the market that is nobody's."""
    plan = checked(tmp_path / "in.xlsx", everything("no"))
    found = paid_in(plan, Partners(plan.book))
    whole = sum(found.of(n) for n in range(2)) + sum(found.nobody.values())
    assert whole == pytest.approx(plan.run["objective"])
    assert all(money >= -1e-6 for money in found.nobody.values())
    assert 0 < sum(found.nobody.values()) < 0.3 * plan.run["objective"]


def test_a_partner_called_like_a_coalition(tmp_path: Path) -> None:
    """Three of them, each alone needs its own: the names of their cases and plans are all different."""
    path = write(tmp_path / "in.xlsx", refinery(Partners="partner | markets\nnobody | A town\nBase | B town"))
    session = session_of(path, StudyOptions(target=tmp_path / "shares.xlsx"), "shares")
    made = coalitions_of(path, session, Partners(session.book))
    assert [each.case for each in made] == ["nobody", "(nobody)", "Base (2)", "base"]
    assert [each.name for each in made] == ["nobody", "(nobody)", "Base", "(nobody) + Base"]


def test_ranges_of_what_is_left_out_are_no_matter(tmp_path: Path) -> None:
    """The sheet Ranges moves all demands by factors, which a demand of 0 would refuse."""
    book = refinery(Partners=TWO) | {
        "Ranges": rows("sheet | row | column | low | high\nDemand | * | amount | x0.8 | x1.2")
    }
    path = write(tmp_path / "in.xlsx", book)
    session = session_of(path, StudyOptions(target=tmp_path / "shares.xlsx"), "shares")
    made = coalitions_of(path, session, Partners(session.book))
    assert [each.book is not None and not each.faults for each in made] == [True] * 4
    assert made[0].book is not None
    assert objective_of(made[0].book) == pytest.approx(50)  # what C, who is nobody's, takes at 5


def test_what_is_open_may_be_used_and_need_not_be(tmp_path: Path) -> None:
    """B's plant must run at half its capacity for B; while B is left out nobody has to take what it makes."""
    book = refinery(
        Materials="material | surplus\nmetal | none",
        Plants="site | process | capacity | variable cost | minimum use\nHub | refining | 0 | 1 |\n"
        "B town | refining | 40 | 4 | 0.5",
        Stockpiles="site | material | cover days | final | reserve\nB town | metal | 36.5 | 2 | 1",
        Partners="partner | markets | open\nA | A town | yes\nB | B town | yes",
    )
    path = write(tmp_path / "in.xlsx", book)
    free = [("Plants", "B town", "minimum use", 0)]
    free += [("Stockpiles", "B town", column, 0) for column in ("cover days", "final", "reserve")]
    assert [each for each in changes(path, 0) if each[0] in ("Plants", "Stockpiles")] == free
    assert changes(path, 1) == [("Demand", "A town", "amount", 0)]
    costs = coalition_costs(path)
    assert costs[0] == pytest.approx(50)  # C, who is nobody's, buys 10 at 5
    assert costs[2] == pytest.approx(10 * 5 + 33 * 4)  # B serves itself and fills its stock with 3


def test_a_case_of_which_ranges_make_no_sense_is_planned_with_a_warning(tmp_path: Path) -> None:
    ranges = "sheet | row | column | low | high\nDemand | * | amount | x0.8 | x1.2"
    cases = "case | sheet | row | column | change\nnone | Demand | A town | amount | 0"
    path = write(tmp_path / "in.xlsx", refinery(Cases=cases) | {"Ranges": rows(ranges)})
    book, found = checked_cells(opened(path), "none")
    assert book is not None
    assert [(fault.sheet, fault.severity.value) for fault in found] == [("Ranges", "warning")]
