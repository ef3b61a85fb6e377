"""Sparse matrices with other values where one has some: made without the checks that take longer than their use."""

from __future__ import annotations

from copy import copy
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array


def alike(matrix: csr_array, values: NDArray[np.float64]) -> csr_array:
    """Return a matrix with these values at the places of another, with which it shares what says where they are.

    Small matrices are made by the ten thousand, and scipy looks at each as if it came from elsewhere.
    """
    found: csr_array = copy(matrix)
    found.data = values
    return found


def unsigned(matrix: csr_array) -> csr_array:
    """Return a matrix with the sizes of its values."""
    return alike(matrix, np.abs(matrix.data))
