"""``planner frontier``: plans from the best of one measure to the best of another."""

from __future__ import annotations

from pathlib import Path

import click

from planner.commands.answers import answer
from planner.commands.options import IN_FILE, study_options
from planner.statuses import Status
from planner.studies.core.options import StudyOptions

HOLD = "Held at what the cheapest plan gives: service (unless it is an axis), nothing, or a measure; may be repeated."


class WithMeasures(click.Command):
    """A command whose help names the measures, which take a while to import."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what measures there are behind the help."""
        from planner.studies.core.declared_measures import WAYS

        self.epilog = f"Measures: {WAYS}, such as 'share of China in graphite for EU in 2031'."
        super().format_epilog(ctx, formatter)


@click.command(cls=WithMeasures)
@click.argument("workbook", type=IN_FILE, metavar="IN")
@click.option("--from", "first", default="cost", show_default=True, help="The measure that is best at the first end.")
@click.option("--to", "second", default="worst service", show_default=True, help="The one that is best at the other.")
@click.option("--points", type=click.IntRange(2), default=9, show_default=True, help="How many, both ends among them.")
@click.option("--hold", multiple=True, help=HOLD)
@click.option("--plans", is_flag=True, help="Write the plan of every point too, in a folder beside the study.")
@study_options
def frontier(
    workbook: Path, first: str, second: str, points: int, hold: tuple[str, ...], plans: bool, options: StudyOptions
) -> None:
    """Find plans from the best of one measure to the best of another, none better in both."""
    from planner.studies.core.session import session_of
    from planner.studies.frontier.search import point_path
    from planner.studies.frontier.study import studied

    session = session_of(workbook, options, "frontier")
    answer().tell_faults(session.faults)
    folder = session.target.with_name(f"{session.target.stem}-plans") if plans else None
    if folder is not None:
        options.outputs.folder(folder)
        for number in range(1, points + 1):
            options.outputs.file(point_path(folder, number), what="a plan")
    found, study = studied(session, first, second, points, hold, folder)
    session.write(study)
    line = found.frontier
    told = [{"point": x.name, "status": x.status, **x.values} for x in line.points]
    status = Status.PROVEN if all(x.status is Status.PROVEN for x in line.points) else Status.NOT_PROVEN
    answer().tell(status=status, path=session.target, points=told, dropped=len(line.dropped))
    answer().say_study(study, session.target)
