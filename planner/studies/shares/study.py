"""Who should pay, as a study, and as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from planner.studies.shares.sharing import SHAPLEY, sharing_of
from planner.studies.shares.sheets import coalitions_sheet, core_sheet, left_out_sheet, paid_sheets, shares_sheet
from planner.studies.shares.words import sentences
from planner.wording.numbers import money_label
from planner.wording.study import Study

if TYPE_CHECKING:
    from planner.studies.shares.solves import SharesFound


def shares_study(found: SharesFound) -> Study:
    """Return what was found as a study."""
    book, sharing = found.session.book, sharing_of(found)
    money = money_label(book.settings)
    facts = {
        f"plan of {each.name}": each.plan.path.name if each.plan.path else each.plan.status for each in found.coalitions
    }
    sheets = [coalitions_sheet(found, sharing)]
    if sharing is not None:
        sheets = [shares_sheet(found, sharing), *sheets, core_sheet(found, sharing), *paid_sheets(found)]
    sheets.append(left_out_sheet(found))
    planned = len(found.coalitions) - len(found.missing)
    return Study(
        f"Who should pay: {book.settings['title'] or book.path.stem}",
        tuple(sentences(found, sharing, money)),
        tuple(sheets),
        found.session.facts(**facts),
        money,
        f"{book.path.name}: {planned} of {len(found.coalitions)} coalitions have a plan",
    )


def told_of(found: SharesFound) -> dict[str, object]:
    """Return what was found as plain data."""
    sharing = sharing_of(found)
    left_out = [
        {"sheet": sheet, "row": row, "column": column, "not kept by": names}
        for (sheet, row, column), names in found.left_out.items()
    ]
    coalitions = [
        {"coalition": each.name, "partners": [found.partners[i] for i in each.members], "status": each.plan.status,
         "objective": each.plan.objective, "bound": each.plan.bound, "gap": each.plan.gap, "path": each.plan.path,
         "message": each.plan.message, "there already": each.plan.is_kept}
        for each in found.coalitions
    ]  # fmt: skip
    if sharing is None:
        return {"coalitions": coalitions, "left out": left_out, "shares": None, "saving": None, "core": None}
    shares = [
        {"partner": name, "alone": vars(sharing.alone[i]), "Shapley value": vars(sharing.shapley[i]),
         "in the plan": None if found.paid is None else found.paid.of(i)}
        | {way.name: way.shares[i] for way in sharing.ways if way.name != SHAPLEY}
        for i, name in enumerate(found.partners)
    ]  # fmt: skip
    core = [
        {"way": way.name, "answer": way.verdict.value, "coalition": found.coalitions[way.worst.coalition].name,
         "gains by leaving": way.worst.more}
        for way in sharing.ways
    ]  # fmt: skip
    return {
        "coalitions": coalitions,
        "left out": left_out,
        "shares": shares,
        "saving": vars(sharing.saving),
        "core": core,
    }
