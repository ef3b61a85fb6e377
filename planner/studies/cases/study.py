"""All cases of a workbook as one study: what came of each, their plans compared, and what each would regret."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from planner.errors import QuestionError
from planner.outputs import Outputs, is_folder
from planner.planning.pipeline import options_of
from planner.planning.workbooks import named_like
from planner.plans.fields import Field
from planner.reports.loading.several import Compared, load_plans
from planner.solving.workers.pools import processors
from planner.statuses import Status, status_text
from planner.studies.cases.plans import CasePlan, SolvedCase, case_names, paths_of, read_cases, solve_cases
from planner.studies.compare.comparison import compared
from planner.studies.core.progress import StudyProgress
from planner.studies.core.session import Session, session_of
from planner.studies.core.tasks import Runner
from planner.studies.regret.chosen import told_of_chosen, write_chosen
from planner.studies.regret.operations import normal, regret_of
from planner.studies.regret.regrets import Regret
from planner.studies.regret.study import regret_sentences, regret_sheets
from planner.studies.regret.together import MEAN, WORST
from planner.wording.numbers import money_label, number_text, share_text
from planner.wording.study import Study, StudySheet
from planner.wording.text import shortened
from planner.workbook.book import Book
from planner.workbook.cases.applied import BASE
from planner.workbook.schema.columns import fold

if TYPE_CHECKING:
    from planner.studies.core.options import StudyOptions

FEWEST: Final = 2  # plans that can be compared
MOST_WORDS: Final = 400  # letters of why a case has no plan, in a sentence
LEFT: Final = "the study is not written; plans that were finished are, and the same command goes on from them"
NOTHING_LEFT: Final = "the study is not written, and no plan was finished meanwhile"


@dataclass(frozen=True)
class AllCases:
    """What came of all cases; ``plans`` and ``regret`` are of those that have a plan.

    ``written`` are the plans of what was chosen for all cases, by what was wanted least and by case.
    """

    session: Session
    cases: tuple[CasePlan, ...]
    plans: tuple[Compared, ...]
    regret: Regret | None
    written: Mapping[str, Mapping[str, Path]] = field(default_factory=dict)

    @property
    def exit_code(self) -> int:
        """The highest of the cases' exit codes."""
        return max(each.exit_code for each in self.cases)


def places_of(
    path: Path, output: Path | None, writes: Outputs, name: str = "cases", case: str = BASE
) -> tuple[Path, Path, str]:
    """Return where the study goes, and the folder and the beginning of the names of the plans.

    A workbook takes the study, and the plans stand beside it; a folder takes both, named after the case that is asked.

    Raises
    ------
    FileError
        When the folder is a file or cannot be made.
    """
    stem = path.name.removesuffix(".xlsx") + ("" if case == BASE else f"-{named_like(case)}")
    if output is not None and output.suffix and not is_folder(output):
        return output, output.parent, output.stem
    folder = writes.folder(output or Path("outputs"))
    return folder / f"{stem}-{name}.xlsx", folder, stem


