"""The forms of the desk, made from what the commands declare: a command that is new brings its own."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import click

from planner.commands.options import InPath, OutPath
from planner.commands.parameters import Number
from planner.desk import forms
from planner.desk.forms import FormField, StudyForm

# Commands for which the desk has pages of their own, and the one that starts it.
PAGES: Final = ("new", "check", "solve", "verify", "report", "compare", "desk")
# What the desk sees to itself: where results go, how answers are printed, which machines work.
OWN: Final = ("target", "force", "is_json", "is_quiet", "json", "quiet", "log", "engine", "scheduler", "help")
# Of every study: how near to the best, how long, with how much of the machine.
OF_SOLVES: Final = ("gap", "money_gap", "time_limit", "threads", "processes")
# Studies of a plan, and of all cases, refuse the option of one case that all studies have.
OF_ALL_CASES: Final = ("regret",)
# Metavariables of what a study is asked of.
OF: Final = {"IN": "workbook", "PLAN": "plan"}


def declared(group: click.Group) -> tuple[StudyForm, ...]:
    """Return the form of every command that asks something of a workbook or a plan and writes what it found."""
    context = click.Context(group, info_name="planner")
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is not None and name not in PAGES:
            form = form_of(name, command, context)
            found += [form] if form is not None else []
    return tuple(found)


def refused(group: click.Group, name: str, arguments: Sequence[str]) -> str:
    """Return why a command would refuse some arguments, in its own words; blank where it takes them."""
    context = click.Context(group, info_name="planner")
    command = group.get_command(context, name)
    if command is None:
        return f"There is no study {name!r}."
    try:
        command.make_context(name, list(arguments), parent=context)
    except click.ClickException as error:
        return error.format_message()
    except click.exceptions.Exit:
        return "That asks for help, not for a study."
    return ""


def form_of(name: str, command: click.Command, parent: click.Context) -> StudyForm | None:
    """Return the form of a command; None for one that is asked of neither a workbook nor a plan."""
    first = next((each for each in command.params if isinstance(each, click.Argument)), None)
    of = OF.get(str(first.metavar)) if first is not None else None
    if of is None or not any(each.name == "target" for each in command.params):
        return None
    answers, *about = filter(None, map(_said, (command.help or "").split("\n\n")))
    fields = tuple(field for each in command.params if each is not first for field in _fields(each))
    if of == "plan" or name in OF_ALL_CASES:
        fields = tuple(field for field in fields if field.kind != forms.CASE)
    notes = _notes(command, click.Context(command, parent, name))
    # what may be typed in place of a workbook is of no use in a form
    about = [each for each in about if not each.startswith("IN ")]
    ordered = (*(each for each in fields if not each.is_more), *(each for each in fields if each.is_more))
    return StudyForm(name, name.replace("-", " ").capitalize(), answers, of, (*about, *notes), ordered)


def _said(words: str) -> str:
    """Return words of a help as one says them where nothing is typed: without the names of what is given."""
    words = re.sub(r"[^.]*\bexit code\b[^.]*\.", "", words)
    words = re.sub(r"\b(a|each|former|the) PLAN\b", r"\1 plan", " ".join(words.split()))
    return re.sub(r"\bPLAN\b", "the plan", re.sub(r"\bthe workbook IN\b", "the workbook", words))


def _notes(command: click.Command, context: click.Context) -> list[str]:
    """Return what a command says behind its options, but for its example of a command line."""
    formatter = click.HelpFormatter(width=10_000)
    command.format_epilog(context, formatter)
    lines = [line.strip() for line in formatter.getvalue().splitlines()]
    return [line for line in lines if line and not line.startswith("Example:")]


def _fields(parameter: click.Parameter) -> Iterator[FormField]:
    name = str(parameter.name)
    if isinstance(parameter, click.Option) and name not in OWN and not parameter.hidden:
        if isinstance(parameter.type, OutPath):
            return
        flag = max(parameter.opts, key=len)
        default = parameter.default if isinstance(parameter.default, str | int | float) else ""
        default = f"{default:g}" if isinstance(default, float) else str(default)
        is_tick = bool(parameter.is_flag)
        yield FormField(
            name, flag, flag.lstrip("-").replace("-", " "), _said(parameter.help or ""), _kind(parameter),
            "" if is_tick else default, tuple(getattr(parameter.type, "choices", ())), parameter.required,
            name in OF_SOLVES,
        )  # fmt: skip


def _kind(option: click.Option) -> str:
    if option.is_flag:
        return forms.TICK
    if option.name == "case":
        return forms.CASE
    if isinstance(option.type, InPath):
        return forms.PLAN
    if isinstance(option.type, click.Choice):
        return forms.CHOICE
    if option.multiple:
        return forms.LINES
    if isinstance(option.type, click.types.IntParamType):
        return forms.WHOLE
    return forms.NUMBER if isinstance(option.type, click.types.FloatParamType | Number) else forms.TEXT
