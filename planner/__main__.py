"""Lets ``python -m planner`` be the command ``planner``."""

from planner.cli import main

if __name__ == "__main__":
    main(prog_name="planner")
