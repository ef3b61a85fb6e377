"""The numbers of a plan that no check makes anew, each with the reason; the seal tells that they were changed."""

from __future__ import annotations

from typing import Final

AUDIT: Final = "it is what an audit found: every verification makes all of Checks anew, and reads none of it"
SAMPLED: Final = "courses are drawn by chance, and only drawing them all again would tell; no decision rests on it"
ASKED: Final = "it was asked for when the plan was made, and nothing else in the plan says what was asked"
SEARCH: Final = "how the search went: the plan is no better or worse for it"
SIZE: Final = "the size of the model, which the audit does not know: it is written without it"
BESIDE: Final = "of what would be with nothing built: no plan in the tables, but verified as one when it was found"
CLOCK: Final = "what the clock said, once"

# by table and column
UNCHECKED_COLUMNS: Final = {
    ("Checks", "rows"): AUDIT,
    ("Checks", "worst"): AUDIT,
    ("Checks", "tolerance"): AUDIT,
    ("Monte Carlo", "extra cost"): SAMPLED,
    ("Monte Carlo", "shortage"): SAMPLED,
    ("Monte Carlo", "strikes"): SAMPLED,
}

# by the fact of the sheet Run
UNCHECKED_FACTS: Final = {
    "gap asked": ASKED,
    "money gap asked": ASKED,
    "time limit": ASKED,
    "threads": ASKED,
    "seed": ASKED,
    "courses sampled": ASKED,
    "seed of the samples": ASKED,
    "rounds": SEARCH,
    "rows added": SEARCH,
    "nodes": SEARCH,
    "variables": SIZE,
    "whole-numbered variables": SIZE,
    "rows": SIZE,
    "nonzeros": SIZE,
    "smallest coefficient": SIZE,
    "largest coefficient": SIZE,
    "smallest cost": SIZE,
    "largest cost": SIZE,
    "baseline bound": BESIDE,
    "baseline given up": BESIDE,
    "seconds: what is beside it": CLOCK,
    "seconds: build": CLOCK,
    "seconds: hand-over": CLOCK,
    "seconds: solve": CLOCK,
    "seconds: extract": CLOCK,
    "seconds: judge disruptions": CLOCK,
    "seconds: audit": CLOCK,
}
