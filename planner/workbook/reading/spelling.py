"""How near two words are: which of our names a planner may have meant."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import Indel, Levenshtein

SHORT: Final = 5  # letters below which a word is short
ALIKE: Final = 0.6  # the least share of the letters that two names have in common, in order, for one to be meant


def distance(one: str, other: str) -> int:
    """Return how many letters must be put in, left out or replaced to turn one word into the other; at most 3."""
    return Levenshtein.distance(one, other, score_cutoff=2)


def is_slip(one: str, other: str) -> bool:
    """Whether two words are likely one, misspelt: within two letters, their digits the same, and not too short.

    Of short words one has a letter more than the other: with another letter in place of one they may both be words.
    """
    digits = [[sign for sign in word if sign.isdigit()] for word in (one, other)]
    shorter, far = min(len(one), len(other)), distance(one, other)
    is_near = 0 < far <= 2 if shorter >= SHORT else far == 1 and len(one) != len(other) and shorter >= SHORT - 2
    return digits[0] == digits[1] and is_near


def within(word: str, known: Collection[str]) -> list[str]:
    """Return the known words within two letters of a word, whatever their case."""
    by = Levenshtein.distance
    found = process.extract(word, known, scorer=by, processor=str.casefold, score_cutoff=2, limit=None)
    return [other for other, *_ in found]


def misspelt(key: str, ours: Iterable[str]) -> str:
    """Return that of our words which is within two letters of a word; blank where none is."""
    near = ((distance(key, word), word) for word in ours)
    return min(((far, word) for far, word in near if far <= min(2, len(word) - 1)), default=(0, ""))[1]


def closest(word: str, known: Collection[str]) -> str:
    """Return the known word that is most like a word; blank where none is like it."""
    found = process.extractOne(word, known, scorer=Indel.normalized_similarity, score_cutoff=ALIKE)
    return found[0] if found else ""
