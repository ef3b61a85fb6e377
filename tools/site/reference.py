"""The pages of the site that come from the code: every sheet and column, every command and option."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from planner.cli import IN_ORDER, main
from planner.workbook.schema.describe import default_in_words, range_in_words
from planner.workbook.schema.sheets import SETTINGS, SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from planner.workbook.schema.columns import Column, Sheet


def sheets() -> str:
    """Return the page of all sheets and columns, as the workbook's schema declares them."""
    begin = "# Sheets and columns\n\nAll that a workbook may say. The sheet Guide of every template holds the same."
    return "\n\n".join([begin, *(_sheet(sheet) for sheet in SHEETS)]) + "\n"


def _sheet(sheet: Sheet) -> str:
    heads = ("column", "unit", "blank means", "takes", "meaning", "by period")
    columns = (*sheet.columns, *SETTINGS) if sheet.name == "Settings" else sheet.columns
    return f"## {sheet.name}\n\n{sheet.doc}\n\n{_table(heads, [_column(each) for each in columns])}"


def _column(column: Column) -> tuple[str, ...]:
    by_period = "yes" if column.varies else "Series" if column.series else ""
    takes = range_in_words(replace(column, series=False))
    return f"**{column.name}**", column.unit, default_in_words(column), takes, column.doc, by_period


def commands() -> str:
    """Return the page of all commands in the order of work, with their options as their help tells them."""
    parts = ["# Commands", "`planner COMMAND --help` says the same in a terminal."]
    for heading, examples in IN_ORDER.items():
        parts += [f"## {heading}", *(_command(name, example) for name, example in examples.items())]
    return "\n\n".join(parts) + "\n"


def _command(name: str, example: str) -> str:
    command = main.get_command(click.Context(main), name)
    if command is None:
        raise LookupError(name)
    context = click.Context(command, info_name=f"planner {name}")
    usage = "\n\n".join(" ".join(part.split()) for part in (command.help or "").split("\n\n"))
    records = [record for each in command.get_params(context) if (record := each.get_help_record(context))]
    words = [
        f"### planner {name}",
        f"`{context.command.get_usage(context).removeprefix('Usage: ')}`",
        usage,
        f"```console\n$ {example}\n```",
    ]
    return "\n\n".join(
        [*words, _table(("option", "what it does"), [(f"`{option}`", told) for option, told in records])]
    )


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(text: str) -> str:
    """Return a text as a cell of a table: on one line; what is no code in it is no markup either."""
    joined = " ".join(text.split()).replace("|", "\\|")
    return (
        joined
        if joined.startswith(("`", "**"))
        else joined.replace("*", "\\*").replace("<", "&lt;").replace("_", "\\_")
    )
