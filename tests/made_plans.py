"""Plans made by hand for the tests of what is written from a plan; no solver has seen them."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from planner.plans.frames import TEXT, framed
from planner.plans.plan import Plan
from planner.plans.tables import BY_NAME, PARTS, TABLES
from planner.reports.plan_workbook.write import write_plan
from planner.workbook.book import Book, RawSheet, Row

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTRIES = ("Taiwan", "South Korea", "United States", "Japan", "Netherlands", "Germany")
MATERIALS = ("leading-edge chips", "high-bandwidth memory", "advanced packaging")
FUNDERS = ("Chips Fund", "Ministry of Economy", "(owner)")
PROJECTS = (
    ("Fab Dresden 1", "fab", "Dresden"), ("Fab Dresden 2", "fab", "Dresden"),
    ("Fab Arizona", "fab", "Phoenix"),
    ("Fab Kumamoto", "fab", "Kumamoto"), ("Memory line Icheon", "memory", "Icheon"),
    ("Memory line Boise", "memory", "Boise"), ("Packaging Penang", "packaging", "Penang"),
    ("Packaging Silesia", "packaging", "Wroclaw"), ("Packaging Osaka", "packaging", "Osaka"),
    ("Engineers' school", "training", "Germany"), ("Long-term contract Hsinchu", "contract", "Hsinchu"),
    ("Substrate plant", "substrate", "Leoben"),
)  # fmt: skip
# names that would be formulas, links or markup
HOSTILE: dict[str, Any] = {
    "countries": ("=1+1", "台灣", "Россия", "@x", "{=1}", "<b>&amp;'\""),
    "materials": ("=cmd|' /C calc'!A0", "半導體晶片", "http://example.org/x"),
    "funders": ("=A1", "-2", "(owner)"),
    "projects": (("=1+1", "+k", "=x"), ("先進封裝廠", "工廠", "新竹"), ("'a\"b", "k", "p")),
    "title": "=SUM(A1) & more",
    "currency": "=B2",
    "money unit": "",
}


def frame(name: str, rows: list[tuple[Any, ...]], periods: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return a table of the plan from rows, its columns typed as a plan's are."""
    table = BY_NAME[name]
    made = pd.DataFrame(rows, columns=[*table.columns, *periods], dtype=object)
    kinds = {field.name: TEXT if field.kind == "text" else float for field in table.fields}
    return framed({x: made[x].astype(kinds.get(x, object)) for x in made.columns})


def rows(sheet: str, values: list[dict[str, Any]]) -> tuple[Row, ...]:
    """Return rows of a sheet from their values."""
    return tuple(Row(sheet, number, each, {}) for number, each in enumerate(values, start=2))


def made_book(
    periods: tuple[str, ...], countries: tuple[str, ...], materials: tuple[str, ...], **settings: Any
) -> Book:
    """Return a workbook with a site in each country and the materials that are given."""
    sheets = {
        "Periods": rows("Periods", [{"period": name, "years": 1.0} for name in periods]),
        "Sites": rows("Sites", [{"site": f"{name} site", "country": name} for name in countries]),
        "Countries": rows("Countries", [{"country": name, "bloc": "Bloc"} for name in countries]),
        "Materials": rows("Materials", [
            {"material": name, "unit": "thousand wafers", "family": None} for name in materials
        ]),
        "Rules": rows("Rules", [
            {"rule": f"no country above 45% of {name}", "measure": "each share at most", "material": name,
             "of": "intake", "buyers": ("*",), "origins": ("*",)} for name in materials
        ]),
        "Processes": rows("Processes", [{"process": "front end", "unit": "thousand wafers"}]),
    }  # fmt: skip
    raw = (
        RawSheet("Settings", ("setting", "value"), (("title", "Chips for Europe"), ("discount rate", 0.05))),
        RawSheet("Periods", ("period", "years"), tuple((name, 1) for name in periods)),
        RawSheet("Sites", ("site", "country", "note"), tuple((f"{name} site", name, None) for name in countries)),
    )
    defaults = {
        "title": "Chips for Europe", "currency": "USD", "money unit": "million", "gap": 0.001,
        "capital charging": "annuity", "base year": 2026.0, "discount rate": 0.05,
    }  # fmt: skip
    return Book(Path("chips.xlsx"), "0" * 64, "base", defaults | settings, sheets, raw)


