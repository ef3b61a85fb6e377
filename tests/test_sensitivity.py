"""Which number must be right, against values by hand.

60 a year are asked for at one market; they are bought at a price, or made by a refinery of 100 and 1 a unit. At 5 the
refinery costs 160 and buying 300; it is built where 60 p > 160 and where its capital is below 240.
"""

from __future__ import annotations

import json
import math
import re
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from click.testing import CliRunner
from scipy.stats import norm, spearmanr
from workbooks import Sheets, small, write

import planner
from planner.cli import main
from planner.errors import InfeasibleError, QuestionError
from planner.planning.pipeline import options_of
from planner.reports.html.plot_data import Data
from planner.reports.html.plots import plot
from planner.reports.loading.study import read_study
from planner.reports.loading.trusted import trusted
from planner.statuses import Status
from planner.studies.core.query import decisions_of, orders_of
from planner.studies.core.tasks import Runner
from planner.studies.sensitivity.asked import OneNumber, Sensitivity, SensitivityAsked, sensitivity_of
from planner.studies.sensitivity.indices import indices, quantiles
from planner.studies.sensitivity.points import PlanAt
from planner.studies.sensitivity.ranged import ranged
from planner.studies.sensitivity.samples import Sample, hypercube, least_correlation, quantile, share_between
from planner.studies.sensitivity.screening import estimates_of
from planner.studies.sensitivity.search import SideFound
from planner.studies.sensitivity.stands import Stands
from planner.studies.sensitivity.words import OverRange, changes_words, sentences, side_words, verdict
from planner.workbook.checks.run import checked
from planner.workbook.ranges.proposed import width_of
from planner.workbook.reading.reader import opened

if TYPE_CHECKING:
    from pathlib import Path

HEAD = "sheet | row | column | low | high | shape | with\n"
PRICE = "Suppliers | M | price | 2 | 8 | |"
CAPITAL = "Projects | refinery | fixed capital | 50 | 400 | |"
QUICK = SensitivityAsked(samples=0)


def sheets(*ranges: str, **other: str) -> Sheets:
    return small(**({
        "Sites": "site\nmarket",
        "Suppliers": "supplier | site | material | price\nM | market | goods | 5",
        "Demand": "market | material | amount | shortage cost\nmarket | goods | 60 | 1000",
        "Recipes": "process | role | item | amount\nmake | makes | goods | 1",
        "Plants": "site | process | capacity | variable cost\nmarket | make | 0 | 1",
        "Projects": "project | place | adds | block | fixed capital\nrefinery | market | make | 1000 | 100",
        "Settings": "setting | value\ndiscount rate | 0\ngap | 0",
        **({"Ranges": HEAD + "\n".join(ranges)} if ranges else {}),
    } | other))  # fmt: skip


def found(
    path: Path, content: Sheets, asked: SensitivityAsked = QUICK, case: str = "base", **given: Any
) -> Sensitivity:
    cells = opened(write(path / "in.xlsx", content))
    book, faults = checked(cells, case)
    assert book is not None, faults
    told = ranged(cells, case, book)
    with Runner[Any](workers=1) as runner:
        options = replace(options_of(book), threads=1)
        return sensitivity_of(told.work, told.numbers, asked, options, runner, **given)


def one(told: Sensitivity, word: str) -> OneNumber:
    return next(each for each in told.numbers if word in each.of.name)


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Sensitivity:
    """Return what is found of the price and the capital."""
    return found(tmp_path_factory.mktemp("plain"), sheets(PRICE, CAPITAL))


