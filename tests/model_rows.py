"""What the model makes of some small workbooks, row by row, in words that a reader can check: ``tests/data/rows.txt``.

    python tests/model_rows.py        writes it; read the difference, then commit it

Of each family in each workbook all rows (or columns) count in a digest, and the first, the middle and the last are
written out. Workbooks with other numbers in every year follow, of which only the first row of a family is. A changed
coefficient, sign, index or bound anywhere in the model changes the page.
"""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import drawn_chains
import drawn_circles
import drawn_networks
import drawn_shares
import drawn_steps
from drawn_odd import draw_odd
from test_closures import sheets as closures
from test_content import round_trip
from test_contract_use import rule, ruled
from test_declared import rare
from test_invariants import chips, grain
from test_public_money import stocked
from varied import varied
from workbooks import rows as table
from workbooks import small, write

from planner.solving.branches.shapes import BranchProgram, Shapes
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


WORKBOOKS: dict[str, Callable[[], Sheets]] = {
    "rare": rare, "closures": lambda: closures("run", 53), "round trip": round_trip, "chips": chips, "grain": grain,
    "stocks": stocks, "closing": closing,
    "use": lambda: ruled(rule("each share at most", 0.6), rule("share at most", 0.3, "A")),
}  # fmt: skip


def _drawn(draw: Callable[[random.Random], Sheets], seed: int) -> Callable[[], Sheets]:
    return lambda: draw(random.Random(seed))


MORE: dict[str, Callable[[], Sheets]] = {
    **WORKBOOKS,
    **{f"odd {seed}": _drawn(draw_odd, seed) for seed in (0, 2)},
    "networks 0": _drawn(drawn_networks.draw, 0),
    "circles 0": _drawn(drawn_circles.draw, 0),
    **{f"chains {seed}": _drawn(drawn_chains.draw, seed) for seed in (0, 1)},
    "shares 1": _drawn(drawn_shares.draw, 1),
    **{f"steps {seed}": _drawn(drawn_steps.draw, seed) for seed in (0, 1)},
}
VARIED = "varied "
NAMES = (*WORKBOOKS, *(f"{VARIED}{name}" for name in MORE))
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


def families(texts: Iterable[tuple[str, str]], most: int = 3) -> Iterator[str]:
    """Yield of each family how many rows there are, a digest of all, and up to three of them."""
    found: dict[str, list[str]] = defaultdict(list)
    for family, text in texts:
        found[family].append(text)
    for family, lines in sorted(found.items()):
        digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]
        yield f"  {family}: {len(lines)}, {digest}"
        shown = sorted({0, len(lines) // 2, len(lines) - 1})[:most]
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


def part(name: str) -> list[str]:
    """Return what the page tells of one workbook: as it is, or with other numbers in every year."""
    is_varied = name.startswith(VARIED)
    sheets = varied(MORE[name.removeprefix(VARIED)]()) if is_varied else WORKBOOKS[name]()
    most = 1 if is_varied else 3
    model = built(sheets)
    program = compile_model(model)
    sections = {"rows": rows(program), "columns": columns(program), "measures": measures(model, program)}
    lines = [line for what, texts in sections.items() for line in (f"{name}: {what}", *families(texts, most))]
    shapes, names = Shapes(model, program), [label(each) for each in program.columns]
    for each in model.branches[:MOST]:
        for kind, found in (("window", shapes.stamped(each)), ("without end", shapes.window(each))):
            here = f"{name}: {each.disruption}, onset {each.onset}, {kind}"
            for what, texts in zip(("rows", "columns"), branch(found, names), strict=True):
                lines += [f"{here}: {what}", *families(texts, most)]
    return lines


def page() -> str:
    """Return the page."""
    return "\n".join(line for name in NAMES for line in part(name)) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
