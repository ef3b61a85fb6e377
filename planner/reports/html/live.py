"""The panel of a page that plans again: the model, the solver as WebAssembly, and the scripts that move and solve it.

The solver is HiGHS as the npm package ``highs`` has it (MIT; ``data/README.md`` says which and from where).
"""

from __future__ import annotations

import base64
import gzip
import importlib.resources
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

DATA: Final = importlib.resources.files("planner.reports.html").joinpath("data")
TABLES: Final = (
    ("live-costs", "What it costs", "cost"),
    ("live-built", "What is built, from when", "project"),
    ("live-served", "What is served in the worst period", "demand"),
    ("live-shares", "The largest origin that a rule counts", "rule"),
)
# What a page with a panel may do besides: run the solver that it carries, in a worker that it makes itself.
POLICY_SCRIPT: Final = " blob: 'wasm-unsafe-eval'"
POLICY: Final = "; worker-src blob:; connect-src blob: data:"


@dataclass(frozen=True)
class LivePanel:
    """What a panel is made of.

    Attributes
    ----------
    model
        The model with what moves it, as `planner.studies.live.panel` packs it.
    money, sentence, left_out
        The unit of money; what the panel can move; what it cannot, and why.
    gap, seconds
        With which it begins: percent, and the time of one solve.
    """

    model: bytes
    money: str
    sentence: str
    left_out: str
    gap: float
    seconds: int

    @property
    def tables(self) -> tuple[tuple[str, str, str], ...]:
        """The tables that compare: the id of the body, the title, the head of the first column."""
        return TABLES

    @property
    def blocks(self) -> Markup:
        """What the page carries for it, as blocks that no browser runs by itself."""
        held = {
            "live-model": gzip.compress(self.model, 9, mtime=0),
            "live-wasm": DATA.joinpath("highs.wasm.gz").read_bytes(),
            "live-solver": DATA.joinpath("highs.js.gz").read_bytes(),
        }
        blocks = [_block(name, base64.b64encode(content).decode()) for name, content in held.items()]
        worker = importlib.resources.files("planner.reports.html").joinpath("templates", "live_worker.js")
        licence = DATA.joinpath("highs-LICENSE").read_text(encoding="utf-8")
        blocks.append(_block("live-worker", worker.read_text(encoding="utf-8")))
        return Markup("\n").join([Markup("<!-- HiGHS as WebAssembly:\n{}\n-->").format(licence), *blocks])


def _block(name: str, content: str) -> Markup:
    return Markup('<script type="text/plain" id="{}">{}</script>').format(name, Markup(content))
