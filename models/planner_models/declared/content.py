"""Section 3 continued, content through recipes: the families of `models/planner_models/content.py`."""

from __future__ import annotations

from typing import Final

from planner_models.declared.tables import LAPSES, defines, variables

VARIABLES: Final = variables("""
clean_activity    | overlay plant t          | a year | >= 0 |  | content: no more than there is | runs whose inputs are all without content of an overlay's origins, and so its products
clean_purchase    | overlay offer t          | a year | >= 0 |  | content: no more than there is | bought without content of them
clean_flow        | overlay lane t           | a year | >= 0 |  | content: no more than there is | sent down a lane without content of them, of all origins together
clean_stock       | overlay stockpile t      | amount | >= 0 |  | content: no more than there is | held without content of them
clean_consumption | overlay plant material t | a year | >= 0 |  | content: no more than there is | consumed without content of them
clean_delivery    | overlay demand t         | a year | >= 0 |  | content: no more than there is | served without content of them
clean_surplus     | overlay material site t  | a year | >= 0 |  | content: no more than there is | left over without content of them
""")  # fmt: skip

CONSTRAINTS: Final = (
    defines("K1", "clean_balance", "overlay material site t", "a year", "content: balances", LAPSES),
    defines("K2", "clean_recipe", "overlay plant material t", "a year", "content: inputs are clean", LAPSES),
    defines("K3", "clean_runs", "overlay plant t", "a year", "content: no more than there is", LAPSES),
    defines("K4", "clean_input", "overlay plant material t", "a year", "content: no more than there is", LAPSES),
    defines("K5", "clean_bought", "overlay offer t", "a year", "content: no more than there is", LAPSES),
    defines("K6", "clean_sent", "overlay lane t", "a year", "content: no more than there is", LAPSES),
    defines("K7", "clean_held", "overlay stockpile t", "amount", "content: no more than there is", LAPSES),
    defines("K8", "clean_delivered", "overlay demand t", "a year", "content: no more than there is", LAPSES),
    defines("K9", "clean_left", "overlay material site t", "a year", "content: no more than there is", LAPSES),
    defines("K10", "content_intake", "rule origins t", "a year", "rules: value shown", LAPSES),
    defines("K11", "content_use", "rule origins t", "a year", "rules: value shown", LAPSES),
)  # fmt: skip
