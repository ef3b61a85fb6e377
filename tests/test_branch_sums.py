"""Sums of a branch's products: they are taken for every branch at every plan, and must not wake threads."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

import planner.solving.branches as room
from planner.solving.branches.subproblem import dot


def test_it_is_the_sum_of_products() -> None:
    assert dot(np.array([1.0, 2.0, -3.0]), np.array([4.0, 0.5, 2.0])) == -1.0


def test_no_branch_multiplies_two_vectors_by_the_linear_algebra_library() -> None:
    """A product of 28,000 numbers took 15 times as long so, once two processes or more were at work."""
    for file in Path(room.__path__[0]).glob("*.py"):
        assert not re.search(r"float\([^()]*@", file.read_text(encoding="utf-8")), file.name
