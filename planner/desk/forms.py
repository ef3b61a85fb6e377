"""What a form of the desk asks: the parameters of a study as its command declares them, as plain data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

# What a field is filled in with. A plan and a case are chosen from those that there are.
TEXT: Final = "text"
LINES: Final = "lines"  # several texts, one a line
NUMBER: Final = "number"
WHOLE: Final = "whole"
CHOICE: Final = "choice"
TICK: Final = "tick"
PLAN: Final = "plan"
CASE: Final = "case"


@dataclass(frozen=True)
class FormField:
    """One parameter of a command.

    Attributes
    ----------
    name, flag, label
        What it is called in a form, on the command line, and by people.
    help, kind
        Its help, and what it is filled in with.
    default
        What it is when nothing is said, in words; blank for none.
    choices
        What there is to choose from, of a choice.
    is_required
        Whether the command does nothing without it.
    is_more
        Whether it belongs to the options that most people leave alone.
    """

    name: str
    flag: str
    label: str
    help: str
    kind: str = TEXT
    default: str = ""
    choices: tuple[str, ...] = ()
    is_required: bool = False
    is_more: bool = False


@dataclass(frozen=True)
class StudyForm:
    """A study that there is a form for.

    Attributes
    ----------
    name, title
        Of the command, and of its page.
    answers, about
        A sentence on what it answers, and what else its help says, a paragraph each.
    of
        Whether it is asked of a ``workbook`` or of a ``plan``.
    fields
        What else it asks.
    """

    name: str
    title: str
    answers: str
    of: str
    about: tuple[str, ...] = ()
    fields: tuple[FormField, ...] = field(default=())

    def arguments(self, given: Mapping[str, str], plan_path: Mapping[str, str]) -> list[str]:
        """Return what stands on a command line behind the name and the file.

        Parameters
        ----------
        given
            What was filled in, by the names of the fields; what is blank is left to the command.
        plan_path
            Where each plan that can be chosen is.
        """
        found: list[str] = []
        for each in self.fields:
            value = given.get(each.name, "").strip()
            if each.kind == TICK:
                found += [each.flag] * bool(value)
            elif value:
                found += _told(each, value, plan_path)
        return found


def _told(each: FormField, value: str, plan_path: Mapping[str, str]) -> Sequence[str]:
    if each.kind == PLAN:
        return [f"{each.flag}={plan_path[value]}"]
    lines = [line.strip() for line in value.splitlines() if line.strip()] if each.kind == LINES else [value]
    return [f"{each.flag}={line}" for line in lines]  # with a sign between, no value is taken for an option
