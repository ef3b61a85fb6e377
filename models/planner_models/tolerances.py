"""Every tolerance of the model and the solve, as one system: what each is of, and what it must be no less than.

The audit has its own, beside its rules: it shares nothing with what it verifies.
"""

from __future__ import annotations

from typing import Final

NEVER_KEPT: Final = 1e-5  # a row of nothing that cannot be kept is missed by no less
BOUND_BLURRED: Final = 1e-5  # of all that is spent and earned: a bound of the solver may be off by it, mostly far less
SAFER: Final = 1e-5  # of service, or of all that is asked or spent: what is less is no reason for another plan
CHEAP_STEP: Final = 1e-5  # of the cost: what whole numbers may cost that a dive rounds down together
ASKED_SETTLED: Final = 1e-6  # of what rules ask for: it is settled when another round of it adds no more
COVER_ROOM: Final = 1e-6  # of what decisions have to come to together: what misses no more is enough
GAP_CLOSED: Final = 1e-6  # of a cost: what arithmetic leaves of a gap that is closed
HHI_EXACT: Final = 1e-6  # the most by which a Herfindahl index may exceed its limit
LEAST_MOVE: Final = 1e-6  # an amount that may move by less does not
LEAST_SHARE: Final = 1e-6  # of a resource: what is less is as good as nothing
LEAST_SPLIT: Final = 1e-6  # of a start's capital: a split that may move by less is none
MOVE_COSTS: Final = 1e-6  # of the largest cost: a move that costs more is told from one at no cost
PRICES_APART: Final = 1e-6  # of two prices: what is apart by less no solver tells apart
RAY_EARNS: Final = 1e-6  # of what a direction costs and gains: it earns when it does so by more
SHOWN_KEPT: Final = 1e-6  # of a guarantee: the plan shows it as kept where no more is missed
SOURCES_DIFFER: Final = 1e-6  # of what is used in all: what differs by less is the same
WHOLE: Final = 1e-6  # by how much a whole number may be off
ENDURED: Final = 1e-7  # of demand: how long it is met in full counts no more than this as short
COST_KNOWN: Final = 1e-7  # of a branch's cost: it is known when it is off by no more
FEASIBLE: Final = 1e-7  # by how much a linear row may be missed, in the solver's units
GIVEN_UP: Final = 1e-7  # by how much what was found first may be given up for what comes after it
GUARANTEE_KEPT: Final = 1e-7  # of a guarantee: it is kept when no more is missing
NO_COST: Final = 1e-7  # of a branch's cost: a cost so small is none
ROW_KEPT: Final = 1e-7  # of its terms: a row is kept when it is missed by no more
SERVED_IN_FULL: Final = 1e-7  # of demand: what is short by no more is served in full
UNSEEN_COST: Final = 1e-7  # in its own units: a cost so small is none to the solver
ROW_KEPT_IN_UNITS: Final = 1e-8  # or by this in the solver's units
SHARES_SETTLED: Final = 1e-8  # of a path's plans: shares that move by no more have settled
WAYS_EQUAL: Final = 1e-8  # of their terms: ways through a branch whose costs differ by no more cost the same
AT_BOUND: Final = 1e-9  # of a column's unit: so near a limit it is at it
CONVENTION_ROOM: Final = 1e-9  # beside the size of its terms: by how much a row may be missed, and the cost
COUNT_ROUNDING: Final = 1e-9  # by how much a count that was divided out may be above the whole number that is meant
EXACT_ROW: Final = 1e-9  # by how much a row of a plan that is made exact may be missed
LEFT_OF_LIMIT: Final = 1e-9  # of what it is the difference of: so little left of a limit is none
LEAST_LEFT: Final = 1e-9  # of what is sent: a lane that loses more is taken to lose all but this
MOMENT: Final = 1e-9  # years: begins are sums of lengths of periods
NEEDLESS_ROOM: Final = 1e-9  # beside the size of its terms: by how much a row may be missed that is left out
NO_SUPPLY: Final = 1e-9  # a supply so small is none
ROWS_DEPEND: Final = 1e-9  # of the largest: rows whose own part is less depend on each other
SAME_COST: Final = 1e-9  # of all that is spent and earned: what is less tells no costs apart
SOURCES_TRACE: Final = 1e-9  # an amount of an origin so small is none
SPENT_ROUNDING: Final = 1e-9  # the same, of all that is spent and earned: where they nearly cancel a cost is less exact
SPLIT_MEANT: Final = 1e-9  # of a start's capital: so near to the wished split is meant as it
ZERO_AMOUNT: Final = 1e-9  # beside what counts as 1: what a solver's arithmetic leaves of a zero
LEAST_FEASIBLE: Final = 1e-10  # the least by how much the solver can be told that a row may be missed, in its units
LEAST_COEFFICIENT: Final = 1e-12  # the solver drops smaller coefficients itself, without a word
OWN_COST: Final = 1e-12  # of all that is spent and earned: by which a plan may miss its own cost
ROW_ROOM: Final = 1e-12  # beside the sizes of its terms: what a row is given beyond its limit for rounding
SAME_UNIT_COST: Final = 1e-12  # of what a unit costs: two costs that differ by less are one
SUM_ROUNDING: Final = 1e-12  # of the terms of a sum: what is left of it by rounding
ZERO_TRACE: Final = 1e-12  # beside the terms that cancel in it: what arithmetic leaves of a zero
CANCELLED: Final = 1e-13  # of the terms of one variable: what is left where they cancel
PATHS_AGREE: Final = 1e-14  # of what they are, squared: values of paths that differ by no more agree
NO_SIZE: Final = 1e-300  # a size that is nothing is taken as this where something is divided by it
RECIPE_ROUNDING: Final = 1e-13  # of an amount, that adding up the rows of a recipe may be off by