def test_the_known_answers(plain: Sensitivity) -> None:
    told = plain
    price, capital = one(told, "price"), one(told, "capital")
    assert price.place is capital.place is Stands.OBJECTIVE
    assert price.found is not None
    assert capital.found is not None
    low, high = price.found.sides
    assert low.breaks_even == pytest.approx(160 / 60, abs=1e-6)
    assert (low.safe_until, low.flips_from) == pytest.approx((160 / 60, 160 / 60), abs=1e-6)
    assert low.end is not None
    assert low.end.regret is not None
    assert vars(low.end.regret) == pytest.approx({"low": 40, "best": 40, "high": 40}, abs=1e-6)
    assert high.is_safe
    assert high.is_proven
    above = capital.found.high
    assert (above.safe_until, above.breaks_even, above.flips_from) == pytest.approx((240, 240, 240), abs=1e-6)
    assert above.better is not None
    assert above.better.decisions == ()
    assert price.knowing is not None
    assert vars(price.knowing.worth) == pytest.approx(dict.fromkeys(("low", "best", "high"), 20 / 3), abs=1e-6)
    assert price.knowing.knows.best == pytest.approx(460 / 3, abs=1e-6)
    assert price.knowing.decides.low == pytest.approx(160, abs=1e-6)


def test_what_knowing_is_worth_where_an_end_is_the_own_value(tmp_path: Path) -> None:
    """The refinery costs 160 whatever the price; at 2, with a chance of a sixth, goods cost 120."""
    known = one(found(tmp_path, sheets("Suppliers | M | price | 2 | 5 | |")), "price").knowing
    assert known is not None
    assert vars(known.worth) == pytest.approx(dict.fromkeys(("low", "best", "high"), 40 / 6), abs=1e-6)


@pytest.mark.parametrize(("flips", "words"), [(2.49999, ""), (2.4, ", proven from 2.4 on")])
def test_where_a_change_is_proven_is_told_where_it_is_another_value(flips: float, words: str) -> None:
    side = SideFound(None, 5.0, flips_from=flips, breaks_even=2.5)
    assert side_words(side, "below", (), {}) == f"below 2.5 another plan is better{words}"


def test_a_plan_of_other_projects_is_refused_by_their_names(tmp_path: Path) -> None:
    said = r"the plan starts what in\.xlsx has no project of: mill, dam; keep a plan of that workbook"
    with pytest.raises(QuestionError, match=said):
        found(tmp_path, sheets(PRICE), starts=(("mill", "now", 1.0, None), ("dam", "now", 1.0, None)))


def test_a_plan_that_is_as_good_at_an_end_alone_is_told_so(tmp_path: Path) -> None:
    """Without the refinery goods cost 300 now, 140 more than with it, and at 2 are the best at 120."""
    said = sentences(found(tmp_path, sheets(PRICE), starts=()), {"money unit": "", "currency": "USD"})
    [line] = [each for each in said if each.startswith("Suppliers M price (5): below")]
    assert "at 2 the plan kept is as good as the best" in line
    assert "at 8 the plan kept would cost 320 USD more than the best" in line


def test_what_knowing_is_worth_at_thirds(tmp_path: Path) -> None:
    thirds = SensitivityAsked(samples=0, weights=(1 / 3, 1 / 3, 1 / 3))
    known = one(found(tmp_path, sheets(PRICE), thirds), "price").knowing
    assert known is not None
    assert vars(known.worth) == pytest.approx(dict.fromkeys(("low", "best", "high"), 40 / 3), abs=1e-6)
    assert known.knows.best == pytest.approx(440 / 3, abs=1e-6)


def test_one_set_of_starts_may_be_none_of_the_three_plans(tmp_path: Path) -> None:
    """A small plant of 30 for 60 and a large one of 60 for 200, each free to run: what is left is bought.

    At 1 nothing is built (60), at 3 the small one (60 + 90; 180 bought; 200 made), at 9 the large one (200). At a third
    each, nothing costs 260, the small one 60 + 30 * 13 / 3 = 190, the large one 200.
    """
    projects = (
        "project | place | adds | block | fixed capital\nsmall | market | make | 30 | 60\n"
        "large | market | other | 60 | 200"
    )
    recipes = "process | role | item | amount\nmake | makes | goods | 1\nother | makes | goods | 1"
    plants = "site | process | capacity\nmarket | make | 0\nmarket | other | 0"
    offers = "supplier | site | material | price\nM | market | goods | 3"
    content = sheets(
        "Suppliers | M | price | 1 | 9 | |", Projects=projects, Recipes=recipes, Plants=plants, Suppliers=offers
    )
    thirds = SensitivityAsked(samples=0, weights=(1 / 3, 1 / 3, 1 / 3))
    price = one(found(tmp_path, content, thirds, starts=(("large", "now", 1.0, None),)), "price")
    assert price.knowing is not None
    assert price.knowing.knows.best == pytest.approx((60 + 150 + 200) / 3, abs=1e-6)
    assert price.knowing.decisions == (("small", "now", 1.0, None),)
    assert price.knowing.decides.low == pytest.approx(190, abs=1e-6)
    assert price.knowing.decides.best == pytest.approx(190, abs=1e-6)
    large = (("large", "now", 1.0, None),)
    kept = one(found(tmp_path, content, replace(thirds, chooses=False), starts=large), "price").knowing
    assert kept is not None
    # nothing, the small and the large one are operated at each price; a better one is not looked for
    assert vars(kept.worth) == pytest.approx({"low": 0, "best": 160 / 3, "high": 160 / 3}, abs=1e-6)