def made_plan(
    periods: tuple[str, ...] = tuple(str(year) for year in range(2027, 2037)),
    countries: tuple[str, ...] = COUNTRIES,
    materials: tuple[str, ...] = MATERIALS,
    funders: tuple[str, ...] = FUNDERS,
    projects: tuple[tuple[str, str, str], ...] = PROJECTS,
    **settings: Any,
) -> Plan:
    """Return a plan that looks like one of a ministry: it adds up, though nobody solved it."""
    made = _made_plan(periods, countries, materials, funders, projects, **settings)
    return replace(made, tables={name: table.copy() for name, table in made.tables.items()}, run=dict(made.run))


@cache
def _made_plan(
    periods: tuple[str, ...], countries: tuple[str, ...], materials: tuple[str, ...], funders: tuple[str, ...],
    projects: tuple[tuple[str, str, str], ...], **settings: Any,
) -> Plan:  # fmt: skip
    dice = np.random.default_rng(7)
    tables = {table.name: frame(table.name, []) for table in TABLES}
    tables["Investments"], tables["Timeline"], tables["Payments"] = _investments(periods, funders, projects, dice)
    tables["Sourcing"], tables["Concentration"] = _sourcing(periods, countries, materials, dice)
    tables["Shortages"] = _shortages(periods, countries, materials)
    tables["Production"] = _production(periods, countries, dice)
    tables["Flows"] = _flows(periods, countries, materials, dice)
    tables["Stockpiles"] = frame("Stockpiles", [
        (f"{countries[0]} site", materials[0], period, 10.0 * n, math.nan, 1.5, 30.0, 31.25 + n / 7, 0.00042)
        for n, period in enumerate(periods)
    ])  # fmt: skip
    tables["Budgets"] = frame("Budgets", [
        (funder, period, math.nan if funder == "(owner)" else 1500.0, 0.0, 1234.5678, 0.0, 0.0, 1234.5678, 265.4322, "")
        for funder in funders for period in periods
    ])  # fmt: skip
    tables["Costs"] = frame("Costs", [
        (part, period, 1000.0 / (rank + 1) * sign, 1000.0 / (rank + 1) * sign / 1.05**n)
        for rank, part in enumerate(PARTS[:9])
        for n, period in enumerate(periods)
        for sign in (-1.0 if part == "sales" else 1.0,)
    ])  # fmt: skip
    tables["Prices"] = frame("Prices", [
        ("Budgets", funders[0], "amount", periods[-1], 1500.0, 0.4321987,
         f"One more million USD for {funders[0]} in {periods[-1]} would save 0.43 million USD.", "Budgets!B2"),
    ])  # fmt: skip
    tables["Checks"] = frame("Checks", [
        ("every balance", 1240, 3.1e-9, 1e-5, "Flows, row 12", "yes"),
        ("every rule", 120, 0.0, 1e-6, "", "yes"),
        ("the objective, part by part", 9, 2.0e-7, 1e-3, "", "yes"),
    ])  # fmt: skip
    tables["Resilience"] = frame("Resilience", [
        (f"loss of {countries[0]}", period, 0.02, 1.0, 0.6 + 0.03 * n / len(periods), f"{countries[-1]} site / chips",
         48.0 - n, 0.5, "yes", 950.0, 812.5, 0.4, 1.0, "yes", "Plants front end")
        for n, period in enumerate(periods)
    ])  # fmt: skip
    run = {
        "status": "proven", "stopped": "gap closed",
        "objective": 48210.123456789, "bound": 48180.5, "gap": 0.000614, "planner": "0.1.0",
        "highspy": "1.16.0", "input": "chips.xlsx", "sha256": "0" * 64, "case": "base", "seconds solving": 12.75,
        "variables": 48123, "binaries": 240, "largest coefficient": 1.25e6, "nothing": None,
    }  # fmt: skip
    return Plan(made_book(periods, countries, materials, **settings), tables, run)


