"""Every tolerance outside the mathematics and the solve, as one system: of what it is, and what it is for.

The model and the solve have theirs in `planner_models.tolerances`, the audit its own in `planner.audit.tolerances`: it
shares nothing with what it verifies.
"""

from __future__ import annotations

from typing import Final

# What is told
AT_LIMIT: Final = 1e-4  # of a limit: what is closer counts as at it
NOTICED: Final = 1e-6  # of what it is part of: what is less is told as nothing, and what differs by less as the same
ROUNDING: Final = 1e-9  # of what it is part of: what arithmetic leaves of nothing, or between two that are one
REWRITTEN: Final = 1e-12  # of a number: by what writing and reading it, or adding up in another order, may change it
GAP_DRAWN: Final = 1e-5  # a gap below which a picture of a solve draws none
LEAST_SIZE: Final = 1e-12  # a size that is less is taken as this where something is measured against it

# What is typed
TYPED: Final = 1e-6  # by how much numbers that a planner typed may miss what they have to add up to
MOMENT: Final = 1e-9  # years: begins are sums of lengths of periods

# Tables of plans
PRICE_NOTHING: Final = 1e-14  # of the dearest, both of the largest limit of their kind: such a price is none
COUNTED: Final = 1e-7  # of all that comes in: an origin that lacks no more has the least share that counts

# What gives way
GIVES_LEAST: Final = 1e-4  # by what part of itself the total that gives way may be more than the least
CELL_STANDS: Final = 1e-7  # of a cell's scale: what arithmetic leaves of a cell that does not give way
CELL_SAME: Final = 1e-8  # of a value in a cell: by what it may be off by arithmetic alone

# Studies
MEASURE_BEST: Final = 1e-4  # by how much the best of a rule's measure may be off, where the gap asks for no less
MEASURE_CLOSEST: Final = 1e-5  # the least that it is searched to: an index is itself only kept to a millionth
MEASURE_NOTHING: Final = 5e-6  # what rounding makes of a share or an index that is nothing
MEASURE_TRACE: Final = 5e-7  # the same of money or an amount: of all that is spent and earned, or of the largest demand
STAGE_LOSS: Final = 1e-7  # of a measure: by what it may be worse than it was when the next is made best
PROMISED_LESS: Final = 1e-6  # of a share: by what a point's workbook asks for less than was found
SIZE_BOUGHT: Final = 1e-6  # of the largest size along a frontier: what rounding buys
WITHIN_LIMIT: Final = 1e-7  # of a cost: by what a plan may cost more than the limit and count as within it
WHOLE_BOUND: Final = 1e-6  # by how much a bound of whole numbers may be off
COST_NOTHING: Final = 1e-7  # of what a period costs: a cost so small is none
STOCK_SAME: Final = 1e-5  # of a stock or total: by which it may be off the plan's and is still the plan's
AS_LITTLE: Final = (
    1e-4  # of the least that is given up: what is whole stays as it was where it gives up no more than that
)
AMOUNTS_CLOSE: Final = 1e-4  # of the least that is looked for: gap of the amounts that make starts possible
CORE_TIGHT: Final = 1e-8  # of what partners save: what a coalition could get more and still be as tight as the least
SOLVED_TO: Final = 1e-10  # of what partners save: to which the linear programmes of shares are solved
NEXT_MISSES: Final = (1e-6, 1e-5, 1e-4)  # of what was found: by which the next solve may miss it; more where it has to

# (a tolerance, one that it must not be less than, why)
NO_LESS_THAN: Final = (
    ("AT_LIMIT", "NOTICED", "what is as good as at its limit is not told as beyond it"),
    ("NOTICED", "ROUNDING", "what arithmetic leaves is told as nothing"),
    ("ROUNDING", "REWRITTEN", "a number that was written and read is the same"),
    ("TYPED", "MOMENT", "what is typed is no finer than what adding up leaves"),
    ("MEASURE_BEST", "MEASURE_CLOSEST", "no measure is searched closer than it is kept"),
    ("MEASURE_CLOSEST", "MEASURE_NOTHING", "what is searched to a width is nothing below it"),
    ("MEASURE_NOTHING", "STAGE_LOSS", "a measure that is nothing may be as much worse"),
    ("GIVES_LEAST", "CELL_STANDS", "a cell that stands adds nothing to what gives way"),
    ("CELL_STANDS", "CELL_SAME", "a cell that moves by arithmetic alone stands"),
    ("AS_LITTLE", "NOTICED", "what arithmetic leaves gives nothing up"),
    ("CORE_TIGHT", "SOLVED_TO", "what a linear programme is solved to is no excess"),
    ("STOCK_SAME", "COST_NOTHING", "a stock that costs nothing is the same"),
)
