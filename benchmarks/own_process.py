"""Run one measurement in a process of its own, so that its seconds and its peak memory are its own."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

Found = dict[str, Any]


def peak_megabytes() -> float:
    """Return the most memory that this process has held so far.

    Where the system says so it is asked for by the program alone: the other figure counts what the process that
    started this one held then.
    """
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    import resource

    unit = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def processor_seconds() -> float:
    """Return the seconds of the processor that this process and the ones that it has started have used."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def tell(found: Found) -> None:
    """Print what a process has measured, on the last line of its standard output."""
    print(json.dumps(found), flush=True)


def measured(script: str, *options: str, timeout: float | None = None) -> Found:
    """Return what a script tells last when it is run with these options; its status where it fails or does not end."""
    command = [sys.executable, script, *options]
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False, timeout=timeout)
    except subprocess.TimeoutExpired as stopped:
        return _last(stopped.stdout) | {"status": f"ended after {timeout:.0f} s"}
    if done.returncode:
        return {"status": f"ended with code {done.returncode}"}
    return _last(done.stdout)


def _last(shown: bytes | None) -> Found:
    told = [line for line in (shown or b"").decode().splitlines() if line.startswith("{")]  # libraries speak too
    return dict(json.loads(told[-1])) if told else {}


def median(runs: list[Found], what: str) -> float | None:
    """Return the median of a number over the runs that have it."""
    numbers = [run[what] for run in runs if what in run]
    return statistics.median(numbers) if numbers else None


def cells(*values: Any) -> str:
    """Return a row of a Markdown table."""
    return f"| {' | '.join('' if value is None else str(value) for value in values)} |"
