"""docs/ai-chips-taiwan.md: what it costs to be served when nothing comes from Taiwan for a year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from planner.plans.resilience import resilience
from planner.plans.trunk_values import trunk_values
from planner.solving.compile import compile_model
from planner.solving.outcome import Options
from planner.workbook.assemble.problem import assemble
from planner_models.build import trunk
from tools.pages.page import DOCS, put, table
from tools.pages.real_case import WORKBOOK, base, billions, new_and_gone, wide
from tools.pages.solves import Change, bracket

if TYPE_CHECKING:
    import pandas as pd

    from planner import Case, Result

PAGE: Final = DOCS / "ai-chips-taiwan.md"
LOSS: Final = "Loss of Taiwan"
POINTS: Final = (0.8, 0.6, 0.7, 0.9)
ASKED: Final = "2033"
AS_IT_IS: Final = "as it is"


def promised(share: float) -> tuple[Change, ...]:
    """Return the changes that promise a share of compute and of logic wafers at Taiwan's loss in 2033."""
    return (("Disruptions", LOSS, "required", share), ("Disruptions", LOSS, "onset", ASKED))


def lost_every_year(case: Case, plan: Result) -> pd.DataFrame:
    """Return what is left of a plan when Taiwan is lost for a year, whichever year it is; nothing is planned anew."""
    others = [str(name) for name in case.sheets["Disruptions"]["disruption"].dropna() if name != LOSS]
    off = [(sheet, name, "active", "no") for name in others for sheet in ("Disruptions", "Hits")]
    struck = case.set_all([*off, ("Disruptions", LOSS, "onset", "*")], name="lost in any year")
    model = trunk(assemble(struck.book()))
    program = compile_model(model)
    values = trunk_values(model, program, plan.plan.tables)
    found = resilience(model, program, values, Options())["Resilience"]
    return found[found["disruption"] == LOSS].set_index("onset")


def make(threads: int = 2) -> None:
    """Solve the points and write the page's tables."""
    runs, plan = wide(threads, 0.003, 400), base(threads)
    plans = {AS_IT_IS: plan}
    for share in POINTS:
        if (found := runs.plan(f"Taiwan {share:.0%}", promised(share))) is not None:
            plans[f"{share:.0%} promised"] = found
    plans = {name: plans[name] for name in (AS_IT_IS, *sorted(set(plans) - {AS_IT_IS}))}
    case = runs.case()
    left = {name: lost_every_year(case, found) for name, found in plans.items()}
    rows = []
    for name, found in plans.items():
        loss = left[name].loc[ASKED]
        beyond, built = ("", "") if found is plan else (_beyond(found, plan), new_and_gone(found, plan))
        rows.append((
            name, f"{loss['service']:.0%}", billions(found.cost), billions(found.bound or 0), beyond,
            billions(loss["extra cost in the year's money"]), built,
        ))  # fmt: skip
    head = ("promised at the loss of 2033", "worst served then", "costs, billion USD", "no plan costs less than",
            "beyond the plan as it is", "the loss of 2033 costs, in its money", "what is built")  # fmt: skip
    years = list(left[AS_IT_IS].index)
    by_year = [(name, *(f"{found.loc[year, 'service']:.0%}" for year in years)) for name, found in left.items()]
    put(PAGE, "taiwan", WORKBOOK, "\n\n".join((
        table(head, rows), "What is left of the worst served, of compute and of logic wafers, by the year of the loss:",
        table(("lost for a year from", *map(str, years)), by_year),
    )))  # fmt: skip


def _beyond(found: Result, plan: Result) -> str:
    low, high = (max(0.0, amount) for amount in bracket(found, plan))
    return f"{billions(low)} to {billions(high)} ({low / plan.cost:.1%} to {high / plan.cost:.1%})"
