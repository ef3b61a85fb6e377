"""The audit of who pays: cash when it falls due, eligible funders, their shares and maxima."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from planner.audit.claims import Claims
from planner.audit.ledger import Ledger
from planner.audit.lookup import ALL, AuditLookup
from planner.audit.projects import Start
from planner.plans.tables import OWNER
from planner.workbook.book import Row

Sums = defaultdict[tuple[Any, ...], float]


def fitness(lookup: AuditLookup, funding: Row, project: Row) -> int | None:
    """Return how closely a row of Funding fits a project: 0 its name, 5 everything; None: not at all."""
    found = []
    places = lookup.chain(project["place"])
    for name in funding["projects"]:
        if name == project["project"]:
            found.append(0)
        elif name == project["kind"]:
            found.append(1)
        elif name == ALL:
            found.append(5)
        elif name in places:
            found.append(2 + lookup.rank(name))
    return min(found, default=None)


def holding_rows(lookup: AuditLookup, project: Row) -> dict[str, Row]:
    """Return the row of Funding that holds for a project, by funder: each funder's most specific one."""
    best: dict[str, tuple[int, Row]] = {}
    for row in lookup.book.rows("Funding"):
        fit = fitness(lookup, row, project)
        if fit is not None and (row["funder"] not in best or fit < best[row["funder"]][0]):
            best[row["funder"]] = fit, row
    return {funder: row for funder, (_, row) in best.items()}


def audit_payments(lookup: AuditLookup, claims: Claims, starts: Sequence[Start], ledger: Ledger) -> None:
    """Check that what falls due is paid, when it falls due, by those who may and within what they may."""
    paid = claims.sums("Payments", "amount", "project", "start", "t")
    due: Sums = defaultdict(float)
    for start in starts:
        row = start.row
        for u, parts in lookup.clock.cash(start.t, row["lead time"], row["spending"]).items():
            share = sum(part[0] for part in parts)
            due[start.project, lookup.clock.names[start.t], u] += start.capital * share
    for project, period, u in dict.fromkeys((*paid, *due)):
        key = (project, period, u)
        ledger.equal(
            "payments: cash falls due", paid[key], due[key], (project, f"start {period}", lookup.clock.names[u])
        )
    _check_funders(lookup, claims, starts, ledger)


def _check_funders(lookup: AuditLookup, claims: Claims, starts: Sequence[Start], ledger: Ledger) -> None:
    by_start = claims.sums("Payments", "amount", "funder", "project", "start")
    capital = {(start.project, lookup.clock.names[start.t]): start for start in starts}
    covered: Sums = defaultdict(float)
    for (funder, project, period), amount in by_start.items():
        where = (funder, project, f"start {period}")
        rows = holding_rows(lookup, lookup.projects[project])
        may_pay = funder in rows or (funder == OWNER and not rows)
        ledger.holds("payments: only who may pay", may_pay or amount == 0, where)
        start = capital.get((project, period))
        if funder in rows and start:
            limit = rows[funder]["share"][start.t] * max(0.0, start.capital)
            ledger.at_most("payments: within the share", amount, limit, where)
        if funder in rows:
            covered[rows[funder].number,] += amount
    for row in lookup.book.rows("Funding"):
        named = (f"Funding row {row.number}", row["funder"])
        ledger.at_most("payments: within the maximum", covered[row.number,], row["maximum"], named)
    for claim in claims.rows("Payments"):
        start = capital.get((claim["project"], claim["start"]))
        if start and start.capital >= 0:
            where = (claim["funder"], claim["project"], claim["period"])
            ledger.at_least("payments: not negative", claim["amount"], 0.0, where)
