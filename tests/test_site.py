"""The documentation's site: pages of the code are whole, links lead where the pages stand there, formulas are set."""

from __future__ import annotations

import pytest

pytest.importorskip("mkdocs", reason="mkdocs-material is not installed: pip install -e .[dev]")
pytest.importorskip("latex2mathml", reason="latex2mathml is not installed: pip install -e .[dev]")

from planner.cli import IN_ORDER
from planner.workbook.schema.sheets import SHEETS
from tools.site import reference
from tools.site.hooks import on_page_content
from tools.site.links import of_the_site


@pytest.mark.parametrize(
    ("page", "written", "led"),
    [
        ("README.md", "[a](docs/use.md)", "[a](use.md)"),
        ("README.md", "![a](docs/plan.png)", "![a](plan.png)"),
        ("docs/use.md", "[a](../models/FORMULATION.md#prices)", "[a](formulation.md#prices)"),
        ("models/FORMULATION.md", "[a](../README.md)", "[a](index.md)"),
        ("README.md", "[a](benchmarks/netdes.py)", "a"),
        ("docs/use.md", "[a](https://highs.dev)", "[a](https://highs.dev)"),
        ("docs/use.md", "[a](nowhere.md)", "[a](nowhere.md)"),
    ],
)
def test_links_lead_to_where_a_page_stands_on_the_site(page: str, written: str, led: str) -> None:
    assert of_the_site(written, page) == led


def test_every_sheet_and_column_is_on_the_page_of_sheets() -> None:
    text = reference.sheets()
    missing = [
        f"{sheet.name}.{each.name}" for sheet in SHEETS for each in sheet.columns if f"| **{each.name}** |" not in text
    ]
    assert not missing
    assert all(f"\n## {sheet.name}\n" in text for sheet in SHEETS)


def test_every_command_is_on_the_page_of_commands_with_its_options() -> None:
    text = reference.commands()
    assert all(f"\n### planner {name}\n" in text for names in IN_ORDER.values() for name in names)
    assert "`--money-gap" in text


def test_formulas_are_set_without_a_script() -> None:
    shown = on_page_content(
        r'<div class="arithmatex">\[x \le 2\]</div><span class="arithmatex">\(y\)</span>', None, None, None
    )  # type: ignore[arg-type]
    assert shown.count("<math") == 2
    assert 'display="block"' in shown
    assert "arithmatex" not in shown
