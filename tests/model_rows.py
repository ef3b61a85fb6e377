"""What the model makes of some small workbooks, row by row, in words that a reader can check: ``tests/data/rows.txt``.

    python tests/model_rows.py                    writes it; read the difference, then commit it
    python tests/model_rows.py "varied: chips"    prints all rows of one workbook, to be set beside what they were

Of each family in each workbook all rows (or columns) count in a digest, and the first, the middle and the last are
written out; besides them, what the model reckons on the way to them (``model_values.py``). Workbooks with other
numbers in every year, and with nothing in some years, follow, of which there are digests alone. A changed coefficient,
sign, index or bound anywhere in the model changes the page.
"""

from __future__ import annotations

import hashlib
import random
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import drawn_chains
import drawn_circles
import drawn_goods
import drawn_networks
import drawn_risks
import drawn_shares
import drawn_steps
import drawn_years
from drawn_odd import draw_odd
from many_sheets import chips, grain
from model_values import values
from test_closures import sheets as closures
from test_content import round_trip
from test_contract_use import rule, ruled
from test_declared import rare
from test_outage_sets import blocks
from test_public_money import stocked
from varied import varied, with_gaps
from workbooks import rows as table
from workbooks import small, write

from planner.solving.branches.shapes import Shapes
from planner.solving.compile import LinearProgram, compile_model
from planner.solving.labels import key_of, owner_of
from planner.studies.core.declared_measures import MEASURES
from planner.studies.core.measure import Measure
from planner.workbook.assemble.problem import assemble
from planner.workbook.reading.reader import read
from planner_models.build import trunk
from planner_models.measures import MEASURED, add_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from workbooks import Sheets

    from planner.solving.branches.branch_program import BranchProgram
    from planner_models.trunk import Trunk

PAGE = Path(__file__).parent / "data" / "rows.txt"


def stocks() -> Sheets:
    """Return stock that a state pays, that may be left over nowhere."""
    return stocked("funder | first | carry over\nstate | 5 | yes", more="maximum: 4") | {
        "Materials": table("material | value | surplus\ngoods | 2 | none"),
        "Disruptions": table("disruption | probability | onset\ntrouble | 0.1 | second"),
        "Hits": table("disruption | target | name\ntrouble | supplier | mine"),
    }


def closing() -> Sheets:
    """Return a plant whose fixed cost is paid to it in one year, and by it in the others, that may be closed."""
    return small(
        Periods="period\nfirst\nsecond\nthird",
        Series="series | first | second | third\nfixed | 2 | -3 | 4",
        Recipes="process | role | item | amount\nrun | makes | goods | 1",
        Plants="site | process | capacity | fixed cost\nhere | run | 10 | fixed",
        Projects="project | place | removes | block\nclose | here | run | 4",
        Demand="market | material | amount | shortage cost\nhere | goods | 6 | 100",
    )


def dearer() -> Sheets:
    """Return a chain of which each link becomes dearer, for a while, with what is left of some of it."""
    return small(
        Settings="setting | value\ndiscount rate | 0.05\nrisk weight | 0.3\ngap | 0",
        Periods="period\nfirst\nsecond\nthird",
        Sites="site | country\nhere | AA\nfar | BB",
        Materials="material | value\ngoods | 10\nparts | 4",
        Recipes="process | role | item | amount\nrun | makes | goods | 1\nrun | consumes | parts | 1\n"
                "run | uses | power | 2",
        Plants="site | process | capacity | variable cost | minimum use\nhere | run | 20 | 0.5 | 0.1",
        Resources="resource | place | capacity | variable cost\npower | AA | 100 | 0.25\npower | BB | 50 | 0.5",
        Suppliers="supplier | site | material | price | maximum | uses | minimum\ncheap | far | parts | 1 | 15 | | 1\n"
                  "cheap | far | parts | 1.5 | 15 | |\ndear | here | goods | 9 | 20 | power: 0.5 |",
        Lanes="from | to | cost | tariff | maximum | uses | chokepoints\n"
              "far | here | 0.2 | 0.25 | 40 | power: 1 | strait",
        Demand="market | material | amount | price | shortage cost | required\nhere | goods | 12 | | 100 | 0.4\n"
               "far | parts | 2 | 3 | |",
        Stockpiles="site | material | initial | maximum | holding cost | uses\nhere | goods | 2 | 5 | 0.1 | power: 0.1",
        Projects="project | place | adds | maximum | capital rate | uses\nmore | here | run | 5 | 8 | power: 0.2",
        Disruptions="disruption | probability | onset | duration | recovery | required\n"
                    "dear | 0.2 | first; second | 0.5 | 1.5 |\n"
                    "lost | 0.1 | * | 1.2 | 0.8 | 0.1\nnever | | second | 1 | |",
        Hits="disruption | target | name | material | remaining | price | tariff\n"
             "dear | supplier | cheap | | 0.7 | 2 |\ndear | plant | run @ here | | 0.8 | 3 |\n"
             "dear | resource | power @ AA | | 0.9 | 1.5 |\ndear | lane | far > here | goods | 0.5 | 1.25 | 0.1\n"
             "dear | lane | far > here | parts | 0.6 | 2.5 | 0.2\ndear | demand | here | | 1.2 | 1.1 |\n"
             "lost | chokepoint | strait | | 0.3 | 1.4 | 0.5\nlost | country | BB | | 0.4 | 1.3 | 0.3\n"
             "never | material | parts | | 0.2 | 1.7 |",
    )  # fmt: skip


