"""Projects, groups and who may pay for what."""

from __future__ import annotations

from planner.workbook.assemble.names import Positions, as_declared
from planner.workbook.book import Book, Row
from planner_models.given.investment import Grant, Project, ProjectGroup
from planner_models.given.periods import Varying


def projects(book: Book, names: Positions) -> tuple[Project, ...]:
    """Return the projects of a workbook, in the order of its rows."""
    curves: dict[str, list[tuple[float, float]]] = {}
    for row in book.rows("Curves"):
        curves.setdefault(row["curve"], []).append((row["size"], row["capital"]))
    return tuple(_project(row, book, names, tuple(curves.get(row["curve"], ()))) for row in book.rows("Projects"))


def _project(row: Row, book: Book, names: Positions, curve: tuple[tuple[float, float], ...]) -> Project:
    horizon = sum(period["years"] for period in book.rows("Periods"))
    uses, there = names.uses(row["uses"], row["place"])
    adds = _target(row["adds"], row["place"], names)
    decision = row["decision"]
    finite_life = row["life"] if row["life"] < float("inf") else horizon
    return as_declared(
        Project,
        row,
        name=row["project"],
        kind=row["kind"] or "",
        adds=adds,
        removes=_target(row["removes"], row["place"], names),
        minimum=row["minimum"] or 0.0,
        curve=curve,
        economic_life=row["economic life"] or finite_life,
        cost_of_capital=_interest(row, book, names),
        window=names.window(row, "earliest", "latest"),
        starts=int(row["starts"]),
        requires=tuple(names.projects[name] for name in row["requires"]),
        at_least=int(decision.kind == "must"),
        never=decision.kind == "never",
        least={names.periods[period]: amount for period, amount in decision.commitments},
        uses=uses,
        can_build=there if adds is not None or not row["adds"] else (False,) * names.count,
    )


def _interest(row: Row, book: Book, names: Positions) -> Varying:
    """Return the cost of capital by period of the start: the project's own, else that of Settings."""
    usual = book.settings["cost of capital"]
    own = row["cost of capital"] or (None,) * names.count
    return tuple(usual if rate is None else rate for rate in own)


def _target(name: str | None, place: str, names: Positions) -> tuple[str, int] | None:
    """Return the plant or resource that a project adds to or removes from; None where there is none."""
    if not name:
        return None
    if name in names.processes:
        position = names.plants.get((name, place))
        return None if position is None else ("plant", position)
    position = names.resources.get((name, place))
    return None if position is None else ("resource", position)


def groups(book: Book, names: Positions) -> tuple[ProjectGroup, ...]:
    """Return the groups of a workbook with the projects that name them."""
    return tuple(
        ProjectGroup(
            row["group"],
            row["at least"],
            row["at most"],
            tuple(names.projects[x["project"]] for x in book.rows("Projects") if row["group"] in x["group"]),
            row.number,
        )
        for row in book.rows("Groups")
    )


def grants(book: Book, names: Positions) -> tuple[Grant, ...]:
    """Return the rows of Funding, each with the projects for which it holds: of a funder's rows the most specific."""
    rows = book.rows("Funding")
    covered: dict[int, list[int]] = {n: [] for n in range(len(rows))}
    for k, project in enumerate(book.rows("Projects")):
        best: dict[str, tuple[int, int]] = {}
        for n, row in enumerate(rows):
            rank = _specificity(row["projects"], project, names)
            if rank is not None and (row["funder"] not in best or rank < best[row["funder"]][0]):
                best[row["funder"]] = (rank, n)
        for _, n in best.values():
            covered[n].append(k)
    return tuple(
        Grant(names.funders[row["funder"]], row["share"], row["maximum"], tuple(covered[n]), row.number)
        for n, row in enumerate(rows)
    )


def _specificity(items: tuple[str, ...], project: Row, names: Positions) -> int | None:
    """Return how near the nearest of a row's items is to a project: 0 names it; None: it does not fit."""
    fits = (project["project"], project["kind"], *_places(project["place"], names), "*")
    ranks = [rank for rank, name in enumerate(fits) if name is not None and name in items]
    return min(ranks, default=None)


def _places(place: str, names: Positions) -> tuple[str | None, str | None, str | None]:
    """Return the site, country and bloc of a project, None for those that are smaller than its place."""
    specificity = names.places.specificity(place)
    chain = names.places.chain(place)
    padded = (None,) * (3 - specificity) + chain
    return (padded + (None,) * 3)[0], (padded + (None,) * 3)[1], (padded + (None,) * 3)[2]
