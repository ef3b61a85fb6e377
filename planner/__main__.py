"""The command ``planner``, also as ``python -m planner``; while it is imported, for a moment, a Ctrl-C may come."""

from __future__ import annotations

import sys
from typing import Final

INTERRUPTED_CODE: Final = 130  # as `planner.commands.answers` has it, which is yet to be imported


def main() -> None:
    """Run the command line; a Ctrl-C before it has begun is said in a word, and not by a traceback."""
    try:
        from planner.cli import main as command

        command(prog_name="planner")
    except KeyboardInterrupt:
        print("interrupted before it had begun; nothing was written", file=sys.stderr)
        sys.exit(INTERRUPTED_CODE)


if __name__ == "__main__":
    main()