def test_a_plan_that_is_not_the_best_even_now(tmp_path: Path) -> None:
    told = found(tmp_path, sheets(PRICE), starts=())
    price = one(told, "price")
    assert told.own.flips
    assert price.found is not None
    assert price.found.low.flips_from == price.found.high.flips_from == 5
    assert price.found.high.end is not None
    assert price.found.high.end.regret is not None
    assert price.found.high.end.regret.best == pytest.approx(60 * 8 - 160)


def test_a_number_in_the_limits_is_bracketed_by_halves(tmp_path: Path) -> None:
    """An amount a is bought for 5 a or made for 100 + a: the refinery is built from 25 on."""
    told = found(tmp_path, sheets("Demand | market | amount | 10 | 100 | |"))
    amount = one(told, "amount")
    assert amount.place is Stands.ELSEWHERE
    assert amount.found is not None
    low = amount.found.low
    assert low.flips_from < 25 < low.safe_until
    assert low.safe_until - low.flips_from == pytest.approx(50 / 2**6)
    assert not amount.found.is_proven
    assert verdict(amount.found, amount.place) is OverRange.CHANGES
    assert amount.found.high.is_safe
    assert math.isnan(amount.found.high.flips_from)


def test_of_a_number_by_which_the_plan_stays_the_best_nothing_else_is_said(tmp_path: Path) -> None:
    """Behind "another plan is better", "it does at every value" said the contrary."""
    told = found(tmp_path, sheets(PRICE, "Demand | market / goods | amount | 50 | 70 | |"))
    kinds = [verdict(each.found, each.place) for each in told.numbers]
    assert sorted(kinds, key=str) == [OverRange.CHANGES, OverRange.TRIED]
    said = next(x for x in sentences(told, {}) if x.startswith("Of 2 numbers"))
    assert said.endswith(
        "for 1 another plan is better somewhere in the range; for 1 the plan kept stays as good as the best at every "
        "value that was tried."
    )


def test_a_plan_that_cannot_be_operated_is_regretted_without_bound(tmp_path: Path) -> None:
    must = "market | material | amount | shortage cost | required\nmarket | goods | 60 | 1000 | 1"
    projects = "project | place | adds | block | fixed capital | starts\nrefinery | market | make | 60 | 100 | 3"
    told = found(
        tmp_path,
        sheets(
            "Demand | market | amount | 40 | 150 | |",
            Demand=must,
            Projects=projects,
            Suppliers="supplier | site | material | price | maximum\nM | market | goods | 5 | 0",
        ),
    )
    amount = one(told, "amount")
    assert math.isinf(amount.width)
    assert amount.found is not None
    assert amount.found.high.end is not None
    assert amount.found.high.end.regret is not None
    assert math.isinf(amount.found.high.end.regret.best)
    assert amount.found.high.safe_until == pytest.approx(60, abs=90 / 2**5)


def test_a_number_on_which_nothing_depends_is_not_solved(tmp_path: Path) -> None:
    told = found(tmp_path, sheets("Settings | risk level | value | 0.5 | 0.95 | |"))
    (number,) = told.numbers
    assert number.place is Stands.NOWHERE
    assert verdict(number.found, number.place) is OverRange.NOWHERE