@cache
def _bytes_of(make: Callable[[], Plan]) -> bytes:
    with TemporaryDirectory() as folder:
        write_plan(make(), Path(folder, "plan.xlsx"))
        return Path(folder, "plan.xlsx").read_bytes()


def write_made(path: Path, make: Callable[[], Plan] = made_plan) -> None:
    """Write a plan that is always the same, which takes a third of a second the first time."""
    path.write_bytes(_bytes_of(make))


def _investments(
    periods: Any, funders: Any, projects: Any, dice: Any
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    investments, timeline, payments = [], [], []
    for number, (project, kind, place) in enumerate(projects):
        start = number % max(1, len(periods) - 3)
        lead = min(2, len(periods) - 1 - start)
        size, capital = float(dice.integers(5, 60)), float(np.round(dice.uniform(80, 6000), 2))
        if number == len(projects) - 1 and number:
            investments.append((project, kind, place, "no", "", "", "", math.nan, math.nan, math.nan, "", "must not"))
            timeline.append((project, place, "front end", *[None] * len(periods)))
            continue
        payer, second = funders[number % len(funders)], funders[(number + 1) % len(funders)]
        words = f"{payer} {0.6 * capital:,.1f}; {second} {0.4 * capital:,.1f}"
        investments.append((project, kind, place, "build", periods[start], periods[start + lead], periods[-1],
                            1.0, size, capital, words, ""))  # fmt: skip
        row = [None] * start + ["build"] * lead + [size] * (len(periods) - start - lead)
        timeline.append((project, place, "front end", *row))
        for step in range(max(1, lead)):
            part = capital / max(1, lead)
            payments.append((payer, project, periods[start], periods[start + step], 0.6 * part))
            payments.append((second, project, periods[start], periods[start + step], 0.4 * part))
    return (
        frame("Investments", investments),
        frame("Timeline", timeline, periods),
        frame("Payments", payments),
    )


def _sourcing(periods: Any, countries: Any, materials: Any, dice: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    sourcing, rules = [], []
    for number, material in enumerate(materials):
        for n, period in enumerate(periods):
            weights = dice.uniform(0.2, 1, len(countries))
            weights[number % len(countries)] = 12.0 - 9.5 * n / max(1, len(periods) - 1)
            shares = weights / weights.sum()
            for country, share in zip(countries, shares, strict=True):
                sourcing.append((material, countries[-1], country, period, *2 * (120.0 * share, share), "yes"))
            rules.append((f"no country above 45% of {material}", "each share at most", "intake", material, "*", period,
                          countries[number % len(countries)], shares.max(), 0.45, 0.45 - shares.max(),
                          max(0.0, shares.max() - 0.45) * 120, 120.0, float((shares**2).sum()),
                          *2 * (shares.max(),), *2 * (float((shares**2).sum()),)))  # fmt: skip
    return frame("Sourcing", sourcing), frame("Concentration", rules)


def _shortages(periods: Any, countries: Any, materials: Any) -> pd.DataFrame:
    rows = []
    for material in materials:
        for n, period in enumerate(periods):
            short = max(0.0, 9.75 - 4 * n) if material == materials[0] else 0.0
            rows.append((f"{countries[-1]} site", material, period, 120.0, 120.0 - short, short,
                         1 - short / 120, 108.0, 25.0 * short, 0.0))  # fmt: skip
    return frame("Shortages", rows)


def _production(periods: Any, countries: Any, dice: Any) -> pd.DataFrame:
    rows = []
    for country in countries:
        for period in periods:
            runs = float(dice.uniform(10, 90))
            rows.append(("front end", f"{country} site", period, runs, 60.0, 40.0, 0.0, 95.0, runs / 95))
    return frame("Production", rows)


def _flows(periods: Any, countries: Any, materials: Any, dice: Any) -> pd.DataFrame:
    rows = []
    for material in materials:
        for country in countries:
            for period in periods:
                sent = float(dice.uniform(0, 30))
                rows.append((f"{country} site", f"{countries[-1]} site", material, "air", country, period,
                             sent, 0.99 * sent, 0.0123 * sent, 0.0, math.nan))  # fmt: skip
    return frame("Flows", rows)
