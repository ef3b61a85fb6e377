"""Section 3, rules on where supply comes from: the families of `models/planner_models/sourcing.py`."""

from __future__ import annotations

from typing import Final

from planner_models.declared import entries, factors
from planner_models.declared.giving_way import is_hard, supply_of_rule
from planner_models.declared.parts import GivesWay, Limit
from planner_models.declared.tables import LAPSES, WHOLE, defines, row, ties, variables

VARIABLES: Final = variables("""
intake | rule origins t | a year | free   |  | rules: value shown  | what enters a rule's buyers from a set of origins, or is used by them
supply | rule t         | a year | free   |  | rules: total shown  | what enters a rule's buyers from all origins, or is used by them
excess | rule origins t |        | >= 0   |  | rules: excess shown | what a soft rule is missed by
counts | rule origins t |        | binary |  | rules: value shown  | an origin counts
radius | rule t         | a year | >= 0   |  | rules: HHI shown    | of an HHI rule: the most that the norm of the intakes may be
square | rule origins t | a year | >= 0   |  | rules: HHI shown    | of an HHI rule: an intake's square over the radius
""", counts={"settles": "counted"}, excess={"settles": "lowered"})  # fmt: skip

CONSTRAINTS: Final = (
    defines("S1", "origin_intake", "rule origins t", "a year", "sourcing: amounts", LAPSES),
    defines("S2", "total_supply", "rule t", "a year", "rules: total shown", LAPSES),
    defines("S12", "origin_use", "rule origins t", "a year", "sourcing: uses", LAPSES),
    defines("S13", "total_use", "rule t", "a year", "rules: total shown", LAPSES),
    row("S3", "share_cap", "rule origins t", "a year", price=Limit(entries.RULE_SHARE, factor=factors.supplied),
        gives_way=GivesWay("limits", 1, up_to=1.0, times=supply_of_rule, when=is_hard), told="rule {q} in {t}", branch=LAPSES, audit="rules: slack shown"),
    row("S4", "share_floor", "rule t", "a year", price=Limit(entries.RULE_SHARE, factor=factors.supplied),
        gives_way=GivesWay("floors", -1, times=supply_of_rule, when=is_hard), told="rule {q} in {t}", branch=LAPSES, audit="rules: slack shown"),
    row("S5", "amount_cap", "rule t", "a year", price=Limit(entries.RULE_AMOUNT),
        gives_way=GivesWay("limits", 1, when=is_hard), told="rule {q} in {t}", branch=LAPSES, audit="rules: slack shown"),
    row("S6", "amount_floor", "rule t", "a year", price=Limit(entries.RULE_AMOUNT),
        gives_way=GivesWay("floors", -1, when=is_hard), told="rule {q} in {t}", branch=LAPSES, audit="rules: slack shown"),
    ties("S7", "origin_counts", "rule origins t", "rules: value shown", entries.MINIMUM_SHARE, branch=LAPSES),
    row("S8", "enough_origins", "rule t", "origins", price=WHOLE,
        gives_way=GivesWay("floors", -1, entries.RULE_AMOUNT, when=is_hard), told="rule {q} in {t}", branch=LAPSES, audit="rules: slack shown"),
    row("S9", "concentration_cap", "rule t", "a year", price=Limit(entries.RULE_INDEX, factor=factors.spread),
        gives_way=GivesWay("limits", 1, up_to=1.0, times=supply_of_rule, is_root=True, when=is_hard), told="rule {q} in {t}", branch=LAPSES, audit="rules: HHI shown"),
    defines("S10", "squares_fit", "rule t", "a year", "rules: HHI shown", LAPSES),
    defines("S11", "tangent", "rule origins t touch", "a year", "rules: HHI shown", LAPSES),
)  # fmt: skip
