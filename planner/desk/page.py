"""What a page of the desk declares: its routes, and where it stands in the navigation."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

import planner.desk.pages

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

Menu = Literal["top", "workbook", "plan", "plans"]


@dataclass(frozen=True)
class MenuEntry:
    """A link to a page.

    Attributes
    ----------
    label, path
        Its words, and where it leads.
    order
        Its place among others: the smallest comes first.
    menu
        Where it stands: ``top`` is the navigation of every page; ``workbook`` is on every page of a workbook, whose
        name is then given as ``book``; ``plan`` is at a plan, given as ``plan``; ``plans`` is a button below a list of
        plans of which several can be ticked.
    """

    label: str
    path: str
    order: int
    menu: Menu = "top"


@dataclass(frozen=True)
class Page:
    """The routes and the links of a module of `planner.desk.pages`, which has it as ``PAGE``."""

    routes: Sequence[BaseRoute]
    entries: Sequence[MenuEntry] = ()


@cache
def pages() -> tuple[Page, ...]:
    """Return all pages that there are."""
    names = sorted(each.name for each in pkgutil.iter_modules(planner.desk.pages.__path__))
    modules = [importlib.import_module(f"planner.desk.pages.{name}") for name in names]
    return tuple(module.PAGE for module in modules if hasattr(module, "PAGE"))


@cache
def menu(name: Menu) -> tuple[MenuEntry, ...]:
    """Return the links of a menu, in their order."""
    found = [entry for page in pages() for entry in page.entries if entry.menu == name]
    return tuple(sorted(found, key=lambda entry: (entry.order, entry.label)))
