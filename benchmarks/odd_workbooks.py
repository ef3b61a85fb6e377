"""Plan random odd workbooks (tests/drawn_odd.py) one after another and say which of them end as none may.

``python benchmarks/odd_workbooks.py 0 2000`` plans the workbooks of these seeds. Each must be refused at a cell, called
impossible with cells named, or planned with every check passed and every disruption judged.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from drawn_odd import ending


def main(first: int, last: int) -> None:
    """Plan the workbooks of some seeds and print how they end."""
    ends: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(first, last):
            try:
                end = ending(seed, Path(folder))
            except Exception:  # whatever it is, it is what is looked for here
                end = f"FAILED: {traceback.format_exc().splitlines()[-1]}"
            ends[end.split(":")[0]] += 1
            if end[:2].isupper():
                print(seed, end, flush=True)
    for end, count in ends.most_common():
        print(f"{count:6} {end}")


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
