"""One thread for linear algebra on small dense matrices: its threads wait for each other longer than they reckon.

What a planner's conventions and branches reckon has some hundreds of rows. Shared between threads it took six times
the processor's time beside other programs (docs/benchmarks.md).
"""

from __future__ import annotations

import os
from typing import Final

THREADS: Final = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def reckon_in_one_thread() -> None:
    """Say so to the libraries that are yet to be loaded, here and in workers; who has said otherwise is heard."""
    for name in THREADS:
        os.environ.setdefault(name, "1")
