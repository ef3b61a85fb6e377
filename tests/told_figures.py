"""What pages of the real case say in prose, each figure with what the tables say, which a script makes."""

from __future__ import annotations

import math
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from told_arguments import HELD_OF_ARGUMENTS
from told_tables import (
    CASES,
    DISTRUST,
    FLAGSHIP,
    MINERALS,
    MONEY,
    NOTHING,
    TAIWAN,
    ends,
    number,
    table,
    tables,
    text_of,
    whole,
)

import planner
from tools.pages.real_case import WORKBOOK

if TYPE_CHECKING:
    from collections.abc import Callable

SOLD, EMBARGO, NOT_TO_CHINA = "Chips sold to China and the Gulf", "China embargo", "Chips kept from China"


def moves(case: str) -> float:
    return number(table(CASES, "moves the cost by, billion USD")[case]["moves the cost by, billion USD"])


def regret_of_base(case: str) -> tuple[float, float]:
    found = table(CASES, "moves the cost by, billion USD")[case]
    return ends(found["the plan as it is costs in it beyond the best"])


def regret_in_base(plan: str) -> tuple[float, float]:
    return ends(table(CASES, "in base")[plan]["in base"])


def in_case(case: str, *plans: str) -> str:
    """Return the least and the most that some plans lose in a case."""
    found = [ends(table(CASES, f"in {case}")[plan][f"in {case}"]) for plan in plans]
    return whole(min(low for low, _ in found), max(high for _, high in found))


def point(served: str, column: str) -> str:
    """Return a cell of a point of the frontier: the one that serves so much, rounded."""
    rows = table(TAIWAN, "beyond the first")
    return next(row[column] for name, row in rows.items() if f"{number(name):.0f}" == served)


def limit(moved: str) -> str:
    return table(TAIWAN, "at most served in 2033")[moved]["at most served in 2033"]


def served(what: str, year: str) -> str:
    return next(one for one in tables(FLAGSHIP) if what in one)[what][year]


def started(*projects: str) -> float:
    rows = table(FLAGSHIP, "starts")
    return sum(number(rows[name]["billion USD"]) for name in projects)


def costs(part: str, column: str = "discounted") -> float:
    return number(table(FLAGSHIP, "discounted")[part][column])


def whole_cost(page: str, begins: str) -> float:
    found = re.search(rf"{begins} ([\d,.]+) billion", text_of(page))
    assert found is not None
    return number(found[1])


def chances() -> float:
    """Return what counting chances adds."""
    return whole_cost(FLAGSHIP, "The plan costs") - whole_cost(FLAGSHIP, "counts no chance, which costs")


def doing_nothing(part: str) -> float:
    row = table(NOTHING, "nothing more built")[part]
    return number(row["nothing more built"]) - number(row["plan"])


def worst(what: str, year: str) -> str:
    rows = tables(NOTHING)[1]
    found = next(row for name, row in rows.items() if name.startswith(what) and row[""] == year)
    return found["nothing more built"]


def onset(disruption: str, kind: str, year: str) -> float:
    return number(table(FLAGSHIP, "2031")[f"{disruption}: {kind}"][year])


LOSS, WAR = "Loss of Taiwan", "War over Taiwan"
COST, LEAST = "extra cost, billion USD of the year", "least served"


def discounted(amount: float, years: int) -> float:
    """Return money of a later year in that of 2026, at the 5% a year of the workbook."""
    return amount / 1.05**years


