"""Where money buys service cheaply, the service that is shown is held no closer than the least cost is known."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import pytest

from planner.audit.branches import _check_service
from planner.audit.ledger import Ledger
from planner.audit.programme import Outcome

if TYPE_CHECKING:
    from planner.audit.branches import AuditedBranch
    from planner.audit.claims import Claim

COST = 1_000_000.0
# one unit of money buys a hundredth of service: the last seven digits of the cost, 0.1, buy a thousandth
PER_UNIT = 0.01


def passes(service: float, per_unit: float) -> bool:
    branch = SimpleNamespace(
        covered=[(100.0, [])],
        shape=SimpleNamespace(lookup=SimpleNamespace(usual_money=COST)),
        best_service=lambda budget: 0.5 + per_unit * (budget - COST),
        shortages=lambda budget, share: None,
    )
    claim = {"service": service, "shortage": 0.0}
    outcome = Outcome(cost=COST, scale=COST)
    ledger = Ledger()
    _check_service(cast("AuditedBranch", branch), cast("Claim", claim), outcome, ("war", "2033"), ledger)
    frame = ledger.frame()
    return bool((frame["pass"] == "yes").all())


@pytest.mark.parametrize(("service", "is_right"), [(0.5, True), (0.499, True), (0.497, False), (0.5012, False)])
def test_service_that_money_buys_cheaply_may_lack_what_rounding_buys(service: float, is_right: bool) -> None:
    assert passes(service, PER_UNIT) == is_right


@pytest.mark.parametrize(("service", "is_right"), [(0.5, True), (0.49999, False), (0.50001, False)])
def test_service_that_no_money_buys_is_held_to_the_last_digits(service: float, is_right: bool) -> None:
    assert passes(service, 0.0) == is_right