def test_numbers_that_move_together_are_one(tmp_path: Path) -> None:
    """Price and capital together from low (2, 50) to high (8, 400): on the way up 100 + 300 w against 300 + 180 w."""
    told = found(tmp_path, sheets(PRICE[:-1] + "| one", CAPITAL[:-1] + "| one"))
    (both,) = told.numbers
    assert both.of.name == "one"
    assert both.place is Stands.OBJECTIVE
    assert both.found is not None
    assert both.found.high.breaks_even == pytest.approx(math.nan, nan_ok=True)  # 460 is less than 480 at the end
    assert both.found.high.is_safe
    assert both.found.low.is_safe  # 110 and 120


def test_money_in_another_unit_and_other_names_change_nothing(plain: Sensitivity, tmp_path: Path) -> None:
    thousand = found(tmp_path, sheets(
        "Suppliers | Z | price | 2000 | 8000 | |", "Projects | Aa | fixed capital | 50000 | 400000 | |",
        Suppliers="supplier | site | material | price\nZ | market | goods | 5000",
        Demand="market | material | amount | shortage cost\nmarket | goods | 60 | 1000000",
        Plants="site | process | capacity | variable cost\nmarket | make | 0 | 1000",
        Projects="project | place | adds | block | fixed capital\nAa | market | make | 1000 | 100000",
    ))  # fmt: skip
    for word in ("price", "capital"):
        was, now = one(plain, word), one(thousand, word)
        assert was.found is not None
        assert now.found is not None
        for before, after in zip(was.found.sides, now.found.sides, strict=True):
            for name in ("safe_until", "flips_from", "breaks_even"):
                assert getattr(after, name) == pytest.approx(1000 * getattr(before, name), nan_ok=True)
        assert was.knowing is not None
        assert now.knowing is not None
        assert now.knowing.worth.best == pytest.approx(1000 * was.knowing.worth.best)


def test_only_the_widest_are_planned_anew(tmp_path: Path) -> None:
    told = found(tmp_path, sheets(PRICE, CAPITAL), SensitivityAsked(widest=1, samples=0))
    assert [each.found is not None for each in told.numbers] == [True, False]
    assert verdict(told.numbers[1].found, told.numbers[1].place) is OverRange.NOT_ASKED


def test_a_workbook_without_a_plan(tmp_path: Path) -> None:
    must = "market | material | amount | required\nmarket | goods | 60 | 1"
    offers = "supplier | site | material | price | maximum\nM | market | goods | 5 | 1"
    projects = "project | place | adds | block | fixed capital\nrefinery | market | make | 2 | 100"
    cases = "case | sheet | row | column | change\ndear | Suppliers | M | price | 6"
    content = sheets(PRICE, Demand=must, Suppliers=offers, Projects=projects, Cases=cases)
    with pytest.raises(InfeasibleError, match=r"no plan for in\.xlsx as it stands: planner diagnose says"):
        found(tmp_path, content)
    said = r'no plan for the case dear of in\.xlsx: planner diagnose --case "dear" says why'
    with pytest.raises(InfeasibleError, match=said):
        found(tmp_path, content, case="dear")


def run(*arguments: object, code: int = 0) -> Any:
    result = CliRunner().invoke(main, [*map(str, arguments), "--json", "--processes", "1"], catch_exceptions=False)
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def test_the_command_writes_a_study_and_does_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path, target = write(tmp_path / "in.xlsx", sheets(PRICE, CAPITAL)), tmp_path / "out.xlsx"
    arguments = ("sensitivity", path, "-o", target, "--samples", 6, "--anew", 3)
    told = run(*arguments)
    assert [each["decision"] for each in told["numbers"]] == [OverRange.CHANGES.value] * 2
    study = read_study(target)
    rows = {row[0]: row for row in study.sheet("Numbers").rows}
    assert rows["Suppliers M price"][7] == pytest.approx(40)
    assert rows["Projects refinery fixed capital"][5:7] == pytest.approx((-50, 300))
    assert "Knowing it beforehand is worth 6.67 million USD" in " ".join(study.sentences)
    cases = [row for row in study.sheet("As rows of Cases").rows if row[3] == "price"]
    assert {row[4] for row in cases} >= {"2.0", "8.0"}
    assert len(study.sheet("Draws").rows) == 6
    monkeypatch.setattr("planner.studies.sensitivity.points.compiled_case_of", None)
    assert run(*arguments)["numbers"] == told["numbers"]


