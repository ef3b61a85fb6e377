"""What a number of a workbook is measured in: so many powers of money, so many of an amount."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from planner.workbook.schema.columns import Column, Sheet


class Dimension(NamedTuple):
    """Powers of money and of amounts (of materials, runs and resources alike); both 0 for shares, years and counts."""

    money: int = 0
    amount: int = 0

    def factor(self, money: float, amount: float) -> float:
        """Return what a number is multiplied by when money and amounts are told in other units."""
        return money**self.money * amount**self.amount


BARE: Final = Dimension()
MONEY: Final = Dimension(money=1)
AMOUNT: Final = Dimension(amount=1)
PRICE: Final = Dimension(money=1, amount=-1)
_OF_UNIT: Final = {
    "money": MONEY, "money a year": MONEY, "unit": AMOUNT, "unit a year": AMOUNT, "a year": AMOUNT,
    "money per unit": PRICE, "money per unit a year": PRICE, "money per run": PRICE,
    "money per unit of capacity": PRICE, "money per unit of capacity a year": PRICE,
}  # fmt: skip


def dimension(sheet: Sheet, column: Column, row: Mapping[str, object]) -> Dimension:
    """Return what the numbers of a column are measured in, in a row whose other cells may say."""
    if sheet.name == "Rules" and column.name == "limit":
        return AMOUNT if str(row.get("measure", "")).startswith("amount") else BARE
    if sheet.name == "Rules" and column.name == "penalty" and row.get("measure") == "origins at least":
        return MONEY
    return _OF_UNIT.get(column.unit, BARE)