# Of each page: what it says, and what the tables say. A figure that is rounded is rounded as it is said.
HELD: Final[tuple[tuple[str, str, Callable[[], str]], ...]] = (
    (CASES, "A quarter more demand costs {} billion", lambda: whole(moves("Demand a quarter higher"))),
    (
        CASES,
        "the plan as it is {} more than one made for it",
        lambda: whole(*regret_of_base("Demand a quarter higher")),
    ),
    (CASES, "The plan made for it costs {} too much", lambda: whole(*regret_in_base("Demand a quarter higher"))),
    (CASES, "The squeeze of HBM costs {} whatever is built", lambda: whole(moves("HBM squeeze"))),
    (CASES, "and {} again for who did not see it coming", lambda: whole(*regret_of_base("HBM squeeze"))),
    (
        CASES,
        "to have built for it costs {} where it does not come",
        lambda: "{:.1f} to {:.1f}".format(*regret_in_base("HBM squeeze")),
    ),
    (CASES, "the plan as it is loses at most {} in it", lambda: f"{regret_of_base('China embargo')[1]:.1f}"),
    (CASES, "Tariffs on foreign chips cost {} billion", lambda: whole(moves("Tariffs on foreign chips"))),
    (
        CASES,
        "the plan as it is loses {} that a plan",
        lambda: whole(*regret_of_base("Chips sold to China and the Gulf")),
    ),
    (CASES, "as if nothing were, {} billion less", lambda: whole(-moves("Nothing is decided"))),
    (TAIWAN, "leaves {} in 2033 if it is run at least cost", lambda: table(TAIWAN, "2031")["50.1% in 2033"]["2033"]),
    (
        TAIWAN,
        "and {} if what there is, is shared out",
        lambda: f"{number(point('50', 'served at the loss of 2033')):.0f}%",
    ),
    (TAIWAN, "Sixty per cent costs {} billion", lambda: whole(*ends(point("60", "beyond the first")))),
    (TAIWAN, "the end of the list**, at {} billion", lambda: whole(ends(point("69", "beyond the first"))[0])),
    (TAIWAN, "a part of a fab could be built, {} is the most", lambda: limit("nothing")),
    (TAIWAN, "the loss of 2033 costs {} billion USD", lambda: whole(number(point("50", LOST)))),
    (TAIWAN, "under the last {}:", lambda: whole(number(point("69", LOST)))),
    (TAIWAN, "leaves them at {} in 2033 and", lambda: f"{onset(LOSS, LEAST, '2033'):.0f}%"),
    (TAIWAN, "the same loss costs {} billion in place", lambda: whole(onset(LOSS, COST, "2033"))),
    (TAIWAN, "in place of {}. First that", lambda: whole(number(point("50", LOST)))),
    (FLAGSHIP, "would cost {} billion more", lambda: whole(doing_nothing("in all"))),
    (FLAGSHIP, "{} of capital that is paid", lambda: f"{whole(power())} of {whole(paid())} billion"),
    (FLAGSHIP, "served to {} all the same", lambda: f"{served(AI, '2026')} in 2026 and {served(AI, '2028')} in 2028"),
    (FLAGSHIP, "adds {} billion to the cost", lambda: whole(chances())),
    (FLAGSHIP, "of which {} are what they are expected", lambda: whole(costs("expected extra cost"))),
    (FLAGSHIP, "The other {} buy packages", lambda: whole(chances() - costs("expected extra cost"))),
    (FLAGSHIP, "from 2033 costs {} billion in place", lambda: whole(onset(LOSS, COST, "2033"))),
    (FLAGSHIP, "in place of {}, for compute", lambda: whole(number(point("50", LOST)))),
    (FLAGSHIP, "wafers fall to {} as before", lambda: f"{onset(LOSS, LEAST, '2033'):.0f}%"),
    (FLAGSHIP, "60% for {} billion, never", lambda: whole(*ends(point("60", "beyond the first")))),
    (FLAGSHIP, "in 2026 it would cost {}", lambda: about(onset(WAR, COST, "2026"), 10) + " billion"),
    (FLAGSHIP, "billion, in 2030 {}", lambda: about(onset(WAR, COST, "2030"), 10)),
    (NOTHING, "What is open is worth {} billion", lambda: whole(doing_nothing("in all"))),
    (NOTHING, "{} billion more of capital", lambda: whole(-doing_nothing("capital"))),
    (NOTHING, "{} more of running", lambda: whole(-doing_nothing("variable"))),
    (NOTHING, "{} less of compute and chips", lambda: whole(doing_nothing("shortage"))),
    (NOTHING, "for {} of their data centres in 2030", lambda: worst("AI compute at US", "2030")),
    (NOTHING, "With nothing more built {} of American logic", lambda: worst("logic wafers at US", "2035")),
    (NOTHING, "{} for American industry in 2028", lambda: worst("germanium at US", "2028")),
    (MONEY, "doubled, {} in place", lambda: limit(DOUBLED) + " could be served in 2033"),
    (MONEY, "in place of {} (", lambda: limit("nothing")),
    (
        CASES,
        "to have built for it costs {} where none",
        lambda: "{:.1f} to {:.1f}".format(*regret_in_base("China embargo")),
    ),
    (CASES, "kept from China lose {} when memory is squeezed", lambda: in_case("HBM squeeze", EMBARGO, NOT_TO_CHINA)),
    (CASES, "where the plan as it is loses {}. Where chips", lambda: in_case("HBM squeeze", "base")),
    (CASES, "the Gulf these two lose {}, where", lambda: in_case(SOLD, EMBARGO, NOT_TO_CHINA)),
    (CASES, "where the plan as it is loses {}; and with", lambda: in_case(SOLD, "base")),
    (CASES, "The plan as it is loses at most {} in them", lambda: whole(regret_of_base("Tariffs on foreign chips")[1])),
    (CASES, "made for it loses {} in the squeeze", lambda: in_case("HBM squeeze", EMBARGO).partition(" to ")[2]),
    (CASES, "squeeze, where the plan as it is loses {}: both", lambda: in_case("HBM squeeze", "base")),
    (CASES, "({} million, as linear programmes)", lambda: said(CASES, "Without the diversification rules", "million")),
    (CASES, "move less than {} billion each", lambda: f"{math.ceil(max(abs(moves(case)) for case in SMALL))}"),
    (TAIWAN, "within 0.3% (about {} billion USD)", lambda: whole(0.003 * number(point("50", "costs, billion USD")))),
    (TAIWAN, "USD, {} at most", lambda: share_of_cost(ends(point("60", "beyond the first"))[1], 0)),
    (TAIWAN, "in place of Rapidus bring {}", lambda: f"{number(point('64', SERVED)):.0f}%"),
    (TAIWAN, "**{} is the end of the list**", lambda: f"{number(point('69', SERVED)):.0f}%"),
    (TAIWAN, "billion ({}). There every", lambda: share_of_cost(ends(point("69", "beyond the first"))[0], 1)),
    (TAIWAN, "about {} less in the money of 2026", lambda: about(discounted(saved_by_the_last(), 7), 10)),
    (TAIWAN, "where the safety cost {}", lambda: whole(ends(point("69", "beyond the first"))[0])),
    (TAIWAN, "and spends {} billion on packages", lambda: whole(chances() - costs("expected extra cost"))),
    (FLAGSHIP, "[a frontier](ai-chips-taiwan.md): {} for nothing", lambda: f"{number(point('50', SERVED)):.0f}%"),
    (FLAGSHIP, "never more than {}", lambda: f"{number(point('69', SERVED)):.0f}%"),
    (NOTHING, "and {} in 2035, where the plan has all", lambda: required("germanium at US industry", "2035")),
    (
        MONEY,
        "of {} billion USD until 2028",
        lambda: f"{sum(japans_money()[year] for year in (2026, 2027, 2028)) / 1000:.1f}",
    ),
    (MONEY, "take {}, and with", lambda: said(MONEY, "until 2028 the plan spends", "billion")),
    (MONEY, "{} million in 2026, nothing in 2027", lambda: whole(cut()[0])),
    (MONEY, "{} million in 2028,", lambda: whole(cut()[2])),
    (MONEY, "{} billion a year after that", lambda: f"{min(cut()[3:]) / 1000:.1f} to {max(cut()[3:]) / 1000:.1f}"),
    (DISTRUST, "A tenth on any of them is {} billion", lambda: tenths()),
    (
        DISTRUST,
        "move the sum by {} billion",
        lambda: about((moved(WORTH, "times 1.3") + moved(RETURNS, "3 points more")) / 2, 10),
    ),
    *HELD_OF_ARGUMENTS,
)

