"""How a plan looks: its colours, and the formats of its cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import pandas as pd
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format

    from planner.plans.plan import Plan

FONT: Final = "Arial"  # LibreOffice has a font of the same widths everywhere, so columns fit in both
SIZE: Final = 10

INK: Final = "#1F2933"
FADED: Final = "#7B8794"
DARK: Final = "#1F3A5F"
LINE: Final = "#D9DEE4"
PALE: Final = "#EEF2F7"
BUILDING: Final = "#E9B44C"
SERVICE: Final = "#7FB7BE"
GOOD: Final = "#D7EBDD"
WARN: Final = "#FBE8C6"
BAD: Final = "#F6D0CC"
GREY_TAB: Final = "#A6A6A6"

# Paul Tol's schemes "muted" and "bright": every two can be told apart with any colour vision.
PLACES: Final = ("#332288", "#CC6677", "#117733", "#DDCC77", "#88CCEE", "#882255", "#44AA99", "#999933", "#AA4499")
FUNDERS: Final = ("#4477AA", "#EE6677", "#228833", "#CCBB44", "#66CCEE", "#AA3377")
MATERIALS: Final = ("#1F3A5F", "#5B8DB8", "#A9C4D9", "#6B7280", "#B0B7BF", "#111827")
# of plans and cases: no place and no funder has one of these
PLANS: Final = ("#1F3A5F", "#C66A0A", "#5B8DB8", "#6B7280", "#A9C4D9", "#111827")
OTHERS_COLOUR: Final = "#BBBBBB"
OTHERS: Final = "others"


@dataclass(frozen=True)
class Palette:
    """The colours of a plan's places and funders: one colour a name, in every chart."""

    places: Mapping[str, str] = field(default_factory=dict)
    funders: Mapping[str, str] = field(default_factory=dict)

    def colour_of(self, name: str) -> str:
        """Return a name's colour; grey for the many small ones that share it."""
        return self.places.get(name) or self.funders.get(name) or OTHERS_COLOUR

    def has(self, name: str) -> bool:
        """Whether a name has a colour of its own."""
        return name in self.places or name in self.funders


def palette_of(plan: Plan) -> Palette:
    """Return the colours of a plan: the places and funders with the largest shares have their own."""
    sourcing, payments = plan.tables["Sourcing"], plan.tables["Payments"]
    followed = sourcing[sourcing["traced"] == "yes"]
    names = _largest(followed if len(followed) else sourcing, "origin", "share")
    places = dict(zip(names, PLACES, strict=False))
    funders = [name for name in _largest(payments, "funder", "amount") if name not in places]
    return Palette(places, dict(zip(funders, FUNDERS, strict=False)))


def _largest(table: pd.DataFrame, name: str, size: str) -> list[str]:
    """Return the names in a table, the largest in all first."""
    totals = table.groupby(name, sort=True)[size].sum()
    return [str(each) for each in totals.sort_values(ascending=False, kind="stable").index]


class ReportStyles:
    """The formats of one workbook, each made once."""

    def __init__(self, workbook: Workbook) -> None:
        self._workbook = workbook
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def get(self, **properties: object) -> Format:
        """Return the format with these properties of XlsxWriter on top of the plan's font."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            base = {"font_name": FONT, "font_size": SIZE, "font_color": INK, "valign": "vcenter"}
            self._made[key] = self._workbook.add_format(base | properties)
        return self._made[key]

    def header(self, **properties: object) -> Format:
        """Return the format of a table's header."""
        look = {"bold": True, "font_color": "#FFFFFF", "bg_color": DARK, "border": 1, "border_color": LINE}
        return self.get(**({"text_wrap": True, "valign": "top"} | look | properties))

    def cell(self, **properties: object) -> Format:
        """Return the format of a table's cell, with a line: not every program draws table styles."""
        return self.get(bottom=1, bottom_color=LINE, **properties)


def series_colours(series: Sequence[str], plans: Sequence[str] = ()) -> dict[str, str]:
    """Return a colour for each series of a chart: a plan's is the same in every chart, whatever else is drawn."""
    if plans and set(series) <= set(plans):
        return {name: PLANS[plans.index(name) % len(PLANS)] for name in series}
    if len(series) == 1:
        return {series[0]: DARK}
    colours = FUNDERS if len(series) <= len(FUNDERS) else PLACES
    return {name: colours[place % len(colours)] for place, name in enumerate(series)}


def together(names: Iterable[str], palette: Palette) -> dict[str, str]:
    """Return each name's series in a chart: itself where it has a colour of its own, else the others."""
    return {name: name if palette.has(name) else OTHERS for name in names}
