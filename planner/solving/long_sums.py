"""Products and sums in twice the digits of a float, from floats alone: alike on every machine.

Not all machines have longer floats, and what is proven must not depend on whose it is. A number in twice the digits is
two floats: its head, which is the nearest float, and its tail, which is what the head leaves.

Sources: T. J. Dekker, A floating-point technique for extending the available precision, Numerische Mathematik 18, 1971
(`product`); S. M. Rump, T. Ogita and S. Oishi, Accurate floating-point summation, SIAM Journal on Scientific Computing
31, 2008 (`sums`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from planner.arrays import Floats

if TYPE_CHECKING:
    from scipy.sparse import csc_array, csr_array

Pair = tuple[Floats, Floats]  # heads and tails

HALVES: Final = 2.0**27 + 1  # splits a float into two of half its digits
LOST: Final = 2.0**-53  # the share of a float that rounding may take
EXTRA: Final = 2.0**-98  # the same of a sum in twice the digits, for each of its terms: with a hundred times to spare


def product(one: Floats, other: Floats) -> Pair:
    """Return products as heads and tails; together they are exact."""
    head = one * other
    (one_high, one_low), (other_high, other_low) = _split(one), _split(other)
    tail = ((one_high * other_high - head) + one_high * other_low + one_low * other_high) + one_low * other_low
    return head, tail


def _split(numbers: Floats) -> Pair:
    turned = HALVES * numbers
    high = turned - (turned - numbers)
    return high, numbers - high


def added(one: Floats, other: Floats) -> Pair:
    """Return sums of two floats as heads and tails; together they are exact."""
    head = one + other
    seen = head - one
    return head, (one - (head - seen)) + (other - seen)


def plus(pair: Pair, more: Floats) -> Pair:
    """Return pairs with floats added."""
    head, tail = added(pair[0], more)
    return added(head, tail + pair[1])


def sums(terms: Floats, starts: NDArray[np.int64]) -> Pair:
    """Return the sum of each stretch of terms; ``starts`` says where each begins, and none is empty.

    The leading digits of all terms of a stretch, cut at one place, add up without rounding; then the next ones do.
    """
    counts = np.diff(np.append(starts, len(terms)))
    room = 2.0 ** np.ceil(np.log2(counts + 2.0))
    largest = np.maximum.reduceat(np.abs(terms), starts)
    cut = room * 2.0 ** np.ceil(np.log2(np.where(largest > 0, largest, 1.0)))
    heads, rest = _cut(terms, np.repeat(cut, counts))
    tails, rest = _cut(rest, np.repeat(cut * room * LOST, counts))
    return added(np.add.reduceat(heads, starts), np.add.reduceat(tails, starts) + np.add.reduceat(rest, starts))


def _cut(terms: Floats, places: Floats) -> Pair:
    heads = (places + terms) - places
    return heads, terms - heads


def remainder(start: Floats, matrix: csr_array | csc_array, factors: Pair) -> tuple[Floats, Floats, Floats]:
    """Return what is left of numbers less a matrix's rows (columns, if it is stored by them) times factors.

    Heads, tails, and by how much they may be off.
    """
    counts, left = np.diff(matrix.indptr), (start.copy(), np.zeros_like(start))
    size = np.abs(start)
    filled, terms = counts > 0, len(matrix.data)
    if terms:
        head, tail = product(matrix.data, factors[0][matrix.indices])
        starts = matrix.indptr[:-1][filled].astype(np.int64)
        whole, low = sums(head, starts)
        low = low + np.add.reduceat(tail + matrix.data * factors[1][matrix.indices], starts)
        first, rest = added(start[filled], -whole)
        left[0][filled], left[1][filled] = added(first, rest - low)
        size[filled] += np.add.reduceat(np.abs(head), starts)
    return *left, EXTRA * (counts + 8) * size