SERVED = "served at the loss of 2033"
WORTH, RETURNS = "what a MW that is missing costs", "returns that owners ask for"
SMALL = (
    "Borders closed to engineers", "All compute at home", "No technology sharing", "Tax credit extended",
    "No floor price", "Tariffs, Taiwan exempt",
)  # fmt: skip
AI, LOST = "AI compute, US data centres", "the loss of 2033 costs, in its money"
DOUBLED = "Japan's chip support doubled (it limits Rapidus)"
POWER = (
    "US gas turbines and grid", "US turbine slots bought from others", "US engines and small turbines",
    "US fuel cells and batteries on site", "Portsmouth gas campus", "US gas turbines from Japan",
)  # fmt: skip


def about(amount: float, step: float) -> str:
    return f"{round(amount / step) * step:,.0f}"


def share_of_cost(amount: float, digits: int) -> str:
    return f"{amount / number(point('50', 'costs, billion USD')):.{digits}%}"


def saved_by_the_last() -> float:
    """Return by how much less the loss costs under the last plan of the frontier than under the first."""
    return number(point("50", LOST)) - number(point("69", LOST))


def said(page: str, begins: str, unit: str) -> str:
    """Return a figure of a sentence that the script writes."""
    found = re.search(rf"{begins}\D* ([\d,.]+) {unit}", text_of(page))
    assert found is not None
    return found[1]