def test_ranges_are_proposed_from_sources(tmp_path: Path) -> None:
    content = sheets()
    content["Sources"] = [
        {"figure": "Suppliers!M: price", "source": "assumption: what traders say", "confidence": "medium"},
        {"figure": "Projects!refinery: block, fixed capital", "source": "a letter", "confidence": "verified"},
        {
            "figure": "Plants!market / make: variable cost",
            "source": "assumption: a guess",
            "confidence": "by definition",
        },
        {"figure": "Suppliers!Nobody: price", "source": "assumption", "confidence": "low"},
        {"figure": "all figures", "source": "assumption", "confidence": "low"},
    ]
    path, proposal = write(tmp_path / "in.xlsx", content), tmp_path / "ranges.xlsx"
    told = run("sensitivity", path, "--propose", "--ranges", proposal)
    assert told["path"] == str(proposal)
    book, faults = checked(opened(proposal), "base")
    assert book is not None, faults
    assert [(row["row"], row["column"], row["low"], row["high"]) for row in book.rows("Ranges")] == [
        ("M", "price", "x0.8", "x1.2"), ("refinery", "block", "x0.9", "x1.1"),
        ("refinery", "fixed capital", "x0.9", "x1.1"),
    ]  # fmt: skip


def test_a_workbook_without_ranges_is_studied_with_those_proposed(tmp_path: Path) -> None:
    result = planner.sensitivity(planner.read(write(tmp_path / "in.xlsx", sheets())), samples=0, widest=2)
    assert sorted(result.tables["Numbers"]["number"]) == [
        "Demand market / goods amount", "Plants market / make variable cost", "Projects refinery fixed capital",
        "Suppliers M / market / goods price",
    ]  # fmt: skip
    assert "proposed" in str(result.run["ranges"])


def test_how_far_a_figure_may_be_off() -> None:
    assert width_of("assumption: a guess", "") == width_of("assumption: a guess", "good") == 0.2
    assert (width_of("a letter", "low"), width_of("a letter", "verified, tier A"), width_of("a letter", "")) == (
        0.3,
        0.1,
        None,
    )
    assert width_of("assumption: our own choice", "by definition") is None


def test_a_latin_hypercube_has_one_number_in_each_part() -> None:
    drawn = hypercube(50, 3, 7)
    assert [sorted(np.floor(50 * column)) for column in drawn.T] == [list(range(50))] * 3
    assert not np.array_equal(drawn, hypercube(50, 3, 8))
    assert np.array_equal(drawn, hypercube(50, 3, 7))


def test_intervals_of_quantiles_hold_as_often_as_they_say() -> None:
    random = np.random.default_rng(1)
    hits = 0
    for _ in range(400):
        told = quantile(random.normal(size=40), 0.75)
        hits += told.low <= norm.ppf(0.75) <= told.high
    assert hits >= 0.93 * 400
    assert math.isinf(quantile([1, 2, 3], 0.95).high)


def test_shares_and_rank_correlations() -> None:
    assert share_between(8, 20) == pytest.approx((0.2188, 0.6134), abs=1e-4)  # Wilson's interval
    assert least_correlation(101) == pytest.approx(0.196, abs=1e-3)


def test_drivers_are_told_by_rank(tmp_path: Path) -> None:
    told = found(tmp_path, sheets(PRICE, CAPITAL), SensitivityAsked(widest=0, samples=15, anew=0))
    from planner.studies.sensitivity.all_words import costs_of, drivers

    ranks, costs = dict(drivers(told)), costs_of(told.samples)
    shares = [sample.shares[told.places["Projects refinery fixed capital"]] for sample in told.samples]
    assert ranks["Projects refinery fixed capital"] == pytest.approx(spearmanr(shares, costs).statistic)
    assert ranks["Projects refinery fixed capital"] > 0.99


