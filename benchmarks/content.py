"""What following a content costs: the real case as it is, beside it with one rule that looks inside.

``python benchmarks/content.py [--limit 600] [--gap 0.01]``. The rule: of the optics that the alliance takes in, at most
half may hold Chinese gallium, at a penalty. Each run is a process of its own.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from own_process import Found, cells, measured, peak_megabytes, processor_seconds, tell

FLAGSHIP = Path(__file__).parents[1] / "inputs" / "ai_chips.xlsx"
RULE = {"rule": "Optics without too much Chinese gallium", "measure": "share at most", "material": "optics",
        "content": "gallium", "buyers": "Alliance", "origins": "China", "limit": 0.5, "penalty": 0.05}  # fmt: skip
EACH = {
    **RULE,
    "rule": "Optics without too much gallium of one country",
    "measure": "each share at most",
    "origins": "*",
}
WAYS = {"as it is": None, "share at most, of China": RULE, "each share at most, of all": EACH}
HEAD = ("rule", "columns", "rows", "nonzeros", "build s", "solve s", "of the processor", "peak MB", "gap", "objective")


def with_rule(path: Path, rule: dict[str, object] | None, target: Path) -> Path:
    """Write a workbook with a rule more."""
    from openpyxl import load_workbook

    from planner.workbook.schema.columns import header_key

    workbook = load_workbook(path)
    sheet = workbook["Rules"]
    header = [header_key(cell.value or "") for cell in sheet[1]]
    if rule is not None:
        for name in rule:
            if header_key(name) not in header:
                header.append(header_key(name))
                sheet.cell(1, len(header)).value = name
        row = max(cell.row for cell in sheet["A"] if cell.value) + 1
        for name, value in rule.items():
            sheet.cell(row, header.index(header_key(name)) + 1).value = value
    workbook.save(target)
    return target


def planned(path: Path, limit: float, gap: float) -> Found:
    """Plan a workbook, and measure what is built and what is solved."""
    from planner.infeasibility.planned import plan_book
    from planner.planning.pipeline import Stages
    from planner.workbook.reading.reader import read

    used, stages = processor_seconds(), Stages()
    plan = plan_book(read(path), stages=stages, time_limit=limit, gap=gap)
    return {
        "columns": plan.run["variables"], "rows": plan.run["rows"], "nonzeros": plan.run["nonzeros"],
        "build s": round(stages.seconds["build"] + stages.seconds["hand-over"], 1),
        "solve s": round(stages.seconds["solve"]),
        "of the processor": round(processor_seconds() - used), "peak MB": round(peak_megabytes()),
        "gap": f"{plan.run['gap']:.2%}", "objective": round(plan.run["objective"]), "verified": plan.is_verified,
    }  # fmt: skip


def main() -> None:
    """Print the table, or (for a process of its own) measure one workbook."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--case", type=Path, default=FLAGSHIP)
    parser.add_argument("--limit", type=float, default=600.0)
    parser.add_argument("--gap", type=float, default=0.01)
    parser.add_argument("--one", type=Path)
    given = parser.parse_args()
    if given.one:
        tell(planned(given.one, given.limit, given.gap))
        return
    print(cells(*HEAD), cells(*("---" for _ in HEAD)), sep="\n")
    with tempfile.TemporaryDirectory() as folder:
        for name, rule in WAYS.items():
            path = with_rule(given.case, rule, Path(folder) / "case.xlsx")
            found = measured(__file__, "--one", str(path), "--limit", str(given.limit), "--gap", str(given.gap))
            print(cells(name, *(found.get(column, found.get("status")) for column in HEAD[1:])), flush=True)


if __name__ == "__main__":
    main()