def required(what: str, year: str) -> str:
    rows = tables(NOTHING)[2]
    found = next(row for name, row in rows.items() if name.startswith(f"required share of {what}") and row[""] == year)
    return found["nothing more built"]


def tenths() -> str:
    """Return what a tenth of the three figures that make the volume moves: of compute a third of three tenths."""
    found = (
        moved("AI compute demanded", "times 0.7") / 3, moved("accelerators a MW", "times 0.9"),
        moved("other users' logic wafers", "times 0.9"),
    )  # fmt: skip
    return f"{about(min(found), 10)} to {about(max(found), 10)}"


def power() -> float:
    return started(*POWER)


def paid() -> float:
    payers = next(one for one in tables(FLAGSHIP) if "Private owners" in one)
    return sum(number(row["billion USD"]) for row in payers.values())


@cache
def japans_money(case: str = "base") -> dict[int, float]:
    """Return Japan's chip support by year, in millions."""
    budgets = planner.read(WORKBOOK, case).sheets["Budgets"]
    (row,) = budgets[budgets["funder"] == "Japan chip support"].to_dict("records")
    return {year: row["amount"] if row[str(year)] != row[str(year)] else row[str(year)] for year in range(2026, 2036)}


def cut() -> list[float]:
    """Return by how much the case takes from it, in each year."""
    return [
        a - b
        for a, b in zip(japans_money().values(), japans_money("Public money cut by a fifth").values(), strict=True)
    ]


def moved(figure: str, changed: str) -> float:
    """Return by how much a single change moves the cost, whichever way."""
    rows = table(DISTRUST, "moves the cost by, billion USD").values()
    head = next(iter(next(iter(rows))))
    found = next(row for row in rows if row[head] == figure and row["changed"] == changed)
    return abs(number(found["moves the cost by, billion USD"]))


# What is no finding of a plan: figures of the workbook, of how it is solved, or of a comparison that is dated.
KNOWN: Final = (
    (CASES, "to a gap of 0.05%; for"),
    (CASES, "it was 0.08% when"),
    (TAIWAN, "proven within 0.3%"),
    (TAIWAN, "Intel's Fab 62"),
    (TAIWAN, "Arizona's fabs 5 and 6"),
    (TAIWAN, "costs is proven within 0.1%"),
    (TAIWAN, "by the 3% a year of quarantine and war together"),
    (TAIWAN, "at 20 million a MW"),
    (TAIWAN, "costs 0.08 billion more when it is run by itself than in the frontier, so that"),
    (TAIWAN, "its audit leaves it open by 0.304% where 0.3%"),
    (FLAGSHIP, "by 31 December 2026 gets a tax credit of 35%"),
    (FLAGSHIP, "a MW of compute at 20 million"),
    (FLAGSHIP, "10 million USD: its `money gap`. Its `gap` is a share so small (0.0001%)"),
    (NOTHING, "a missing MW counts 20 million USD"),
    (MONEY, "it is within 0.05% of the plan"),
    (MONEY, "with 5% less they cannot be paid for"),
    (MONEY, "(1,239 billion JPY in fiscal 2026), but the share that it may pay of Rapidus, 86%"),
    (MONEY, "some 2 trillion JPY or 13 billion USD"),
    (MONEY, "The framework of 10 trillion JPY"),
    (DISTRUST, "20 million USD, which nobody knows"),
    (DISTRUST, "(it is within 0.05% of the plan as it is)"),
)  # fmt: skip
DATED: Final = r"## Does the plan buy dependence on Australia\?.*?(?=\n## )"  # five plans of one day, named as such
HOW_LONG: Final = r"The first took .*"  # what was measured
LOOKED_AT: Final = (CASES, TAIWAN, FLAGSHIP, NOTHING, MONEY, DISTRUST, MINERALS)