@pytest.mark.parametrize("method", ["morris", "sobol"])
def test_indices_of_a_cost_by_hand(method: str) -> None:
    """3 a + 4 b of two quantiles: effects of 3 and 4 from end to end, and 9 and 16 parts of 25 of the variance."""
    asked = quantiles(method, 2, 500, 3)
    assert len(asked) == (500 * 3 if method == "morris" else 512 * 4)
    cost = [3 * a + 4 * b for a, b in asked]
    samples = [Sample(tuple(row), PlanAt(Status.PROVEN, x, x)) for row, x in zip(asked, cost, strict=True)]
    told = indices(method, samples, 3)
    assert told is not None
    if method == "morris":
        assert [each.effect for each in told] == pytest.approx([3 * 0.99, 4 * 0.99])
        assert [each.spread for each in told] == pytest.approx([0, 0], abs=1e-9)
    else:
        assert [each.first for each in told] == pytest.approx([9 / 25, 16 / 25], abs=0.02)
        assert [each.total for each in told] == pytest.approx([9 / 25, 16 / 25], abs=0.02)


def test_without_salib_it_is_said_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "SALib", None)
    with pytest.raises(QuestionError, match="extra 'sensitivity'"):
        found(tmp_path, sheets(PRICE), SensitivityAsked(samples=0, method="morris"))


@pytest.mark.parametrize(
    ("row", "content", "move"),
    [
        ("Suppliers | M | price | 5.5 | 6 | |", {}, 60.0),  # 60 bought
        ("Demand | market | amount | 59 | 61 | |", {}, 5.0),
        ("Demand | market | amount | 59 | 61 | |", {"Suppliers": "supplier | site | material | price | maximum\n"
                                                    "M | market | goods | 5 | 40"}, 1000.0),  # short
        ("Suppliers | M | maximum | 39 | 41 | |", {"Suppliers": "supplier | site | material | price | maximum\n"
                                                   "M | market | goods | 5 | 40"}, 995.0),
        ("Recipes | make / makes | amount | 0.9 | 1.1 | |", {}, 0.0),  # nothing is made
    ],
)  # fmt: skip
def test_a_first_estimate_is_what_the_plan_kept_pays(
    tmp_path: Path, row: str, content: dict[str, str], move: float
) -> None:
    cells = opened(write(tmp_path / "in.xlsx", sheets(row, **content)))
    book, faults = checked(cells, "base")
    assert book is not None, faults
    told = ranged(cells, "base", book)
    with Runner[Any](workers=1) as runner:
        options = replace(options_of(book), threads=1)
        (found,) = estimates_of(told.work, told.numbers, (), options, runner)
    assert found == pytest.approx(move)


def test_of_many_numbers_those_that_move_most_are_looked_at(tmp_path: Path) -> None:
    """Nothing is built at a price of 2; the price moves the cost by 60 a unit, the capital by nothing."""
    offers = "supplier | site | material | price\nM | market | goods | 2"
    told = found(tmp_path, sheets(PRICE, CAPITAL, Suppliers=offers), SensitivityAsked(most=1, samples=0))
    assert [each.of.name for each in told.numbers] == ["Suppliers M price"]
    assert [(of.name, move) for of, move in told.left] == [("Projects refinery fixed capital", 0.0)]


def test_plans_are_made_anew_where_the_plan_kept_may_be_regretted_most(tmp_path: Path) -> None:
    """The refinery is built: its own capital moves its cost most; the price moves none of it, and may be regretted."""
    ranges = (PRICE, "Projects | refinery | fixed capital | 50 | 150 | |")
    projects = "project | place | adds | block | fixed capital\nrefinery | market | make | 60 | 100"
    told = found(tmp_path, sheets(*ranges, Projects=projects), SensitivityAsked(widest=1, samples=0))
    assert [each.of.name for each in told.numbers if each.found is not None] == ["Suppliers M price"]


