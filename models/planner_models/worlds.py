"""Section 6 of the formulation, continued: what a playbook costs at least, when each world is planned by itself."""

from __future__ import annotations

import math
from collections.abc import Iterable


def priced_apart(paths: Iterable[tuple[float, float]]) -> float:
    r"""(V9) What a playbook costs at least, when each path may choose what it shares and pays a price for that.

    .. math:: RP \ge \sum_e p_e \min_{x_e} \Big(cost_e(x_e) + \sum_v w_e^v\,x_e^v\Big)
        \qquad \text{where } \sum_{e:\, n(e,t_v) = n} p_e\,w_e^v = 0 \quad \forall v, n

    ``paths`` hold the chance of each, and what no plan of it costs less than with the prices.
    """
    return math.fsum(chance * least for chance, least in paths)
