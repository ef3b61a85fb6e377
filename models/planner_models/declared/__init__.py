"""Each piece of the mathematics, declared once: every family of variables and of constraints, a file a section.

What a family is, where its numbers stand in the workbook, what they are worth, how a miss is told, how it gives way,
what a disruption leaves of it and who audits it are read from here by everything that needs to know.
"""

from __future__ import annotations

from typing import Final

from planner_models.declared import branches, content, contracts, investment, measures, network, risk, sourcing
from planner_models.declared.family import BranchRowFamily, Family, RowFamily, VariableFamily
from planner_models.declared.parts import No

_SECTIONS: Final = (network, contracts, investment, sourcing, content, risk, measures)
VARIABLES: Final[dict[str, VariableFamily]] = {x.name: x for section in _SECTIONS for x in section.VARIABLES}
CONSTRAINTS: Final[dict[str, RowFamily]] = {x.name: x for section in _SECTIONS for x in section.CONSTRAINTS}
BRANCH_VARIABLES: Final[dict[str, VariableFamily]] = {x.name: x for x in branches.VARIABLES}
BRANCH_CONSTRAINTS: Final[dict[str, BranchRowFamily]] = {x.name: x for x in branches.CONSTRAINTS}
FAMILIES: Final[tuple[Family, ...]] = (
    *VARIABLES.values(), *CONSTRAINTS.values(), *BRANCH_VARIABLES.values(), *BRANCH_CONSTRAINTS.values(),
)  # fmt: skip
# By name: what has a price, what gives way, what is told when it is missed, what limits a branch.
PRICED: Final[dict[str, Family]] = {x.name: x for x in FAMILIES if not isinstance(x.price, No)}
GIVING_WAY: Final = {name: x for name, x in CONSTRAINTS.items() if not isinstance(x.gives_way, No)}
TOLD: Final = {name: x for name, x in CONSTRAINTS.items() if not isinstance(x.told, No)}
HOLDING_BACK: Final = {name: x for name, x in BRANCH_CONSTRAINTS.items() if not isinstance(x.held_back, No)}
HIT: Final = {name: x for name, x in BRANCH_CONSTRAINTS.items() if not isinstance(x.left, No)}
