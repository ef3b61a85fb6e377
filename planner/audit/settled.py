"""The audit of what is called settled: who decides it, and within how much money.

That no other plan within the gap decides otherwise is proven by bounds of the solver's programmes, which an audit from
tables cannot find again: `planner alternatives` asks it anew, by other solves.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

from planner.audit.claims import Claims
from planner.audit.ledger import Ledger
from planner.audit.lookup import AuditLookup

WORDS: Final = ("yes", "open", "by the workbook")


def audit_settled(lookup: AuditLookup, claims: Claims, run: Mapping[str, object], ledger: Ledger) -> None:
    """Check the column settled of Investments, where there is one."""
    said: dict[str, str] = {}
    for claim in claims.rows("Investments"):
        told = claim["others"].get("settled")
        row = lookup.projects.get(claim["project"])
        if told is None or row is None:
            continue
        where = (claim["project"], str(told))
        ledger.holds("settled: said in known words", told in WORDS, where)
        is_free = row["decision"].kind == "free"
        ledger.holds("settled: by the workbook where it decides", (told == WORDS[2]) != is_free, where)
        ledger.holds("settled: alike in all rows of a project", said.setdefault(claim["project"], told) == told, where)
    within = run.get("settled within")
    if said and isinstance(within, int | float):
        ledger.equal("settled: within the gap that was asked", float(within), _gap(run), ("settled within",))


def _gap(run: Mapping[str, object]) -> float:
    """Return the gap in money: what is asked for, or that of the relative gap."""
    money, share, objective = (run.get(name) for name in ("money gap asked", "gap asked", "objective"))
    if isinstance(money, int | float) and money:
        return float(money)
    is_known = isinstance(share, int | float) and isinstance(objective, int | float)
    return float(share) * abs(float(objective)) if is_known else math.nan  # type: ignore[arg-type]
