"""What the pages that argue about the real case and its minerals say in prose, each figure with what the tables say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from told_tables import (
    ARGUED,
    MINERALS,
    ORES,
    YEARS,
    number,
    table,
    tables,
    text_of,
    whole,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

MADE_IN_JAPAN = ("photoresist", "substrates", "EUV mask blanks")
LEAST_HEAVY = ("Mountain Pass", "Lacq")


def argued(begins: str, page: str = ARGUED) -> dict[str, str]:
    return next(row for name, row in tables(page)[0].items() if name.startswith(begins))


def span(years: Sequence[str], *begin: str, page: str = ARGUED) -> str:
    """Return the least and the most of some rows in some years; one figure where they are the same."""
    cells = [argued(one, page)[year] for one in begin for year in years]
    low, high = (f"{end:.0f}" for end in (min(map(number, filter(None, cells))), max(map(number, filter(None, cells)))))
    return f"{low}%" if low == high else f"{low} to {high}%"


def starts_as_said() -> str:
    found = re.search(r"Of its starts (\d+) are in 2026, (.*), (\d+) from 2030 on\.", text_of(ARGUED))
    assert found is not None
    return f"{found[1]} starts in 2026, {found[2]}, {found[3]} from 2030 on"


def public_money(page: str, funder: str) -> tuple[float, float]:
    """Return what is spent of what there is, in billions."""
    row = table(page, "there is")[funder]
    return number(row["spent"]), number(row["there is"])


def spent_each(*funders: str) -> str:
    return " and ".join(f"{public_money(ORES, funder)[0]:.1f}" for funder in funders)


def content(rule: str, year: str) -> str:
    return table(MINERALS, "buyers")[rule][year]


def allowed(rule: str) -> str:
    return content(rule, "2028").rpartition(" of ")[2]


def without_content(asked: str) -> str:
    """Return what the linear programme costs more where content is limited otherwise."""
    return table(MINERALS, "moves the cost by")[asked]["moves the cost by"].removeprefix("+")


def until_2028() -> tuple[str, str]:
    found = re.search(r"there are ([\d.]+) billion USD until 2028; .* spends ([\d.]+) billion", text_of(ARGUED))
    assert found is not None
    return found[1], found[2]


HELD_OF_ARGUMENTS: Final[tuple[tuple[str, str, Callable[[], str]], ...]] = (
    (
        ARGUED,
        "run at {} of what the two may buy to 2028",
        lambda: span(YEARS[:3], "HBM wafer fab at Icheon", "HBM wafer fab at Pye"),
    ),
    (ARGUED, "Sherman's lasers run at {} to 2028", lambda: argued("optics making at Sherman")["2028"]),
    (ARGUED, "runs at its least, {}, in all ten", lambda: span(YEARS, "substrate making at Taoyuan")),
    (ARGUED, "new memory lines run at {} to 2032", lambda: argued("HBM wafer fab at Hiroshima")["2032"]),
    (ARGUED, "then at {} in 2031 and 2032", lambda: span(("2031", "2032"), "advanced packaging at Peoria")),
    (ARGUED, "Malaysia {} in 2026", lambda: argued("optics taken in")["2026"]),
    (ARGUED, "in 2026, {} in 2035; Thailand", lambda: argued("optics taken in")["2035"]),
    (ARGUED, "Japan {} a second source", lambda: ", ".join(span(YEARS, f"{x} taken in") for x in MADE_IN_JAPAN) + ";"),
    (ARGUED, "Taiwan has {} of leading-edge wafers in 2032", lambda: argued("logic wafers taken")["2032"]),
    (ARGUED, "the forecast 47; {} in 2035", lambda: argued("logic wafers taken")["2035"]),
    (ARGUED, "{};", lambda: starts_as_said()),
    (ARGUED, "{} billion of limited budgets", lambda: "{} of {}".format(*map(whole, public_money(ARGUED, "in all")))),
    (ARGUED, "is spent to {} billion that there are to 2028", lambda: "{1} of the {0}".format(*until_2028())),
    (
        ARGUED,
        "US chip grants pay {} billion",
        lambda: "{} of {}".format(*map(whole, public_money(ARGUED, "US chip grants"))),
    ),
    (
        ARGUED,
        "the fund {}. That",
        lambda: "{} of {}".format(*map(whole, public_money(ARGUED, "Japan-US investment fund"))),
    ),
    (ARGUED, "data centres are served {} in 2026", lambda: argued("AI compute served, US")["2026"]),
    (
        ARGUED,
        "{} in 2029, and all",
        lambda: "{} in 2027, {} in 2028 and {}".format(
            *(argued("AI compute served, US")[year].strip("%") for year in YEARS[1:4])
        ),
    ),
    (ARGUED, "falls from nine tenths to {} in 2030", lambda: argued("logic wafers taken")["2030"]),
    (ARGUED, "Tainan runs at {} in 2026", lambda: argued("leading-edge logic at Tainan")["2026"]),
    (ARGUED, "Taiwan assembles {} of accelerators in 2030", lambda: argued("accelerators taken")["2030"]),
    (ARGUED, "in 2030 and {} in 2035, with the rule", lambda: argued("accelerators taken")["2035"]),
    (ARGUED, "stays at its least use, {}, for ten years", lambda: span(YEARS, "EMIB packaging at Rio Rancho")),
    (
        ORES,
        "Lacq's run at their least, {},",
        lambda: span(YEARS[1:], *(f"heavy separation at {x}" for x in LEAST_HEAVY), page=ORES),
    ),
    (ORES, "Kuantan's at {} when its second", lambda: span(YEARS[2:], "heavy separation at Kuantan", page=ORES)),
    (ORES, "Eneabba's at {} after its first", lambda: span(YEARS[2:], "heavy separation at Eneabba", page=ORES)),
    (ORES, "Japanese minerals money {}; the two", lambda: spent_each("US minerals money", "Japan minerals money")),
    (ORES, "the two stockpiles {} |", lambda: spent_each("Project Vault", "JOGMEC stockpile")),
    (MINERALS, "*{}* says that", lambda: content("Chinese heavy rare earths in US magnets", "2028")),
    (MINERALS, "says that at most {} of what the buyers", lambda: allowed("Chinese heavy rare earths in US magnets")),
    (MINERALS, "material somewhere upstream, and {} may", lambda: allowed("Chinese heavy rare earths in US magnets")),
    (MINERALS, "With nothing allowed at all {} USD are paid", lambda: without_content("nothing allowed")),
    (MINERALS, "and {} where the truce holds", lambda: without_content("Truce holds, nothing allowed").split()[0]),
)