def all_cases(
    path: Path, options: StudyOptions, threads: int | None = None, name: str = "cases", *, choose: bool = False,
    weights: str = "",
) -> AllCases:  # fmt: skip
    """Plan every case, operate every plan in every other case, and return what came of it.

    Parameters
    ----------
    choose
        Whether the investments that are best for all cases together are looked for by a model, and their plans written.
    weights
        What cases count in means, as in ``base=2; embargo=1``; 1 where nothing is said.

    Raises
    ------
    QuestionError
        When a case is asked for, the workbook has none, or a weight is none.
    WorkbookError
        When the workbook cannot be planned as it stands.
    FileError
        When a plan or the study could not be written, or something would be harmed.
    """
    if options.case != "base":
        message = "all cases are planned: --case cannot be given as well"
        raise QuestionError(message)
    target, folder, stem = places_of(path, options.target, options.outputs, name)
    session = session_of(path, replace(options, target=target), "cases")
    names = case_names(session.book)
    if len(names) < FEWEST:
        message = f"{path.name}: its sheet Cases has no case, so there is nothing to compare"
        raise QuestionError(message)
    taken = [target]

    def places(stem: str) -> dict[str, Path]:
        found = {case: options.outputs.file(place) for case, place in paths_of(names, folder, stem, taken).items()}
        taken.extend(found.values())
        return found

    targets = places(stem)
    counts = weights_of(weights, names)
    chosen = {aim: places(f"{stem}-{aim}") for aim in ((WORST, MEAN) if choose else ())}
    books, wrong = read_cases(path, names)
    if len(units := {fold(label): label for label in (money_label(book.settings) for book in books.values())}) > 1:
        message = f"{path.name}: its cases are in several moneys ({'; '.join(units.values())}), which do not add up"
        raise QuestionError(message)
    given = {"gap": options.gap, "money_gap": options.money_gap, "time_limit": options.time_limit, "processes": 1}
    given["threads"] = threads or threads_of(options, len(names))
    with session.progress("all cases") as progress:
        with runner_of(session, progress) as runner:
            found = [*wrong, *solve_cases(books, targets, given, runner, session.store)]
        plans = load_plans([each.path for each in _in_order(found, names) if each.path is not None])
        regret, written = None, dict[str, dict[str, Path]]()
        if len(plans) >= FEWEST:
            regret, written = _regret(session, plans, books, progress, counts, chosen)
    return AllCases(session, tuple(_in_order(found, names)), tuple(plans), regret, written)


def weights_of(text: str, cases: Sequence[str]) -> dict[str, float]:
    """Return what each case counts in means: 1, or what is said as in ``base=2; embargo=1``.

    Raises
    ------
    QuestionError
        When a case or a weight is none, a case has two, or no case counts.
    """
    found, known = dict.fromkeys(cases, 1.0), {fold(case): case for case in cases}
    said = set[str]()
    for part in filter(str.strip, text.split(";")):
        name, _, value = part.rpartition("=")
        if fold(name) not in known:
            message = f"{name.strip() or part.strip()!r} is no case of the workbook; there are: {', '.join(cases)}"
            raise QuestionError(message)
        try:
            weight = float(value)
        except ValueError:
            weight = math.nan
        if not 0 <= weight < math.inf:
            message = f"the weight of {known[fold(name)]} must be a number of at least 0, not {value.strip()!r}"
            raise QuestionError(message)
        if fold(name) in said:
            message = f"{known[fold(name)]} has two weights; say one"
            raise QuestionError(message)
        said.add(fold(name))
        found[known[fold(name)]] = weight
    normal(list(found.values()))
    return found


def _in_order(found: Sequence[CasePlan], names: Sequence[str]) -> list[CasePlan]:
    return sorted(found, key=lambda each: names.index(each.case))