def sets() -> Sheets:
    """Return four suppliers of which any two are out together, one of them with a chance."""
    return small(
        Periods="period\nfirst\nsecond",
        Sites="site | country\nhere | AA\neast | BB\nwest | CC",
        Suppliers="supplier | site | material | price | maximum\none | here | goods | 5 | 4\n"
                  "two | east | goods | 1 | 9\nthree | west | goods | 2 | 9\nfour | west | goods | 3 | 5",
        Lanes="from | to | cost\n* | here | 0.5",
        Demand="market | material | amount | shortage cost\nhere | goods | 10 | 100",
        Stockpiles="site | material | initial | maximum\nhere | goods | 3 | 4",
        Disruptions="disruption | together | onset | duration | recovery | required | floor | probability\n"
                    "pairs | 2 | * | 0.5 | 0.25 | 0.3 | 0.1 |\nalone | 1 | first | 1 | | 0.2 | | 0.05",
        Hits="disruption | target | name | remaining\npairs | supplier | each | 0.1\n"
             "alone | supplier | each but one | 0.2",
    )  # fmt: skip


def windows() -> Sheets:
    """Return offers, lanes, plants and rules that are there for a while only, with what must stand for them first."""
    return small(
        Settings="setting | value\ndiscount rate | 0.08\ngap | 0\nbase year | 2026",
        Periods="period\np1\np2\np3\np4",
        Sites="site | country\nhere | AA\nmill | AA\nfar | BB",
        Materials="material | value | surplus\ngoods | 10 |\nore | 2 | 0.3",
        Recipes="process | role | item | amount\n"
                "run | makes | goods | 1\nrun | consumes | ore | 1.5\nrun | uses | crew | 0.5",
        Plants="site | process | capacity | variable cost | fixed cost | minimum use | retires | availability\n"
               "mill | run | 6 | 1 | 0.5 | 0.3 | p4 | 0.9",
        Resources="resource | place | capacity | variable cost\ncrew | AA | 9 | 0.2",
        Suppliers="supplier | site | material | price | maximum | minimum | fixed cost | from | until | needs | total "
                  "| term\n"
                  ""
                  "pit | mill | ore | 1 | 4 | | | p2 | | | 9 |\npit | mill | ore | 1.4 | 6 | | | | p3 | | |\n"
                  "pit | mill | ore | 2 | | | | | | port | |\nstore | here | goods | 9 | 20 | 0.5 | 0.7 | | | | | 2\n"
                  "isle | far | goods | 3 | 8 | | | p2 | p3 | | |",
        Lanes="from | to | material | cost | tariff | loss | maximum | minimum | fixed cost | needs | uses\n"
              "mill | here | goods | 0.4 | | 0.02 | 15 | | | | crew: 0.1\n"
              "far | here | goods | 0.9 | 0.1 | 0.05 | 7 | 0.4 | 0.6 | port |",
        Demand="market | material | amount | price | shortage cost | required\n"
               "here | goods | 9 | | 60 | 0.5\nfar | ore | 0.4 | 5 | |",
        Stockpiles="site | material | initial | maximum | holding cost | loss | reserve | final | cover days\n"
                   "here | goods | 1.5 | 6 | 0.2 | 0.05 | 0.4 | 1 | 0.5\nmill | ore | 2 | 4 | 0.1 | 0.01 | | |",
        Projects="project|kind|place|adds|block|maximum|fixed capital|capital rate|yearly cost|lead time|life|ramp"
                 "|spending"
                 "|earliest|latest|decision|uses\n"
                 "port|state|here| | | |3| |0.2|0.5|2.5| |0.6; 0.4|p1|p2|must|crew: 0.3\n"
                 "line|firm|mill|run|2| |4| |0.3|1|2|0.5|0.7; 0.3| |p3|p2: 1|crew: 0.4\n"
                 "hands|state|AA|crew| |5| |0.8|0.1|0.3|20|0.25; 0.75| |p2| |p2: 1.5|",
        Budgets="funder | amount | carry over | weight\nstate | 9 | yes | 0.9\nfirm | 12 | no | 1",
        Funding="funder | projects | share | maximum\nstate | state | |\nstate | firm | 0.4 | 3\nfirm | firm | |",
        Rules="rule | measure | material | buyers | origins | limit | from | until | penalty\n"
              "mix | each share at most | goods | here | | 0.9 | p2 | | 4\n"
              "home | share at least | goods | here | AA | 0.2 | | p3 | 7",
        Disruptions="disruption | probability | onset | duration | recovery | required | floor\n"
                    "storm | 0.1 | p1; p3 | 0.6 | 0.7 | 0.2 | 0.1",
        Hits="disruption | target | name | remaining\n"
             "storm | lane | far > here | 0.2\nstorm | plant | run @ mill | 0.5\n"
             "storm | resource | crew @ AA | 0.8",
    )  # fmt: skip


