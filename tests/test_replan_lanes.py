"""A disruption under way on a lane of several materials, each of which it hits otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from rolled_years import later, planned
from workbooks import plan, small

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("named", "hits", "kept"),
    [
        ("ore; metal", {"ore": 0.05}, ("metal",)), ("ore; metal", {"ore": 0.05, "metal": 0.02}, None),
        ("ore; metal; tin", {"ore": 0.05, "metal": 0.02}, ("tin",)), ("", {"ore": 0.05, "metal": 0.02}, ("*",)),
    ],
)  # fmt: skip
def test_what_is_hit_has_rows_of_its_own_and_the_row_keeps_the_rest(
    tmp_path: Path, named: str, hits: dict[str, float], kept: tuple[str, ...] | None
) -> None:
    """Of a lane of 100 each keeps its share; of 10 asked what does not come is short at 100, what comes costs 1."""
    materials = ("ore", "metal", "tin")
    lanes = f" there | here | {named} | 100\n" + (
        "" if named in ("", "ore; metal; tin") else " there | here | tin | 100"
    )
    former = plan(tmp_path / "in.xlsx", small(
        Settings="setting | value\n discount rate | 0\n gap | 0", Periods="period\n 2026\n 2027",
        Sites="site\n here\n there", Materials="material\n ore\n metal\n tin",
        Suppliers="supplier | site | material | price\n" + "\n".join(f" {x} | there | {x} | 1" for x in materials),
        Demand="market | material | amount | shortage cost\n" + "\n".join(f" here | {x} | 10 | 100" for x in materials),
        Lanes=f"from | to | material | maximum\n{lanes}", Disruptions="disruption | duration | onset\n out | 1 | 2027",
        Hits="disruption | target | name | material | remaining\n"
        + "\n".join(f" out | lane | there > here | {name} | {share}" for name, share in hits.items()),
    ))  # fmt: skip
    _, book = later(tmp_path, former, "2027", "out")
    rows = {row["material"]: row["maximum"][0] for row in book.rows("Lanes")}
    own = {(name,): pytest.approx(100 * share) for name, share in hits.items()}
    rest = {(name,): 100 for name in ("tin",) if named == "ore; metal"} | ({} if kept is None else {kept: 100})
    assert rows == own | rest
    came = sum(min(10, 100 * hits.get(name, 1)) for name in materials)
    assert planned(book).run["objective"] == pytest.approx(came + 100 * (30 - came))
