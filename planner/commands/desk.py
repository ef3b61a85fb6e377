"""``planner desk``: a page on one's own machine."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

STUDIES: Final = "planner.cli"  # knows the forms of all studies; asked in a process of the desk's own


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path), default=Path())
@click.option("--port", type=click.IntRange(0, 65535), default=0, help="Where it listens; 0 takes a free one.")
@click.option("--browser/--no-browser", default=True, help="Whether it opens the browser.")
def desk(folder: Path, port: int, browser: bool) -> None:
    """Show the workbooks and plans of FOLDER in the browser: check, plan, watch, compare."""
    from planner.desk.server import start

    start(folder, port, click.echo, opens=browser, studies=STUDIES)