WORKBOOKS: dict[str, Callable[[], Sheets]] = {
    "rare": rare, "closures": lambda: closures("run", 53), "round trip": round_trip, "chips": chips, "grain": grain,
    "stocks": stocks, "closing": closing, "windows": windows,
    "use": lambda: ruled(rule("each share at most", 0.6), rule("share at most", 0.3, "A")),
}  # fmt: skip


def _struck(chance: random.Random) -> Sheets:
    return drawn_years.with_strikes(chance, drawn_years.draw(chance))


def _drawn(draw: Callable[[random.Random], Sheets], seed: int) -> Callable[[], Sheets]:
    return lambda: draw(random.Random(seed))


MORE: dict[str, Callable[[], Sheets]] = {
    **WORKBOOKS,
    **{f"odd {seed}": _drawn(draw_odd, seed) for seed in (0, 2, 3, 4, 5, 6)},
    **{f"networks {seed}": _drawn(drawn_networks.draw, seed) for seed in (0, 3, 4, 5)},
    **{f"circles {seed}": _drawn(drawn_circles.draw, seed) for seed in (0, 3, 4, 5, 6)},
    **{f"chains {seed}": _drawn(drawn_chains.draw, seed) for seed in (0, 1, 3)},
    **{f"shares {seed}": _drawn(drawn_shares.draw, seed) for seed in (1, 2, 3)},
    **{f"steps {seed}": _drawn(drawn_steps.draw, seed) for seed in (0, 1, 3, 4, 5, 6)},
    **{f"goods {seed}": _drawn(drawn_goods.draw, seed) for seed in (0, 1, 2)},
    **{f"floored {seed}": _drawn(drawn_risks.draw_floored, seed) for seed in (1, 3, 6, 8)},
    **{f"prices {seed}": _drawn(drawn_risks.draw_dearer, seed) for seed in (1, 3, 6, 7)},
    **{f"years {seed}": _drawn(_struck, seed) for seed in (3, 11, 14, 19, 24, 28)},
    "dearer": dearer,
    "sets": sets,
    "two of three": lambda: blocks(2, 0.1),
    **{f"steps {seed}": _drawn(drawn_steps.draw, seed) for seed in (0, 1)},
}
WAYS: dict[str, Callable[[Sheets], Sheets]] = {"varied": varied, "with gaps": with_gaps}
NAMES = (*WORKBOOKS, *(f"{how}: {name}" for how in WAYS for name in MORE))
DIGITS = 9
MOST = 4  # branches of a workbook
Texts = list[tuple[str, str]]


def number(value: float) -> str:
    """Return a number in nine digits, without a zero's sign."""
    return f"{value + 0.0:.{DIGITS}g}"


def label(member: Any) -> str:
    """Return the name of a column or of a row: its family and its key."""
    return f"{owner_of(member)}({', '.join(map(str, key_of(member)))})"


def within(low: float, terms: Mapping[str, float], high: float) -> str:
    """Return a sum of terms between its limits."""
    told = " ".join(f"{number(value)} {name}" for name, value in sorted(terms.items()))
    return f"{number(low)} <= {told} <= {number(high)}"


def rows(program: LinearProgram) -> Iterator[tuple[str, str]]:
    """Yield the family and the text of every row."""
    columns = [label(each) for each in program.columns]
    for n, member in enumerate(program.rows):
        part = slice(program.matrix.indptr[n], program.matrix.indptr[n + 1])
        terms: dict[str, float] = defaultdict(float)
        for place, value in zip(program.matrix.indices[part], program.matrix.data[part], strict=True):
            terms[columns[place]] += value
        yield owner_of(member), f"{label(member)}: {within(program.row_lower[n], terms, program.row_upper[n])}"


def columns(program: LinearProgram) -> Iterator[tuple[str, str]]:
    """Yield the family and the text of every column: its bounds, whether it is whole, and its cost."""
    for n, member in enumerate(program.columns):
        low, high, whole = program.lower[n], program.upper[n], "whole " if program.integer[n] else ""
        yield (
            owner_of(member),
            f"{label(member)}: {number(low)} <= {whole}<= {number(high)}, cost {number(program.cost[n])}",
        )


