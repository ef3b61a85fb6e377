"""Which number must be right, against values by hand.

60 a year are asked for at one market; they are bought at a price, or made by a refinery of 100 and 1 a unit. At 5 the
refinery costs 160 and buying 300; it is built where 60 p > 160 and where its capital is below 240.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sensitivity_cases import CAPITAL, PRICE, found, one, sheets
from workbooks import write

from planner.errors import InfeasibleError, QuestionError
from planner.planning.pipeline import options_of
from planner.studies.core.tasks import Runner
from planner.studies.sensitivity.asked import Sensitivity, SensitivityAsked
from planner.studies.sensitivity.ranged import ranged
from planner.studies.sensitivity.screening import estimates_of
from planner.studies.sensitivity.stands import Stands
from planner.studies.sensitivity.words import OverRange, sentences, verdict
from planner.workbook.checks.run import checked
from planner.workbook.reading.reader import opened

if TYPE_CHECKING:
    from pathlib import Path


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
