"""Plan random trees of worlds by prices of what they share, and hold them against plain arrays of the whole tree.

    python benchmarks/worlds_by_prices.py few 0 200        two to five worlds (tests/drawn_worlds.py)
    python benchmarks/worlds_by_prices.py 12 0 50          three dates and twelve ends; 16: sixteen
    python benchmarks/worlds_by_prices.py 12 0 50 --storms --gap 0.001

Prints every seed whose bound is above the least cost, whose plan is below it, or whose gap stays open; in the end how
many ended how, and the seconds that prices and one programme of all worlds took.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from drawn_worlds import DrawnTree, drawn_tree, wide_tree
from test_playbook_prices import drawn, search
from test_playbook_tree import EXACT

from planner.studies.playbook.tree import CompiledTree

SAME = 1e-6


def tree_of(kind: str, seed: int, *, storms: bool) -> DrawnTree:
    """Return a drawn tree."""
    draw = Random(seed)
    return drawn_tree(draw, storms=storms) if kind == "few" else wide_tree(draw, int(kind) // 4, storms=storms)


def main() -> None:
    """Run the seeds that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=["few", "12", "16"])
    parser.add_argument("first", type=int)
    parser.add_argument("end", type=int)
    parser.add_argument("--storms", action="store_true", help="with disruptions that may strike")
    parser.add_argument("--gap", type=float, default=0.0)
    asked = parser.parse_args()
    options = replace(EXACT, gap=asked.gap, threads=1)
    ended, seconds = Counter[str](), Counter[str]()
    for seed in range(asked.first, asked.end):
        found = drawn(tree_of(asked.kind, seed, storms=asked.storms))
        if found is None:
            continue
        book, best = found
        began = time.process_time()
        CompiledTree(book, options).ask(options)
        together = time.process_time()
        priced = search(book, options).run()
        seconds["one programme"] += together - began
        seconds["prices"] += time.process_time() - together
        room = SAME * max(1.0, abs(best))
        is_wrong = priced.bound > best + room or priced.best.cost < best - room
        word = "WRONG" if is_wrong else str(priced.stopped)
        ended[word] += 1
        if word != "gap closed":
            print(asked.kind, seed, word, priced.bound, best, priced.best.cost, flush=True)
    told = {name: round(spent, 1) for name, spent in seconds.items()}
    print(f"{asked.kind} {asked.first} {asked.end}: {dict(ended)}, seconds of the processor: {told}")


if __name__ == "__main__":
    main()
