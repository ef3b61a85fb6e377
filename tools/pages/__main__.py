"""``python -m tools.pages NAME...`` makes pages anew; ``mark`` says on pages of changed workbooks that they are old."""

from __future__ import annotations

import argparse

from tools.pages import (
    argued,
    back_test,
    cases,
    changes,
    commitments,
    limits,
    minerals,
    numbers,
    playbook,
    playbook_worths,
    real_case,
    shares,
    taiwan,
)
from tools.pages.page import mark
from tools.pages.solves import KEPT_ONLY

PAGES = {
    "argued": argued.make, "argued-minerals": argued.make,
    "back-test": back_test.make, "flagship": real_case.make_flagship, "baseline": real_case.make_baseline,
    "commitments": commitments.make,
    "taiwan-by-year": real_case.make_by_onset,
    "taiwan": taiwan.make, "taiwan-limits": limits.make_limits,
    "china": limits.make_china, "minerals": minerals.make, "public-money": real_case.make_public_money,
    "cases": cases.make, "distrust": changes.make, "numbers": numbers.make, "draws": numbers.make_draws,
    "shares": shares.make, "playbook": playbook.make, "playbook-worths": playbook_worths.make,
}  # fmt: skip


def main() -> None:
    """Make the pages that are named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pages", nargs="+", choices=[*PAGES, "mark"])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--kept", action="store_true", help="solve nothing: tell what has been solved")
    given = parser.parse_args()
    KEPT_ONLY.extend([True] * given.kept)
    for name in given.pages:
        if name == "mark":
            for stamp in mark():
                print(f"{stamp.page.name}: {stamp.name} is of an earlier edition")
        else:
            PAGES[name](given.threads)


if __name__ == "__main__":
    main()