def threads_of(options: StudyOptions, count: int) -> int:
    """Return the threads of each solve: the processors shared by as many as run at once."""
    if options.engine != "processes":
        return 1
    return max(1, processors() // min(options.processes or processors(), count))


def runner_of(session: Session, progress: StudyProgress) -> Runner[SolvedCase]:
    """Return what runs solves without keeping their results: the plans are kept themselves."""
    options = session.options
    return Runner(
        engine=options.engine, workers=options.processes, scheduler=options.scheduler, tell=progress.update,
        left=(LEFT, NOTHING_LEFT),
    )  # fmt: skip


def _regret(
    session: Session, plans: Sequence[Compared], books: dict[str, Book], progress: StudyProgress,
    weights: Mapping[str, float], targets: Mapping[str, Mapping[str, Path]],
) -> tuple[Regret, dict[str, dict[str, Path]]]:  # fmt: skip
    progress.stage("every plan in every case")
    said = session.options
    given = {"gap": said.gap, "money_gap": said.money_gap, "time_limit": said.time_limit}
    options = {case: replace(options_of(book, **given), threads=1, processes=1) for case, book in books.items()}
    with session.runner(progress, left=LEFT) as runner:
        found = regret_of(plans, books, options, runner, [weights[plan.case] for plan in plans], chooses=bool(targets))
        return found, write_chosen(found, plans, books, options, targets, runner)


def cases_study(found: AllCases) -> Study:
    """Return the study of all cases: what came of each, what they would regret, and their plans compared."""
    if found.regret is None:
        return _study(found, [], [])
    comparison = compared(found.plans)
    said = regret_sentences(found.regret, money_label(found.session.book.settings))
    return _study(found, [*said, *comparison.sentences], [*regret_sheets(found.regret), *comparison.sheets])


def regret_study(found: AllCases) -> Study:
    """Return the study of regret alone."""
    if found.regret is None:
        return _study(found, [], [])
    money = money_label(found.session.book.settings)
    return _study(found, regret_sentences(found.regret, money), regret_sheets(found.regret))


def _study(found: AllCases, sentences: list[str], sheets: list[StudySheet]) -> Study:
    book = found.session.book
    planned = sum(each.path is not None for each in found.cases)
    facts = {f"plan for {each.case}": each.path.name if each.path else each.status for each in found.cases}
    return Study(
        f"All cases: {book.settings['title'] or book.path.stem}",
        (*sentences, *failures(found)),
        (cases_sheet(found), *sheets) if not sheets else (sheets[0], cases_sheet(found), *sheets[1:]),
        found.session.facts(**facts),
        money_label(book.settings),
        f"{book.path.name}: {planned} of {len(found.cases)} cases have a plan",
    )


def failures(found: AllCases) -> list[str]:
    """Return a sentence for each case without a plan."""
    said = []
    for each in found.cases:
        if each.path is None:
            said.append(f"{each.case}: {each.status}. {shortened(one_line(each.message), MOST_WORDS)}")
    return said


def one_line(message: str) -> str:
    """Return a message of several lines as one."""
    return "; ".join(line.strip().rstrip(".:") for line in message.splitlines())


def cases_sheet(found: AllCases) -> StudySheet:
    """Return what came of each case."""
    fields = (
        Field("case", "text", "the case; base is the workbook as it stands"),
        Field("status", "text", "of its plan, or why there is none"),
        Field("cost", "money", "of its plan, discounted"),
        Field("at least", "money", "what any plan for the case costs"),
        Field("gap", "share", "between the two"),
        Field("plan", "text", "its workbook"),
        Field("what is wrong", "text", "where there is no plan"),
    )
    rows = [
        (each.case, status_text(each.status, each.stopped), each.objective, each.bound, each.gap,
         each.path.name if each.path else "", one_line(each.message))
        for each in found.cases
    ]  # fmt: skip
    tints = [["dropped" if each.path is None else "", *([""] * 6)] for each in found.cases]
    return StudySheet("Cases", "What came of each case.", fields, rows, tints=tints)


def said_of(each: CasePlan, money: str) -> str:
    """Return what came of a case, as a line of the terminal."""
    if each.path is None:
        return f"{each.case}: {each.status}\n  " + "\n  ".join(each.message.splitlines())
    gap = ", how far it is from the best possible is not known"
    if each.gap or each.status is Status.PROVEN:
        gap = f", within {share_text(each.gap)} of the best possible" if each.gap else ", proven the best possible"
    kept = " (there already)" if each.is_kept else ""
    cost = f"{number_text(each.objective or 0.0)} {money}"
    return f"{each.case}: {cost}{gap}: {each.path}{kept}"


def told_of(found: AllCases) -> dict[str, object]:
    """Return what came of all cases as plain data."""
    cases = [
        {"case": each.case, "status": each.status, "stopped": each.stopped, "objective": each.objective,
         "bound": each.bound, "gap": each.gap, "path": each.path, "message": each.message,
         "there already": each.is_kept}
        for each in found.cases
    ]  # fmt: skip
    return {"cases": cases, "regret": _regret_told(found.regret, found.written)}


def _regret_told(regret: Regret | None, written: Mapping[str, Mapping[str, Path]]) -> dict[str, object] | None:
    if regret is None:
        return None
    own = regret.cells[: len(regret.names)]
    matrix = [[None if cell.cost is None else vars(cell.regret) for cell in row] for row in own]
    first = regret.own_order[0]
    least = None if regret.failures(first) else regret.names[first]
    return {
        "cases": list(regret.names),
        "regret": matrix,
        "least worst regret": least,
        "weights": list(regret.weights),
        "chosen": told_of_chosen(regret, written),
    }
