"""Every tolerance of the audit, as one system: of what it is, and what it is for; shared with nothing."""

from __future__ import annotations

from typing import Final

ACCURACY: Final = 1e-6  # of the scale of what is compared: numbers that differ by no more are one
AT_STAKE: Final = 1e-6  # of the costs at stake: where rounding alone decides whether a guarantee can be kept
HHI_ACCURACY: Final = 1e-6  # of a total: by what an index and what it is reckoned from may be off
NEARLY: Final = 1e-6  # of what is asked: capacity that lacks no more may count as enough, or not
TOLD: Final = 1e-6  # of what is spent in a period: what is less need not be told
USED: Final = 1e-6  # of what is usual: less is what rounding leaves of nothing
LAST_DIGITS: Final = 1e-5  # what the last digits of an amount are beside the accuracy
GUARANTEE: Final = 2e-7  # of a guarantee: what rounding may take
LOOSE: Final = 1e-7  # of costs: ways whose costs differ by more do not cost the same
FULL: Final = 1e-8  # of demand: it is met in full where no more is short
MOMENT: Final = 1e-9  # years: begins are sums of lengths of periods
ROUNDING: Final = 1e-9  # of what it is part of: what arithmetic leaves of nothing, or between two that are one
TIGHT: Final = 1e-9  # of costs: ways whose costs differ by less cost the same
LEAST: Final = 1e-12  # beside which a limit that is nothing is compared

# (a tolerance, one that it must not be less than, why)
NO_LESS_THAN: Final = (
    ("LAST_DIGITS", "ACCURACY", "a digit that is not compared is none that is wrong"),
    ("ACCURACY", "GUARANTEE", "what rounding takes of a guarantee is not told as a miss"),
    ("NEARLY", "FULL", "what is met in full is nearly met"),
    ("LOOSE", "TIGHT", "between the two it is not known whether ways cost the same"),
    ("AT_STAKE", "LOOSE", "what costs the same cannot decide whether a guarantee is kept"),
    ("USED", "ROUNDING", "what arithmetic leaves is no use"),
    ("ROUNDING", "LEAST", "a limit that is nothing is compared as one"),
)
