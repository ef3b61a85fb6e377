"""Linear algebra in one thread, where the planner is loaded before numpy and nobody has said otherwise."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from planner.algebra import THREADS

COUNT = """
import os
import planner
from planner.solving import nearest
import numpy
numpy.linalg.qr(numpy.random.default_rng(1).random((600, 600)))
libraries = {line.split()[-1] for line in open("/proc/self/maps") if "openblas" in line}
print(len(os.listdir("/proc/self/task")), len(libraries))
"""


def said(code: str, **environment: str) -> str:
    """Return what a program prints that is given nothing of these but what is said here."""
    clean = {name: value for name, value in os.environ.items() if name not in THREADS}
    done = subprocess.run([sys.executable, "-c", code], env=clean | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.skipif(not Path("/proc/self/task").is_dir() or (os.cpu_count() or 1) < 2, reason="counts threads there")
def test_a_factorisation_has_one_thread() -> None:
    threads, libraries = map(int, said(COUNT).split())
    assert threads == 1
    assert said(COUNT, OPENBLAS_NUM_THREADS="2") == f"{1 + libraries} {libraries}"  # numpy's, and scipy's if it has one


def test_numpy_is_not_loaded_before_the_command_has_said_so() -> None:
    code = "import sys, planner; print('numpy' in sys.modules, __import__('os').environ['OPENBLAS_NUM_THREADS'])"
    assert said(code) == "False 1"
    assert said(code, OPENBLAS_NUM_THREADS="4") == "False 4"