def test_a_tornado_has_both_ends_of_a_number_on_one_line() -> None:
    data = Data(["price", "capital"], {"low": [-3.0, 2.0], "high": [5.0, 4.0]})
    drawn = str(plot("tornado", data, "what moves", 600.0))
    bars = {title: y for y, title in re.findall(r'<rect[^>]* y="([\d.]+)"[^>]*><title>([^<]+)</title>', drawn)}
    assert list(bars) == ["price, high: 5", "price, low: -3", "capital, high: 4", "capital, low: 2"]
    assert bars["price, high: 5"] == bars["price, low: -3"] != bars["capital, high: 4"] == bars["capital, low: 2"]
    assert [words for words in ("5", "-3", "4", "2") if f">{words}</text>" in drawn] == ["5", "-3", "4"]


def test_what_gives_way_the_most_is_said_first(tmp_path: Path) -> None:
    """The plan kept makes 60: of 90 a third is missed at home, of 20 a half where nothing was built."""
    sites = "site\nmarket\nisland"
    must = "market | material | amount | required\nmarket | goods | 60 | 1\nisland | goods | 0 | 1"
    offers = "supplier | site | material | price | maximum\nM | market | goods | 5 | 0"
    projects = "project | place | adds | block | fixed capital | starts\nrefinery | market | make | 60 | 100 | 3"
    lanes = "from | to | maximum\nmarket | island | 1"
    ranges = ("Demand | market | amount | 59 | 61 | |", "Demand | island | amount | less 0 | 40 | |")
    told = found(tmp_path, sheets(*ranges, Sites=sites, Demand=must, Suppliers=offers, Projects=projects, Lanes=lanes))
    assert told.own.plan is not None
    at_end = one(told, "island").ends[40.0]
    assert at_end.why.startswith("not kept: required share of goods at island")
    # one of the 60 comes there, which is less of what the market must get than of what the island must
    missed = ("required share of goods at island in now by 97.5%", "required share of goods at market in now by 1.7%")
    assert tuple(each.words for each in at_end.gave) == missed
    assert at_end.cost_gave == pytest.approx(160, abs=1e-3)
    said = sentences(told, {"money unit": "million", "currency": "USD"})
    assert any("(at 40 this gives way: required share of goods at island in now by 97.5%; " in each for each in said)


def test_sizes_that_differ_a_little_do_not_read_the_same() -> None:
    kept, other = [(("refinery", "2026", 1.0, size),) for size in (15.0, 15.0417)]
    assert changes_words(kept, other) == ("refinery (2026 of 15.0417, kept 2026 of 15)", "")


def test_a_start_that_stays_is_not_among_what_another_plan_changes(tmp_path: Path) -> None:
    """A mine of blocks pays at any price; the refinery only above 2.6667: below, it alone leaves."""
    content = sheets(
        PRICE,
        Recipes="process | role | item | amount\nmake | makes | goods | 1\ndig | makes | goods | 1",
        Plants="site | process | capacity | variable cost\nmarket | make | 0 | 1\nmarket | dig | 0 | 0",
        Projects="project | place | adds | block | fixed capital | starts\nrefinery | market | make | 60 | 100 | 1\n"
        "mine | market | dig | 5 | 1 | 2",
        Demand="market | material | amount | shortage cost\nmarket | goods | 70 | 1000",
    )
    path, target = write(tmp_path / "in.xlsx", content), tmp_path / "out.xlsx"
    kept = tmp_path / "plan.xlsx"
    run("solve", path, "-o", kept)
    made = trusted(kept).plan
    decisions = decisions_of(made.book, made.tables)
    assert set(decisions) == {("refinery", "now", 1.0, None), ("mine", "now", 2.0, None)}
    assert {start[3] for start in orders_of(made.tables)} == {60.0, 10.0}
    run("sensitivity", path, "--from", kept, "-o", target, "--samples", 0)
    study = read_study(target)
    (below,) = [row for row in study.sheet("Changes").rows if row[1] == "below"]
    assert below[5:7] == ("", "refinery (now)")
    assert not [words for words in study.sentences if "mine" in words]


def test_of_many_changes_the_first_are_said() -> None:
    kept = tuple((f"p{n}", "2026", 1.0, None) for n in range(4))
    assert changes_words(kept, (), 3) == ("", "p0 (2026); p1 (2026); p2 (2026); 1 more")
    assert changes_words((), kept, 4)[0].count(";") == 3