def measures(model: Any, program: LinearProgram) -> Iterator[tuple[str, str]]:
    """Yield what every measure that is a sum of columns is one of."""
    names = [label(each) for each in program.columns]
    for name, declared in MEASURES.items():
        if not callable(declared.terms) or (declared.needs and not any(each.chance for each in model.branches)):
            continue
        for period in ("", model.index.problem.periods[0].name):
            terms: dict[str, float] = defaultdict(float)
            for amount, variable in Measure(name, period=period).terms(model):
                terms[names[program.columns.place(variable)]] += amount
            told = " ".join(f"{number(value)} {one}" for one, value in sorted(terms.items()) if value)
            yield name, f"{name} {period}: {told}"


def digest(lines: Iterable[str]) -> str:
    """Return a few letters that stand for some lines, and for no others."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def families(texts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield of each family how many rows there are, a digest of all, and three of them."""
    found: dict[str, list[str]] = defaultdict(list)
    for family, text in texts:
        found[family].append(text)
    for family, lines in sorted(found.items()):
        yield f"  {family}: {len(lines)}, {digest(lines)}"
        shown = sorted({0, len(lines) // 2, len(lines) - 1})
        yield from (f"    {lines[n] if len(lines[n]) < 500 else lines[n][:500] + ' ...'}" for n in shown)


def branch(found: BranchProgram, trunk_columns: Sequence[str]) -> tuple[Texts, Texts]:
    """Return the families and texts of a branch's rows, the trunk's columns among their terms, and of its columns."""
    own = {place: f"own {name}{key}" for name, places in found.columns.items() for key, place in places.items()}
    rows_of_it, columns_of_it = [], []
    for name, places in found.rows.items():
        for key, place in places.items():
            terms: dict[str, float] = defaultdict(float)
            for matrix, names in ((found.matrix, own), (found.matrix_trunk, trunk_columns)):
                part = slice(matrix.indptr[place], matrix.indptr[place + 1])
                for column, value in zip(matrix.indices[part], matrix.data[part], strict=True):
                    terms[names[column]] += value
            rows_of_it.append((name, f"{name}{key}: {within(found.row_lower[place], terms, found.row_upper[place])}"))
    for name, places in found.columns.items():
        for key, n in places.items():
            told = f"{number(found.lower[n])} <= <= {number(found.upper[n])}, cost {number(found.cost[n])}"
            columns_of_it.append((name, f"{name}{key}: {told}"))
    return rows_of_it, columns_of_it


def built(sheets: Sheets) -> Trunk:
    """Return the model of a workbook with all that a measure may ask of it, and charges for changes."""
    with tempfile.TemporaryDirectory() as folder:
        problem = assemble(read(write(Path(folder) / "in.xlsx", sheets)))
    model = trunk(problem, MEASURED)
    add_changes(model, {key: 1.0 for n, key in enumerate(sorted(model.start)) if n % 2})
    return model


def sections(name: str) -> Iterator[tuple[str, Iterable[tuple[str, str]]]]:
    """Yield what the model of one workbook makes, section by section: the workbook as it is, or varied."""
    how, _, plain = name.rpartition(": ")
    model = built(WAYS[how](MORE[plain]()) if how else WORKBOOKS[name]())
    program = compile_model(model)
    yield f"{name}: rows", rows(program)
    yield f"{name}: columns", columns(program)
    yield f"{name}: measures", measures(model, program)
    yield f"{name}: values", values(model)
    shapes, names = Shapes(model, program), [label(each) for each in program.columns]
    for each in model.branches[:MOST]:
        for kind, found in (("window", shapes.stamped(each)), ("without end", shapes.window(each))):
            here = f"{name}: {each.disruption}, onset {each.onset}, {kind}"
            for what, texts in zip(("rows", "columns"), branch(found, names), strict=True):
                yield f"{here}: {what}", texts


def part(name: str) -> Iterator[str]:
    """Yield what the page tells of one workbook: of one that is varied no more than a digest of each section."""
    for heading, texts in sections(name):
        if name in WORKBOOKS:
            yield from (heading, *families(texts))
        else:
            told = [text for _, text in texts]
            yield f"{heading}: {len(told)}, {digest(told)}"


def page() -> str:
    """Return the page."""
    return "\n".join(line for name in NAMES for line in part(name)) + "\n"


if __name__ == "__main__":
    if sys.argv[1:]:
        print(*(f"{heading}: {text}" for heading, texts in sections(sys.argv[1]) for _, text in texts), sep="\n")
    else:
        PAGE.write_text(page(), encoding="utf-8")