# (a tolerance, one that it must not be less than, why): what is measured coarsely must not see what is finer
NO_LESS_THAN: Final = (
    ("MOVE_COSTS", "UNSEEN_COST", "a move costs nothing where the solver sees no cost"),
    ("COVER_ROOM", "FEASIBLE", "what the solver calls enough is enough, and no row cuts it off"),
    ("PRICES_APART", "UNSEEN_COST", "cost alone orders price steps only where the solver sees the difference"),
    ("CANCELLED", "RECIPE_ROUNDING", "what is measured must not be lost in what arithmetic leaves"),
    ("LEAST_COEFFICIENT", "CANCELLED", "what is left of terms that cancel is no coefficient"),
    ("ZERO_AMOUNT", "CANCELLED", "what is measured must not be lost in what arithmetic leaves"),
    ("LEFT_OF_LIMIT", "CANCELLED", "what is measured must not be lost in what arithmetic leaves"),
    ("EXACT_ROW", "ROW_ROOM", "what rounding is given room for counts as exact"),
    ("FEASIBLE", "EXACT_ROW", "a plan that is made exact is better than the solver's own"),
    ("WHOLE", "FEASIBLE", "a whole number that is off by less than a row may be is decided"),
    ("ROW_KEPT", "FEASIBLE", "what the solver calls kept is kept"),
    ("ROW_KEPT", "ROW_KEPT_IN_UNITS", "what is measured must not be lost in what arithmetic leaves"),
    ("GUARANTEE_KEPT", "FEASIBLE", "a branch that the solver calls kept gives no row: else the same for ever"),
    ("SHOWN_KEPT", "GUARANTEE_KEPT", "the plan does not show as broken what no row would mend"),
    ("ENDURED", "SERVED_IN_FULL", "what is served in full is survived"),
    ("ENDURED", "GUARANTEE_KEPT", "capacity that is just what a guarantee of all asks for is enough for ever"),
    ("SERVED_IN_FULL", "EXACT_ROW", "what is measured must not be lost in what arithmetic leaves"),
    ("WAYS_EQUAL", "ZERO_TRACE", "what is measured must not be lost in what arithmetic leaves"),
    ("COST_KNOWN", "WAYS_EQUAL", "what is measured must not be lost in what arithmetic leaves"),
    ("GAP_CLOSED", "COST_KNOWN", "a gap cannot close below what branches' costs are known to"),
    ("SPENT_ROUNDING", "OWN_COST", "what is measured must not be lost in what arithmetic leaves"),
    ("SAME_COST", "OWN_COST", "what is measured must not be lost in what arithmetic leaves"),
    ("BOUND_BLURRED", "GAP_CLOSED", "only a bound that is off by more than a closed gap is blurred"),
    ("SAFER", "GIVEN_UP", "a plan is not left for a safer one by what was given up to find it"),
    ("GIVEN_UP", "EXACT_ROW", "what is measured must not be lost in what arithmetic leaves"),
    ("HHI_EXACT", "FEASIBLE", "tangents that the solver keeps are not asked for again"),
    ("HHI_EXACT", "NO_SUPPLY", "what is measured must not be lost in what arithmetic leaves"),
    ("SOURCES_DIFFER", "SOURCES_TRACE", "what is measured must not be lost in what arithmetic leaves"),
    ("LEAST_SPLIT", "SPLIT_MEANT", "what is measured must not be lost in what arithmetic leaves"),
    ("LEAST_MOVE", "SAME_UNIT_COST", "what is measured must not be lost in what arithmetic leaves"),
    ("SHARES_SETTLED", "PATHS_AGREE", "plans whose shares have settled are told from plans that agree"),
    ("NO_COST", "SUM_ROUNDING", "what is measured must not be lost in what arithmetic leaves"),
)
